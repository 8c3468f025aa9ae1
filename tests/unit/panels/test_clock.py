"""The hour of a draw from its time."""

import numpy as np
import pandas as pd

from nhml.panels import clock
from nhml.panels.units import harmonise


def hours(**columns: list[object]) -> list[float]:
    """What is known of the hour."""
    size = len(next(iter(columns.values())))
    return harmonise(pd.DataFrame({"age": [40] * size, **columns})).number("sample_hour").tolist()


def test_the_time_of_the_draw_says_its_hour():
    """By the clock of the place, as it was written."""
    drawn = ["2024-05-31T16:30", "2024-05-31 08:15:00", "2024-05-31T07:00+02:00"]
    assert hours(drawn_at=drawn) == [16.5, 8.25, 7.0]


def test_what_says_no_hour_leaves_it_unknown():
    """A date, midnight as a date is exported, a time in UTC, no time at all."""
    drawn = ["2024-05-31", "2024-05-31T00:00:00", "31/5/24 24:00", "2024-05-31T06:20Z", "now", None]
    assert np.isnan(hours(drawn_at=drawn)).all()


def test_a_stated_hour_goes_first():
    """Row by row."""
    found = hours(drawn_at=["2024-05-31T16:30", "2024-05-31T16:30"], sample_hour=[9, None])
    assert found == [9.0, 16.5]


def test_without_either_no_column_is_made():
    """Nothing was sent, nothing is read."""
    assert "sample_hour" not in harmonise(pd.DataFrame({"age": [40]})).items


def test_the_hour_stands_behind_a_date_that_reads_two_ways():
    """The fifth of March or the third of May: half past four all the same."""
    drawn = ["05/03/2024 16:30", "5.3.24 8:15", "16:30", "05/03/2024 4:30 PM", "05/03/2024"]
    found = hours(drawn_at=drawn)
    assert found[:3] == [16.5, 8.25, 16.5]
    assert np.isnan(found[3:]).all()


def test_an_hour_is_a_number_or_a_time_of_the_clock():
    """Half past seven, written in three ways; what is no hour of the day is none."""
    told = ["7.5", "07:30", "7:30:00", "25:00", "7:75"]
    panels = harmonise(pd.DataFrame({"age": [40] * 5, "sample_hour": told}))
    assert panels.number("sample_hour")[:3].tolist() == [7.5, 7.5, 7.5]
    assert np.isnan(panels.number("sample_hour")[3:]).all()
    assert [one.row for one in panels.problems] == [3, 4]


def test_the_end_of_a_day_is_an_hour_and_what_is_past_it_is_none():
    """A late-night sample at 24:00."""
    assert clock.of_clock("24:00") == 24.0
    assert np.isnan([clock.of_clock("24:01"), clock.of_clock("24:00:01")]).all()
