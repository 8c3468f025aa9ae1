"""Numbers as laboratories write them: ``<0.01``, ``> 150``, ``1,5``, ``ND``."""

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

_NUMBER = re.compile(r"(?P<sign>[<>≤≥]=?)?\s*(?P<digits>[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?)")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")  # 1,200 may be 1.2 or twelve hundred
_ABSENT = frozenset({"", "na", "n/a", "nan", "null", "none", "."})
_NOT_DETECTED = frozenset({"nd", "n.d.", "not detected", "undetectable"})
_SIGN = {"<": -1, "≤": -1, ">": 1, "≥": 1}


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
    """
    given = np.asarray(column)
    if given.dtype.kind in "fiub":
        values = given.astype(np.float64)
        return Parsed(values, np.zeros(len(values), np.int8), _infinite(values))
    places, texts = pd.factorize(given.astype(object), use_na_sentinel=True)
    each = [_one(text) for text in texts] + [(np.nan, 0, None)]
    values = np.array([one[0] for one in each])[places]
    signs = np.array([one[1] for one in each], dtype=np.int8)[places]
    problem = np.array([one[2] for one in each], dtype=object)[places]
    return Parsed(values, signs, problem)


def _infinite(values: Floats) -> npt.NDArray[np.object_]:
    problem = np.full(len(values), None, dtype=object)
    problem[np.isinf(values)] = "not_a_number"
    return problem


def _one(cell: object) -> tuple[float, int, str | None]:
    if isinstance(cell, int | float | np.number):
        value = float(cell)
        return (value, 0, "not_a_number" if np.isinf(value) else None)
    text = str(cell).strip()
    if text.lower() in _ABSENT:
        return np.nan, 0, None
    if text.lower() in _NOT_DETECTED:
        return np.nan, 0, "not_detected"
    found = _NUMBER.fullmatch(text)
    if found is None:
        return np.nan, 0, "not_a_number"
    if _GROUPED.fullmatch(found["digits"]):
        return np.nan, 0, "ambiguous_comma"
    sign = _SIGN[found["sign"][0]] if found["sign"] else 0
    return float(found["digits"].replace(",", ".")), sign, None


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
    up, down = np.maximum(places, 0), np.maximum(-places, 0)
    # a whole number over a power of ten is the nearest double to the decimal itself
    result: Floats = np.rint(values * 10.0**up / 10.0**down) / 10.0**up * 10.0**down
    return result
