"""Drawings over time hold what they are told and say it in words."""

import math
from datetime import datetime

import pytest

from nhml.reporting import lines

NAN = math.nan


def marks(*kinds: str) -> list[lines.Mark]:
    """Make a mark a month, of these kinds."""
    return [
        lines.Mark(datetime(2024, at + 1, 1), 2.0 + at, 0, kind, 1.5, 3.0 + at)
        for at, kind in enumerate(kinds)
    ]


def test_kinds_are_told_by_their_shape() -> None:
    """Not by a colour alone: a diamond, a ring, a cross."""
    drawn = lines.over_time(marks("first", "noise", "unknown"), 1.0, 4.0, log=True, words="TSH")
    assert drawn.count("<polygon") == 1
    assert drawn.count("<circle") == 1
    assert drawn.count("M-4 -4 L4 4") == 1
    assert "<title>TSH</title>" in drawn


@pytest.mark.parametrize(("low", "high", "boxes"), [(1.0, 4.0, 1), (NAN, 4.0, 1), (NAN, NAN, 0)])
def test_the_reference_interval_is_a_band(low, high, boxes) -> None:
    """Open on a side where it has no limit; beside one box of noise a draw after the first."""
    drawn = lines.over_time(marks("first", "real"), low, high, log=False, words="x")
    assert drawn.count("<rect") == boxes + 1


def test_one_value_alone_is_drawn() -> None:
    """In the middle, with its day once."""
    drawn = lines.over_time(marks("first"), NAN, NAN, log=True, words="x")
    assert drawn.count("2024-01-01") == 1


def test_numbers_do_not_run_into_each_other() -> None:
    """The first and the last are kept."""
    many = [
        lines.Mark(datetime(2024, 1, 1 + at), 1.0 + at, 0, "noise", NAN, NAN) for at in range(30)
    ]
    drawn = lines.over_time(many, NAN, NAN, log=False, words="x")
    assert ">30</text>" in drawn and ">1</text>" in drawn
    assert drawn.count("</text>") < 20


def test_therapies_are_bars_that_go_on_or_end() -> None:
    """An arrow where it goes on, a dotted edge where it may have begun before."""
    days = [datetime(2024, 1, 1), datetime(2024, 6, 1)]
    stretches = [
        lines.Stretch("One", days[0], days[1], True, True),
        lines.Stretch("Two", days[0], days[1], False, False),
    ]
    drawn = lines.bars(stretches, days, "therapies")
    assert drawn.count("<rect") == 2
    assert drawn.count("stroke-dasharray") == 1
    assert drawn.count("l8 6.5") == 1
