"""Rows that are no panel, and ids that are none any more."""

import pandas as pd
import pytest

from nhml.panels.units import harmonise


def found(**cells):
    """What is said of one row, as code and column."""
    problems = harmonise(pd.DataFrame([cells], dtype=object)).problems
    return [(one.code, one.column) for one in problems]


@pytest.mark.parametrize("text", ["1.23E+05", "4,56e+11", "5-Jan", "01.Mai", "#REF!", "Mrz 12"])
def test_a_spoilt_id_is_told(text):
    """Nobody can tell whose it was."""
    assert found(panel_id=text, age=50) == [("id_mangled", "panel_id")]
    assert found(panel_id="a", subject_id=text, age=50) == [("id_mangled", "subject_id")]


@pytest.mark.parametrize(
    "text", ["00123", "1E5", "2024-05-31", "mar5", "E+05", "A-101", "Jan", "MAR-12", "Jan-001", 7.0]
)
def test_an_id_may_look_odd(text):
    """What no spreadsheet made is an id."""
    assert found(panel_id=text, age=50) == []


@pytest.mark.parametrize("text", ["Total", "Summe:", "MITTELWERT", "n", "Grand total"])
def test_a_row_of_totals_is_no_panel(text):
    """Whatever else stands in it, nothing more is said."""
    assert found(panel_id=text, age="x", tsh="?") == [("summary_row", "panel_id")]


def test_a_header_among_the_rows_is_no_panel():
    """Also behind the mark of UTF-8, and where there is no id."""
    assert found(panel_id="\ufeffpanel_id", age="age", tsh="tsh") == [("header_row", "panel_id")]
    assert found(age="Age", tsh="tsh") == [("header_row", "age")]


def test_a_row_without_a_cell_is_a_warning():
    """A unit that the header states for the column is no cell of the row."""
    assert found(panel_id=None, tsh=None, tsh_unit="mIU/L") == [("blank_row", "panel_id")]
    assert found(panel_id=None, tsh=None, own="x") == [("blank_row", "panel_id")]
    assert found(panel_id=None, tsh="2", tsh_unit="mIU/L") == []
