"""Intervals by the hour of the day, and where values lie beside them."""

import math

import pytest

from nhml.features.rhythm_bands import holding, late_night, of_hours, place
from nhml.panels.series import Person

ADULT = Person(44, "F", False)


def test_salivary_cortisol_has_three_intervals_and_a_late_one():
    """Morning, afternoon, late night; and 23:00 lies in the last."""
    assert [one.hours for one in holding("cortisol_saliva", ADULT)] == [(6, 10), (15, 20), (22, 26)]
    assert late_night("cortisol_saliva") == of_hours("cortisol_saliva")[-1]


def test_what_has_no_interval_by_the_hour_has_none():
    """No TSH of the evening."""
    assert holding("tsh", ADULT) == ()
    assert late_night("tsh") is None


@pytest.mark.parametrize(
    ("person", "many"),
    [
        (Person(17.9, "F", False), 0),
        (Person(18, None, False), 3),
        (Person(math.nan, None, False), 3),
        (Person(30, "F", True), 0),
    ],
)
def test_an_interval_holds_for_whom_it_was_made(person, many):
    """Not in pregnancy, and not for children."""
    assert len(holding("cortisol_saliva", person)) == many


@pytest.mark.parametrize(
    ("value", "sign", "expected"),
    [
        (0.09, 0, "below"), (0.1, 0, "within"), (0.75, 0, "within"), (0.76, 0, "above"),
        (0.05, -1, "below"), (0.2, -1, ""), (0.8, 1, "above"), (0.5, 1, ""),
    ],
)  # fmt: skip
def test_a_value_lies_beside_its_interval_as_far_as_it_is_known(value, sign, expected):
    """Limits are within; what is only known to lie below something may lie anywhere there."""
    assert place(value, sign, of_hours("cortisol_saliva")[0]) == expected
