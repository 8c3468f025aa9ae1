"""How the pages speak: sober, in natural frequencies, and never of causes."""

import math
import re
import unicodedata
from string import ascii_lowercase

from nhml.modelling.instability import Instability

NOTHING = math.log(1.02)  # a change of the odds by less than 2 % is said to be nothing
_LITTLE, _MUCH = math.log(1.25), math.log(2.0)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_PER = (100, 1_000, 10_000)
_UNITS = {"1": "", "a": "years", "[in_i]": "in", "[lb_av]": "lb", "Cel": "°C", "[degF]": "°F"}
_SEXES = {"M": ("man", "men"), "F": ("woman", "women")}
INSTABILITY = (
    "Instability: the refits' risks of groups of people, against the risk that the model gives "
    "them. On the diagonal refits say what the model says"
)
_SETTLED = {
    "needed_missing": "State {column}.",
    "outside_population": "Nothing that could be sent: use a model that learnt from such people.",
    "population_unknown": "State age and sex, and whatever else the population is told by.",
    "too_much_missing": "Measure some of what is listed as missing below.",
    "beyond_training": "Confirm the value and its unit.",
    "outlying": "Confirm these values and their units; if they are right, this model knows "
    "nobody like it.",
    "not_a_number": "Send {column} as a number.",
    "unit_missing": "Send the unit of {column} as the laboratory printed it.",
    "unit_unknown": "Ask the laboratory for the unit of {column}.",
    "unit_suspect": "Ask the laboratory for the unit of {column}; the value fits another one.",
    "unit_to_confirm": "Ask the laboratory to confirm the unit of {column}.",
    "comparator_unknown": "Ask the laboratory what stands before {column}.",
    "value_impossible": "Ask the laboratory to confirm {column}, or draw again.",
    "sex_unknown": "State sex as F or M.",
    "flag_unknown": "State {column} as yes or no.",
}
_PRINTED = {"<=": "≤", ">=": "≥"}
_OTHERWISE = "settle what is said of it, and score the panel again"


def tidy(text: object, most: int = 80) -> str:
    """Write anybody's text on one line: nothing that is not seen, and not too long.

    Parameters
    ----------
    text : object
    most : int
        Signs that are kept.
    """
    seen = (" " if sign.isspace() else sign for sign in str(text)[: 20 * most])
    shown = "".join("\N{REPLACEMENT CHARACTER}" if _unseen(sign) else sign for sign in seen)
    words = " ".join(shown.split())
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _unseen(sign: str) -> bool:
    return unicodedata.category(sign) in _UNSEEN


def unit(ucum: str) -> str:
    """Write a UCUM unit as laboratories print it: ``m[IU]/L`` is mIU/L."""
    if ucum in _UNITS:
        return _UNITS[ucum]
    text = ucum.replace("(24.h)", "24 h").replace("10*", "10^").replace("_m2", " m²")
    text = re.sub(r"(?<=/)m2$", "m²", text)
    text = re.sub(r"(?<![A-Za-z])u(?=[A-Za-z\[])", "µ", text)
    return tidy(re.sub(r"[\[\]{}]", "", text.replace("{creat}", " creatinine")), 30)


def number(value: float, digits: int = 4) -> str:
    """Write a number to some digits, never as a power."""
    if not math.isfinite(value):
        return "not known"
    rounded = float(f"{value:.{digits}g}")
    return f"{rounded:,.0f}" if abs(rounded) >= 1000 else f"{rounded:.10f}".rstrip("0").rstrip(".")


def per(*shares: float) -> int:
    """Give of how many people to speak: the fewest of whom the rarest share is a whole one.

    Parameters
    ----------
    shares : float
        Between 0 and 1.
    """
    rarest = min((share for share in shares if share > 0.0), default=1.0)
    return next((many for many in _PER if rarest * many >= 1.0), _PER[-1])


def of(share: float, many: int) -> str:
    """Say how many of so many people a share is; never none, never all of them."""
    if share * many < 0.5:
        return "fewer than 1"
    if (1.0 - share) * many < 0.5:
        return f"more than {many - 1:,}"
    return f"{round(share * many):,}"


def between(low: float, high: float, many: int) -> str:
    """Say an interval of shares as people: ``35 to 48``."""
    return f"{of(low, many)} to {of(high, many)}"


def percent(share: float) -> str:
    """Write a share to a whole per cent; to a tenth below one; never none, never all."""
    if 0.995 < share < 1.0:
        return "over 99 %"
    if share >= 0.0095 or share == 0.0:
        return f"{share:.0%}".replace("%", " %")
    return f"{share:.1%}".replace("%", " %") if share >= 0.0005 else "under 0.1 %"


def odds(contribution: float) -> str:
    """Say log-odds as the factor by which they change the odds: ``×1.8``."""
    factor = math.exp(max(min(contribution, 9.0), -9.0))
    if factor < 0.1:
        return f"×{factor:.1g}" if factor >= 0.001 else "×0.001 or less"
    return f"×{factor:.1f}" if 1.05 <= factor < 100 else f"×{factor:,.{0 if factor > 1.05 else 2}f}"


def direction(contribution: float) -> str:
    """Say what the model does with a value; it is read, it is no cause."""
    size = abs(contribution)
    if size < NOTHING:
        return "adds nothing to the risk"
    verb = "raises the risk" if contribution > 0 else "lowers the risk"
    if size < _LITTLE:
        return f"{verb} a little"
    return f"{verb} strongly" if size >= _MUCH else verb


def person(sex: str | None, age: float) -> str:
    """Say who was drawn: ``man of 62``."""
    who = _SEXES[sex][0] if sex in _SEXES else "person whose sex is not known"
    return f"{who} of {math.floor(age)}" if math.isfinite(age) else f"{who}, age not known"


def people(sex: str, first: int, last: int | None) -> str:
    """Say of whom a base rate is: ``men aged 60 to 69``."""
    who = _SEXES[sex][1]
    return f"{who} of {first} and over" if last is None else f"{who} aged {first} to {last}"


def points(share: float) -> str:
    """Write a distance of shares in percentage points: ``1.3 points``."""
    told = f"{100.0 * share:.1f}"
    return f"{told} point{'' if told == '1.0' else 's'}"


def refitted(low: float, high: float, refits: int) -> str:
    """Say what the refits themselves make of one person's interval."""
    told = f"{percent(low)} to {percent(high)}"
    return f"Drawn by a formula; asked themselves, {refits} refits of the model say {told}."


def instability(told: Instability) -> tuple[str, ...]:
    """Say how far the refits' risks lie from the shown ones, of all who were learnt from."""
    return (
        f"The model was learnt {told.refits} times more, each time from a bootstrap sample of the "
        f"people it had learnt from, calibration included; its settings and features stood fixed. "
        f"A refit's risk lies {points(told.mape)} from the shown risk in the mean of "
        f"{told.people:,} panels (mean absolute prediction error); for one in twenty of them by "
        f"more than {points(told.apart[-1])}.",
        f"The stability interval is wider than {points(told.width[2])} for half of them, and for "
        f"one in twenty wider than {points(told.width[-1])}.",
        "The people are those that were learnt from: it says how steady the model is, not how "
        "right.",
    )


def horizon(stated: str) -> str:
    """Say when the outcome is looked for."""
    return "at the time of the draw" if stated in ("", "0") else f"within {stated}"


def population(stated: str) -> str:
    """Write the population of an outcome with the signs of print."""
    return tidy(printed(stated), 200)


def printed(words: str) -> str:
    """Write signs and units of a table's text as they are printed: ``≥ 12 µg/dL``."""
    text = re.sub(r" ?(<=|>=) ?", lambda found: f" {_PRINTED[found[1]]} ", words)
    return re.sub(r"\bu(?=g/|mol/|g\b(?!\w))", "µ", text.replace("( ", "(")).strip()


def letters(number: int) -> str:
    """Give the mark of a note, counted from 1: a to z, then aa."""
    before, last = divmod(number - 1, 26)
    return (letters(before) if before else "") + ascii_lowercase[last]


def sentence(words: str) -> str:
    """Write words as a sentence."""
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def settles(code: str, column: str, cure: str = "") -> str:
    """Say what would let the model speak.

    Parameters
    ----------
    code : str
        Why it does not, as it stands in brackets among the reasons of a score.
    column : str
        What the code is said of, in words.
    cure : str
        What a keeper of files would do; for a code that has no words of its own here.
    """
    if code in _SETTLED:
        return _SETTLED[code].format(column=column)
    return sentence(cure or _OTHERWISE)


def interval(low: float, high: float, written: str, digits: int = 4) -> str:
    """Write a reference interval in its unit; an open end is left out.

    Parameters
    ----------
    low, high : float
        NaN is open.
    written : str
        The unit, as it is printed.
    digits : int
    """
    after = f" {written}" if written else ""
    bottom, top = number(low, digits), number(high, digits)
    if math.isnan(low):
        return f"up to {top}{after}"
    return f"from {bottom}{after}" if math.isnan(high) else f"{bottom} to {top}{after}"


def place(value: float, low: float, high: float, sign: int = 0) -> str:
    """Say where a value lies beside an interval; the limits themselves are within.

    Parameters
    ----------
    value, low, high : float
        NaN limits are open.
    sign : int
        -1 where the value is only known to lie below, 1 where above what is written.
    """
    lowest, highest = (-math.inf if sign < 0 else value), (math.inf if sign > 0 else value)
    outside = highest <= low if sign < 0 else lowest >= high if sign > 0 else False
    places = {
        "below": lowest < low,
        "within": not outside and (sign != 0 or not (value < low or value > high)),
        "above": highest > high,
    }
    return " or ".join(place for place, possible in places.items() if possible)


def listed(names: list[str], most: int = 40) -> str:
    """Write names as a list; of very many, say how many more there are."""
    if len(names) <= most:
        return "; ".join(names)
    return f"{'; '.join(names[:most])}; and {len(names) - most} more"
