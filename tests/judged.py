"""Invented people as they were judged, and what an evaluation shows of them."""

import numpy as np
import pandas as pd

from nhml.cohorts.cohort import Cohort
from nhml.config.parts import Experiment
from nhml.modelling.evaluation import evaluate
from nhml.modelling.held_out import HeldOut
from nhml.modelling.risk_model import RiskModel
from nhml.workflows import evidence
from nhml.workflows import people as found

ASKED = {
    "name": "judged",
    "cohort": {"source": "invented.csv", "outcome": "low_testosterone_300"},
    "evaluate": {"resamples": 20, "thresholds": [0.2, 0.3], "subgroups": ["age_band"]},
}


def people(n: int = 2_000, seed: int = 0, rare: float = 1.0) -> pd.DataFrame:
    """Scored people whose risks are right, the baseline a little worse, in two towns."""
    drawn = np.random.default_rng(seed)
    risk = rare * drawn.beta(1.2, 4.0, n)
    return pd.DataFrame(
        {
            "id": [f"p{at}" for at in range(n)],
            "subject_id": [f"s{at}" for at in range(n)],
            "status": "scored",
            "outcome": (drawn.random(n) < risk).astype(float),
            "risk": risk,
            "eligible_risk": risk,
            "baseline_risk": 0.5 * risk + 0.1 * rare,
            "town": np.where(np.arange(n) < 30, "Amber", "Birch"),
            "sex": np.where(np.arange(n) % 2, "F", "M"),
        }
    )


def shown(model: RiskModel, cohort: Cohort, frame: pd.DataFrame | None = None, **said: str):
    """What an evaluation of a model on a cohort leaves."""
    experiment = Experiment.model_validate(ASKED)
    asked = experiment.evaluate
    judged = found.judged(model, cohort, fold=-1) if frame is None else frame
    evaluation = evaluate(
        judged, thresholds=asked.thresholds, subgroups=asked.subgroups, resamples=asked.resamples
    )
    held_out = HeldOut.of(judged, evaluation, asked.subgroups)
    return evidence.written(
        evidence.study_of(model, cohort, judged, evaluation, held_out, experiment, **said)
    )
