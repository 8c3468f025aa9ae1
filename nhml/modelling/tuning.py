"""Tuning on log loss over given splits, by Optuna's TPE with a seed.

Trees are tuned for their shape; how many of them is read off the curve of log loss
over all splits, grown side by side and stopped together. The margins of the best
trial on its held-out rows come back with it: calibration needs no second round.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import optuna
import xgboost as xgb
from scipy.special import expit, xlogy

from nhml.modelling.estimators import MarginModel, Recipe
from nhml.modelling.trees import BoostedTrees, matrix

Floats = npt.NDArray[np.float64]
Split = tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]

_MOST_TREES = 800
_LOOK_EVERY = 10
_PATIENCE = 6  # looks without improvement
_DEFAULT_TREES = 300
_NOBODY = 1e-6  # log-odds between people who are told apart


@dataclass(frozen=True)
class Tuned:
    """The best trial of one part.

    Attributes
    ----------
    settings : dict
        Settings of the part.
    margin : ndarray, shape (n,)
        Log-odds of every row from the fit that had not seen it.
    losses : tuple of float
        Log loss of each trial, in order.
    ranks : bool
        Whether anybody held out was told apart from another of the same fold.
    """

    settings: dict[str, Any]
    margin: Floats
    losses: tuple[float, ...]
    ranks: bool


def log_loss(y: Floats, margin: Floats) -> float:
    """Give the mean log loss of log-odds."""
    risk = np.clip(expit(margin), 1e-12, 1 - 1e-12)
    return float(-np.mean(xlogy(y, risk) + xlogy(1 - y, 1 - risk)))


def tune(
    recipe: Recipe, part: str, X: Floats, y: Floats, splits: Sequence[Split], trials: int
) -> Tuned:
    """Find settings of one part that lose least on held-out rows.

    Parameters
    ----------
    recipe : Recipe
        What the part is fitted with otherwise.
    part : str
        ``logistic`` or ``trees``.
    X : ndarray, shape (n, p)
    y : ndarray, shape (n,)
        0 or 1.
    splits : sequence of (train, test)
        Positions; the tests cover every row once.
    trials : int
        How many settings are tried; the first is the preset. 0 tries the preset alone.
    """
    alone = recipe.alone(part)
    held_out = _trees(alone, X, y, splits) if part == "trees" else _logistic(alone, X, y, splits)
    best: list[tuple[dict[str, Any], Floats]] = []
    losses: list[float] = []

    def objective(trial: optuna.Trial) -> float:
        settings, margin = held_out(_SPACE[part](trial))
        losses.append(log_loss(y, margin))
        if losses[-1] <= min(losses):
            best[:] = [(settings, margin)]
        return losses[-1]

    study = _study(recipe.seed)
    study.enqueue_trial(_PRESET[part])
    study.optimize(objective, n_trials=max(trials, 1))
    (settings, margin), *_ = best
    ranks = any(np.ptp(margin[test]) > _NOBODY for _, test in splits)
    return Tuned(settings, margin, tuple(losses), ranks)


def _study(seed: int) -> optuna.Study:
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    return optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed, n_startup_trials=8))


def _logistic_space(trial: optuna.Trial) -> dict[str, Any]:
    return {
        "strength": trial.suggest_float("strength", 1e-4, 1.0, log=True),
        "n_knots": trial.suggest_int("n_knots", 3, 5),
    }


def _trees_space(trial: optuna.Trial) -> dict[str, Any]:
    return {
        "max_depth": trial.suggest_int("max_depth", 2, 5),
        "min_child_weight": trial.suggest_float("min_child_weight", 2.0, 40.0, log=True),
        "subsample": trial.suggest_float("subsample", 0.5, 0.9),
        "colsample_bynode": trial.suggest_float("colsample_bynode", 0.1, 0.8),
        "reg_lambda": trial.suggest_float("reg_lambda", 0.5, 50.0, log=True),
    }


_SPACE: dict[str, Callable[[optuna.Trial], dict[str, Any]]] = {
    "logistic": _logistic_space,
    "trees": _trees_space,
}
_PRESET: dict[str, dict[str, Any]] = {
    "logistic": {"strength": 0.01, "n_knots": 4},
    "trees": {
        "max_depth": 3,
        "min_child_weight": 10.0,
        "subsample": 0.7,
        "colsample_bynode": 0.3,
        "reg_lambda": 5.0,
    },
}

HeldOut = Callable[[dict[str, Any]], tuple[dict[str, Any], Floats]]


def _logistic(recipe: Recipe, X: Floats, y: Floats, splits: Sequence[Split]) -> HeldOut:
    def held_out(settings: dict[str, Any]) -> tuple[dict[str, Any], Floats]:
        margin = np.empty(len(y))
        tried = recipe.with_settings("logistic", settings)
        for train, test in splits:
            margin[test] = MarginModel(tried).fit(X[train], y[train]).margin(X[test])
        return settings, margin

    return held_out


def _trees(recipe: Recipe, X: Floats, y: Floats, splits: Sequence[Split]) -> HeldOut:
    pairs = [_fold_matrices(recipe, X, y, split) for split in splits]

    def held_out(settings: dict[str, Any]) -> tuple[dict[str, Any], Floats]:
        parameters = BoostedTrees(seed=recipe.seed, **settings).parameters()
        boosters = [xgb.Booster(parameters, list(pair)) for pair in pairs]
        n_trees = _grow(boosters, pairs, [len(test) for _, test in splits])
        margin = np.empty(len(y))
        for booster, (_, held), (_, test) in zip(boosters, pairs, splits, strict=True):
            margin[test] = booster.predict(held, output_margin=True, iteration_range=(0, n_trees))
        return {**settings, "n_trees": n_trees}, margin

    return held_out


def _fold_matrices(
    recipe: Recipe, X: Floats, y: Floats, split: Split
) -> tuple[xgb.DMatrix, xgb.DMatrix]:
    """Learn what is learnt before the trees on the training rows, then wrap both sides."""
    train, test = split
    model = MarginModel(recipe)
    model.prepare(X[train])
    return matrix(model.seen(X[train]), y[train]), matrix(model.seen(X[test]), y[test])


def _grow(
    boosters: list[xgb.Booster], pairs: list[tuple[xgb.DMatrix, xgb.DMatrix]], sizes: list[int]
) -> int:
    """Grow all folds together until log loss over all of them stops falling."""
    best, best_trees = np.inf, _DEFAULT_TREES
    for n_trees in range(1, _MOST_TREES + 1):
        for booster, (train, _) in zip(boosters, pairs, strict=True):
            booster.update(train, n_trees - 1)
        if n_trees % _LOOK_EVERY:
            continue
        loss = _held_out_loss(boosters, pairs, sizes)
        if loss < best:
            best, best_trees = loss, n_trees
        elif n_trees - best_trees >= _PATIENCE * _LOOK_EVERY:
            break
    return best_trees


def _held_out_loss(
    boosters: list[xgb.Booster], pairs: list[tuple[xgb.DMatrix, xgb.DMatrix]], sizes: list[int]
) -> float:
    told = [
        booster.eval_set([(held, "held")])
        for booster, (_, held) in zip(boosters, pairs, strict=True)
    ]
    return float(np.average([float(text.rsplit(":", 1)[1]) for text in told], weights=sizes))
