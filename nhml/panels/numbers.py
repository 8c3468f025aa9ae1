"""Numbers as laboratories write them: ``<0.01``, ``> 150``, ``1,5``, ``ND``."""

import datetime
import math
import re
import unicodedata
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.panels import unreadable

Floats = npt.NDArray[np.float64]

_NUMBER = re.compile(
    r"(?P<sign>[<>]=?|[≤≥])?\s*(?P<digits>[+-]?[0-9]+(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?)"
)
_PLAIN = r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$"
_GROUPED = re.compile(  # 1,200 may be 1.2 or twelve hundred; which of them before an exponent
    r"[+-]?(?:0*[1-9][0-9]{0,2},[0-9]{3}|[0-9]+,[0-9]+[eE][+-]?[0-9]+)"
)
_SIGN = {"<": -1, "≤": -1, ">": 1, "≥": 1}
_FEW = 64  # up to here a dictionary is quicker than pandas
_MANY = 256  # from here Arrow is quicker than the pattern
_HUGE = 10**300  # a whole number beyond is soon no longer a double
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp"})  # control, format, ends of lines
_POWERS = 10.0 ** np.arange(309)
_UNIFORM = frozenset({"string", "floating", "empty"})

ABSENT = frozenset({"", "na", "n/a", "nan", "nat", "null", "none", "."})


class Parsed(NamedTuple):
    """One column read: values, their comparator, and what was wrong by code."""

    values: Floats
    censored: npt.NDArray[np.int8]
    problem: npt.NDArray[np.object_]


def read(column: npt.ArrayLike) -> Parsed:
    """Read one column of numbers or of text that stands for numbers.

    Parameters
    ----------
    column : array_like, shape (n,)

    Returns
    -------
    Parsed
        Values are NaN where absent or unreadable; ``problem`` holds a code or None.
        Truth values, dates and infinities are not numbers.
    """
    given = np.asarray(column)
    if given.dtype in (np.float16, np.float32):  # by their shortest decimal: 0.1, not 0.100000001
        given = given.astype(str)
        return _finite(given.astype(np.float64))
    if given.dtype.kind in "fiu":
        return _finite(given.astype(np.float64))
    places, cells = distinct(given)
    values, signs, problem = _each(cells)
    return Parsed(values[places], signs[places], problem[places])


def distinct(column: npt.ArrayLike) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.object_]]:
    """Find the distinct cells of a column.

    Parameters
    ----------
    column : array_like, shape (n,)

    Returns
    -------
    places : ndarray of int, shape (n,)
        Which of `cells` stands in each row; -1 where there is none.
    cells : ndarray of object
        Text and numbers only; what is neither is given as its text.
    """
    given = np.asarray(column)
    dated = given.dtype.kind in "mM"  # numpy alone would count nanoseconds
    cells = np.asarray(pd.Series(given) if dated else given, dtype=object)
    if len(cells) > _FEW and pd.api.types.infer_dtype(cells, skipna=True) in _UNIFORM:
        places, found = pd.factorize(cells, use_na_sentinel=True)
        return places, np.asarray(found, dtype=object)
    index: dict[object, int] = {}
    plain = (_plain(cell) for cell in cells.tolist())
    spots = [-1 if cell is None else index.setdefault(cell, len(index)) for cell in plain]
    return np.array(spots, dtype=np.intp), np.array([*index], dtype=object)


def written(cell: object) -> str:
    """Write a cell as text that every format can hold in one line.

    Half a character becomes ``?``, and so does each that controls or formats text: an
    end of line would break a row in two, a change of direction shows another id.
    """
    text = str(cell).strip().encode("utf-8", "replace").decode("utf-8")
    if text.isprintable():
        return text
    return "".join("?" if unicodedata.category(sign) in _UNSEEN else sign for sign in text)


def _plain(cell: Any) -> str | int | float | None:
    """Give text and numbers as they are, nothing as None, all else (True, a list) as text."""
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return None
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    short = isinstance(cell, np.float16 | np.float32)
    number = float(str(cell)) if short else cell.item() if isinstance(cell, np.number) else cell
    if isinstance(number, float):
        return None if math.isnan(number) else number
    if isinstance(number, int) and not isinstance(number, bool):
        return number if abs(number) < _HUGE else _digits(number)
    return str(number)


def _digits(number: int) -> str:
    """Write a huge number, which may be an id; Python writes the hugest in sixteens only."""
    try:
        return str(number)
    except ValueError:
        return hex(number)


def _finite(values: Floats) -> Parsed:
    problem = np.full(len(values), None, dtype=object)
    problem[np.isinf(values)] = "not_a_number"
    return Parsed(np.where(np.isinf(values), np.nan, values), _unsigned(len(values)), problem)


def _unsigned(size: int) -> npt.NDArray[np.int8]:
    return np.zeros(size, dtype=np.int8)


def _each(cells: npt.NDArray[np.object_]) -> Parsed:
    """Read distinct cells; one place more at the end stands for no cell at all."""
    size = len(cells) + 1
    values, signs = np.full(size, np.nan), _unsigned(size)
    problem = np.full(size, None, dtype=object)
    easy = _decimals(cells)
    values[:-1] = easy
    for at in np.flatnonzero(np.isnan(easy)):
        values[at], signs[at], problem[at] = _one(cells[at])
    return Parsed(values, signs, problem)


def _decimals(cells: npt.NDArray[np.object_]) -> Floats:
    """Read plain decimals all at once, NaN where a cell wants a closer look."""
    if len(cells) < _MANY:
        return np.full(len(cells), np.nan)
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        texts = pa.array(cells, type=pa.string())
    except (pa.ArrowException, TypeError, UnicodeError):  # numbers among the texts, say
        return np.full(len(cells), np.nan)
    plain = pc.if_else(pc.match_substring_regex(texts, _PLAIN), texts, None)
    values: Floats = plain.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return values


def _one(cell: object) -> tuple[float, int, str | None]:
    if isinstance(cell, int | float):
        return _within_reach(cell, 0)
    text = str(cell).strip()
    if text.lower() in ABSENT:
        return np.nan, 0, None
    found = _NUMBER.fullmatch(text)
    if found is None:
        return np.nan, 0, unreadable.why(text)
    if _GROUPED.fullmatch(found["digits"]):
        return np.nan, 0, "ambiguous_comma"
    sign = _SIGN[found["sign"][0]] if found["sign"] else 0
    return _within_reach(found["digits"].replace(",", "."), sign)


def _within_reach(digits: str | int | float, sign: int) -> tuple[float, int, str | None]:
    """Refuse infinity, also where it is written as 1e400."""
    value = float(digits)
    return (value, sign, None) if np.isfinite(value) else (np.nan, 0, "not_a_number")


def stand_for_missing(values: Floats) -> npt.NDArray[np.bool_]:
    """Tell the numbers by which files say that there is none: -9, -99, 999, 9999."""
    few = np.flatnonzero((values < 0) | (values >= 999))
    found = np.zeros(len(values), dtype=bool)
    found[few] = [unreadable.is_missing_code(value) for value in values[few].tolist()]
    return found


def rounded(values: Floats, digits: int = 8) -> Floats:
    """Round to significant digits, so that a trip through another unit changes nothing.

    Parameters
    ----------
    values : ndarray
        Any shape; NaN stays NaN.
    digits : int
        Significant digits kept.
    """
    with np.errstate(divide="ignore"):
        size = np.floor(np.log10(np.abs(values)))
    places = np.where(np.isfinite(size), digits - 1 - size, 0.0).astype(np.int64)
    up, down = _POWERS[np.clip(places, 0, 300)], _POWERS[np.maximum(-places, 0)]
    # a whole number over a power of ten is the nearest double to the decimal itself
    result: Floats = np.rint(values * up / down) / up * down
    return result
