"""Tuning on log loss."""

import numpy as np
import pytest
from scipy.special import expit
from sklearn.metrics import log_loss as oracle

from nhml.modelling.estimators import MarginModel, Recipe
from nhml.modelling.tuning import log_loss, tune

DRAWN = np.random.default_rng(0)
X = DRAWN.normal(size=(300, 4))
Y = (DRAWN.random(300) < expit(1.5 * X[:, 0])).astype(float)
SPLITS = [
    (np.flatnonzero(np.arange(300) % 3 != k), np.flatnonzero(np.arange(300) % 3 == k))
    for k in range(3)
]


@pytest.mark.parametrize("part", ["logistic", "trees"])
def test_the_best_of_all_trials_is_kept(part: str) -> None:
    """Its margins give the least of the losses, which are as many as trials."""
    found = tune(Recipe((part,)), part, X, Y, SPLITS, 6)
    assert len(found.losses) == 6
    assert log_loss(Y, found.margin) == pytest.approx(min(found.losses))


@pytest.mark.parametrize("part", ["logistic", "trees"])
def test_margins_come_from_fits_that_had_not_seen_the_row(part: str) -> None:
    """Refitting with the settings on each training side gives them again."""
    recipe = Recipe((part,))
    found = tune(recipe, part, X, Y, SPLITS, 2)
    tuned = recipe.with_settings(part, found.settings)
    for train, test in SPLITS:
        again = MarginModel(tuned).fit(X[train], Y[train]).margin(X[test])
        assert found.margin[test] == pytest.approx(again, abs=1e-5)


def test_nought_trials_take_the_preset() -> None:
    """And only that."""
    found = tune(Recipe(("logistic",)), "logistic", X, Y, SPLITS, 0)
    assert found.settings == {"strength": 0.01, "n_knots": 4}
    assert len(found.losses) == 1


def test_log_loss_is_that_of_scikit_learn() -> None:
    """Of risks, from margins."""
    assert log_loss(Y, X[:, 0]) == pytest.approx(oracle(Y, expit(X[:, 0])))


def test_it_repeats_with_its_seed() -> None:
    """The same settings from the same seed."""
    first, second = (tune(Recipe(("trees",), seed=3), "trees", X, Y, SPLITS, 4) for _ in range(2))
    assert first.settings == second.settings
    assert first.losses == second.losses
