"""Samples laid out into days: from awakening to the next one, past midnight too."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.knowledge import tables
from nhml.panels.moments import CLOCK, LONGEST, MOMENT, NONE, SINCE, Moments
from nhml.panels.panel import Floats
from nhml.panels.samples import Samples

Ints = npt.NDArray[np.int64]
Objects = npt.NDArray[np.object_]
Bools = npt.NDArray[np.bool_]

_ONLY = "1"  # the name of a day of which nothing is known


class Days(NamedTuple):
    """Where each sample lies in its day; arrays of shape (n,), NaN where it has no time.

    Attributes
    ----------
    label : ndarray of str
        The day as sent, else its date, else ``1``.
    group : ndarray of int
        A number for each person and day.
    order : ndarray
        By which days of a person follow each other.
    times, clock, since : ndarray
        As in `nhml.panels.series.Series` [h].
    weekday : ndarray of int
    problems : mapping of int to list of (code, column)
        By sample.
    said : mapping of int to list of str
        By group: codes of the whole day.
    """

    label: Objects
    group: Ints
    order: Floats
    times: Floats
    clock: Floats
    since: Floats
    weekday: Ints
    problems: Mapping[int, list[tuple[str, str]]]
    said: Mapping[int, list[str]]


class _Awakening(NamedTuple):
    """The awakening of each group: NaN where not known."""

    kind: Ints
    wall: Floats
    real: Floats
    offset: Floats
    twice: Bools


def lay(sent: Samples) -> Days:
    """Lay samples out into days.

    A day is the one that was sent; else that of the awakening; else it turns at the hour
    of ``rhythm_limits.csv``, so that 00:15 belongs to the day before.
    """
    time, cut = sent.time, _cuts(sent.woke)
    label, weekday = _labels(sent, cut)
    pair = pd.factorize(label)[0] + sent.subject * (len(label) + 1)
    _, first, group = np.unique(pair, return_index=True, return_inverse=True)
    woke = _awakening(sent.woke, group, len(first))
    kind = _kinds(time.kind, group, len(first))[group]
    problems = _problems(sent, time, kind, label)
    there = (time.kind == kind) & (kind != NONE)
    whole, passed, told = _zones(time, there, group, len(first))
    clock = _clock(time, kind, group, woke, cut)
    far = _far(there, clock, group, len(first))
    for at in np.flatnonzero(far).tolist():
        problems.setdefault(at, []).append(("time_far", "time"))
    there &= ~far
    times = np.where(there, _passed(time, kind, clock, passed, group), np.nan)
    clock = np.where(there, clock, np.nan)
    since = np.where(there, _since(time, kind, group, woke, clock, whole), np.nan)
    for code, where in (
        ("past_midnight", clock >= 24.0),
        ("before_awakening", since < -1e-9),
        ("awakening_twice", woke.twice[group]),
        ("clock_is_utc", there & time.utc),
    ):
        for number in np.unique(group[where]).tolist():
            told.setdefault(number, []).append(code)
    starts = np.full(len(first), np.inf)
    np.minimum.at(starts, group[there], time.wall[there])
    order = np.where(kind == MOMENT, starts[group], first[group].astype(np.float64))
    return Days(label, group, order, times, clock, since, weekday, problems, told)


def _cuts(woke: Moments) -> Floats:
    """Give the hour at which the day of each sample turns."""
    limits = tables.rhythm_limits()
    own = woke.wall % 24.0 - limits["before_awakening"]
    return np.where(woke.kind == NONE, limits["day_turns"], own)


def _labels(sent: Samples, cut: Floats) -> tuple[Objects, Ints]:
    """Name the day of each sample, and tell its weekday."""
    moment = sent.time.kind == MOMENT
    by_woke = sent.woke.kind == MOMENT
    number = np.where(by_woke, sent.woke.wall // 24.0, (sent.time.wall - cut) // 24.0)
    dated = moment & ~np.isnan(number)
    whole = np.where(dated, number, 0).astype(np.int64)
    label = np.full(len(whole), _ONLY, dtype=object)
    found, places = np.unique(whole, return_inverse=True)
    dates = np.datetime_as_string(found.astype("datetime64[D]"))  # the first year has a day before
    label[dated] = dates[places][dated]
    named = np.array([one is not None for one in sent.day], dtype=bool)
    label[named] = sent.day[named]
    return label, np.where(dated, (whole + 3) % 7, -1)  # 1970 began on a Thursday


def _awakening(woke: Moments, group: Ints, size: int) -> _Awakening:
    """Give each day the awakening that its samples state, unless they state two."""
    there = np.flatnonzero(woke.kind != NONE)
    low, high = np.full(size, np.inf), np.full(size, -np.inf)
    np.minimum.at(low, group[there], woke.real[there])
    np.maximum.at(high, group[there], woke.real[there])
    twice = high > low
    first = np.full(size, -1)
    first[group[there[::-1]]] = there[::-1]
    known = (first >= 0) & ~twice
    kind = np.where(known, woke.kind[first], NONE)
    kind[kind == SINCE] = NONE
    wall, real, offset = (np.where(kind == NONE, np.nan, one[first]) for one in woke[1:4])
    return _Awakening(kind, wall, real, offset, twice)


def _kinds(kind: Ints, group: Ints, size: int) -> Ints:
    """Give each day the kind of its first time."""
    found = np.full(size, NONE)
    there = np.flatnonzero(kind != NONE)[::-1]
    found[group[there]] = kind[there]
    return found


def _problems(
    sent: Samples, time: Moments, kind: Ints, label: Objects
) -> dict[int, list[tuple[str, str]]]:
    codes = time.problem.copy()
    none = (time.kind == NONE) & (codes == None)  # noqa: E711
    codes[none] = "time_missing"
    codes[(time.kind != NONE) & (time.kind != kind)] = "time_mixed"
    found = {at: [(str(codes[at]), "time")] for at in np.flatnonzero(codes.astype(bool)).tolist()}
    unread = sent.woke.problem.astype(bool) | (sent.woke.kind == SINCE)
    for at in np.flatnonzero(unread).tolist():
        found.setdefault(at, []).append(("time_unread", "woke_at"))
    return found


def _zones(
    time: Moments, there: Bools, group: Ints, size: int
) -> tuple[Bools, Floats, dict[int, list[str]]]:
    """Tell which days state the offset throughout; give time that passed, and what to say."""
    moment = there & (time.kind == MOMENT)
    stated = moment & ~np.isnan(time.offset)
    with_offset = np.bincount(group[stated], minlength=size)
    of_all = np.bincount(group[moment], minlength=size)
    whole = (with_offset == of_all) & (of_all > 0)
    mixed = (with_offset > 0) & ~whole
    low, high = np.full(size, np.inf), np.full(size, -np.inf)
    np.minimum.at(low, group[stated], time.offset[stated])
    np.maximum.at(high, group[stated], time.offset[stated])
    said = {number: ["zone_mixed"] for number in np.flatnonzero(mixed).tolist()}
    said |= {number: ["clock_changed"] for number in np.flatnonzero(whole & (high > low)).tolist()}
    return whole, np.where(whole[group], time.real, time.wall), said


def _clock(time: Moments, kind: Ints, group: Ints, woke: _Awakening, cut: Floats) -> Floats:
    """Give the hour since the midnight before each sample's day."""
    by_date = woke.kind[group] == MOMENT
    start = np.full(len(woke.kind), np.inf)
    reference = np.where(by_date, woke.wall[group], time.wall - cut)
    moment = kind == MOMENT
    dated = moment & (time.kind == MOMENT)
    np.minimum.at(start, group[dated], reference[dated])
    with np.errstate(invalid="ignore"):
        midnight = 24.0 * np.floor(start[group] / 24.0)
        of_clock = time.wall + 24.0 * (time.wall < cut)
        of_since = woke.wall[group] % 24.0 + time.wall
        return np.select([moment, kind == CLOCK], [time.wall - midnight, of_clock], of_since)


def _far(there: Bools, clock: Floats, group: Ints, size: int) -> Bools:
    """Tell the samples that cannot be of the same day as its first, or its awakening."""
    far = there & ((clock < -LONGEST) | (clock > 24.0 + LONGEST))
    first = np.full(size, np.inf)
    near = there & ~far & ~np.isnan(clock)
    np.minimum.at(first, group[near], clock[near])
    return far | (there & (clock > first[group] + LONGEST))


def _passed(time: Moments, kind: Ints, clock: Floats, passed: Floats, group: Ints) -> Floats:
    """Give the time that passed since the midnight before the day, or since awakening."""
    moment = kind == MOMENT
    dated = moment & (time.kind == MOMENT)
    shift = np.full(int(group.max()) + 1, np.inf)
    with np.errstate(invalid="ignore"):
        np.minimum.at(shift, group[dated], (clock - passed)[dated])
        by_clock = np.where(moment, passed + shift[group], clock)
    return np.where(kind == SINCE, time.wall, by_clock)


def _since(
    time: Moments,
    kind: Ints,
    group: Ints,
    woke: _Awakening,
    clock: Floats,
    whole: Bools,
) -> Floats:
    """Give the time since awakening."""
    both = whole[group] & ~np.isnan(woke.offset[group])
    dated = (kind == MOMENT) & (woke.kind[group] == MOMENT)
    by_date = np.where(both, time.real - woke.real[group], time.wall - woke.wall[group])
    by_clock = clock - woke.wall[group] % 24.0
    return np.select([kind == SINCE, dated], [time.wall, by_date], by_clock)
