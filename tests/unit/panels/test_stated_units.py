"""Units that stand beside the values."""

import pandas as pd
import pytest

from nhml.panels.fitting import Signs, fit
from nhml.panels.mapping import Column
from nhml.panels.recognition import recognise
from nhml.panels.stated_units import from_columns, from_row, is_row

SIGNS = Signs(",", "", "sure", "")


def found(*headers):
    """What the headers are taken for."""
    return [recognise(one) for one in headers]


@pytest.mark.parametrize(
    ("first", "wanted"),
    [
        (["", "mU/l", "pmol/l"], True),
        ([None, "mU/l", None], True),
        (["", "mU/l", "furlong"], False),
        (["a", "2,5", "15"], False),
        (["", "", ""], False),
    ],
)
def test_a_row_of_units_is_told_from_a_panel(first, wanted):
    """By what stands beneath analytes."""
    frame = pd.DataFrame([first, ["b", "2,5", "15"]], columns=["Patienten-ID", "TSH", "fT4"])
    assert is_row(frame, found(*frame.columns)) is wanted


def test_a_row_of_units_alone_is_no_row_of_units():
    """There would be no panel beneath."""
    assert not is_row(pd.DataFrame([["mU/l"]], columns=["TSH"]), found("TSH"))


def wanting(header, column):
    """An analyte whose header states no unit."""
    made = fit(Column(header, column), ["2,5"], SIGNS)
    return made._replace(why=("laboratories call it so", *made.why))


def test_a_unit_beneath_the_header_is_taken():
    """Its own, not another's."""
    made = from_row(wanting("TSH", "tsh"), "mU/l", ["2,5"], SIGNS)
    assert (made.column.unit, made.wanting, made.level) == ("mU/l", "", "sure")
    assert "its unit stands beneath the header" in made.why
    assert from_row(wanting("TSH", "tsh"), "furlong", ["2,5"], SIGNS).wanting == "unit"
    assert from_row(None, "mU/l", [], SIGNS) is None


def test_a_column_of_units_is_joined_to_its_analyte():
    """By name, or because it stands behind it."""
    headers = ["TSH", "fT4", "TSH Einheit", "Cortisol", "Einheit"]
    fits = [
        wanting("TSH", "tsh"),
        wanting("fT4", "ft4"),
        None,
        wanting("Cortisol", "cortisol"),
        None,
    ]
    cells = [["2,5"], ["15"], ["mU/l", "mIU/L"], ["300"], ["nmol/l"]]
    made = from_columns(fits, headers, headers, cells)
    assert [one and one.column.column for one in made] == [
        "tsh", "ft4", "tsh_unit", "cortisol", "cortisol_unit",
    ]  # fmt: skip
    assert [one and (one.level, one.wanting) for one in made] == [
        ("sure", ""), ("sure", "unit"), ("sure", ""), ("sure", ""), ("sure", ""),
    ]  # fmt: skip


def test_units_that_are_not_of_the_analyte_are_counted():
    """The column and its analyte are doubted, and no cell is shown."""
    headers = ["TSH", "Einheit"]
    made = from_columns(
        [wanting("TSH", "tsh"), None], headers, headers, [["2"], ["mU/l", "canary"]]
    )
    assert [one.level for one in made] == ["possible", "possible"]
    assert made[1].why == ("the units of TSH", "1 of 2 different cells are no unit of it")


def test_a_column_of_units_without_an_analyte_is_left():
    """Nothing before it wants a unit."""
    headers = ["Bemerkung", "Einheit"]
    assert from_columns([None, None], headers, headers, [["x"], ["mU/l"]]) == [None, None]
