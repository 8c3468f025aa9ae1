"""A model moved to people whom it has not seen: calibrated there, or updated for them.

Antibodies to thyroid peroxidase, learnt from 2007-2008 and moved to 2009-2010; low
testosterone, learnt from half of the sampling units of 2013-2014 and moved to the others.
Each config as it stands, but for the stability interval.

python -m benchmarks.sites
"""

import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.cohorts.cohort import Cohort
from nhml.cohorts.survey import SURVEY
from nhml.config.parts import Experiment
from nhml.config.reading import read
from nhml.modelling.evaluation import Evaluation
from nhml.modelling.risk_model import RiskModel
from nhml.workflows.people import cohort_of
from nhml.workflows.recalibrate import update

THYROID = "configs/thyroid_autoimmunity.toml"
TESTOSTERONE = "configs/low_testosterone_panel.toml"
Told = dict[str, object]
SHOWN = ("o_e", "weighted_o_e", "calibration_slope", "auroc")


def moved_in_time(*changes: str, seed: int = 1) -> pd.DataFrame:
    """Learn from one cycle and move to the next."""
    then, now = (
        read(THYROID, [f"cohort.cycles={cycle}", f"seed={seed}", *changes])
        for cycle in ("2007-2008", "2009-2010")
    )
    model = RiskModel.fit(cohort_of(then), **{**then.learning(), "refits": 0})
    return pd.DataFrame(_moved(model, now, cohort_of(now))).set_index("")


def moved_in_place(*changes: str, seeds: tuple[int, ...] = (1, 2, 3)) -> pd.DataFrame:
    """Learn from half of the sampling units, drawn anew with each seed, and move to the others."""
    rows = []
    for seed in seeds:
        experiment = read(TESTOSTERONE, [f"seed={seed}", *changes])
        cohort = cohort_of(experiment)
        here = half_of_units(cohort, seed)
        learning = {**experiment.learning(), "refits": 0}
        model = RiskModel.fit(cohort.take(np.flatnonzero(here)), **learning)
        rows += _moved(model, experiment, cohort.take(np.flatnonzero(~here)), f"seed {seed}, ")
    return pd.DataFrame(rows).set_index("")


def half_of_units(cohort: Cohort, seed: int) -> npt.NDArray[np.bool_]:
    """Draw one of the two sampling units of each stratum, or half of them."""
    drawn = np.random.default_rng(seed)
    stratum, psu = (cohort.aside[name].to_numpy() for name in SURVEY[1:])
    half = np.zeros(len(cohort), dtype=np.bool_)
    for one in np.unique(stratum):
        inside = stratum == one
        units = drawn.permutation(np.unique(psu[inside]))
        half |= inside & np.isin(psu, units[: (len(units) + drawn.integers(2)) // 2])
    return half


def _moved(model: RiskModel, now: Experiment, cohort: Cohort, words: str = "") -> list[Told]:
    """Judge a model as it is, and updated, on people whom the update had not seen."""
    with tempfile.TemporaryDirectory() as spare:
        done = update(model, cohort, now, Path(spare))
    rows = [_row(f"{words}as it is", done.before)]
    rows.append(_row(f"{words}updated by {done.advice.method}", done.after))
    return rows


def _row(words: str, found: Evaluation) -> Told:
    told: Told = {"": words, "people": found.rows[0].n}
    for name in SHOWN:
        if row := found.row(name):
            told[name] = f"{row.value:.3f} ({row.low:.3f} to {row.high:.3f})"
    return told


if __name__ == "__main__":
    print(moved_in_time().to_string())
    print(moved_in_place().to_string())
