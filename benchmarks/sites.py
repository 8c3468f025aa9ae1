"""A model moved to people whom it has not seen: calibrated there, or made so on half of them.

Antibodies to thyroid peroxidase, learnt from 2007-2008 and moved to 2009-2010; low
testosterone, learnt from half of the sampling units of 2013-2014 and moved to the others.
Each config as it stands, but for the stability interval.

python -m benchmarks.sites
"""

import tempfile
from pathlib import Path

import pandas as pd

from nhml.cohorts.cohort import Cohort
from nhml.cohorts.splits import halves
from nhml.config.reading import read
from nhml.modelling.evaluation import Evaluation, evaluate
from nhml.modelling.risk_model import RiskModel
from nhml.workflows.people import cohort_of, judged
from nhml.workflows.recalibrate import recalibrate

THYROID = "configs/thyroid_autoimmunity.toml"
TESTOSTERONE = "configs/low_testosterone_panel.toml"
SHOWN = ("o_e", "weighted_o_e", "calibration_slope", "auroc")


def moved_in_time(*changes: str, seed: int = 1) -> pd.DataFrame:
    """Learn from one cycle, judge on the next, and update on half of the next."""
    then, now = (
        read(THYROID, [f"cohort.cycles={cycle}", f"seed={seed}", *changes])
        for cycle in ("2007-2008", "2009-2010")
    )
    model = RiskModel.fit(cohort_of(then), **{**then.learning(), "refits": 0})
    rows = [_row("moved, everybody", _figures(model, cohort_of(now)))]
    with tempfile.TemporaryDirectory() as spare:
        done = recalibrate(model, now, Path(spare) / "updated", track=False)
    rows.append(_row("moved, half that was not used", done.before))
    rows.append(_row(f"updated by {done.advice.method}, same half", done.after))
    return pd.DataFrame(rows).set_index("")


def moved_in_place(*changes: str, seeds: tuple[int, ...] = (1, 2, 3, 4, 5)) -> pd.DataFrame:
    """Learn from half of the sampling units, judge on the others."""
    rows = []
    for seed in seeds:
        experiment = read(TESTOSTERONE, [f"seed={seed}", *changes])
        cohort = cohort_of(experiment)
        ((here, there),), _ = halves(cohort, seed)
        learning = {**experiment.learning(), "refits": 0}
        model = RiskModel.fit(cohort.take(here), **learning)
        rows.append(_row(f"seed {seed}, other units", _figures(model, cohort.take(there))))
    return pd.DataFrame(rows).set_index("")


def _figures(model: RiskModel, cohort: Cohort) -> Evaluation:
    return evaluate(judged(model, cohort, fold=-1), resamples=300)


def _row(words: str, found: Evaluation) -> dict[str, object]:
    told = {"": words, "people": found.rows[0].n}
    for name in SHOWN:
        if row := found.row(name):
            told[name] = f"{row.value:.3f} ({row.low:.3f} to {row.high:.3f})"
    return told


if __name__ == "__main__":
    print(moved_in_time().to_string())
    print(moved_in_place().to_string())
