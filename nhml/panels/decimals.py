"""Numbers in a laboratory's own spelling: which sign is decimal, and which groups thousands."""

import re
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
    grouped : tuple of str
        Signs that can only group thousands.
    numbers, others : int
        Cells that look like a number; cells with something else.
    """

    comma: int = 0
    point: int = 0
    either_comma: int = 0
    either_point: int = 0
    grouped: tuple[str, ...] = ()
    numbers: int = 0
    others: int = 0

    def __add__(self, other: object) -> "Evidence":
        if not isinstance(other, Evidence):
            return NotImplemented
        return Evidence(
            self.comma + other.comma,
            self.point + other.point,
            self.either_comma + other.either_comma,
            self.either_point + other.either_point,
            tuple(sorted({*self.grouped, *other.grouped})),
            self.numbers + other.numbers,
            self.others + other.others,
        )


def evidence(cells: Iterable[str]) -> Evidence:
    """Look at every distinct cell of a column.

    Parameters
    ----------
    cells : iterable of str
    """
    total = Evidence()
    for cell in cells:
        total += _of_cell(cell.translate(_SPACES).strip())
    return total


def _of_cell(text: str) -> Evidence:
    found = _CELL.fullmatch(text)
    if found is None:
        return Evidence(others=1)
    digits = found["digits"].strip()
    signs = [one for one in digits if not one.isdigit()]
    if not signs:
        return Evidence(numbers=1)
    groups = tuple(sorted({one for one in signs[:-1] if one != signs[-1]}))
    last = signs[-1]
    if last in " '":
        return Evidence(numbers=1, grouped=(last,))
    if signs.count(last) > 1:
        return Evidence(numbers=1, grouped=(last,))
    if len(signs) == 1 and _GROUP_OF_THREE.fullmatch(digits):
        return Evidence(numbers=1, either_comma=int(last == ","), either_point=int(last == "."))
    return Evidence(numbers=1, grouped=groups, comma=int(last == ","), point=int(last == "."))
