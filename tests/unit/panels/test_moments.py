"""Times as people write them."""

import pandas as pd
import pytest

from nhml.panels import moments
from nhml.panels.moments import CLOCK, MOMENT, NONE, SINCE


def one(cell, **how):
    """Read one cell."""
    read = moments.read(pd.Series([cell], dtype=object).to_numpy(), **how)
    return read.kind[0], read.wall[0], read.real[0], read.problem[0]


@pytest.mark.parametrize(
    ("cell", "kind", "hour"),
    [
        ("07:30", CLOCK, 7.5),
        ("7:30", CLOCK, 7.5),
        ("07:30:36", CLOCK, 7.51),
        ("24:00", CLOCK, 24.0),
        ("30", SINCE, 0.5),
        (45, SINCE, 0.75),
        ("-15", SINCE, -0.25),
        ("1970-01-01T07:30", MOMENT, 7.5),
        ("1970-01-02 00:15:00", MOMENT, 24.25),
        (pd.Timestamp("1970-01-01 07:30"), MOMENT, 7.5),
    ],
)
def test_a_time_is_read(cell, kind, hour):
    """In hours: of the clock, since awakening, or since 1970."""
    assert one(cell)[:2] == (kind, pytest.approx(hour))
    assert one(cell)[3] is None


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("25:00", "time_unread"),
        ("24:01", "time_unread"),
        ("07:61", "time_unread"),
        ("half past seven", "time_unread"),
        ("7h30", "time_unread"),
        ("31/05/2024 07:30", "time_unread"),
        ("2024-05-31", "time_without_hour"),
        ("20240531", "time_without_hour"),
        ("99999", "time_unread"),
        ("<30", "time_unread"),
        ("2024-02-30T07:30", "time_unread"),
    ],
)
def test_what_reads_in_no_way_or_in_two_is_said(cell, code):
    """Nothing is guessed of an order of day and month."""
    assert one(cell)[0] == NONE
    assert one(cell)[3] == code


@pytest.mark.parametrize("cell", ["", None, float("nan"), "NaN", "  "])
def test_no_time_is_none(cell):
    """And no mistake of its own."""
    assert one(cell)[0] == NONE
    assert one(cell)[3] is None


def test_an_offset_moves_time_and_not_the_clock():
    """Seven by the clock in summer is five in UTC."""
    _, wall, real, _ = one("1970-01-01T07:00+02:00")
    assert (wall, real) == (7.0, 5.0)


def test_a_number_may_be_an_hour():
    """That of `sample_hour`."""
    assert one(7.5, hours=True)[:2] == (CLOCK, 7.5)
    assert one(25, hours=True)[3] == "time_unread"


def test_a_day_is_completed_by_an_hour_and_an_hour_stands_alone():
    """``drawn_at`` as a date, ``sample_hour`` beside it."""
    days = moments.read(["1970-01-02", None, "1970-01-01T05:00", "soon"])
    hours = moments.read([7.5, 8.0, 9.0, 9.0], hours=True)
    both = moments.with_hours(days, hours)
    assert both.kind.tolist() == [MOMENT, CLOCK, MOMENT, NONE]
    assert both.wall.tolist()[:3] == [31.5, 8.0, 5.0]
    assert both.problem.tolist() == [None, None, None, "time_unread"]
