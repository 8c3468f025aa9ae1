"""Tuning on log loss."""

import numpy as np
import pytest
from scipy.special import expit
from sklearn.metrics import log_loss as oracle

from nhml.modelling import tuning
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


@pytest.mark.parametrize("part", ["logistic", "trees"])
def test_what_stands_in_a_fold_does_not_move_that_folds_own_fit(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outcomes of one fold turned round, a row of it moved: its other margins stay to the bit.

    Those of the other folds, whose fits had seen it, do not. Ten trees for all, since how
    many there are is chosen over all folds.
    """
    monkeypatch.setattr(tuning, "_MOST_TREES", 10)
    held, others = SPLITS[1][1], SPLITS[1][0]
    turned, moved = Y.copy(), X.copy()
    turned[held], moved[held[0]] = 1 - Y[held], 9.0
    before, after = (
        tune(Recipe((part,)), part, features, y, SPLITS, 0).margin
        for features, y in ((X, Y), (moved, turned))
    )
    assert (before[held[1:]] == after[held[1:]]).all()
    assert np.abs(before[others] - after[others]).mean() > 0.05
