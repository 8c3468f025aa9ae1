"""How often the stability interval holds what it is about: the mean of the procedure.

The same procedure learns from many samples of people; the mean of its risks for one person
is what the interval of each single model should hold, nine times of ten. What the interval
does not promise, the true risk, is counted beside. Other ways to make an interval of the
same refits are measured too.

python -m benchmarks.stability --cohort synthetic --estimator blend --rows 4000
python -m benchmarks.stability --cohort logistic --estimator logistic --rows 2000 --trials 10
"""

import argparse
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from joblib import Parallel, delayed
from scipy import special

from nhml.cohorts import synthetic
from nhml.cohorts.cohort import Cohort, gather
from nhml.knowledge import tables
from nhml.modelling.classifier import MarginCalibratedClassifier
from nhml.modelling.refits import LEVEL, interval, refit
from nhml.modelling.risk_model import RiskModel
from nhml.modelling.uncertainty import Stability

Floats = npt.NDArray[np.float64]
Interval = tuple[Floats, Floats]

OUTCOME = tables.outcomes()["hypothyroid_synthetic_5y"]
JUDGED, JUDGED_SEED, FRESH_SEED = 1_500, 1_000_000, 5_000
WEIGHTS = np.array([1.0, -0.7, 0.5, 0.4, -0.3])
TAILS = ((1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0)


class Learnt(NamedTuple):
    """What a model says of the people who are judged.

    Attributes
    ----------
    margin : ndarray, shape (n,)
    refits : ndarray, shape (R, n), or None
    fast : Interval or None
    """

    margin: Floats
    refits: Floats | None = None
    fast: Interval | None = None


def clinic(rows: int, seed: int, estimator: str, trials: int, refits: int) -> Learnt:
    """Learn the synthetic study from one sample of its people."""
    model = RiskModel.fit(
        _clinic(rows, seed),
        groups=["person", "HPT", "symptoms"],
        include=["fh_thyroid_disease"],
        estimator=estimator,
        trials=trials,
        refits=refits,
    )
    X = model.seen(_clinic(JUDGED, JUDGED_SEED).panels)
    margin = model.margin(X)
    if model.refits is None or model.stability is None:
        return Learnt(margin)
    return Learnt(margin, model.refits.margins(X), model.stability.interval(X, margin))


def _clinic(rows: int, seed: int) -> Cohort:
    return gather(*synthetic.read(OUTCOME, rows, seed), OUTCOME)


def line(rows: int, seed: int, estimator: str, trials: int, refits: int) -> Learnt:
    """Learn from people whose log-odds are a line in five features, all of them measured."""
    X, eta = _line(rows, seed)
    y = (np.random.default_rng([seed, 1]).random(rows) < special.expit(eta)).astype(float)
    judged = _line(JUDGED, JUDGED_SEED)[0]
    made = MarginCalibratedClassifier(estimator, trials=trials, seed=1).fit(X, y)
    margin = made.decision_function(judged)
    if not refits:
        return Learnt(margin)
    persons = np.arange(rows).astype(str).astype(object)
    kept, margins = refit(made.recipe_, X, y, persons, refits, 1)
    fast = Stability.fit(X, made.decision_function(X), margins)
    return Learnt(margin, kept.margins(judged), fast.interval(judged, margin))


def _line(rows: int, seed: int) -> tuple[Floats, Floats]:
    X = np.random.default_rng(seed).normal(size=(rows, len(WEIGHTS)))
    return X, X @ WEIGHTS - 1.0


def _true_in_clinic() -> Floats:
    told: Floats = _clinic(JUDGED, JUDGED_SEED).aside["true_risk"].to_numpy(dtype=np.float64)
    return told


COHORTS: Mapping[str, tuple[Callable[..., Learnt], Callable[[], Floats]]] = {
    "synthetic": (clinic, _true_in_clinic),
    "logistic": (line, lambda: special.expit(_line(JUDGED, JUDGED_SEED)[1])),
}


def ways(one: Learnt) -> dict[str, Interval]:
    """Give the intervals of the people who are judged, by the way they are made."""
    assert one.refits is not None
    assert one.fast is not None
    shown, (low, high) = one.margin, np.quantile(one.refits, TAILS, axis=0)
    middle = np.median(one.refits, axis=0)
    half = 1.645 * one.refits.std(axis=0, ddof=1)
    others = {
        "percentile, widened": (low, high),
        "percentile, moved": (shown + low - middle, shown + high - middle),
        "basic, widened": (2 * shown - high, 2 * shown - low),
        "standard error": (shown - half, shown + half),
    }
    risks = {
        way: (special.expit(np.minimum(low, shown)), special.expit(np.maximum(high, shown)))
        for way, (low, high) in others.items()
    }
    return {"refits": interval(one.refits, shown), "fast": one.fast, **risks}


def coverage(
    cohort: str,
    estimator: str,
    *,
    rows: int,
    trials: int = 0,
    samples: int = 10,
    fresh: int = 40,
    refits: int = 100,
    jobs: int = 1,
) -> pd.DataFrame:
    """Count how often intervals hold the mean of the procedure, and the true risk.

    Parameters
    ----------
    cohort : {"synthetic", "logistic"}
    estimator : str
    rows : int
        People of a sample.
    trials : int
        Settings tried.
    samples : int
        Models whose intervals are asked.
    fresh : int
        Other models, of whose risks the mean is taken.
    refits : int
        Behind each interval.
    jobs : int
        Models learnt side by side.

    Returns
    -------
    DataFrame
        One row a way: shares of people whose interval holds either, in the mean over
        samples, their standard errors, and the mean width.
    """
    learn, true_risks = COHORTS[cohort]
    run = Parallel(n_jobs=jobs)
    tasks = [delayed(learn)(rows, FRESH_SEED + at, estimator, trials, 0) for at in range(fresh)]
    mean = np.mean([special.expit(one.margin) for one in run(tasks)], axis=0)
    tasks = [delayed(learn)(rows, at, estimator, trials, refits) for at in range(samples)]
    true = true_risks()
    told = [
        {"way": way, "mean": _held(mean, ends), "true": _held(true, ends), "width": _width(ends)}
        for one in run(tasks)
        for way, ends in ways(one).items()
    ]
    by_way = pd.DataFrame(told).groupby("way", sort=False)
    return pd.concat([by_way.mean(), by_way[["mean", "true"]].sem().add_suffix("_se")], axis=1)


def _held(wanted: Floats, ends: Interval) -> float:
    return float(((ends[0] <= wanted) & (wanted <= ends[1])).mean())


def _width(ends: Interval) -> float:
    return float((ends[1] - ends[0]).mean())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cohort", choices=[*COHORTS], default="synthetic")
    parser.add_argument("--estimator", default="blend")
    for name, usual in (
        ("rows", 4000), ("trials", 0), ("samples", 20), ("fresh", 60), ("refits", 200),
    ):  # fmt: skip
        parser.add_argument(f"--{name}", type=int, default=usual)
    print(coverage(**vars(parser.parse_args()), jobs=-1).round(3).to_string())
