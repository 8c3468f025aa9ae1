"""Samples out of a frame: whose, of what, when, and how much in the canonical unit."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.errors import PanelError, listing
from nhml.knowledge import tables
from nhml.panels import checks, long, moments, numbers, spelling
from nhml.panels.ids import PANEL, SUBJECT, id_text
from nhml.panels.items import read_items
from nhml.panels.moments import Moments
from nhml.panels.panel import Floats
from nhml.panels.stated import confirmed
from nhml.panels.units import conversion, harmonise, stated

Ints = npt.NDArray[np.int64]
Objects = npt.NDArray[np.object_]

_TIME, _DRAWN, _HOUR, _WOKE, _DAY = "time", "drawn_at", "sample_hour", "woke_at", "day"
TIMES = (_TIME, _DRAWN, _HOUR)
_ROWS = (*long.MEASUREMENT, _TIME, _WOKE, _DAY, PANEL, SUBJECT)
_NAMED = {"": "value", "_unit": "unit", "_comparator": "comparator"}
_PERSON = ("age", "sex", "pregnant")


class Samples(NamedTuple):
    """Samples as arrays, in the order sent; all of shape (n,) but for the first two.

    Attributes
    ----------
    subjects : list of str
    keys : list of str
        Analytes.
    subject, key : ndarray of int
        Places among them.
    row : ndarray of int
        Of the file.
    values, censored : ndarray
        As in `nhml.panels.series.Series`.
    unit : ndarray of int
        A number for each conversion to the canonical unit; -1 where none was sent.
    time, woke : Moments
    day : ndarray of object
        Name of the day as sent, or None.
    persons : list of (age, sex, pregnant)
    problems : mapping of int to list of (code, column)
        By sample.
    """

    subjects: list[str]
    keys: list[str]
    subject: Ints
    key: Ints
    row: Ints
    values: Floats
    censored: npt.NDArray[np.int8]
    unit: Ints
    time: Moments
    woke: Moments
    day: Objects
    persons: list[tuple[float, str | None, bool]]
    problems: Mapping[int, list[tuple[str, str]]]


class _Sent(NamedTuple):
    """Cells of samples: positions in the frame, place of the analyte, and three columns."""

    at: Ints
    key: Ints
    cells: tuple[Objects, Objects, Objects]  # value, unit, comparator


def take(frame: pd.DataFrame, units: Mapping[str, str] | None, analyte: str | None) -> Samples:
    """Take the samples of a frame, as `nhml.panels.series.series` says."""
    if not isinstance(frame, pd.DataFrame):
        raise PanelError(f"wanted a DataFrame of samples; found {type(frame).__name__}")
    if analyte is not None and analyte not in tables.analytes():
        raise PanelError(f"{analyte!r} is no analyte; see nhml tables analytes")
    in_rows = long.is_long(frame.columns)
    _refuse_columns(frame, in_rows)
    frame = frame.set_axis(_rows(frame), axis=0)
    subject, subjects = _subjects(frame)
    sent, keys = _of_rows(frame, subject) if in_rows else _of_panels(frame)
    if analyte is not None:
        keep = sent.key == (keys.index(analyte) if analyte in keys else -1)
        cells = tuple(column[keep] for column in sent.cells)
        sent = _Sent(sent.at[keep], sent.key[keep], (cells[0], cells[1], cells[2]))
    if not sent.at.size:
        raise PanelError(f"no sample of {analyte or 'an analyte that nhml knows'}")
    return _read(frame, sent, keys, in_rows, units or {}, subject, subjects)


def _refuse_columns(frame: pd.DataFrame, in_rows: bool) -> None:
    names = [str(name) for name in frame.columns]
    mistakes = [f"{name} stands twice; keep one" for name in _ROWS if names.count(name) > 1]
    folded = {spelling.folded(name) for name in names}
    wanted = (*TIMES, *(_ROWS if in_rows else (_WOKE, _DAY, SUBJECT)))
    mistakes += [
        f"found a column that is almost {name}; write {name}"
        for name in dict.fromkeys(wanted)
        if name not in names and spelling.folded(name) in folded
    ]
    if not set(TIMES) & set(names):
        mistakes.append(f"found no column of times; wanted {', '.join(TIMES[:-1])} or {_HOUR}")
    if SUBJECT not in names and not (in_rows and PANEL in names):
        mistakes.append(
            f"found no {SUBJECT}; wanted one that the samples of a person share"
            + (f", or {PANEL}" if in_rows else "")
        )
    if not in_rows and not set(tables.analytes()) & set(names):
        mistakes.append("found no analyte; wanted a row a sample (analyte, value, unit, time)")
    if mistakes:
        raise PanelError(listing("samples cannot be read as a series", mistakes))


def _rows(frame: pd.DataFrame) -> Ints:
    """Give the row of the file of each row: its index, where that is one."""
    kept = pd.api.types.is_integer_dtype(frame.index.dtype) and frame.index.is_unique
    if kept and len(frame) and frame.index.min() > 0:
        return frame.index.to_numpy(dtype=np.int64)
    return np.arange(2, len(frame) + 2, dtype=np.int64)


def _subjects(frame: pd.DataFrame) -> tuple[Ints, list[str]]:
    """Number people in the order of their first sample; -1 is nobody."""
    texts = np.full(len(frame), "", dtype=object)
    for name in (PANEL, SUBJECT):
        if name in frame.columns and (name == SUBJECT or SUBJECT not in frame.columns):
            places, cells = numbers.distinct(frame[name].to_numpy())
            texts = np.array([*(id_text(cell) for cell in cells), ""], dtype=object)[places]
    texts[texts == ""] = None
    subject, subjects = pd.factorize(texts, use_na_sentinel=True)
    return subject.astype(np.int64), [str(one) for one in subjects]


def _of_rows(frame: pd.DataFrame, subject: Ints) -> tuple[_Sent, list[str]]:
    own = SUBJECT if SUBJECT in frame.columns else PANEL
    named, keys = long.name_rows(frame, subject < 0, own)
    known = np.array([*(key in tables.analytes() for key in keys), False])
    at = np.flatnonzero((named >= 0) & known[named])
    cells = tuple(_column(frame, name)[at] for name in long.MEASUREMENT[2:])
    return _Sent(at, named[at], (cells[0], cells[1], cells[2])), keys


def _of_panels(frame: pd.DataFrame) -> tuple[_Sent, list[str]]:
    keys = [key for key in tables.analytes() if key in frame.columns]
    at, code, parts = [], [], []
    for number, key in enumerate(keys):
        there = np.flatnonzero(numbers.distinct(frame[key].to_numpy())[0] >= 0)
        at.append(there)
        code.append(np.full(len(there), number))
        names = (key, f"{key}_unit", f"{key}_comparator")
        parts.append([_column(frame, name)[there] for name in names])
    cells = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return _Sent(np.concatenate(at), np.concatenate(code), (cells[0], cells[1], cells[2])), keys


def _column(frame: pd.DataFrame, name: str) -> Objects:
    if name not in frame.columns:
        return np.full(len(frame), None, dtype=object)
    return frame[name].to_numpy(dtype=object)


def _read(
    frame: pd.DataFrame,
    sent: _Sent,
    keys: list[str],
    in_rows: bool,
    units: Mapping[str, str],
    subject: Ints,
    subjects: list[str],
) -> Samples:
    size = len(sent.at)
    values, censored = np.full(size, np.nan), np.zeros(size, dtype=np.int8)
    unit, problems = np.full(size, -1, dtype=np.int64), dict[int, list[tuple[str, str]]]()
    mistakes: list[str] = []
    for code in np.unique(sent.key):
        own = np.flatnonzero(sent.key == code)
        key, own_unit = keys[code], {k: u for k, u in units.items() if k == keys[code]}
        cells = _cells(key, [column[own] for column in sent.cells], own_unit)
        read = harmonise(cells, own_unit)
        sure = confirmed(units)
        mistakes += checks.foreign_columns(read, stated(cells, own_unit), sure)
        read = checks.check(read, sure)
        wrong = read.rejected()
        values[own] = np.where(wrong, np.nan, read.values[:, 0])
        censored[own], unit[own] = read.censored[:, 0], _conversions(cells, key)
        for one in read.problems:
            column = _NAMED[one.column.removeprefix(key)] if in_rows else one.column
            problems.setdefault(int(own[one.row]), []).append((one.code, column))
        for at in own[np.isnan(read.values[:, 0])].tolist():
            problems.setdefault(at, [("sample_missing", "value" if in_rows else key)])
    time, mistake = _times(frame, sent.at)
    mistakes += [mistake] if mistake else []
    if mistakes:
        raise PanelError(listing("samples cannot be read as a series", mistakes))
    return Samples(
        subjects=subjects,
        keys=keys,
        subject=subject[sent.at],
        key=sent.key,
        row=frame.index.to_numpy(dtype=np.int64)[sent.at],
        values=values,
        censored=censored,
        unit=unit,
        time=time,
        woke=moments.read(_column(frame, _WOKE)[sent.at]),
        day=_days(frame)[sent.at],
        persons=_persons(frame, subject, len(subjects)),
        problems=problems,
    )


def _cells(key: str, columns: list[Objects], own_unit: Mapping[str, str]) -> pd.DataFrame:
    """Write the samples of one analyte as panels of one analyte each."""
    made = {PANEL: np.arange(len(columns[0])).astype(str)}
    names = (key, f"{key}_unit", f"{key}_comparator")
    for name, column in zip(names, columns, strict=True):
        blank = numbers.distinct(column)[0] < 0
        if name == key or not blank.all():
            own = own_unit.get(key) if name.endswith("_unit") else None
            made[name] = np.where(blank, own, column) if own else column
    return pd.DataFrame(made)


def _conversions(cells: pd.DataFrame, key: str) -> Ints:
    if f"{key}_unit" not in cells.columns:
        return np.zeros(len(cells), dtype=np.int64)
    places, found = numbers.distinct(cells[f"{key}_unit"].to_numpy())
    numbered: dict[object, int] = {}
    known = [numbered.setdefault(conversion(key, str(cell)), len(numbered)) for cell in found]
    return np.array([*known, -1], dtype=np.int64)[places]


def _times(frame: pd.DataFrame, at: Ints) -> tuple[Moments, str]:
    name = next(one for one in TIMES if one in frame.columns)
    read = moments.read(_column(frame, name)[at], hours=name == _HOUR)
    if name == _TIME:
        return read, _ambiguous(read)
    if name == _DRAWN and _HOUR in frame.columns:
        return moments.with_hours(read, moments.read(_column(frame, _HOUR)[at], hours=True)), ""
    return read, ""


def _ambiguous(read: Moments) -> str:
    """Doubt whole columns of numbers that would all be hours of a day."""
    minutes = 60.0 * read.wall[read.kind == moments.SINCE]
    if not minutes.size or minutes.min() < 0 or minutes.max() > 24 or minutes.max() == 0:
        return ""
    return (
        "the numbers of the column time lie within 24: write hours of the clock as 07:00, or "
        "minutes since awakening of the whole day"
    )


def _days(frame: pd.DataFrame) -> Objects:
    places, cells = numbers.distinct(_column(frame, _DAY))
    return np.array([*(id_text(cell) or None for cell in cells), None], dtype=object)[places]


def _persons(frame: pd.DataFrame, subject: Ints, size: int) -> list[tuple[float, str | None, bool]]:
    """Read age, sex and pregnancy: the first that is stated for a person."""
    items, _ = read_items(frame[[name for name in _PERSON if name in frame.columns]])
    found: list[list[object]] = [[float("nan"), None, False] for _ in range(size)]
    for place, name in enumerate(_PERSON):
        column = items.get(name)
        if column is not None:
            there = np.flatnonzero(pd.notna(column) & (subject >= 0))
            for at in there[::-1].tolist():
                found[int(subject[at])][place] = column[at]
    return [
        (float(str(age)), None if sex is None else str(sex), bool(flag)) for age, sex, flag in found
    ]
