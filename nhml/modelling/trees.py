"""Boosted trees: shallow, regularised, with an exact additive explanation."""

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import xgboost as xgb

from nhml.modelling import forest

Floats = npt.NDArray[np.float64]

# for hundreds to a few thousand people: many weak trees, each on part of people and features
SMALL_DATA: Mapping[str, float] = {
    "eta": 0.03,
    "max_depth": 3,
    "min_child_weight": 10.0,
    "subsample": 0.7,
    "colsample_bynode": 0.3,
    "reg_lambda": 5.0,
}


class BoostedTrees:
    """XGBoost on log loss, read through its margin.

    Parameters
    ----------
    n_trees : int
        Rounds of boosting.
    seed : int
    **settings : float
        Those of `SMALL_DATA`, which holds where they are not given. No other: nobody is
        weighted by class.

    Raises
    ------
    ValueError
        If another is given.
    """

    def __init__(self, n_trees: int = 300, seed: int = 0, **settings: float) -> None:
        if foreign := sorted(set(settings) - set(SMALL_DATA)):
            raise ValueError(f"found {', '.join(foreign)}; wanted some of {', '.join(SMALL_DATA)}")
        self.n_trees = n_trees
        self.seed = seed
        self.settings = {**SMALL_DATA, **settings}
        self.booster: xgb.Booster | None = None

    def parameters(self) -> dict[str, Any]:
        """Give every parameter that XGBoost is called with."""
        fixed = {
            "objective": "binary:logistic",
            "tree_method": "hist",
            "max_bin": 64,
            "nthread": 1,
            "seed": self.seed,
            "seed_per_iteration": True,  # else folds grown side by side share one stream
            "verbosity": 0,
        }
        whole = {"max_depth": int(self.settings["max_depth"])}
        return {**self.settings, **whole, **fixed}

    def fit(self, X: Floats, y: Floats) -> Self:
        """Grow the trees.

        Parameters
        ----------
        X : ndarray, shape (n, p)
            NaN is missing.
        y : ndarray, shape (n,)
            0 or 1.
        """
        self.booster = xgb.train(self.parameters(), matrix(X, y), self.n_trees)
        return self

    def margin(self, X: Floats) -> Floats:
        """Give the log-odds, shape (n,)."""
        assert self.booster is not None
        return np.asarray(self.booster.predict(matrix(X), output_margin=True), dtype=np.float64)

    def contributions(self, X: Floats) -> Floats:
        """Give exact SHAP values of the log-odds, shape (n, p + 1); the last is the base.

        Lundberg et al. 2020, doi:10.1038/s42256-019-0138-9, as XGBoost computes them
        in single precision: their sum meets the margin within 1e-5.
        """
        assert self.booster is not None
        return np.asarray(self.booster.predict(matrix(X), pred_contribs=True), dtype=np.float64)

    def plain(self) -> dict[str, Any]:
        """Give the trees as plain numbers."""
        assert self.booster is not None
        return forest.plain(self.booster)

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Read what `plain` gave; a ValueError where it is not the numbers of trees."""
        made = cls(len(data["trees"]))
        made.booster = forest.booster(data, made.parameters())
        return made


def matrix(X: Floats, y: Floats | None = None) -> xgb.DMatrix:
    """Wrap a feature matrix for XGBoost, one thread, NaN missing."""
    return xgb.DMatrix(X, y, missing=np.nan, nthread=1)
