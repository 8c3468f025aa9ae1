"""Randomised trials among simulated people, whose true individual effect is known.

Four interventions, four shapes of effect: levothyroxine does nothing to tiredness, a
change of life takes the same weight off everybody, testosterone gives desire linearly
in what is lacking, metformin keeps diabetes from the obese and the younger.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from nhml.cohorts.synthetic_parameters import Bools, logistic, parameters, stream
from nhml.cohorts.synthetic_people import People
from nhml.panels.panel import Floats

EFFECTS: Mapping[str, str] = MappingProxyType(
    {
        "levothyroxine": "null",
        "lifestyle": "constant",
        "testosterone": "linear",
        "metformin": "nonlinear",
    }
)


class _Trial(NamedTuple):
    """Who enters, and what comes of them without and with the intervention."""

    enters: Bools
    without: Floats
    given: Floats
    effect: Floats  # on the mean, or on the risk where the outcome is 0 or 1


def trials(
    people: People, values: Mapping[str, Floats], on: Mapping[str, Bools], seed: int
) -> dict[str, Floats]:
    """Draw every trial.

    Parameters
    ----------
    people : People
    values : mapping of str to ndarray
        ``tsh``, ``testosterone``, ``hba1c`` as they are in the blood.
    on : mapping of str to ndarray of bool
        Who takes ``levothyroxine``, ``testosterone``, ``metformin`` already, and who is
        ``diabetic``: they do not enter.
    seed : int

    Returns
    -------
    dict of str to ndarray
        For each intervention ``_arm`` (1 given), ``_outcome``, ``_if_not`` and
        ``_if_given`` (the outcome under either arm) and ``_true_effect``; NaN for who
        did not enter.
    """
    drawn = {name: stream(seed, f"trial of {name}") for name in EFFECTS}
    made = {
        "levothyroxine": _levothyroxine(values["tsh"], on, drawn["levothyroxine"]),
        "lifestyle": _lifestyle(people, drawn["lifestyle"]),
        "testosterone": _testosterone(people, values["testosterone"], on, drawn["testosterone"]),
        "metformin": _metformin(people, values["hba1c"], on, drawn["metformin"]),
    }
    found: dict[str, Floats] = {}
    for name, one in made.items():
        arm = (drawn[name].random(len(people)) < parameters()["trial_share"]).astype(np.float64)
        columns = {
            "arm": arm,
            "outcome": np.where(arm == 1.0, one.given, one.without),
            "if_not": one.without,
            "if_given": one.given,
            "true_effect": one.effect,
        }
        found |= {f"{name}_{key}": np.where(one.enters, c, np.nan) for key, c in columns.items()}
    return found


def _levothyroxine(tsh: Floats, on: Mapping[str, Bools], drawn: np.random.Generator) -> _Trial:
    known = parameters()
    noise = known["tiredness_spread"] * drawn.standard_normal(len(tsh))
    tired = (known["tiredness_usual"] + noise).clip(0.0, 100.0)
    enters = (tsh >= known["levothyroxine_from"]) & ~on["levothyroxine"]
    return _Trial(enters, tired, tired, np.zeros(len(tsh)))


def _lifestyle(people: People, drawn: np.random.Generator) -> _Trial:
    known = parameters()
    without = (
        known["weight_change_usual"]
        + known["weight_change_bmi"] * (people.bmi - known["lifestyle_from"])
        + known["weight_change_spread"] * drawn.standard_normal(len(people))
    )
    effect = np.full(len(people), known["weight_change_lifestyle"] - known["weight_change_usual"])
    return _Trial(people.bmi >= known["lifestyle_from"], without, without + effect, effect)


def _testosterone(
    people: People, testosterone: Floats, on: Mapping[str, Bools], drawn: np.random.Generator
) -> _Trial:
    known = parameters()
    noise = known["desire_spread"] * drawn.standard_normal(len(people))
    without = known["desire_usual"] + known["desire_age"] * people.decades + noise
    lack = (testosterone - 300.0) / 100.0
    effect = known["desire_gain"] + known["desire_gain_slope"] * lack
    enters = ~people.female & ~on["testosterone"] & (testosterone < known["testosterone_below"])
    return _Trial(enters, without, without + effect, effect)


def _metformin(
    people: People, hba1c: Floats, on: Mapping[str, Bools], drawn: np.random.Generator
) -> _Trial:
    """Draw both outcomes from one number, so that nobody is harmed by what helps."""
    known = parameters()
    margin = known["diabetes_3y"] + known["diabetes_3y_hba1c"] * (hba1c - 6.0)
    obese = logistic((people.bmi - known["metformin_bmi"]) / known["metformin_bmi_soft"])
    younger = logistic((known["metformin_age"] - people.age) / known["metformin_age_soft"])
    risk = logistic(margin)
    lower = logistic(margin + known["metformin_gain"] * obese * younger)
    chance = drawn.random(len(people))
    enters = (hba1c >= known["metformin_from"]) & ~on["metformin"] & ~on["diabetic"]
    return _Trial(
        enters, (chance < risk).astype(float), (chance < lower).astype(float), lower - risk
    )
