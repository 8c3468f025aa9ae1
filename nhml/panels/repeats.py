"""What one panel was sent more than once: the same, or several in one cell."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nhml.knowledge import tables
from nhml.knowledge.entries import Conversion
from nhml.panels import numbers
from nhml.panels.units import conversion
from nhml.panels.unreadable import SEVERAL

Ints = npt.NDArray[np.int64]
Objects = npt.NDArray[np.object_]
Cells = npt.NDArray[np.generic]

_DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?$")
_Sending = tuple[object, object, object]  # value, unit, comparator


def joined(cells: Cells, panel: Ints, size: int, separator: str = SEVERAL) -> Objects:
    """Give each panel the one cell that its rows share, or all of them in one.

    Parameters
    ----------
    cells : ndarray, shape (m,)
    panel : ndarray of int, shape (m,)
        The panel of each row.
    size : int
        Number of panels.
    separator : str
        Stands between cells that differ.

    Returns
    -------
    ndarray of object, shape (size,)
        None where no row of a panel has a cell.
    """
    places, found = numbers.distinct(cells)
    texts = [str(cell).strip() for cell in found]
    blank = np.array([*(not text for text in texts), True])
    there = np.flatnonzero(~blank[places])
    pairs, at = np.unique(panel[there] * (len(found) + 1) + places[there], return_index=True)
    result = np.full(size, None, dtype=object)
    own = pairs // (len(found) + 1)
    result[own] = found[pairs % (len(found) + 1)]
    several = np.flatnonzero(np.bincount(own, minlength=size) > 1)
    if several.size:
        order = there[np.sort(at)]  # as they stand in the file
        kept = order[np.isin(panel[order], several)]
        parts: dict[int, list[str]] = {}
        for row in kept.tolist():
            parts.setdefault(int(panel[row]), []).append(texts[places[row]])
        for number, listed in parts.items():
            result[number] = separator.join(dict.fromkeys(listed))
    return result


def measured(
    key: str,
    panel: Ints,
    size: int,
    value: Cells | None,
    unit: Cells | None,
    sign: Cells | None,
) -> Mapping[str, Objects]:
    """Give the columns of one analyte, symptom or context column, a row a panel.

    Parameters
    ----------
    key : str
    panel : ndarray of int, shape (m,)
        The panel of each measurement.
    size : int
        Number of panels.
    value, unit, sign : ndarray, shape (m,), or None
        As sent.

    Returns
    -------
    mapping of str to ndarray of object, shape (size,)
        ``key``, and ``key_unit`` and ``key_comparator`` where any was sent. Measurements
        that say the same, to the digits that were written, are one: in two units, too.
    """
    names = (key, f"{key}_unit", f"{key}_comparator")
    sent = [_plain(cells, len(panel)) for cells in (value, unit, sign)]
    columns = [np.full(size, None, dtype=object) for _ in names]
    for column, cells in zip(columns, sent, strict=True):
        column[panel[::-1]] = cells[::-1]
    several = np.flatnonzero((np.bincount(panel, minlength=size) > 1)[panel])
    groups: dict[int, list[_Sending]] = {}
    for number, *sending in zip(panel[several], *(cells[several] for cells in sent), strict=True):
        groups.setdefault(int(number), []).append((sending[0], sending[1], sending[2]))
    for number, sendings in groups.items():
        for column, cell in zip(columns, _told(key, sendings), strict=True):
            column[number] = cell
    there = [True, *(bool((column != None).any()) for column in columns[1:])]  # noqa: E711
    return {name: column for name, column, kept in zip(names, columns, there, strict=True) if kept}


def _plain(cells: Cells | None, size: int) -> Objects:
    if cells is None:
        return np.full(size, None, dtype=object)
    places, found = numbers.distinct(cells)
    known = [None if isinstance(cell, str) and not cell.strip() else cell for cell in found]
    return np.array([*known, None], dtype=object)[places]


def _told(key: str, sendings: Sequence[_Sending]) -> _Sending:
    """Give the one measurement that several rows tell, or all of them in each cell."""
    valued = [one for one in dict.fromkeys(sendings) if one[0] is not None]
    if not valued:
        return sendings[0]
    if len(valued) == 1 or _agree(key, valued):
        return valued[0]
    cells = [_in_one(column) for column in zip(*valued, strict=True)]
    return cells[0], cells[1], cells[2]


def _in_one(cells: Sequence[object]) -> str | None:
    if not any(cell is not None for cell in cells):
        return None
    return SEVERAL.join("" if cell is None else str(cell) for cell in cells)


def _agree(key: str, sendings: Sequence[_Sending]) -> bool:
    """Tell whether measurements are one: equal, or in two units and equal as far as written."""
    spans = [span for one in sendings if (span := _span(key, one)) is not None]
    if len(spans) < len(sendings) or len({(span.censored, span.sign) for span in spans}) > 1:
        return False
    if len({span.unit for span in spans}) == 1:
        return len({span.number for span in spans}) == 1
    return max(span.low for span in spans) <= min(span.high for span in spans)


class _Span(NamedTuple):
    number: float
    low: float  # canonical unit, half of the last digit below
    high: float
    unit: Conversion
    censored: int
    sign: str


def _span(key: str, sending: _Sending) -> _Span | None:
    value, unit, sign = sending
    read = numbers.read(np.array([value, ""], dtype=object))
    digits = _DIGITS.search(str(value).strip())
    entry = Conversion(1.0) if key not in tables.analytes() else conversion(key, str(unit or ""))
    if np.isnan(read.values[0]) or digits is None or entry is None:
        return None
    number = float(read.values[0])
    half = 0.5 * 10.0 ** int(Decimal(digits[0].replace(",", ".")).as_tuple().exponent)
    low, high = ((number + side) * entry.scale + entry.offset for side in (-half, half))
    return _Span(number, low, high, entry, int(read.censored[0]), str(sign or "").strip())
