"""One person's series read: day by day, and over the days."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nhml.features.rhythm_numbers import (
    DOUBT,
    NOT_ASSESSABLE,
    READ,
    Course,
    Number,
    around,
    filled,
    numbers,
)
from nhml.knowledge import tables
from nhml.panels.series import SampleProblem, Series

LATE = "late_night"
PEAK = "cosinor_peak_h"
RESPONSE = ("car_delta30", "car_mninc")
_AREAS = ("auc_g", "auc_i")


@dataclass(frozen=True)
class Day:
    """One day of a series.

    Attributes
    ----------
    day : str
    weekday : int
        0 is Monday; -1 where no date is known.
    course : Course
        Its samples that have a value.
    numbers : mapping of str to Number
        By key of ``rhythms.csv``.
    said : tuple of SampleProblem
    """

    day: str
    weekday: int
    course: Course
    numbers: Mapping[str, Number]
    said: tuple[SampleProblem, ...]


@dataclass(frozen=True)
class OverDays:
    """A number over all days on which it was read.

    Attributes
    ----------
    mean, sd, low, high : float
        Mean of the days, their standard deviation, the lowest and the highest of them.
        Of hours of the clock they go around it.
    days : int
        On which it was read.
    unit, status : str
    said : tuple of str
        Codes.
    reading : str
        What there is beside it, in words.
    pooled : bool
        Whether all days were fitted together, as no single one could be: `low` and
        `high` are then confidence limits (95 %).
    """

    mean: float
    sd: float
    low: float
    high: float
    days: int
    unit: str
    status: str
    said: tuple[str, ...]
    reading: str = ""
    pooled: bool = False


@dataclass(frozen=True)
class Rhythm:
    """A series, and what is read of it.

    Attributes
    ----------
    series : Series
    days : tuple of Day
    over_days : mapping of str to OverDays
        By key of ``rhythms.csv``.
    """

    series: Series
    days: tuple[Day, ...]
    over_days: Mapping[str, OverDays]

    @property
    def missing(self) -> int:
        """Count the samples without a value or a time."""
        return sum(one.course.missing for one in self.days)


def read(series: Series) -> Rhythm:
    """Read a series.

    Parameters
    ----------
    series : Series
    """
    labels = dict.fromkeys([*series.days.tolist(), *(one.day for one in series.problems)])
    days = tuple(_day(series, label) for label in labels)
    over = {
        key: _over(key, days) for key, one in tables.rhythms().items() if one.of(series.analyte)
    }
    if len(days) > 1 and not over[PEAK].days:
        over |= _pooled([one.course for one in days])
    few = {key for key in RESPONSE if "one_day" in (over[key].said if key in over else ())}
    return Rhythm(series, tuple(_doubting(one, few) for one in days), over)


def _doubting(day: Day, few: Collection[str]) -> Day:
    """Say of the numbers of a single day how little they tell."""
    said = {
        key: number._replace(status=DOUBT, said=(*number.said, "one_day"))
        for key, number in day.numbers.items()
        if key in few and number.status != NOT_ASSESSABLE
    }
    return replace(day, numbers={**day.numbers, **said}) if said else day


def _day(series: Series, label: str) -> Day:
    of_day = np.flatnonzero(series.days == label)
    at = of_day[~np.isnan(series.values[of_day])]
    said = tuple(one for one in series.problems if one.day == label)
    lost = len({one.row for one in said if one.row and one.column == "time"})
    weekday = series.weekdays.get(label, -1)
    course = Course(
        times=series.times[at],
        clock=series.clock[at],
        since=series.since[at],
        values=filled(series.values[at], series.censored[at]),
        censored=series.censored[at],
        missing=len(of_day) - len(at) + lost,
        weekday=weekday,
        analyte=series.analyte,
        person=series.person,
    )
    return Day(label, weekday, course, numbers(course), said)


def _over(key: str, days: Sequence[Day]) -> OverDays:
    read = [one for one in days if one.numbers[key].status != NOT_ASSESSABLE]
    unit = days[0].numbers[key].unit
    if not read:
        said = tuple(dict.fromkeys(code for one in days for code in one.numbers[key].said))
        return OverDays(*(math.nan,) * 4, 0, unit, NOT_ASSESSABLE, said)
    values = np.array([one.numbers[key].value for one in read])
    mean = _around(values) if key == PEAK else float(values.mean())
    away = (values - mean + 12.0) % 24.0 - 12.0 if key == PEAK else values - mean
    low, high = mean + float(away.min()), mean + float(away.max())
    sd = math.sqrt(float(away @ away) / (len(read) - 1)) if len(read) > 1 else math.nan
    said = _said(key, read)
    doubt = bool(said) or any(one.numbers[key].status == DOUBT for one in read)
    if key == PEAK:
        low, high = low % 24.0, high % 24.0
    status = DOUBT if doubt else READ
    return OverDays(mean, sd, low, high, len(read), unit, status, said, _nights(key, read))


def _nights(key: str, read: Sequence[Day]) -> str:
    """Count the nights that lie above the late-night limit."""
    if key != LATE or len(read) < 2 or not read[0].numbers[key].reading:
        return ""
    above = sum(one.numbers[key].reading.startswith("above") for one in read)
    return f"above the limit on {above} of {len(read)} nights"


def _pooled(courses: Sequence[Course]) -> dict[str, OverDays]:
    """Fit all days together by the hour of the clock; nothing where that cannot be done."""
    joined: dict[str, Any] = {
        name: np.concatenate([getattr(one, name) for one in courses])
        for name in ("times", "clock", "since", "values", "censored")
    }
    whole = replace(courses[0], **joined, missing=sum(one.missing for one in courses))
    if np.isnan(whole.clock).any():
        return {}
    days = sum(len(one.times) > 0 for one in courses)
    return {
        key: OverDays(one.value, math.nan, one.low, one.high, days, one.unit, DOUBT,
                      (*one.said, "days_pooled"), one.reading, pooled=True)
        for key, one in around(whole).items() if one.status != NOT_ASSESSABLE
    }  # fmt: skip


def _said(key: str, read: Sequence[Day]) -> tuple[str, ...]:
    limits = tables.rhythm_limits()
    found = []
    if len(read) < (limits["response_days"] if key in RESPONSE else 2):
        found.append("one_day")
    if key in RESPONSE and all(one.weekday >= 5 for one in read):
        found.append("weekend")
    if key in _AREAS:
        ends = np.array([one.course.times[[0, -1]] for one in read])
        if (np.ptp(ends, axis=0) > limits["area_hours"]).any():
            found.append("hours_differ")
    return tuple(found)


def _around(hours: np.ndarray) -> float:
    """Give the mean of hours of the clock: that of 23 and 1 is 0."""
    turn = 2.0 * math.pi * hours / 24.0
    mean = math.atan2(float(np.sin(turn).sum()), float(np.cos(turn).sum()))
    return mean * 24.0 / (2.0 * math.pi) % 24.0
