"""The fast kind of stability interval."""

import numpy as np
import pytest
from scipy.special import expit

from nhml.modelling.calibration import Calibration
from nhml.modelling.estimators import MarginModel, Recipe
from nhml.modelling.refits import refit
from nhml.modelling.uncertainty import Stability
from tests.invented import people

LOGISTIC = Recipe(("logistic",))


def stability(n: int) -> tuple[Stability, MarginModel]:
    """Learnt from n people by thirty refits."""
    X, y, subjects = people(n)
    model = MarginModel(LOGISTIC).fit(X, y)
    _, refits = refit(LOGISTIC, X, y, subjects, 30, 0)
    return Stability.fit(X, model.margin(X), refits), model


@pytest.fixture(scope="module")
def learnt() -> tuple[Stability, MarginModel]:
    """From 600 people."""
    return stability(600)


def test_the_interval_holds_the_risk_of_anybody(learnt) -> None:
    """Missing values, wild values, log-odds at the end of the scale."""
    drawn = np.random.default_rng(1)
    X = drawn.normal(scale=20.0, size=(500, 3))
    X[drawn.random(X.shape) < 0.3] = np.nan
    margin = np.linspace(-30, 30, 500)
    low, high = learnt[0].interval(X, margin)
    assert ((low < expit(margin)) & (expit(margin) <= high)).all()
    assert ((low >= 0) & (high <= 1)).all()


def test_the_interval_is_ninety_per_cent_of_a_normal_spread(learnt) -> None:
    """Half its width in log-odds over the spread: 1.645."""
    X, margin = np.zeros((1, 3)), np.zeros(1)
    low, high = (np.log(side / (1 - side)) for side in learnt[0].interval(X, margin))
    assert (high - low) / 2 / learnt[0].spread(X, margin) == pytest.approx(1.645, abs=1e-3)


def test_it_is_wider_for_a_person_unlike_the_others(learnt) -> None:
    """Three spreads away from the middle in every feature, at equal log-odds."""
    near, far = np.zeros((1, 3)), np.full((1, 3), 3.0)
    same = np.zeros(1)
    assert learnt[0].spread(far, same)[0] > 1.2 * learnt[0].spread(near, same)[0]


def test_it_is_wider_where_fewer_people_taught(learnt) -> None:
    """A sixth of the people."""
    X = people(200, seed=2)[0]
    few, few_model = stability(100)
    many, model = learnt
    assert few.spread(X, few_model.margin(X)).mean() > 1.3 * many.spread(X, model.margin(X)).mean()


def test_it_follows_the_spread_that_it_was_fitted_to() -> None:
    """A spread that grows with a feature's square on the log scale is found again."""
    drawn = np.random.default_rng(3)
    X = drawn.normal(size=(4000, 2))
    spread = np.exp(-2.0 + 0.2 * X[:, 0] ** 2)
    fitted = Stability.fit(X, np.zeros(4000), spread * drawn.normal(size=(200, 4000)))
    there = np.array([[0.0, 0.0], [2.0, 0.0]])
    assert fitted.spread(there, np.zeros(2)) == pytest.approx(np.exp([-2.0, -1.2]), rel=0.1)


def test_the_spread_keeps_within_bounds(learnt) -> None:
    """However far from everybody."""
    spread = learnt[0].spread(np.full((1, 3), 1e6), np.array([1e4]))
    assert 0.02 <= spread[0] <= 2.0


def test_a_missing_value_stands_at_the_middle() -> None:
    """Where nobody lacked it in training, its flag weighs nothing."""
    X, y, _ = people(200)
    fitted = Stability.fit(X, np.zeros(200), np.outer([1.0, -1.0], 0.3 + 0.05 * y))
    hole = np.array([[np.nan, 0.0, 0.0]])
    middle = np.array([[fitted.centre[0], 0.0, 0.0]])
    assert fitted.spread(hole, np.zeros(1)) == pytest.approx(fitted.spread(middle, np.zeros(1)))


def test_plain_data_goes_there_and_back(learnt) -> None:
    """To the bit."""
    X = people(50, seed=4)[0]
    back = Stability.from_plain(learnt[0].plain())
    assert (back.spread(X, X[:, 0]) == learnt[0].spread(X, X[:, 0])).all()


@pytest.mark.parametrize("parts", [("logistic",), ("trees",), ("logistic", "trees")])
def test_it_holds_nine_of_ten_refits_that_it_has_not_seen(parts: tuple[str, ...]) -> None:
    """Within four in a hundred."""
    X, y, subjects = people(800)
    recipe = Recipe(parts, {"trees": {"n_trees": 100}})
    model = MarginModel(recipe).fit(X, y)
    margin = Calibration.fit(model.margin(X), y).margin(model.margin(X))
    shown = Stability.fit(X, margin, refit(recipe, X, y, subjects, 20, 0)[1])
    low, high = shown.interval(X, margin)
    fresh = expit(refit(recipe, X, y, subjects, 40, 99)[1])
    held = ((low <= fresh) & (fresh <= high)).mean()
    assert held == pytest.approx(0.90, abs=0.04)
