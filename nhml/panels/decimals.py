"""Numbers in a laboratory's own spelling: which sign is decimal, and which groups thousands."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'"})
_CELL = re.compile(r"(?:[<>]=?|[≤≥])?\s*[+-]?(?P<digits>[0-9][0-9., ']*)(?:[eE][+-]?[0-9]+)?")
_GROUP_OF_THREE = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
UNREAD = "?"  # what no reader of numbers, codes or dates takes for one


@cache
def translator(decimal: str, thousands: str) -> Callable[[str], str]:
    """Give what rewrites a number with a decimal point and without groups.

    Parameters
    ----------
    decimal : str
        ``"."`` or ``","``.
    thousands : str
        ``"."``, ``","``, ``" "``, ``"'"``, or empty where thousands are not grouped.

    Returns
    -------
    callable
        From the text of a cell to its number, sign before it kept; a cell with digits
        that is no such number becomes ``"?"``, one without digits stays.
    """
    sign, group = re.escape(decimal), re.escape(thousands)
    whole = rf"[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+" if thousands else "[0-9]+"
    form = re.compile(
        rf"(?P<sign>[<>]=?|[≤≥])?\s*(?P<whole>[+-]?(?:{whole}))"
        rf"(?:{sign}(?P<part>[0-9]+))?(?P<exponent>[eE][+-]?[0-9]+)?"
    )

    def rewritten(text: str) -> str:
        plain = text.translate(_SPACES).strip()
        found = form.fullmatch(plain)
        if found is None:
            return UNREAD if any(one.isdigit() for one in plain) else text
        digits = found["whole"].replace(thousands, "") if thousands else found["whole"]
        part = f".{found['part']}" if found["part"] else ""
        return f"{found['sign'] or ''}{digits}{part}{found['exponent'] or ''}"

    return rewritten


class Evidence(NamedTuple):
    """What the cells of a column say of their signs, as counts of distinct cells.

    Attributes
    ----------
    comma, point : int
        Cells in which this sign can only be decimal.
    either_comma, either_point : int
        Cells such as ``1,234``, whose sign may be decimal or group thousands.
    whole : int
        Cells with digits and no sign but those that group thousands.
    others : int
        Cells that are no number.
    grouped : tuple of str
        Signs that can only group thousands.
    """

    comma: int = 0
    point: int = 0
    either_comma: int = 0
    either_point: int = 0
    whole: int = 0
    others: int = 0
    grouped: tuple[str, ...] = ()

    @property
    def numbers(self) -> int:
        """Count the cells that are numbers."""
        return self.comma + self.point + self.either_comma + self.either_point + self.whole


def evidence(cells: Iterable[str]) -> Evidence:
    """Look at every distinct cell of one column, or of several.

    Parameters
    ----------
    cells : iterable of str
    """
    counted = Counter(_kind(cell.translate(_SPACES).strip()) for cell in cells)
    counts = dict.fromkeys(Evidence._fields[:-1], 0)
    for (name, _), number in counted.items():
        counts[name] += number
    grouped = {sign for _, signs in counted for sign in signs}
    return Evidence(**counts, grouped=tuple(sorted(grouped)))


def _kind(text: str) -> tuple[str, str]:
    """Say which count a cell adds to, and which signs group its thousands."""
    found = _CELL.fullmatch(text)
    if found is None:
        return "others", ""
    digits = found["digits"].strip()
    signs = "".join(one for one in digits if not one.isdigit())
    if not signs:
        return "whole", ""
    last = signs[-1]
    if last in " '" or signs.count(last) > 1:
        return "whole", last
    name = "comma" if last == "," else "point"
    if len(signs) == 1 and _GROUP_OF_THREE.fullmatch(digits):
        return f"either_{name}", ""
    return name, signs[:-1]
