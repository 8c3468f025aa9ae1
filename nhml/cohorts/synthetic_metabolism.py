"""The metabolism of simulated people: weight, resistance to insulin, diabetes, metformin."""

from typing import NamedTuple

import numpy as np

from nhml.cohorts.synthetic_parameters import Bools, logistic, parameters, stream
from nhml.cohorts.synthetic_people import People
from nhml.panels.panel import Floats

_TIED = ("insulin", "glucose", "hba1c", "triglycerides", "hdl")


class Metabolism(NamedTuple):
    """What is measured, and what a doctor has told of or given.

    Attributes
    ----------
    values : dict of str to ndarray
        ``insulin`` [u[IU]/mL], ``glucose``, ``triglycerides``, ``hdl`` [mg/dL],
        ``hba1c`` [%].
    diabetic, metformin : ndarray of bool
    """

    values: dict[str, Floats]
    diabetic: Bools
    metformin: Bools


def metabolism(people: People, seed: int) -> Metabolism:
    """Draw the metabolism of people.

    Parameters
    ----------
    people : People
    seed : int
    """
    known, drawn = parameters(), stream(seed, "metabolism")
    spread = drawn.standard_normal((len(people), len(_TIED))) @ np.linalg.cholesky(_ties()).T
    level = {name: _level(name, people, spread[:, at]) for at, name in enumerate(_TIED)}
    told = logistic(
        known["diabetes_level"]
        + known["diabetes_age"] * people.decades
        + known["diabetes_bmi"] * people.heavier
    )
    diabetic = drawn.random(len(people)) < told
    metformin = diabetic & (drawn.random(len(people)) < known["metformin_share"])
    risen = np.exp(known["diabetes_spread"] * drawn.standard_normal(len(people)))
    risen = np.where(diabetic, risen, 0.0) * np.where(metformin, known["metformin_left"], 1.0)
    level["hba1c"] = (level["hba1c"] + known["diabetes_hba1c"] * risen).clip(3.5, 18.0)
    level["glucose"] = level["glucose"] + known["diabetes_glucose"] * risen
    values = {name: one if name == "hba1c" else np.exp(one) for name, one in level.items()}
    return Metabolism(values, diabetic, metformin)


def _level(name: str, people: People, spread: Floats) -> Floats:
    known = parameters()
    level: Floats = (
        known[f"{name}_level"]
        + known[f"{name}_age"] * people.decades
        + known[f"{name}_bmi"] * people.heavier
        + known[f"{name}_female"] * people.female
        + known[f"{name}_spread"] * spread
    )
    return level


def _ties() -> Floats:
    """Give the correlations at one age, sex and weight, shape (5, 5)."""
    ties = np.eye(len(_TIED))
    for row, one in enumerate(_TIED):
        for column, other in enumerate(_TIED[row + 1 :], start=row + 1):
            ties[row, column] = ties[column, row] = parameters()[f"{one}_with_{other}"]
    return ties
