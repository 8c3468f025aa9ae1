"""Bootstrap weights: whole people, or sampling units where there was a survey."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.cohorts.survey import SURVEY

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.generic]


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
    t m / (m - 1). A stratum with one unit cannot tell its own variance and is kept as it is.

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
    for one in np.unique(stratum):
        inside = np.flatnonzero(stratum == one)
        units, place = np.unique(psu[inside], return_inverse=True)
        number = len(units)
        if number > 1:
            times = drawn.multinomial(number - 1, np.full(number, 1.0 / number), size=resamples)
            weights[:, inside] *= (times * number / (number - 1))[:, place]
    return weights
