"""Compact estimators: smaller, and of the same answers."""

import json

import numpy as np
import pytest
from scipy.special import expit

from nhml.modelling.compact import CompactSplines, CompactTrees
from nhml.modelling.logistic import SplineLogistic
from nhml.modelling.trees import BoostedTrees


def adults(n: int = 600) -> tuple[np.ndarray, np.ndarray]:
    """Skewed values, a flag, a column that is hardly known, gaps that mean something."""
    drawn = np.random.default_rng(2)
    X = np.exp(drawn.normal(size=(n, 6)))
    X[:, 1] = X[:, 1] > 1.0
    X[drawn.random(n) < 0.97, 2] = np.nan
    gone = drawn.random(n) < 0.3
    y = (drawn.random(n) < expit(np.log(X[:, 0]) + gone)).astype(float)
    X[gone, 3] = np.nan
    return X, y


def awkward() -> np.ndarray:
    """Nothing known, everything beyond what was seen, zeros."""
    return np.array([[np.nan] * 6, [1e6] * 6, [0.0] * 6, [1e-9] * 6])


@pytest.mark.parametrize("settings", [{}, {"max_depth": 5}, {"min_child_weight": 60.0}])
def test_trees_answer_as_before(settings: dict[str, float]) -> None:
    """Deep ones, and those that split once or never; the booster adds up in single precision."""
    X, y = adults()
    fitted = BoostedTrees(60, **settings).fit(X, y)
    for rows in (X, awkward(), X[:1], X[:0]):
        assert CompactTrees.of(fitted).margin(rows) == pytest.approx(
            fitted.margin(rows) if len(rows) else [], abs=1e-5
        )


def test_trees_that_never_split_answer_their_base() -> None:
    """A forest of leaves."""
    X, y = adults(40)
    fitted = BoostedTrees(3, min_child_weight=1e6).fit(X, y)
    assert CompactTrees.of(fitted).margin(X) == pytest.approx(fitted.margin(X), abs=1e-6)


@pytest.mark.parametrize("n_knots", [3, 5])
def test_splines_answer_as_before(n_knots: int) -> None:
    """On the log scale and off it, with few knots and many, gaps among them."""
    X, y = adults()
    fitted = SplineLogistic(0.1, n_knots, log=[True, False, True, True, False, False]).fit(X, y)
    for rows in (X, awkward(), X[:1], X[:0]):
        assert CompactSplines.of(fitted).margin(rows) == pytest.approx(
            fitted.margin(rows), abs=1e-9
        )


@pytest.mark.parametrize("kind", ["trees", "splines"])
def test_plain_data_goes_there_and_back_to_the_bit(kind: str) -> None:
    """Through JSON."""
    X, y = adults()
    made = (
        CompactTrees.of(BoostedTrees(20).fit(X, y))
        if kind == "trees"
        else CompactSplines.of(SplineLogistic().fit(X, y))
    )
    plain = json.loads(json.dumps(made.plain(), allow_nan=False))
    assert (type(made).from_plain(plain).margin(X) == made.margin(X)).all()


@pytest.mark.parametrize(
    "changes",
    [
        {"trees": 0},
        {"trees": 19},
        {"depth": 9},
        {"width": 0},
        {"width": 2},
        {"base": float("inf")},
        {"leaf": "AAAA"},
        {"leaf": "no base64 at all"},
    ],
)
def test_what_are_no_trees_is_refused(changes: dict[str, object]) -> None:
    """Another number of them, columns that there are not, nothing readable."""
    X, y = adults()
    plain = CompactTrees.of(BoostedTrees(20).fit(X, y)).plain()
    with pytest.raises(ValueError, match=r"trees too many|does not exist|reshape|base64|buffer"):
        CompactTrees.from_plain({**plain, **changes})


@pytest.mark.parametrize(
    "changes",
    [{"features": 5}, {"knots_each": 2}, {"intercept": float("nan")}, {"slope": "/////////38="}],
)
def test_what_is_no_regression_is_refused(changes: dict[str, object]) -> None:
    """Another number of features or knots, a number that is none."""
    X, y = adults()
    plain = CompactSplines.of(SplineLogistic().fit(X, y)).plain()
    with pytest.raises(ValueError, match=r"reshape|none"):
        CompactSplines.from_plain({**plain, **changes})
