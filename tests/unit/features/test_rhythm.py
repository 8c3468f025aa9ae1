"""Areas, rises and slopes: what they take, and what they refuse."""

import math

import numpy as np
import pytest

from nhml.errors import PanelError
from nhml.features.rhythm import auc_ground, auc_increase, log_slope, mean_increase, ordered


@pytest.mark.parametrize("number", [auc_ground, auc_increase, log_slope])
@pytest.mark.parametrize(
    ("times", "values", "mistake"),
    [
        ([0, 1], [1.0], "wanted two lists of one length"),
        ([[0, 1]], [[1.0, 2.0]], "wanted two lists of one length"),
        ([], [], "found 0 samples at different times; wanted 2 or more"),
        ([3], [1.0], "found 1 samples"),
        ([3, 3], [1.0, 2.0], "found 1 samples"),
        ([0, 1], [1.0, math.nan], "found 1 samples"),
        ([0, math.inf], [1.0, 2.0], "infinite"),
        ([0, 1], [1.0, math.inf], "infinite"),
    ],
)
def test_what_is_no_series_is_refused_in_words(number, times, values, mistake):
    """Two different times are a segment; fewer are none."""
    with pytest.raises(PanelError, match=mistake):
        number(times, values)


def test_a_pair_without_a_time_or_a_value_is_left_out():
    """The trapezoid then spans the gap."""
    whole = auc_ground([0, 1, 2, 3], [1.0, math.nan, 3.0, 4.0])
    assert whole == auc_ground([0, 2, 3], [1.0, 3.0, 4.0]) == 7.5
    assert auc_ground([0, math.nan, 2], [1.0, 9.0, 3.0]) == 4.0


def test_several_values_at_one_time_are_their_mean():
    """A sample measured twice has one height."""
    times, values = ordered([1, 0, 1], [2.0, 5.0, 4.0])
    assert times.tolist() == [0.0, 1.0]
    assert values.tolist() == [5.0, 3.0]


def test_a_fall_has_a_negative_area_of_increase():
    """What falls from 4 to 0 within two hours loses four."""
    assert auc_increase([0, 2], [4.0, 0.0]) == -4.0


def test_equal_values_rise_by_nothing():
    """To the bit."""
    assert auc_increase([0, 0.1, 0.3], [0.1, 0.1, 0.1]) == 0.0
    assert log_slope([0, 0.1, 0.3], [0.1, 0.1, 0.1]) == pytest.approx(0.0, abs=1e-12)


def test_zero_has_no_logarithm():
    """It is for the caller to leave it out, and say so."""
    with pytest.raises(PanelError, match="has no logarithm; leave it out"):
        log_slope([0, 1], [1.0, 0.0])


@pytest.mark.parametrize(("first", "later"), [(math.nan, [1.0]), (1.0, []), (1.0, [math.nan])])
def test_a_rise_wants_both_its_ends(first, later):
    """Nothing rises from nowhere."""
    with pytest.raises(PanelError, match="wanted a value at awakening and one after it"):
        mean_increase(first, np.array(later))
