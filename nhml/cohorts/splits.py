"""Folds: one person lies in one fold only, events are spread evenly."""

import numpy as np
import numpy.typing as npt

from nhml.panels.panel import Floats

Split = tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]


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
