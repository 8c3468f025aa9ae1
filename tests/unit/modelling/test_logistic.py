"""Penalised logistic regression on splines."""

import numpy as np
import pytest
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from nhml.modelling.logistic import SplineLogistic

DRAWN = np.random.default_rng(0)
X = DRAWN.normal(size=(800, 3))
X[:, 2] = np.exp(X[:, 2])
Y = (DRAWN.random(800) < expit(X[:, 0] - np.log(X[:, 2]))).astype(float)


def holed() -> np.ndarray:
    """The same people, the first feature missing in a third."""
    gone = X.copy()
    gone[::3, 0] = np.nan
    return gone


def test_it_is_scikit_learn_on_the_design_that_it_makes() -> None:
    """Standardised columns of every term, one penalty."""
    fitted = SplineLogistic(strength=0.1, n_knots=4).fit(X, Y)
    design = np.column_stack([term.columns(X[:, at]) for at, term in enumerate(fitted.terms)])
    oracle = LogisticRegression(C=0.1, tol=1e-10, max_iter=1000).fit(design, Y)
    assert fitted.margin(X) == pytest.approx(oracle.decision_function(design), abs=1e-4)


def test_columns_of_the_design_are_standardised() -> None:
    """Mean nought, spread one, so that one penalty fits all."""
    for at, term in enumerate(SplineLogistic().fit(X, Y).terms):
        columns = term.columns(X[:, at])
        assert columns.mean(axis=0) == pytest.approx(np.zeros(columns.shape[1]), abs=1e-9)
        assert columns.std(axis=0) == pytest.approx(np.ones(columns.shape[1]))


def test_missing_has_a_weight_of_its_own_where_it_was_met() -> None:
    """Everybody missing has one contribution; without a hole in training there is no flag."""
    fitted = SplineLogistic().fit(holed(), Y)
    assert [term.flag for term in fitted.terms] == [True, False, False]
    missing = fitted.contributions(holed())[::3, 0]
    assert np.ptp(missing) == 0.0


def test_a_value_beyond_what_was_met_is_read_as_the_end() -> None:
    """Nobody's risk runs away with a number never seen."""
    fitted = SplineLogistic().fit(X, Y)
    near, far = np.array([[9.0, 0.0, 1.0]]), np.array([[99.0, 0.0, 1.0]])
    assert fitted.margin(near) == fitted.margin(far)


def test_a_feature_on_the_log_scale_meets_zero() -> None:
    """A value of nought is read as the lowest end, not as minus infinity."""
    fitted = SplineLogistic(log=[False, False, True]).fit(X, Y)
    assert np.isfinite(fitted.margin(np.array([[0.0, 0.0, 0.0]]))).all()
    assert fitted.terms[2].low == pytest.approx(np.quantile(np.log(X[:, 2]), 0.005))


def test_a_flag_stays_a_straight_line() -> None:
    """Nought and one have no knots."""
    flags = (X > 0).astype(float)
    assert all(len(term.knots) == 0 for term in SplineLogistic().fit(flags, Y).terms)


def test_plain_data_goes_there_and_back() -> None:
    """To the bit."""
    fitted = SplineLogistic(log=[False, False, True]).fit(holed(), Y)
    back = SplineLogistic.from_plain(fitted.plain())
    assert (back.margin(holed()) == fitted.margin(holed())).all()
