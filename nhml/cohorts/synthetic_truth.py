"""The true risk of simulated people, and what became of them."""

from typing import Literal

import numpy as np

from nhml.cohorts.synthetic_parameters import logistic, parameters, stream
from nhml.cohorts.synthetic_people import People
from nhml.cohorts.synthetic_thyroid import Thyroid
from nhml.panels.panel import Floats

Truth = Literal["nonlinear", "logistic"]


def risk(truth: Truth, people: People, thyroid: Thyroid) -> Floats:
    """Give everybody's true risk of hypothyroidism within five years.

    Parameters
    ----------
    truth : {"nonlinear", "logistic"}
        ``logistic``: log-odds linear in age, sex, family and the logs of TSH and TPO
        antibodies. ``nonlinear``: a hazard with thresholds of TSH and antibodies that
        more than add up, a sex difference that ends about menopause, and the gland's
        hidden loss, which no panel shows.
    people : People
    thyroid : Thyroid

    Returns
    -------
    ndarray, shape (n,)
        NaN for who takes levothyroxine: the question is not theirs.
    """
    found = _logistic(people, thyroid) if truth == "logistic" else _nonlinear(people, thyroid)
    return np.where(thyroid.treated, np.nan, found)


def _logistic(people: People, thyroid: Thyroid) -> Floats:
    known = parameters()
    return logistic(
        known["risk_level"]
        + known["risk_tsh"] * np.log(thyroid.tsh)
        + known["risk_antibodies"] * np.log(thyroid.tpo_ab)
        + known["risk_age"] * people.decades
        + known["risk_female"] * people.female
        + known["risk_family"] * people.family
    )


def _nonlinear(people: People, thyroid: Thyroid) -> Floats:
    known = parameters()
    pressed = _above(thyroid.tsh, known["hazard_tsh_half"])
    attacked = _above(thyroid.tpo_ab, known["hazard_antibodies_half"])
    fertile = logistic((known["menopause_age"] - people.age) / known["menopause_spread"])
    hazard = np.exp(
        known["hazard_level"]
        + known["hazard_tsh"] * pressed
        + known["hazard_antibodies"] * attacked
        + known["hazard_both"] * pressed * attacked
        + known["hazard_female"] * people.female * fertile
        + known["hazard_family"] * people.family
        + known["hazard_damage"] * thyroid.damage
    )
    return 1.0 - np.exp(-hazard)


def _above(values: Floats, half: float) -> Floats:
    """Rise from 0 to 1 about a half point (Hill)."""
    share: Floats = 1.0 / (1.0 + (half / values) ** parameters()["hazard_steep"])
    return share


def event(true_risk: Floats, seed: int) -> Floats:
    """Draw what became of people by their true risk; NaN where nobody knows."""
    drawn = stream(seed, "event")
    happened = (drawn.random(len(true_risk)) < true_risk).astype(np.float64)
    lost = drawn.random(len(true_risk)) < parameters()["lost_share"]
    return np.where(lost | np.isnan(true_risk), np.nan, happened)
