"""Calibration over many cohorts whose truth is known: the mean is right, not one lucky seed."""

import pytest

from benchmarks.calibration import over_seeds

SEEDS = range(1, 21)


@pytest.mark.parametrize("estimator", ["logistic", "xgboost", "blend"])
def test_twenty_cohorts_of_four_thousand_are_calibrated_on_twenty_thousand_others(
    estimator: str,
) -> None:
    """Neither too bold nor too shy in the mean, and every single model within two points."""
    told = over_seeds([4000], SEEDS, estimator, trials=0)
    assert not told["refused"].any()
    assert 0.95 < told["calibration_slope"].mean() < 1.05
    assert told["o_e"].mean() == pytest.approx(1.0, abs=0.05)
    assert told["ici"].max() < 0.02


def test_two_dozen_events_do_not_make_a_blend_shy() -> None:
    """Trees that found no split leave the regression whole; before, the slope was near two."""
    told = over_seeds([400], SEEDS, "blend", trials=0)
    assert 0.8 < told["calibration_slope"].mean() < 1.25
