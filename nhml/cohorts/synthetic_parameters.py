"""What simulated people are drawn from: ``simulation.csv``, and what is usual in health."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from nhml.errors import KnowledgeError
from nhml.knowledge import tables
from nhml.panels.panel import Floats

Bools = npt.NDArray[np.bool_]
Column = npt.NDArray[Any]


@cache
def parameters() -> Mapping[str, float]:
    """Read ``simulation.csv``: one number a key.

    Raises
    ------
    KnowledgeError
        If a row has no number.
    """
    rows = tables.rows("simulation")
    try:
        return MappingProxyType({row["key"]: float(row["value"]) for row in rows})
    except ValueError as error:
        raise KnowledgeError(f"tables/simulation.csv cannot be used: {error}") from None


def stream(seed: int, name: str) -> np.random.Generator:
    """Give the random numbers of one part, so that a change of one part moves no other."""
    return np.random.default_rng([seed, *name.encode()])


def usual(
    analyte: str,
    *,
    sex: str = "",
    age: float = 40.0,
    phase: str = "",
    hour: float | None = None,
    low: float | None = None,
    width: str = "interval_width",
) -> tuple[float, float]:
    """Read a reference interval as a log-normal distribution.

    Parameters
    ----------
    analyte : str
    sex, phase : str
        Empty where they do not matter.
    age : float
        [a]
    hour : float, optional
        Of the day, where it matters.
    low : float, optional
        Stands for a lower limit that the interval leaves open [canonical unit].
    width : str
        Parameter that says how many spreads lie between the middle and a limit.

    Returns
    -------
    middle, spread : float
        Of the log value [canonical unit].

    Raises
    ------
    KnowledgeError
        If not exactly one preferred interval holds.
    """
    found = [
        one
        for one in tables.reference_intervals()[analyte]
        if one.preferred
        and one.sex in ("", sex)
        and one.ages[0] <= age <= one.ages[1]
        and one.phase == phase
        and (one.hours is None or (hour is not None and one.hours[0] <= hour <= one.hours[1]))
    ]
    if len(found) != 1:
        raise KnowledgeError(f"{analyte}: {len(found)} preferred intervals hold, wanted one")
    bottom = found[0].low if low is None else low
    if not bottom or found[0].high is None:
        raise KnowledgeError(f"{analyte}: the interval is open; wanted both limits")
    ends = np.log([bottom, found[0].high])
    return float(ends.mean()), float(np.diff(ends)[0] / 2.0 / parameters()[width])


def by_sex(name: str, female: Bools) -> Floats:
    """Give ``name_F`` to women and ``name_M`` to men, shape (n,)."""
    known = parameters()
    return np.where(female, known[f"{name}_F"], known[f"{name}_M"])


def logistic(margin: Floats) -> Floats:
    """Give the probability of log-odds."""
    chance: Floats = 1.0 / (1.0 + np.exp(-margin))
    return chance
