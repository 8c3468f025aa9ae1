"""How often the closed test errs, and how often it finds what is wrong: by simulation."""

from collections import Counter

import numpy as np
import pytest
from scipy.special import expit

from nhml.modelling.closed_test import closed_test, fits

TIMES = 600


def taken(people: int, seed: int, *, intercept: float, slope: float, extra: float) -> Counter[str]:
    """Count what is taken over many sites whose risks are off in one way."""
    counted: Counter[str] = Counter()
    drawn = np.random.default_rng(seed)
    for _ in range(TIMES):
        columns = drawn.normal(size=(people, 8))
        margin = -1.2 + columns[:, :4] @ [0.6, 0.5, -0.4, 0.3] + 0.4 * np.abs(columns[:, 4])
        odds = intercept + slope * margin + extra * columns[:, 6]
        y = (drawn.random(people) < expit(odds)).astype(float)
        counted[closed_test(fits(margin, columns, y, np.ones(people)))[0]] += 1
    return counted


def test_a_right_model_is_left_alone_in_about_95_of_100() -> None:
    """Three errors of a share of 0.05 in 600 are 0.027."""
    share = taken(1500, 1, intercept=0.0, slope=1.0, extra=0.0)["none"] / TIMES
    print(f"kept {share:.3f}")
    assert share == pytest.approx(0.95, abs=0.027)


@pytest.mark.parametrize(
    ("truth", "method", "least"),
    [
        ({"intercept": 0.4, "slope": 1.0, "extra": 0.0}, "intercept", 0.85),
        ({"intercept": 0.0, "slope": 0.6, "extra": 0.0}, "logistic", 0.85),
        ({"intercept": 0.0, "slope": 1.0, "extra": 0.5}, "refit", 0.95),
    ],
)
def test_what_is_wrong_is_found(truth: dict[str, float], method: str, least: float) -> None:
    """1,500 people: risks too low for all, too extreme, or an effect that the model lacks."""
    counted = taken(1500, 2, **truth)
    print(truth, dict(counted))
    assert counted[method] / TIMES > least
