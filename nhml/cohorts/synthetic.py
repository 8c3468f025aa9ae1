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
from nhml.cohorts.synthetic_adrenals import adrenals
from nhml.cohorts.synthetic_gonads import gonads
from nhml.cohorts.synthetic_laboratory import Units
from nhml.cohorts.synthetic_metabolism import metabolism
from nhml.cohorts.synthetic_parameters import Bools, Column, parameters, stream, usual
from nhml.cohorts.synthetic_people import People, people
from nhml.cohorts.synthetic_thyroid import Thyroid, thyroid
from nhml.cohorts.synthetic_trials import trials
from nhml.cohorts.synthetic_truth import Truth, event, risk
from nhml.errors import CohortError
from nhml.knowledge.entries import Outcome
from nhml.panels.panel import Floats

ROWS = 4000
TRUE_RISK = "true_risk"
EVENT = "hypothyroid_at_5y"
_MOST = 1_000_000


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
    gland = thyroid(who, seed)
    values, on = _bodies(who, gland, seed)
    sent = laboratory.send(who, values, units, seed)
    true_risk = risk(truth, who, gland)
    context = {**_context(who), **_treated(who, on), "biotin_mg_day": sent.biotin}
    answers = {**_answers(who, values, seed), EVENT: event(true_risk, seed)}
    known = {
        "panel_id": context["panel_id"],
        TRUE_RISK: true_risk,
        "mistakes": sent.mistakes,
        "set_point": gland.set_point,
        "damage": gland.damage,
        **trials(who, values, on, seed),
    }
    parts = [pd.DataFrame(context), sent.frame, pd.DataFrame(answers)]
    return Simulated(pd.concat(parts, axis=1), pd.DataFrame(known))


def read(
    outcome: Outcome, rows: int = ROWS, seed: int = 0, *, truth: Truth = "nonlinear"
) -> tuple[str, pd.DataFrame]:
    """Give what simulated people are called, and their panels to learn an outcome from.

    Parameters
    ----------
    outcome : Outcome
        Any that their panels can decide; only with the outcome whose risk is simulated
        does ``true_risk`` stand beside the panel frame, where no predictor comes from.
    rows, seed, truth
        As `simulate` takes them.
    """
    panels, known = simulate(rows, seed, truth=truth)
    if outcome.event == EVENT:
        panels = panels.assign(**{TRUE_RISK: known[TRUE_RISK]})
    return f"simulated people ({rows:,}, seed {seed}, {truth} truth)", panels


def _bodies(who: People, gland: Thyroid, seed: int) -> tuple[dict[str, Floats], dict[str, Bools]]:
    """Give what is in every body [canonical unit], and what is taken or known of it."""
    sex_hormones, on_testosterone = gonads(who, seed)
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
    return values, on


def _context(who: People) -> dict[str, Column]:
    rows = range(len(who))
    phase = who.phase.copy()
    phase[(phase == "") | who.contraceptive] = None
    return {
        "panel_id": np.array([f"p{row:06d}" for row in rows], dtype=object),
        "subject_id": np.array([f"s{row:06d}" for row in rows], dtype=object),
        "age": who.age,
        "sex": np.where(who.female, "F", "M").astype(object),
        "site": who.site,
        "drawn_at": who.drawn_at,
        "sample_hour": who.hour,
        "fasting_h": who.fasting,
        "cycle_phase": phase,
        "pregnant": np.zeros(len(who)),
        "fh_thyroid_disease": who.family.astype(np.float64),
    }


def _treated(who: People, on: dict[str, Bools]) -> dict[str, Column]:
    flags = {
        "on_levothyroxine": on["levothyroxine"],
        "on_testosterone": on["testosterone"],
        "on_metformin": on["metformin"],
        "on_ocp": who.contraceptive,
        "on_glucocorticoid": who.glucocorticoid,
        "hx_thyroid_disease": on["levothyroxine"],
        "hx_diabetes": on["diabetic"],
    }
    nobody = dict.fromkeys(("on_liothyronine", "on_antithyroid"), np.zeros(len(who)))
    return {**{name: flag.astype(np.float64) for name, flag in flags.items()}, **nobody}


def _answers(who: People, values: dict[str, Floats], seed: int) -> dict[str, Column]:
    """Ask everybody; some questions stay unanswered."""
    drawn, known = stream(seed, "answers"), parameters()
    log_tsh = np.log(values["tsh"]) - usual("tsh")[0]
    log_testosterone = np.log(values["testosterone"]) - known["testosterone_log_M"]
    return {
        name: np.where(drawn.random(len(who)) < known["missing_answer"], np.nan, answer)
        for name, answer in living.symptoms(who, log_tsh, log_testosterone, seed).items()
    }
