"""Boosted trees."""

import json

import numpy as np
import xgboost

from nhml.modelling.trees import SMALL_DATA, BoostedTrees

DRAWN = np.random.default_rng(0)
X = DRAWN.normal(size=(500, 4))
X[::5, 1] = np.nan
Y = (X[:, 0] + DRAWN.normal(size=500) > 0).astype(float)


def test_plain_numbers_go_there_and_back() -> None:
    """Margins and contributions to the bit."""
    fitted = BoostedTrees(50).fit(X, Y)
    back = BoostedTrees.from_plain(json.loads(json.dumps(fitted.plain())))
    assert (back.margin(X) == fitted.margin(X)).all()
    assert (back.contributions(X) == fitted.contributions(X)).all()
    assert back.n_trees == 50


def test_contributions_add_up_to_the_margin() -> None:
    """Exact SHAP in single precision."""
    fitted = BoostedTrees(100).fit(X, Y)
    assert np.abs(fitted.contributions(X).sum(axis=1) - fitted.margin(X)).max() < 1e-5


def test_contributions_are_those_of_shap() -> None:
    """TreeExplainer on the same booster."""
    import shap

    fitted = BoostedTrees(30).fit(X, Y)
    wanted = shap.TreeExplainer(fitted.booster).shap_values(xgboost.DMatrix(X))
    assert np.abs(fitted.contributions(X)[:, :-1] - wanted).max() < 1e-5


def test_presets_suit_small_data() -> None:
    """Shallow, slow, regularised, no class weights; a given setting goes before."""
    settings = BoostedTrees(max_depth=2.0).parameters()
    assert settings["max_depth"] == 2
    assert settings["eta"] == SMALL_DATA["eta"] <= 0.05
    assert "scale_pos_weight" not in settings
