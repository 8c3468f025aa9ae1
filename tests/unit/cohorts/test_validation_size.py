"""How many people it takes to know: published examples, and laws."""

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit
from scipy.stats import norm

from nhml.cohorts.validation_size import Needed, Widths, for_c, for_o_e, for_slope, needed

Z = 1.959964


def test_the_c_statistic_of_the_heart_valve_example() -> None:
    """Prevalence 0.018, c 0.8, an interval 0.1 wide: 4,252 people (Riley 2021)."""
    assert for_c(0.018, 0.8, 0.1) == 4252


def test_the_slope_of_the_example_of_pavlou() -> None:
    """Prevalence 0.1, c 0.75, normal log-odds, errors of 0.1 and 0.025: 1,536 people.

    Pavlou 2021, doi:10.1177/09622802211007522, finds the log-odds by an approximation: two
    per cent are left for that.
    """
    quantiles = norm.ppf((np.arange(5000) + 0.5) / 5000)

    def margins(sd: float) -> np.ndarray:
        middle = brentq(lambda m: expit(m + sd * quantiles).mean() - 0.1, -10, 5)
        return np.asarray(middle + sd * quantiles)

    def c(sd: float) -> float:
        risk = expit(margins(sd))
        pairs = (risk * (np.cumsum(1 - risk) - (1 - risk) / 2)).sum()
        return float(pairs / (risk.sum() * (1 - risk).sum()))

    margin = margins(brentq(lambda sd: c(sd) - 0.75, 0.3, 3.0))
    assert for_slope(margin, 2 * Z * 0.1) == pytest.approx(1536, rel=0.02)
    assert for_c(0.1, 0.75, 2 * Z * 0.025) < 1536


def test_observed_over_expected_is_as_wide_as_was_asked() -> None:
    """Put back into the error of the logarithm, sqrt((1 - p) / (n p))."""
    people = for_o_e(0.2, 0.45)
    half = Z * np.sqrt(0.8 / (people * 0.2))
    assert np.exp(half) - np.exp(-half) == pytest.approx(0.45, abs=0.002)


def test_half_the_width_wants_four_times_the_people() -> None:
    """Nearly, for ratios."""
    margin = np.random.default_rng(0).normal(-1, 1, 500)
    assert for_slope(margin, 0.2) == pytest.approx(4 * for_slope(margin, 0.4), rel=0.01)
    assert for_o_e(0.1, 0.1) == pytest.approx(4 * for_o_e(0.1, 0.2), rel=0.01)


def test_what_cannot_be_told_is_none() -> None:
    """Nobody, one risk for all, chance, no event."""
    widths = Widths(0.2, 0.2, 0.1)
    assert needed(0.0, np.zeros(0), np.nan, widths) == Needed(None, None, None)
    assert needed(0.3, np.full(50, -1.0), 0.5, widths).slope is None
    assert needed(0.3, np.full(50, -1.0), 0.5, widths).people is None
