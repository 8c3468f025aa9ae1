"""The hour of a draw from its time."""

import numpy as np
import pandas as pd

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
    drawn = ["2024-05-31", "2024-05-31T00:00:00", "2024-05-31T06:20Z", "yesterday", None]
    assert np.isnan(hours(drawn_at=drawn)).all()


def test_a_stated_hour_goes_first():
    """Row by row."""
    found = hours(drawn_at=["2024-05-31T16:30", "2024-05-31T16:30"], sample_hour=[9, None])
    assert found == [9.0, 16.5]


def test_without_either_no_column_is_made():
    """Nothing was sent, nothing is read."""
    assert "sample_hour" not in harmonise(pd.DataFrame({"age": [40]})).items
