"""Folds by person, by site and by time: nobody stands on both sides."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.cohorts.cohort import Cohort
from nhml.cohorts.survey import SURVEY
from nhml.errors import CohortError
from nhml.panels.panel import Floats

_FEWEST = 20  # people of either class from whom a model is learnt
_INSTEAD = 'or set split.by = "person"'

Split = tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]


class Held(NamedTuple):
    """Outer folds, and how people are held out, in words that follow "learning"."""

    splits: tuple[Split, ...]
    words: str


def hold_out(cohort: Cohort, by: str, folds: int, seed: int) -> Held:
    """Hold people out for the figures of a training.

    Parameters
    ----------
    cohort : Cohort
    by : {"person", "site", "time"}
    folds : int
        By site, as many as there are sites at most; by time, as many as there are times.
    seed : int

    Raises
    ------
    CohortError
        If sites or times are not known of everybody, there is one only, or a fold leaves
        too few people to learn from.
    """
    subjects = cohort.panels.subject_id
    if by == "person":
        splits = by_person(subjects, cohort.event, folds, seed)
        return Held(splits, f"{folds} times without one part in {folds}")
    if by == "site":
        splits = by_site(subjects, _known(cohort, "site", "a site"), folds)
        words = f"{len(splits)} times without some of the sites"
    else:
        splits = by_time(subjects, _drawn(cohort), folds)
        words = f"{len(splits)} times from what was drawn earlier"
    _refuse_thin(cohort, splits, by)
    return Held(splits, words)


def by_person(
    subjects: npt.NDArray[np.object_], event: Floats, folds: int, seed: int
) -> tuple[Split, ...]:
    """Split rows into folds by person, stratified by whether the person had the event.

    The split depends on ids, events and seed, never on the order of the rows.

    Parameters
    ----------
    subjects : ndarray of str, shape (n,)
    event : ndarray, shape (n,)
        0 or 1.
    folds : int
    seed : int

    Returns
    -------
    tuple of (train, test)
        Positions of rows, ascending; every row lies in one test.
    """
    people, place = np.unique(subjects.astype(str), return_inverse=True)
    had = np.zeros(len(people))
    np.maximum.at(had, place, event)
    drawn = np.random.default_rng(seed).permutation(len(people))
    shuffled = drawn[np.argsort(had[drawn], kind="stable")]
    fold = np.empty(len(people), dtype=np.intp)
    fold[shuffled] = np.arange(len(people)) % folds
    rows = fold[place]
    return tuple((np.flatnonzero(rows != k), np.flatnonzero(rows == k)) for k in range(folds))


def in_parts(cohort: Cohort, folds: int, seed: int) -> Held:
    """Hold people out part by part: whole sampling units where there is a survey, else persons.

    People of one sampling unit are alike: what half of them showed would be no news of the
    other half.

    Parameters
    ----------
    cohort : Cohort
    folds : int
        As many as there are units at most.
    seed : int
    """
    subjects = cohort.panels.subject_id
    if set(SURVEY) <= set(cohort.aside):
        stratum, psu = (cohort.aside[name].astype(str) for name in SURVEY[1:])
        units = (stratum + " " + psu).to_numpy(dtype=object)
        if len(set(units)) >= folds:
            splits = by_site(subjects, units, folds)
            return Held(splits, f"sampling units held out in {folds} parts")
    splits = by_person(subjects, cohort.event, folds, seed)
    return Held(splits, f"persons held out in {folds} parts")


def by_site(
    subjects: npt.NDArray[np.object_], sites: npt.NDArray[np.object_], folds: int
) -> tuple[Split, ...]:
    """Leave whole sites out, in folds of like size; whoever was seen there trains nowhere.

    Parameters
    ----------
    subjects, sites : ndarray of str, shape (n,)
        Two sites at least.
    folds : int

    Returns
    -------
    tuple of (train, test)
        Positions of rows, ascending; every row lies in one test. A person of two sites is
        judged at each, by a model that has not seen her at the other.
    """
    known, place, sizes = np.unique(sites.astype(str), return_inverse=True, return_counts=True)
    load, fold = np.zeros(min(folds, len(known)), dtype=np.intp), np.empty(len(known), np.intp)
    for at in np.argsort(-sizes, kind="stable"):  # the largest first, to where fewest lie
        fold[at] = load.argmin()
        load[fold[at]] += sizes[at]
    rows = fold[place]
    return tuple(_apart(subjects, rows != k, rows == k) for k in range(len(load)))


def by_time(
    subjects: npt.NDArray[np.object_], drawn: npt.NDArray[np.datetime64], folds: int
) -> tuple[Split, ...]:
    """Judge later draws by what was learnt from earlier ones, step by step.

    The earlier half only trains. The later half is judged in steps of like size, each by
    a model of everything drawn before it, but for the people whom it judges.

    Parameters
    ----------
    subjects : ndarray of str, shape (n,)
    drawn : ndarray of datetime64, shape (n,)
        What was drawn at one moment lies in one step.
    folds : int

    Returns
    -------
    tuple of (train, test)
        Positions of rows, ascending, earlier steps first; fewer than `folds` where many
        were drawn at one moment, none where all were.
    """
    ordered = np.sort(drawn)
    at = len(drawn) // 2 + np.arange(folds) * (len(drawn) - len(drawn) // 2) // folds
    starts = np.unique(ordered[at])
    starts = starts[starts > ordered[0]]
    step = np.searchsorted(starts, drawn, side="right")
    return tuple(_apart(subjects, step < k, step == k) for k in range(1, len(starts) + 1))


def _apart(
    subjects: npt.NDArray[np.object_], train: npt.NDArray[np.bool_], test: npt.NDArray[np.bool_]
) -> Split:
    """Take out of the training who is to be judged."""
    judged = np.isin(subjects.astype(str), subjects[test].astype(str))
    return np.flatnonzero(train & ~judged), np.flatnonzero(test)


def _known(cohort: Cohort, name: str, wanted: str) -> npt.NDArray[np.object_]:
    """Give a column that everybody has, and not all the same."""
    column = cohort.panels.items.get(name, np.full(len(cohort), None, dtype=object))
    lacking = int(pd.isna(column).sum())
    if lacking:
        raise CohortError(
            f"split.by: {name} is not known of {lacking:,} of {len(cohort):,} panels; wanted "
            f"{wanted} for each, {_INSTEAD}"
        )
    if len(np.unique(column.astype(str))) == 1:
        raise CohortError(
            f"split.by: {name} is the same for everybody; wanted two at least, {_INSTEAD}"
        )
    return np.asarray(column, dtype=object)


def _drawn(cohort: Cohort) -> npt.NDArray[np.datetime64]:
    wanted = "a date such as 2021-03-31 or 2021-03-31T08:15"
    texts = pd.Series(_known(cohort, "drawn_at", wanted), dtype=str)
    read = pd.to_datetime(texts, format="ISO8601", errors="coerce", utc=True)
    unread = int(read.isna().sum())
    if unread:
        raise CohortError(
            f"split.by: drawn_at of {unread:,} of {len(cohort):,} panels cannot be read; wanted "
            f"{wanted}, {_INSTEAD}"
        )
    return read.dt.tz_localize(None).to_numpy()


def _refuse_thin(cohort: Cohort, splits: tuple[Split, ...], by: str) -> None:
    subjects, event = cohort.panels.subject_id, cohort.event
    fewest = min(
        (len(set(subjects[train][event[train] == kind])) for train, _ in splits for kind in (0, 1)),
        default=0,
    )
    if fewest < _FEWEST:
        raise CohortError(
            f"split.by {by}: a fold would learn from {fewest} people of one class; wanted "
            f"{_FEWEST} at least: name fewer split.folds, {_INSTEAD}"
        )
