"""Any laboratory's panel frame into canonical units."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.errors import PanelError, listing
from nhml.knowledge import tables
from nhml.knowledge.entries import Conversion
from nhml.panels import clock, grades, headers, numbers, rows, self_harm, spelling
from nhml.panels.frame import names
from nhml.panels.ids import read_ids, with_ids_of_index
from nhml.panels.items import read_items
from nhml.panels.panel import Floats, Panels, Problem

Objects = npt.NDArray[np.object_]

_NO_SIGN = 9
_NO_UNIT = Conversion(np.nan, np.nan)
_COMPARATOR = {"<": -1, "<=": -1, "≤": -1, ">": 1, ">=": 1, "≥": 1, "=": 0, "": 0}


@lru_cache(maxsize=4096)  # bounded, for what stands in a unit cell is anybody's
def conversion(analyte: str, unit: str) -> Conversion | None:
    """Give the conversion of one unit, as laboratories write it, to the canonical one.

    Parameters
    ----------
    analyte : str
        Key of ``analytes.csv``.
    unit : str
        UCUM, or an alias of ``unit_aliases.csv``; see `nhml.panels.spelling.of_unit`.

    Returns
    -------
    Conversion or None
        None where the unit does not belong to the analyte.
    """
    entry = tables.analytes()[analyte]
    found = (entry.conversion(text) for text in spelling.of_unit(unit))
    return next((one for one in found if one is not None), None)


def harmonise(frame: pd.DataFrame, units: Mapping[str, str] | None = None) -> Panels:
    """Read a panel frame into canonical units; nothing is dropped, nothing assumed.

    Parameters
    ----------
    frame : DataFrame
        The panel frame, one row a panel, in the units it was sent in. Ids may be kept
        in an index of their name.
    units : mapping of str to str, optional
        Units stated once for whole columns that have no unit column.

    Returns
    -------
    Panels
        As many panels as rows, in the same order, with their problems.

    Raises
    ------
    PanelError
        If it is no frame, has no column of the panel frame, a column twice or one whose
        name is almost one of the panel frame, or `units` states another unit than the
        unit column does.
    """
    _refuse_what_is_no_frame(frame)
    frame = with_ids_of_index(frame)
    _refuse_what_is_no_panel_frame(frame)
    _refuse_contradicted(frame, units or {})
    keys = tuple(key for key in tables.analytes() if key in frame.columns)
    read = [_analyte(frame, key, (units or {}).get(key)) for key in keys]
    items, found = read_items(frame)
    panel_id, subject_id = read_ids(frame)
    panels = Panels(
        panel_id=panel_id,
        subject_id=subject_id,
        keys=keys,
        values=numbers.rounded(_stack([one.values for one in read], len(frame))),
        censored=_stack([one.censored for one in read], len(frame)).astype(np.int8),
        items=self_harm.heeded(frame, items),
        problems=rows.problems(frame, [*found, *_all(read)]),
    )
    return clock.with_hour(grades.flagged(panels))


def stated(frame: pd.DataFrame, units: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give the unit of every analyte that is sent in one unit throughout.

    Parameters
    ----------
    frame : DataFrame
        The panel frame as sent.
    units : mapping of str to str, optional
        Units stated once for whole columns that have no unit column.
    """
    found = {key: unit for key, unit in (units or {}).items() if key in frame.columns}
    for key in tables.analytes():
        if f"{key}_unit" in frame.columns:
            sent = {one: unit for unit in _units_sent(frame, key) if (one := conversion(key, unit))}
            if len(sent) == 1:
                found[key] = next(iter(sent.values()))
    return found


def _units_sent(frame: pd.DataFrame, key: str) -> list[str]:
    return [str(cell) for cell in numbers.distinct(frame[f"{key}_unit"].to_numpy())[1]]


def _refuse_what_is_no_frame(frame: object) -> None:
    if not isinstance(frame, pd.DataFrame):
        kind = type(frame).__name__
        raise PanelError(f"wanted a DataFrame, one row a panel; found {kind}")


def _refuse_contradicted(frame: pd.DataFrame, units: Mapping[str, str]) -> None:
    """Refuse a unit stated for a whole column whose own unit column says otherwise."""
    mistakes = []
    for key, unit in units.items():
        if key in frame.columns and f"{key}_unit" in frame.columns:
            sent = {conversion(key, text) for text in _units_sent(frame, key)}
            if sent - {None, conversion(key, unit)}:
                mistakes.append(f"{key}: {unit} is stated, and {key}_unit has another unit")
    if mistakes:
        raise PanelError(listing("units are stated twice; take one of them out", mistakes))


def _refuse_what_is_no_panel_frame(frame: pd.DataFrame) -> None:
    """Name only columns of the panel frame: in a file without a header the rest are values."""
    twice = {str(name) for name in frame.columns[frame.columns.duplicated()]}
    if twice:
        known, allowed = sorted(twice & names()), len(twice - names())
        others = [f"{allowed} that nhml does not know"] if allowed else []
        raise PanelError(f"columns stand twice: {', '.join(known + others)}; keep one of each")
    headers.refuse_almost(frame.columns)
    told = {"age", "sex", *tables.analytes(), *tables.symptoms(), *tables.other_names()}
    if not told.intersection(frame.columns):
        raise PanelError(
            "no column is one of the panel frame (age, sex, tsh, tsh_unit, …); "
            "rename the columns as docs/reference/panel-frame.md says, or let "
            f"{spelling.MAP} propose their names"
        )


def _stack(columns: Sequence[npt.NDArray[np.generic]], rows: int) -> Floats:
    if not columns:
        return np.empty((rows, 0))
    return np.column_stack(columns).astype(np.float64)


class _Read(NamedTuple):
    values: Floats  # canonical unit, not rounded
    censored: npt.NDArray[np.int8]
    problems: list[Problem]


def _analyte(frame: pd.DataFrame, key: str, stated: str | None) -> _Read:
    """Read one analyte with its unit and comparator; a value with a problem is NaN."""
    parsed = numbers.read(frame[key].to_numpy())
    scale, offset, unit_problem = _factors(frame, key, stated)
    with np.errstate(over="ignore"):
        values = parsed.values * scale + offset
    sent = ~np.isnan(parsed.values)
    problems = _problems(parsed.problem, key)
    for row in np.flatnonzero(numbers.stand_for_missing(parsed.values)).tolist():
        problems.append(Problem(row, "missing_code_perhaps", key))
    if unit_problem is not None:
        problems += _problems(unit_problem, f"{key}_unit", sent)
    if f"{key}_comparator" not in frame.columns:
        return _Read(values, parsed.censored, problems)
    censored, sign_problem = _signs(frame[f"{key}_comparator"].to_numpy(), parsed.censored)
    problems += _problems(sign_problem, f"{key}_comparator", sent)
    values[sign_problem.astype(bool)] = np.nan
    return _Read(values, censored, problems)


def _all(read: Sequence[_Read]) -> list[Problem]:
    return [problem for one in read for problem in one.problems]


def _factors(
    frame: pd.DataFrame, key: str, stated: str | None
) -> tuple[Floats | float, Floats | float, Objects | None]:
    """Look every unit of an analyte up once; give scale, offset and problem codes."""
    if f"{key}_unit" in frame.columns:
        places, cells = numbers.distinct(frame[f"{key}_unit"].to_numpy())
    else:
        places, cells = np.zeros(len(frame), dtype=np.intp), np.array([stated or ""], dtype=object)
    texts = [str(cell) for cell in cells]
    found = [conversion(key, text) for text in texts]
    if len(found) == 1 and found[0] is not None and not places.any():
        return found[0].scale, found[0].offset, None  # one unit for all, as is usual
    table = np.array([*(one or _NO_UNIT for one in found), _NO_UNIT])[places]
    codes = [_unread(text) if one is None else None for one, text in zip(found, texts, strict=True)]
    return table[:, 0], table[:, 1], np.array([*codes, "unit_missing"], dtype=object)[places]


def _unread(unit: str) -> str:
    return "unit_unknown" if unit.strip() else "unit_missing"


def _signs(
    column: npt.NDArray[np.generic], own: npt.NDArray[np.int8]
) -> tuple[npt.NDArray[np.int8], Objects]:
    """Join the signs before the values with those of the comparator column."""
    places, cells = numbers.distinct(column)
    read = [_COMPARATOR.get(str(cell).strip(), _NO_SIGN) for cell in cells]
    signs = np.array([*read, 0], dtype=np.int8)[places]
    wrong = (signs == _NO_SIGN) | ((signs != 0) & (own != 0) & (signs != own))
    problem = np.array([None, "comparator_unknown"], dtype=object)[wrong.astype(np.intp)]
    return np.where(wrong | (own != 0), own, signs).astype(np.int8), problem


def _problems(
    codes: Objects, column: str, where: npt.NDArray[np.bool_] | None = None
) -> list[Problem]:
    wrong = codes.astype(bool)  # None is False
    rows = np.flatnonzero(wrong if where is None else wrong & where)
    return [*map(Problem, rows.tolist(), codes[rows].tolist(), repeat(column))]
