"""Panels as arrays."""

import numpy as np
import pandas as pd
import pytest

from nhml.errors import PanelError
from nhml.panels.checks import check
from nhml.panels.panel import Problem
from nhml.panels.units import harmonise

FRAME = pd.DataFrame(
    [
        ["a", 50, "F", "<0.02", "mIU/L", 90.0, "mg/dL"],
        ["b", 60, "M", "2.5", "mIU/L", None, "mg/dL"],
        ["c", 70, "M", ">500", "mIU/L", 100.0, "mg/dL"],
    ],
    columns=["panel_id", "age", "sex", "tsh", "tsh_unit", "glucose", "glucose_unit"],
)


def test_a_value_below_detection_stands_as_its_limit_over_root_two():
    """A value above stands as its limit."""
    expected = [0.02 / np.sqrt(2), 2.5, 500.0]
    assert harmonise(FRAME).column("tsh").tolist() == pytest.approx(expected)


def test_what_was_not_sent_is_unknown():
    """Of the tables, but not of the file."""
    assert np.isnan(harmonise(FRAME).column("ft4")).all()


def test_a_name_of_no_table_is_refused():
    """The name is told."""
    with pytest.raises(PanelError, match="'colour' is not an analyte"):
        harmonise(FRAME).column("colour")


def test_panels_are_taken_in_the_order_asked():
    """Also twice."""
    assert harmonise(FRAME).take([2, 0, 0]).panel_id.tolist() == ["c", "a", "a"]


def test_a_panel_taken_twice_keeps_its_problems_twice():
    """Under its new place."""
    panels = harmonise(FRAME).with_problems([Problem(2, "value_impossible", "tsh")])
    assert [one.row for one in panels.take([2, 0, 2]).problems] == [0, 2]


def test_panels_without_a_column_lack_it_only():
    """Analytes and items alike."""
    left = harmonise(FRAME).without(["tsh", "age"])
    assert left.keys == ("glucose",)
    assert "age" not in left.items
    assert left.values[0, 0] == 90.0


def test_a_written_panel_frame_reads_back_the_same():
    """With comparators and gaps."""
    panels = harmonise(FRAME)
    again = harmonise(panels.frame())
    np.testing.assert_array_equal(again.values, panels.values)
    np.testing.assert_array_equal(again.censored, panels.censored)
    assert again.problems == ()


def test_a_warning_does_not_reject():
    """Only a problem whose severity is reject does."""
    panels = harmonise(FRAME).with_problems(
        [Problem(0, "unit_to_confirm", "tsh"), Problem(2, "value_impossible", "tsh")]
    )
    assert panels.rejected().tolist() == [False, False, True]


def test_a_problem_said_twice_counts_once():
    """Problems are a sorted set."""
    twice = [Problem(1, "not_a_number", "tsh"), Problem(0, "not_a_number", "tsh")] * 2
    assert [problem.row for problem in harmonise(FRAME).with_problems(twice).problems] == [0, 1]


def test_a_problem_cannot_be_changed():
    """It is a value."""
    with pytest.raises(AttributeError, match="can't set attribute"):
        Problem(0, "not_a_number", "tsh").row = 1


def test_refused_values_go_with_their_panels_and_columns():
    """They are unknown until they are asked for as sent."""
    sent = pd.DataFrame(
        {
            "glucose": [4.6, 90.0, -9.0],
            "glucose_unit": "mg/dL",
            "sodium": [140.0, 5000.0, 140.0],
            "sodium_unit": "mmol/L",
        }
    )
    panels = check(harmonise(sent))
    assert np.isnan(panels.number("glucose")[[0, 2]]).all()
    assert panels.as_sent().number("glucose").tolist()[:2] == [4.6, 90.0]
    assert np.isnan(panels.as_sent().number("glucose")[2])
    assert panels.take([1]).as_sent().number("sodium").tolist() == [5000.0]
    assert panels.without(["glucose"]).as_sent().number("sodium")[1] == 5000.0
    fine = panels.take([1]).without(["sodium"])
    assert fine.as_sent().number("glucose").tolist() == [90.0]


def test_panels_without_a_refused_value_keep_none():
    """At no cost."""
    panels = check(harmonise(pd.DataFrame({"glucose": [90.0], "glucose_unit": "mg/dL"})))
    assert panels.refused is None
    assert panels.as_sent() is panels
