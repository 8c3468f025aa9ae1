"""Simulated people: a small mechanistic clinic whose truth is known.

Nobody here is real. Hormones follow from age, sex, weight, hour, phase and feedback as
``simulation.csv`` says; laboratories then measure, mix units, lose values and make
mistakes. Beside the panels stands what no clinic ever has: everybody's true risk, and
the true effect of each intervention on each person.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from nhml.cohorts import synthetic_laboratory as laboratory
from nhml.cohorts import synthetic_living as living
from nhml.cohorts.cohort import Cohort, gather
from nhml.cohorts.synthetic_adrenals import adrenals
from nhml.cohorts.synthetic_gonads import gonads
from nhml.cohorts.synthetic_laboratory import Units, written
from nhml.cohorts.synthetic_metabolism import metabolism
from nhml.cohorts.synthetic_parameters import Column, parameters, stream, usual
from nhml.cohorts.synthetic_people import People, people
from nhml.cohorts.synthetic_thyroid import thyroid
from nhml.cohorts.synthetic_trials import trials
from nhml.cohorts.synthetic_truth import Truth, event, risk
from nhml.errors import CohortError
from nhml.knowledge.entries import Outcome

ROWS = 4000
TRUE_RISK = "true_risk"
_EVENT = "hypothyroid_at_5y"
_MOST = 1_000_000

__all__ = ["ROWS", "Simulated", "cohort", "simulate", "written"]


class Simulated(NamedTuple):
    """Simulated people.

    Attributes
    ----------
    panels : DataFrame
        The panel frame as laboratories send it, with `hypothyroid_at_5y` from follow-up.
    truth : DataFrame
        The same rows: ``panel_id``, ``true_risk`` of hypothyroidism within five years,
        ``mistakes`` of measurement, the thyroid's hidden ``set_point`` and ``damage``,
        and the columns of `nhml.cohorts.synthetic_trials.trials`.
    """

    panels: pd.DataFrame
    truth: pd.DataFrame


def simulate(
    rows: int = ROWS, seed: int = 0, *, truth: Truth = "nonlinear", units: Units = "site"
) -> Simulated:
    """Draw people, measure them, and tell the truth about them.

    Parameters
    ----------
    rows : int
        People, one panel each.
    seed : int
    truth : {"nonlinear", "logistic"}
        How risk follows from the thyroid, see `nhml.cohorts.synthetic_truth.risk`.
    units : {"site", "canonical"}
        Those that each site sends, or canonical ones everywhere.

    Raises
    ------
    CohortError
        If `rows` is not from 1 to a million.
    """
    if not 1 <= rows <= _MOST:
        raise CohortError(f"rows: found {rows:,}, wanted 1 to {_MOST:,}")
    who = people(rows, seed)
    gland, (sex_hormones, on_testosterone) = thyroid(who, seed), gonads(who, seed)
    body = metabolism(who, seed)
    values = {
        **{name: getattr(gland, name) for name in ("tsh", "ft4", "ft3", "tpo_ab")},
        **adrenals(who, seed),
        **sex_hormones,
        **body.values,
        **living.exposures(who, seed),
        "bmi": who.bmi,
        "waist": who.waist,
    }
    on = {
        "levothyroxine": gland.treated,
        "testosterone": on_testosterone,
        "metformin": body.metformin,
        "diabetic": body.diabetic,
    }
    sent = laboratory.send(who, values, units, seed)
    true_risk = risk(truth, who, gland)
    context = {**_context(who), **_treated(who, on), "biotin_mg_day": sent.biotin}
    answers = _answered(
        living.symptoms(
            who,
            np.log(gland.tsh) - usual("tsh")[0],
            np.log(sex_hormones["testosterone"]) - parameters()["testosterone_log_M"],
            seed,
        ),
        seed,
    )
    followed = {_EVENT: event(true_risk, seed)}
    panels = pd.concat(
        [pd.DataFrame(context), sent.frame, pd.DataFrame({**answers, **followed})], axis=1
    )
    known = {
        "panel_id": context["panel_id"],
        TRUE_RISK: true_risk,
        "mistakes": sent.mistakes,
        "set_point": gland.set_point,
        "damage": gland.damage,
        **trials(who, values, on, seed),
    }
    return Simulated(panels, pd.DataFrame(known))


def cohort(
    outcome: Outcome, rows: int = ROWS, seed: int = 0, *, truth: Truth = "nonlinear"
) -> Cohort:
    """Make a cohort of simulated people.

    Parameters
    ----------
    outcome : Outcome
        Any that their panels can decide; only with the outcome whose risk is simulated
        does ``true_risk`` stand aside, in `Cohort.aside`, where no predictor comes from.
    rows, seed, truth
        As `simulate` takes them.

    Raises
    ------
    CohortError
        As `simulate` and `nhml.cohorts.cohort.gather` raise it.
    """
    made = simulate(rows, seed, truth=truth)
    panels = made.panels
    if outcome.event == _EVENT:
        panels = panels.assign(**{TRUE_RISK: made.truth[TRUE_RISK]})
    name = f"simulated people ({rows:,}, seed {seed}, {truth} truth)"
    return gather(name, panels, outcome)


def _context(who: People) -> dict[str, Column]:
    rows = range(len(who))
    return {
        "panel_id": np.array([f"p{row:06d}" for row in rows], dtype=object),
        "subject_id": np.array([f"s{row:06d}" for row in rows], dtype=object),
        "age": who.age,
        "sex": np.where(who.female, "F", "M").astype(object),
        "site": who.site,
        "drawn_at": who.drawn_at,
        "sample_hour": who.hour,
        "fasting_h": who.fasting,
        "cycle_phase": np.where((who.phase == "") | who.contraceptive, None, who.phase),
        "pregnant": np.zeros(len(who)),
        "fh_thyroid_disease": who.family.astype(np.float64),
    }


def _treated(who: People, on: dict[str, Column]) -> dict[str, Column]:
    flags = {
        "on_levothyroxine": on["levothyroxine"],
        "on_testosterone": on["testosterone"],
        "on_metformin": on["metformin"],
        "on_ocp": who.contraceptive,
        "on_glucocorticoid": who.glucocorticoid,
        "hx_thyroid_disease": on["levothyroxine"],
        "hx_diabetes": on["diabetic"],
    }
    return {name: flag.astype(np.float64) for name, flag in flags.items()}


def _answered(answers: dict[str, Column], seed: int) -> dict[str, Column]:
    """Leave some questions unanswered."""
    drawn, share = stream(seed, "answers"), parameters()["missing_answer"]
    return {
        name: np.where(drawn.random(len(answer)) < share, np.nan, answer)
        for name, answer in answers.items()
    }
