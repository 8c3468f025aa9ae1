"""What a score says in words, taken apart: why no risk, what was warned of, what is urgent."""

import re
from typing import NamedTuple

from nhml.knowledge import tables
from nhml.panels.codes import CODES
from nhml.reporting import labels, wording

URGENCIES = {
    "immediate": "Immediately",
    "hard_block": "Must not be",
    "same_day": "The same day",
    "urgent": "Urgent",
    "routine": "Routine",
}
VERDICTS = {  # on what was considered
    "block": "Blocked",
    "withhold": "Withheld until resolved",
    "ask": "To be asked first",
    "clear": "No listed rule against it",
}
_ACTED = {  # by what a safety rule suppresses
    "panel": "Act on the alert first; score a later panel.",
    "person": "Nothing that could be sent: use a model that learnt from such people.",
    "outcome": "Nothing: the diagnosis is met without a model.",
}
_UNLESS = re.compile(r"\(unless ([\w, ]+)\)$")
_MOST_BY = re.compile(r"\(most by ([\w, ]+)\)$")
_NOTHING_TO_SETTLE = frozenset({"already_told"})
_PIECE = re.compile(r"(?:(?P<before>[^:\[\]]*): )?(?P<words>.*?)(?: \[(?P<code>\w+)\])?", re.DOTALL)


class Ground(NamedTuple):
    """One thing that is said of a panel.

    Attributes
    ----------
    column : str
        What it is said of, as people call it; empty where it is said of the whole panel.
    key : str
        That column's name; that of the value where its unit or sign is meant.
    words, code : str
    settles : str
        What would let the model speak; empty for a warning.
    """

    column: str
    key: str
    words: str
    code: str
    settles: str


class Alert(NamedTuple):
    """One thing that must not be missed, whatever the risk.

    Attributes
    ----------
    urgency : str
        Key of `URGENCIES`, or empty where it is not known.
    words, action, source : str
    """

    urgency: str
    words: str
    action: str = ""
    source: str = ""

    @property
    def when(self) -> str:
        """Say how urgent it is."""
        return URGENCIES.get(self.urgency, "Alert")


def grounds(reasons: str) -> tuple[Ground, ...]:
    """Take apart the column ``reasons`` of a score."""
    return tuple(_ground(piece) for piece in _pieces(reasons))


def alerts(cell: str, sex: str | None = None) -> tuple[Alert, ...]:
    """Take apart the column ``alerts`` of a score, the most urgent first.

    Parameters
    ----------
    cell : str
    sex : str, optional
        An alert to a man does not say "unless pregnant".
    """
    foreign = tables.of_the_other_sex(sex)
    found = [_alert(piece, foreign) for piece in _pieces(cell)]
    order = [*URGENCIES, ""]
    return tuple(sorted(found, key=lambda one: order.index(one.urgency)))


def _pieces(text: str) -> list[str]:
    """Split what is joined by semicolons; where each ends with a code, only after codes."""
    between = r"(?<=\]);\s+" if "]" in text else r";\s+"
    return [piece for piece in re.split(between, text.strip()) if piece.strip()]


def _parts(piece: str) -> tuple[str, str, str]:
    found = _PIECE.fullmatch(piece)
    assert found is not None  # it takes any text
    return (found["before"] or "").strip(), found["words"].strip(), found["code"] or ""


def _ground(piece: str) -> Ground:
    said, words, code = _parts(piece)
    key = labels.owner(said)
    column = "" if key in ("", "panel") else labels.of(key)
    words = _MOST_BY.sub(_labelled, words)
    return Ground(column, key, wording.tidy(words, 300), code, _settles(code, column or "this"))


def _labelled(found: re.Match[str]) -> str:
    return f"(most by {'; '.join(map(labels.of, found[1].split(', ')))})"


def _settles(code: str, column: str) -> str:
    rule = tables.safety_rules().get(code)
    if rule is not None:
        return _ACTED.get(rule.suppresses) or wording.sentence(rule.action)
    known = CODES.get(code)
    if code in _NOTHING_TO_SETTLE or (known is not None and known.severity == "warn"):
        return ""
    return wording.settles(code, column, known.cure if known else "")


def _alert(piece: str, foreign: frozenset[str]) -> Alert:
    before, words, code = _parts(piece)
    urgency = before.lower().replace(" ", "_").replace("-", "_")
    if urgency not in URGENCIES:
        urgency, words = "", f"{before}: {words}" if before else words
    rule = tables.safety_rules().get(code)
    action = wording.sentence(rule.action) if rule else ""
    titles = [tables.sources()[key]["title"] for key in rule.source] if rule else []
    return Alert(
        urgency, wording.tidy(_named(words, foreign), 300), action, "; ".join([code, *titles])
    )


def _named(words: str, foreign: frozenset[str]) -> str:
    """Say the columns that an alert holds unless of as people call them."""

    def said(found: re.Match[str]) -> str:
        names = [name for one in found[1].split(",") if (name := one.strip()) not in foreign]
        return f"(unless: {'; '.join(map(labels.of, names))})" if names else ""

    return _UNLESS.sub(said, words).rstrip()
