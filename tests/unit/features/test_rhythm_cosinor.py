"""The cosinor: its numbers, its intervals, and what it refuses."""

import math

import numpy as np
import pytest

from nhml.errors import PanelError
from nhml.features.rhythm_cosinor import cosinor

HOURS = np.arange(0.0, 24.0, 2.0)


def wave(hours, peak=8.0, amplitude=3.0, mesor=5.0):
    """A cosine of a day."""
    return mesor + amplitude * np.cos(2 * np.pi * (hours - peak) / 24.0)


def test_a_pure_cosine_is_found_with_intervals_of_no_width():
    """Nothing is left to doubt."""
    found = cosinor(HOURS, wave(HOURS))
    assert (found.mesor, found.amplitude, found.peak) == pytest.approx((5.0, 3.0, 8.0))
    assert found.amplitude_interval == pytest.approx((3.0, 3.0))
    assert found.peak_interval == pytest.approx((8.0, 8.0))
    assert (found.f, found.p, found.explained) == (math.inf, 0.0, 1.0)


def test_equal_values_have_a_middle_and_no_peak():
    """A flat day peaks at no hour."""
    found = cosinor(HOURS, np.full(12, 0.1))
    assert found.mesor == pytest.approx(0.1)
    assert (found.amplitude, found.f, found.p) == (0.0, 0.0, 1.0)
    assert math.isnan(found.peak)
    assert all(map(math.isnan, found.peak_interval))


def test_noise_without_a_rhythm_gives_its_peak_no_interval():
    """And an amplitude that may be nothing."""
    found = cosinor(HOURS, np.tile([1.0, 2.0, 1.5], 4))
    assert found.p > 0.05
    assert found.amplitude_interval[0] == 0.0
    assert all(map(math.isnan, found.peak_interval))


def test_a_peak_at_midnight_has_an_interval_around_it():
    """From before 24 to after, not from one end of the day to the other."""
    rng = np.random.default_rng(3)
    hours = np.tile(HOURS, 4)
    found = cosinor(hours, wave(hours, peak=24.0) + rng.normal(0, 0.5, hours.size))
    low, high = found.peak_interval
    assert low < found.peak < high
    assert high - low < 2.0


def test_intervals_hold_the_truth_as_often_as_they_say():
    """Within what five hundred draws can tell of 95 %."""
    rng = np.random.default_rng(11)
    held = np.zeros(3)
    for _ in range(500):
        found = cosinor(HOURS, wave(HOURS) + rng.normal(0, 1.0, HOURS.size))
        intervals = (found.mesor_interval, found.amplitude_interval, found.peak_interval)
        held += [low <= one <= high for one, (low, high) in zip((5, 3, 8), intervals, strict=True)]
    assert (held / 500 > 0.92).all()
    assert (held / 500 < 0.98).all()


def test_the_test_of_no_rhythm_errs_as_often_as_it_says():
    """One in twenty."""
    rng = np.random.default_rng(5)
    found = [cosinor(HOURS, rng.normal(0, 1.0, HOURS.size)).p < 0.05 for _ in range(1000)]
    assert 0.03 < np.mean(found) < 0.07


@pytest.mark.parametrize(
    ("hours", "values", "mistake"),
    [
        ([0, 8, 16], [1.0, 2.0, 3.0], "found 3 samples at different times of the 24 h; wanted 4"),
        ([0, 8, 16, 24], [1.0, 2.0, 3.0, 1.0], "found 3 samples"),
        ([0, 1, 2, 3], [1.0, 2.0, 3.0, math.nan], "found 3 samples"),
        ([0, 1, 2, 3], [1.0, 2.0, 3.0, math.inf], "infinite"),
        ([0, 1, 2], [1.0, 2.0], "different shapes"),
    ],
)
def test_what_no_cosine_can_be_fitted_to_is_refused(hours, values, mistake):
    """The same hour on another day is no other hour."""
    with pytest.raises(PanelError, match=mistake):
        cosinor(hours, values)
