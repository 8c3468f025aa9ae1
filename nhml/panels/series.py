"""Timed series: what one person's analyte was over the hours of one day or several."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.errors import PanelError
from nhml.panels import days, files, samples
from nhml.panels.mapping import MappingOrPath
from nhml.panels.panel import Floats

Ints = npt.NDArray[np.int64]
Objects = npt.NDArray[np.object_]


class SampleProblem(NamedTuple):
    """What is wrong with, or to be known of, a sample or a day; never a value from it.

    Attributes
    ----------
    day : str
        Empty where it is not known of which day.
    row : int
        Of the file, the header's being 1; 0 where it is said of the whole day.
    code : str
        Key of `nhml.panels.series_codes.SERIES` or `nhml.panels.codes.CODES`.
    column : str
        Of the file.
    """

    day: str
    row: int
    code: str
    column: str


class Person(NamedTuple):
    """What is known of a person that tells which reference interval holds."""

    age: float
    sex: str | None
    pregnant: bool


@dataclass(frozen=True)
class Series:
    """One person's samples of one analyte, day by day in the order of their times.

    Attributes
    ----------
    subject : str
    analyte : str
        Key of ``analytes.csv``.
    times : ndarray, shape (n,)
        Time that passed within the day, reckoned from its midnight, or from awakening
        where nothing else is known [h].
    clock : ndarray, shape (n,)
        Hour on the clock since the midnight before the day: past 24 after the next one;
        NaN where it is not known [h].
    since : ndarray, shape (n,)
        Time since awakening; NaN where that is not known [h].
    values : ndarray, shape (n,)
        Canonical unit; NaN where missing or rejected. A value below detection is the
        limit: see `censored`.
    censored : ndarray of int8, shape (n,)
        -1 where the value is a lower limit of detection ("<"), 1 an upper one.
    days : ndarray of str, shape (n,)
    weekdays : mapping of str to int
        0 is Monday; -1 where the date of a day is not known.
    rows : ndarray of int, shape (n,)
        Of the file.
    person : Person
    problems : tuple of SampleProblem
    """

    subject: str
    analyte: str
    times: Floats
    clock: Floats
    since: Floats
    values: Floats
    censored: npt.NDArray[np.int8]
    days: Objects
    weekdays: Mapping[str, int]
    rows: Ints
    person: Person
    problems: tuple[SampleProblem, ...]

    def __len__(self) -> int:
        return len(self.times)


def read(
    path: str,
    units: Mapping[str, str] | None = None,
    mapping: MappingOrPath | None = None,
    analyte: str | None = None,
) -> list[Series]:
    """Read the series of a file; see `series`.

    Raises
    ------
    PanelError
        If the file cannot be read, or as `series` says.
    """
    frame = files.cells(path, mapping)
    with files.naming(path):
        return series(frame, units, analyte)


def series(
    frame: pd.DataFrame, units: Mapping[str, str] | None = None, analyte: str | None = None
) -> list[Series]:
    """Take the series of a frame: in long form, or several panels of one person.

    Parameters
    ----------
    frame : DataFrame
        Of one row a measurement: ``subject_id`` or ``panel_id``, ``analyte`` or
        ``loinc``, ``value``, ``unit``, ``comparator``, ``time``, and if known
        ``woke_at`` and ``day``. Or a panel frame with ``subject_id`` and ``drawn_at`` or
        ``sample_hour``. Its index is taken for the row of a file, if it is one of
        numbers that start above 0.
    units : mapping of str to str, optional
        Units stated once for analytes.
    analyte : str, optional
        Only this one; else every analyte of which somebody has two samples of a day, or
        all of them where nobody has.

    Returns
    -------
    list of Series
        By person in the order sent, then by analyte.

    Raises
    ------
    PanelError
        If columns are missing, rows belong to nobody or measure nothing that can be
        told, numbers may be hours or minutes, or a whole analyte fits only another unit.
    """
    sent = samples.take(frame, units, analyte)
    laid = days.lay(sent)
    made = _made(sent, laid)
    if analyte is not None:
        return made
    timed = {one.analyte for one in made if _has_course(one)}
    return [one for one in made if one.analyte in timed] if timed else made


def of_people(found: list[Series], subjects: Collection[str] | None) -> list[Series]:
    """Keep the series of these people; None keeps all.

    Raises
    ------
    PanelError
        If nobody is called so; the message says how many are not found.
    """
    if subjects is None:
        return found
    kept = [one for one in found if one.subject in subjects]
    lost = len(set(subjects) - {one.subject for one in kept})
    if lost:
        raise PanelError(f"{lost} of {len(set(subjects))} people named have no series in the file")
    return kept


def _has_course(one: Series) -> bool:
    return len(one) > 1 and bool((one.days[1:] == one.days[:-1]).any())


def _made(sent: samples.Samples, laid: days.Days) -> list[Series]:
    order = np.lexsort((laid.times, laid.order, sent.key, sent.subject))
    rank = sent.subject[order] * (len(sent.keys) + 1) + sent.key[order]
    starts = np.flatnonzero(np.diff(rank, prepend=-1))
    found = np.split(order, starts[1:]) if order.size else []
    return [_one(sent, laid, at) for at in found]


def _one(sent: samples.Samples, laid: days.Days, at: Ints) -> Series:
    key = sent.keys[int(sent.key[at[0]])]
    said = [
        SampleProblem(str(laid.label[i]), int(sent.row[i]), code, column)
        for i in at.tolist()
        for code, column in (*sent.problems.get(i, ()), *laid.problems.get(i, ()))
    ]
    for day in dict.fromkeys(laid.label[at].tolist()):
        rows = at[laid.label[at] == day]
        group = int(laid.group[rows[0]])
        said += [SampleProblem(day, 0, code, "time") for code in laid.said.get(group, ())]
        said += [SampleProblem(day, 0, code, column) for code, column in _of_day(sent, laid, rows)]
    timed = at[~np.isnan(laid.times[at])]
    return Series(
        subject=str(sent.subjects[int(sent.subject[at[0]])]),
        analyte=key,
        times=laid.times[timed],
        clock=laid.clock[timed],
        since=laid.since[timed],
        values=sent.values[timed],
        censored=sent.censored[timed],
        days=laid.label[timed],
        weekdays=dict(zip(laid.label[timed].tolist(), laid.weekday[timed].tolist(), strict=True)),
        rows=sent.row[timed],
        person=Person(*sent.persons[int(sent.subject[at[0]])]),
        problems=tuple(dict.fromkeys(said)),
    )


def _of_day(sent: samples.Samples, laid: days.Days, rows: Ints) -> list[tuple[str, str]]:
    """Say what is to be known of the samples of one day together."""
    timed = rows[~np.isnan(laid.times[rows])]
    found = []
    if timed.size and (np.diff(sent.row[timed]) < 0).any():
        found.append(("unsorted", "time"))
    values = ~np.isnan(sent.values[timed])
    if (np.diff(laid.times[timed[values]]) == 0).any():
        found.append(("time_twice", "time"))
    if len({*sent.unit[timed[values]].tolist()}) > 1:
        found.append(("units_mixed", "unit"))
    signs = sent.censored[timed[values]]
    found += [("below_detection", "value")] if (signs < 0).any() else []
    found += [("above_limit", "value")] if (signs > 0).any() else []
    return found
