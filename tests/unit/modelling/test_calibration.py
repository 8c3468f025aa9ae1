"""Calibration on the margin."""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit

from nhml.modelling.calibration import Calibration


def people(n: int, slope: float, intercept: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Margins, and outcomes that follow slope * margin + intercept."""
    drawn = np.random.default_rng(seed)
    margin = drawn.normal(-1, 1.5, n)
    return margin, (drawn.random(n) < expit(slope * margin + intercept)).astype(float)


def test_it_is_the_mode_of_likelihood_and_prior() -> None:
    """Against a general optimiser: slope ~ N(1, 0.25), intercept free."""
    margin, y = people(200, 0.6, 0.3)

    def loss(at: np.ndarray) -> float:
        logit = at[0] * margin + at[1]
        return float((np.logaddexp(0, logit) - y * logit).sum() + (at[0] - 1) ** 2 / (2 * 0.25**2))

    wanted = minimize(loss, [1.0, 0.0], tol=1e-12).x
    fitted = Calibration.fit(margin, y)
    assert [fitted.slope, fitted.intercept] == pytest.approx(wanted, abs=1e-4)


def test_many_people_decide_and_few_do_not() -> None:
    """A true slope of 0.5: found from ten thousand, hardly approached from thirty."""
    assert Calibration.fit(*people(10_000, 0.5, 0.0)).slope == pytest.approx(0.5, abs=0.06)
    few = [Calibration.fit(*people(30, 0.5, 0.0, seed)).slope for seed in range(50)]
    assert np.mean(few) > 0.75


def test_expected_equals_observed() -> None:
    """The intercept is free, so risks sum to events."""
    margin, y = people(500, 1.4, -0.7)
    assert Calibration.fit(margin, y).risk(margin).sum() == pytest.approx(y.sum(), rel=1e-6)


def test_margins_that_tell_outcomes_apart_wholly_are_met() -> None:
    """The likelihood alone would run away."""
    margin = np.r_[np.full(50, -30.0), np.full(50, 30.0)]
    fitted = Calibration.fit(margin, (margin > 0).astype(float))
    assert np.isfinite([fitted.slope, fitted.intercept]).all()
    assert 0.5 < fitted.slope < 1.5


@pytest.mark.parametrize("centre", [-8.0, 0.0, 3.0, 40.0])
@pytest.mark.parametrize("spread", [0.01, 0.5, 10.0])
@pytest.mark.parametrize("n", [40, 2000])
def test_margins_far_from_the_truth_are_met_too(centre: float, spread: float, n: int) -> None:
    """Against a general optimiser, where Newton's own first step would overshoot."""
    drawn = np.random.default_rng(n)
    margin, y = drawn.normal(centre, spread, n), (np.arange(n) % 10 < 3).astype(float)

    def loss(at: np.ndarray) -> float:
        odds = at[0] * margin + at[1]
        return float((np.logaddexp(0, odds) - y * odds).sum() + (at[0] - 1) ** 2 / (2 * 0.25**2))

    fitted = Calibration.fit(margin, y)
    at = np.array([fitted.slope, fitted.intercept])
    around = [at + np.array(step) for step in ((1e-3, 0), (-1e-3, 0), (0, 1e-3), (0, -1e-3))]
    around += [at + np.array([step, -step * centre]) for step in (1e-3, -1e-3)]
    assert all(loss(at) < loss(other) for other in around)
    assert fitted.risk(margin).sum() == pytest.approx(y.sum(), rel=1e-6)
