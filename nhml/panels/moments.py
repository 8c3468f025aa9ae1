"""Times of samples: a moment with its date, an hour of the clock, or minutes since awakening."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nhml.panels import clock, numbers

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.object_]

NONE, MOMENT, CLOCK, SINCE = 0, 1, 2, 3
_START = datetime(1970, 1, 1)
_NOTHING = (NONE, np.nan, np.nan, np.nan, -1, 0)
LONGEST = 48.0  # hours of a day and its night; what is more is another day, or no time


class Moments(NamedTuple):
    """One column of times read.

    Attributes
    ----------
    kind : ndarray of int, shape (n,)
        `MOMENT`, `CLOCK`, `SINCE` or `NONE`.
    wall : ndarray, shape (n,)
        By the clock on the wall: hours since 1970 of a moment, of the day of a clock
        time; hours since awakening of `SINCE` [h].
    real : ndarray, shape (n,)
        As `wall`, less the offset to UTC where one is stated [h].
    offset : ndarray, shape (n,)
        To UTC [h]; NaN where none is stated.
    weekday : ndarray of int, shape (n,)
        0 is Monday; -1 where no date is known.
    utc : ndarray of bool, shape (n,)
        Whether it was written in UTC, with a Z.
    problem : ndarray of object, shape (n,)
        A code, or None. What is a day without its hour keeps its `wall` and `weekday`.
    """

    kind: npt.NDArray[np.int64]
    wall: Floats
    real: Floats
    offset: Floats
    weekday: npt.NDArray[np.int64]
    utc: npt.NDArray[np.bool_]
    problem: Codes


_Read = tuple[int, float, float, float, int, int]


def read(column: npt.ArrayLike, *, hours: bool = False) -> Moments:
    """Read a column of times, each distinct cell once.

    Parameters
    ----------
    column : array_like, shape (n,)
        ``2024-05-31T07:30`` (an offset such as ``+02:00`` may follow), ``07:30``, or a
        number.
    hours : bool
        Whether a number is an hour of the clock; else it is minutes since awakening.

    Returns
    -------
    Moments
    """
    places, cells = numbers.distinct(column)
    of_number = _hour if hours else _since
    found = [_one(cell, of_number) for cell in cells]
    table = np.array([*(one[0] for one in found), _NOTHING], dtype=np.float64)[places]
    codes = np.array([*(one[1] for one in found), None], dtype=object)[places]
    whole = table[:, (0, 4, 5)].astype(np.int64)
    wall, real, offset = table[:, 1], table[:, 2], table[:, 3]
    return Moments(whole[:, 0], wall, real, offset, whole[:, 1], whole[:, 2] > 0, codes)


def _one(cell: object, of_number: Callable[[float], _Read | None]) -> tuple[_Read, str | None]:
    text = str(cell).strip()
    if text.lower() in numbers.ABSENT:
        return _NOTHING, None
    if not np.isnan(at := clock.of_clock(text)):
        return (CLOCK, at, at, np.nan, -1, 0), None
    found = _moment(text) if ":" in text else _number(text, of_number)
    if found is not None:
        return found, None
    day = _moment(text)
    if day is None or day[1] % 24.0:
        return _NOTHING, "time_unread"
    return (NONE, *day[1:]), "time_without_hour"


def _moment(text: str) -> _Read | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    offset = at.utcoffset()
    wall = (at.replace(tzinfo=None) - _START).total_seconds() / 3600.0
    ahead = 0.0 if offset is None else offset.total_seconds() / 3600.0
    stated = np.nan if offset is None else ahead
    return MOMENT, wall, wall - ahead, stated, at.weekday(), int(text[-1] in "zZ")


def _number(text: str, of_number: Callable[[float], _Read | None]) -> _Read | None:
    read = numbers.read(np.array([text, ""], dtype=object))
    if np.isnan(read.values[0]) or read.censored[0]:
        return None
    return of_number(float(read.values[0]))


def _since(minutes: float) -> _Read | None:
    at = minutes / 60.0
    return (SINCE, at, at, np.nan, -1, 0) if abs(at) <= LONGEST else None


def _hour(hour: float) -> _Read | None:
    return (CLOCK, hour, hour, np.nan, -1, 0) if 0.0 <= hour <= 24.0 else None


def with_hours(days: Moments, hours: Moments) -> Moments:
    """Complete days without an hour by a column of hours; what has no day is its hour.

    Parameters
    ----------
    days, hours : Moments, shape (n,)
    """
    clock = hours.kind == CLOCK
    completed = clock & (days.problem == "time_without_hour")
    alone = clock & (days.kind == NONE) & (days.problem == None)  # noqa: E711
    problem = days.problem.copy()
    problem[completed] = None
    wall = np.where(completed, days.wall + hours.wall, np.where(alone, hours.wall, days.wall))
    kind = np.where(completed, MOMENT, np.where(alone, CLOCK, days.kind))
    real = np.where(completed | alone, wall, days.real)
    return days._replace(kind=kind, wall=wall, real=real, problem=problem)
