"""Whom NHANES asked, and how many people of the population each one stands for."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.cohorts.nhanes_tables import FULL_WEIGHT, ORIGIN, Cycle, variables, weights

Found = Mapping[str, pd.DataFrame]
Floats = npt.NDArray[np.float64]

_SEX = {1.0: "M", 2.0: "F"}
_ETHNICITY = {
    1.0: "Mexican American",
    2.0: "other Hispanic",
    3.0: "non-Hispanic White",
    4.0: "non-Hispanic Black",
    5.0: "other",  # RIDRETH1, until 2010
    6.0: "non-Hispanic Asian",  # RIDRETH3, from 2011
    7.0: "other",
}


class Weight(NamedTuple):
    """Weights of the people of one cycle, and what is to be said of them."""

    values: Floats
    words: tuple[str, ...] = ()


def describe(name: str, people: pd.DataFrame) -> dict[str, Any]:
    """Write who they are.

    Parameters
    ----------
    name : str
        The cycle.
    people : DataFrame
        Rows of ``DEMO``, by person.
    """
    ids = [f"nhanes-{name}-{person:.0f}" for person in people.index]
    origin = people[next(asked for asked in ORIGIN if asked in people)]
    return {
        "panel_id": ids,
        "subject_id": ids,
        "age": people["RIDAGEYR"].to_numpy(),
        "sex": people["RIAGENDR"].map(_SEX).to_numpy(object),
        "ethnicity": origin.map(_ETHNICITY).to_numpy(object),
        "cycle": name,
    }


def sampled(name: str, people: pd.DataFrame, weight: Floats) -> dict[str, Any]:
    """Write how they were sampled.

    Parameters
    ----------
    name : str
        The cycle.
    people : DataFrame
        Rows of ``DEMO``, by person.
    weight : ndarray, shape (n,)
    """
    return {
        "survey_weight": weight,
        "survey_stratum": [f"{name}/{stratum:.0f}" for stratum in people["SDMVSTRA"]],
        "survey_psu": people["SDMVPSU"].to_numpy(),
    }


def weigh(cycle: Cycle, people: pd.DataFrame, found: Found, reads: Collection[str]) -> Weight:
    """Choose the weight of the smallest subsample that decides an outcome.

    Parameters
    ----------
    cycle : Cycle
    people : DataFrame
        Rows of ``DEMO``, by person.
    found : mapping of str to DataFrame
        The tables of the cycle, by person.
    reads : collection of str
        Columns of the panel frame that the outcome is decided from.

    Returns
    -------
    Weight
        NaN for those whom the subsample does not hold, its weight being zero or absent;
        for everybody where the table lacks the weight that it should have.
    """
    chosen = _positive(people[FULL_WEIGHT])
    words: tuple[str, ...] = ()
    for column in sorted(reads):
        for table, name in _subsamples(cycle, found, column).items():
            if name not in found[table]:
                none = np.full(len(people), np.nan)
                return Weight(none, (f"no weighted figures without {name}",))
            weight = _positive(found[table][name].reindex(people.index))
            if np.isfinite(weight).sum() < np.isfinite(chosen).sum():
                chosen = weight
                words = (f"weighted by {name}: {column} was measured in a subsample",)
    return Weight(chosen, words)


def _subsamples(cycle: Cycle, found: Found, column: str) -> Mapping[str, str]:
    """List the tables of a column with their weights; none where one holds everybody."""
    own = weights(cycle)
    measured = [
        one.table
        for one in variables(cycle)
        if one.column == column and one.variable in found[one.table]
    ]
    if any(table not in own for table in measured):
        return {}
    return {table: own[table] for table in measured}


def _positive(weight: "pd.Series[float]") -> Floats:
    values = weight.to_numpy(np.float64)
    return np.where(values > 0.0, values, np.nan)
