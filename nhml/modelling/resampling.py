"""Bootstrap weights: whole people, or sampling units where there was a survey."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.cohorts.survey import SURVEY

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.generic]
Integers = npt.NDArray[np.intp]


def blocks(people: pd.DataFrame, resamples: int, seed: int) -> dict[str, Floats]:
    """Give the weights of an evaluation: the estimate's in the first row, then resamples'.

    Parameters
    ----------
    people : DataFrame
        With ``subject_id``, and `SURVEY` where there was a survey.
    resamples : int
    seed : int

    Returns
    -------
    dict of str to ndarray, shape (1 + resamples, n)
        Unweighted under ``""``; under ``"weighted_"`` those of the survey.
    """
    drawn = by_person(people["subject_id"].to_numpy(object), resamples, seed)
    found = {"": np.vstack([np.ones(len(people)), drawn])}
    if set(SURVEY) <= set(people) and people[list(SURVEY)].notna().all(axis=None):
        weight, stratum, psu = (people[name].to_numpy() for name in SURVEY)
        resampled = by_design(weight.astype(np.float64), stratum, psu, resamples, seed)
        found["weighted_"] = np.vstack([weight, resampled])
    return found


def by_person(subjects: Labels, resamples: int, seed: int) -> Floats:
    """Draw people with replacement; all panels of one come and go together.

    Parameters
    ----------
    subjects : ndarray, shape (n,)
    resamples : int
    seed : int

    Returns
    -------
    ndarray, shape (resamples, n)
        How often each panel is drawn.
    """
    people, place = np.unique(subjects.astype(str), return_inverse=True)
    drawn = np.random.default_rng(seed)
    counts = drawn.multinomial(len(people), np.full(len(people), 1.0 / len(people)), size=resamples)
    return counts[:, place].astype(np.float64)


def by_design(weight: Floats, stratum: Labels, psu: Labels, resamples: int, seed: int) -> Floats:
    """Draw sampling units within strata, weights rescaled (Rao, Wu and Yue 1992).

    Of the m units of a stratum m - 1 are drawn; a unit drawn t times weighs
    t m / (m - 1). A stratum with one unit cannot tell its own variance: it is joined to the one
    before it (Cochran, Sampling Techniques, 1977, section 5A.12), which errs towards too wide;
    where there is no other, it is kept as it is. A unit whose people all weigh nothing counts.

    Parameters
    ----------
    weight : ndarray, shape (n,)
        How many people of the population each one stands for.
    stratum, psu : ndarray, shape (n,)
        Stratum, and primary sampling unit within it.
    resamples : int
    seed : int

    Returns
    -------
    ndarray, shape (resamples, n)
    """
    drawn = np.random.default_rng(seed)
    weights = np.tile(weight, (resamples, 1))
    joined, unit = _joined(stratum, psu)
    for one in np.unique(joined):
        inside = np.flatnonzero(joined == one)
        units, place = np.unique(unit[inside], return_inverse=True)
        number = len(units)
        if number > 1:
            times = drawn.multinomial(number - 1, np.full(number, 1.0 / number), size=resamples)
            weights[:, inside] *= (times * number / (number - 1))[:, place]
    return weights


def _joined(stratum: Labels, psu: Labels) -> tuple[Integers, Integers]:
    """Number strata and units; a stratum with one unit has the number of the one before it."""
    which = np.unique(stratum, return_inverse=True)[1]
    pairs = np.column_stack([which, np.unique(psu, return_inverse=True)[1]])
    units, unit = np.unique(pairs, axis=0, return_inverse=True)
    lonely = np.bincount(units[:, 0]) == 1
    number = np.cumsum(~lonely) - 1  # of the last stratum at or before it with more units
    return np.maximum(number, 0)[which], unit.reshape(-1)
