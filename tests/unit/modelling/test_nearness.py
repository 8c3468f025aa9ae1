"""Most panels are shown to be near, all at once."""

import numpy as np
from scipy.stats import chi2

from nhml.modelling.nearness import maybe_far


def test_screening_leaves_few_to_be_solved_for() -> None:
    """Of strongly tied columns with gaps, hardly more than are far."""
    drawn = np.random.default_rng(0)
    ties = 0.9 + 0.1 * np.eye(8)
    away = drawn.multivariate_normal(np.zeros(8), ties, 5000)
    away[drawn.random(away.shape) < 0.3] = np.nan
    known = (~np.isnan(away)).sum(axis=1)
    limit = np.array([1.0, *chi2.ppf(0.995, np.arange(1, 9))])[known]
    assert len(maybe_far(away, ties, limit)) < 60
