"""Why a cell is no number: what laboratories and spreadsheets write in place of one."""

import re
from itertools import product

SEVERAL = "\x1e"  # parts what one cell was sent as several times: ASCII's record separator

_NOT_DETECTED = frozenset(
    {"nd", "n.d.", "not detected", "undetectable", "none detected", "bdl", "blq", "lod", "loq",
     "<lod", "<loq", "below detection limit", "n.n.", "nicht nachweisbar", "nicht nachgewiesen"}
)  # fmt: skip
_NOT_MEASURED = frozenset(
    {"qns", "tnp", "pending", "not done", "not measured", "cancelled", "canceled", "clotted",
     "insufficient", "haemolysed", "haemolyzed", "hemolysed", "hemolyzed", "hämolytisch",
     "lipaemic", "lipemic", "lipämisch", "folgt", "zu wenig material", "no sample"}
)  # fmt: skip
_MONTH = (
    "(?:jan|feb|mar|mär|mrz|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)"
    r"(?:uary|uar|ch|z|il|e|i|y|ust|t|tember|ober|ember)?\.?"
)
_NAMED_DATE = re.compile(
    rf"[0-9]{{1,4}}[-./ ]+{_MONTH}(?:[-./ ]+[0-9]{{2,4}})?|{_MONTH}[-./ ,]+[0-9]{{1,4}}"
)
_DATE = re.compile(
    r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?:[t ][0-9:.]+z?)?"
    r"|[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{2}|[0-9]{4})(?: [0-9:]+)?"
)
_ERROR = re.compile(r"#+|#[a-z0-9/_]+[!?]?|err:[0-9]+")
_BESIDE = re.compile(
    r"[<>≤≥=]*\s*[+-]?[0-9]+(?:[.,][0-9]+)?\s*(?:[^\s0-9.,:/+<>≤≥=_'’-]|[+-]+$).*"
    r"|[^\s0-9.,:/+<>≤≥=_'’-]{1,4}\s*[0-9]+(?:[.,][0-9]+)?",
    re.DOTALL,
)
_SENTINEL = frozenset(
    sign * int(digit * length)
    for sign, digit, length in product((-1, 1), "789", range(1, 6))
    if sign < 0 or (digit, length) in {("9", 3), ("9", 4), ("9", 5)}
)


def why(text: str) -> str:
    """Give the code of a cell that is no number.

    Parameters
    ----------
    text : str
        Without blanks around it.

    Returns
    -------
    str
        Key of `nhml.panels.codes.CODES`.
    """
    said = text.casefold()
    if SEVERAL in text:
        return "sent_twice"
    if " ".join(said.split()) in _NOT_DETECTED or said.replace(" ", "") in _NOT_DETECTED:
        return "not_detected"
    if " ".join(said.split()) in _NOT_MEASURED:
        return "not_measured"
    if is_error(text):
        return "spreadsheet_error"
    if _NAMED_DATE.fullmatch(said) or _DATE.fullmatch(said):
        return "date_in_value"
    return "text_beside" if _BESIDE.fullmatch(said) else "not_a_number"


def is_error(text: str) -> bool:
    """Tell what a spreadsheet writes where a formula failed or a column is too narrow."""
    return _ERROR.fullmatch(text.casefold()) is not None


def is_named_date(text: str) -> bool:
    """Tell ``5-Jan`` and ``01.Mai``, as spreadsheets write a 1-5 that was no date.

    A ``MAR-12`` or ``Jan-001`` they do not write: it may be the name of a site.
    """
    month = "".join(filter(str.isalpha, text))
    digits = re.findall("[0-9]+", text)
    return (
        _NAMED_DATE.fullmatch(text.casefold()) is not None
        and month.istitle()
        and all(len(one) in (1, 2, 4) for one in digits)
    )


def is_missing_code(value: float) -> bool:
    """Tell the numbers by which files say that there is none: -9, -99, 999, 9999."""
    return value in _SENTINEL
