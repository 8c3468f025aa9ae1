"""Calibration where the truth is known: simulated people to learn from, others to be judged by.

python -m benchmarks.calibration --seeds 20 --estimator blend --trials 8
"""

import argparse
from collections.abc import Iterable
from functools import cache

import numpy as np
import pandas as pd

from nhml.cohorts import synthetic
from nhml.cohorts.cohort import Cohort, gather
from nhml.errors import CohortError
from nhml.knowledge import tables
from nhml.modelling import metrics
from nhml.modelling.risk_model import RiskModel

OUTCOME = tables.outcomes()["hypothyroid_synthetic_5y"]
SIZES, JUDGED = (400, 1000, 4000), 20_000
SHOWN = {
    "calibration_slope": metrics.calibration_slope,
    "ici": metrics.ici,
    "o_e": metrics.o_e,
    "auroc": metrics.auroc,
}


@cache
def people(rows: int, seed: int) -> Cohort:
    """Simulate people of the synthetic study; those who are judged bear the seed 0."""
    return gather(*synthetic.read(OUTCOME, rows, seed), OUTCOME)


def once(size: int, seed: int, estimator: str, trials: int) -> dict[str, float]:
    """Learn from some simulated people, and judge on others.

    So few that nothing is learnt from them are one row that says ``refused``.
    """
    told = {"rows": size, "seed": seed}
    try:
        model = learnt(people(size, seed), seed, estimator, trials)
    except CohortError:
        return {**told, "refused": 1.0}
    others = people(JUDGED, 0)
    y, risk = others.event, model.judge(others.panels)["eligible_risk"].to_numpy()
    ones = np.ones((1, len(y)))
    figures = {name: float(metric(y, risk, ones)[0]) for name, metric in SHOWN.items()}
    return {**told, "refused": 0.0, "events": model.training["events"], **figures}


def learnt(cohort: Cohort, seed: int, estimator: str, trials: int) -> RiskModel:
    """Learn what the synthetic study of the house learns."""
    return RiskModel.fit(
        cohort,
        groups=["person", "HPT", "symptoms"],
        include=["fh_thyroid_disease"],
        estimator=estimator,
        trials=trials,
        refits=0,
        seed=seed,
    )


def over_seeds(
    sizes: Iterable[int], seeds: Iterable[int], estimator: str, trials: int
) -> pd.DataFrame:
    """Give one row a size and seed."""
    return pd.DataFrame([once(n, seed, estimator, trials) for n in sizes for seed in seeds])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--estimator", default="blend")
    parser.add_argument("--trials", type=int, default=8)
    asked = parser.parse_args()
    seeds = range(1, asked.seeds + 1)
    table = over_seeds(asked.sizes, seeds, asked.estimator, asked.trials)
    told = table.drop(columns="seed").groupby("rows").agg(["mean", "std", "min", "max"])
    print(told.stack(0, future_stack=True).round(4).to_string())
