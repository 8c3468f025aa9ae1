"""Symptoms and context."""

import numpy as np
import pandas as pd
import pytest

from nhml.panels.items import read_items
from nhml.panels.panel import Problem


def read(name, cell):
    """Read one cell: its value and the codes."""
    column = (
        pd.Series([cell]) if not isinstance(cell, list | dict) else pd.Series([cell], dtype=object)
    )
    items, problems = read_items(pd.DataFrame({name: column}))
    return items[name][0], [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("cell", "sex"),
    [
        ("F", "F"),
        ("f ", "F"),
        ("Female", "F"),
        ("M", "M"),
        (" male", "M"),
        ("", None),
        (None, None),
    ],
)
def test_sex_is_a_closed_vocabulary_with_synonyms(cell, sex):
    """Blank is unknown, and no problem."""
    assert read("sex", cell) == (sex, [])


@pytest.mark.parametrize("cell", ["X", "1", 1, "woman", ["F"], {"a": 1}, True])
def test_another_sex_is_a_problem(cell):
    """Nothing is guessed."""
    assert read("sex", cell) == (None, ["sex_unknown"])


@pytest.mark.parametrize(
    ("cell", "flag"),
    [(1, 1.0), (0.0, 0.0), (True, 1.0), ("yes", 1.0), ("No", 0.0), ("FALSE", 0.0), ("1.0", 1.0)],
)
def test_a_flag_is_yes_or_no(cell, flag):
    """However it is written."""
    assert read("pregnant", cell) == (flag, [])


@pytest.mark.parametrize("cell", [2, 0.5, "0.5", "maybe", -1, np.inf])
def test_another_flag_is_a_problem(cell):
    """The same as number and as text."""
    value, codes = read("pregnant", cell)
    assert np.isnan(value)
    assert codes == ["flag_unknown"]


@pytest.mark.parametrize("cell", ["unknown", "Not known", "UNK"])
def test_a_flag_may_be_said_to_be_unknown(cell):
    """Who does not know whether a patient has had a thrombosis has sent no wrong panel."""
    values, codes = read("hx_vte", cell)
    assert np.isnan(values)
    assert codes == []


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (-1, "value_impossible"),
        (340, "value_impossible"),
        ("1990", "value_impossible"),
        ("<20", "not_a_number"),
        (">89", "not_a_number"),
        (np.inf, "not_a_number"),
        (True, "not_a_number"),
        ("fifty", "not_a_number"),
    ],
)
def test_an_age_that_cannot_be_is_a_problem(cell, code):
    """It is unknown from then on."""
    value, codes = read("age", cell)
    assert np.isnan(value)
    assert codes == [code]


@pytest.mark.parametrize("dtype", [None, object])
def test_a_time_of_a_parquet_file_stays_a_time(dtype):
    """It is not counted in nanoseconds, and is written in one way only."""
    column = pd.Series(pd.to_datetime(["2024-09-02 08:30", None]), dtype=dtype)
    items, _ = read_items(pd.DataFrame({"drawn_at": column}))
    assert items["drawn_at"].tolist() == ["2024-09-02T08:30:00", None]


def test_blank_text_is_unknown():
    """So that is_set does not hold for it."""
    assert read("cycle_phase", "  ") == (None, [])


@pytest.mark.parametrize(
    ("name", "value", "unit", "read", "rows"),
    [
        ("age", [600, 50], ["mo", "a"], [None, 50.0], [0]),
        ("age", [50, 60], [None, " years "], [50.0, 60.0], []),
        ("sleep_hours", ["480", "8"], ["min", "h"], [None, 8.0], [0]),
        ("pregnant", [1, 0], ["x", ""], [None, 0.0], [0]),
        ("sex", ["F", "M"], ["x", None], [None, "M"], [0]),
        ("age", [None, 50], ["mo", None], [None, 50.0], []),
    ],
)
def test_another_unit_rejects_the_row(name, value, unit, read, rows):
    """An item has one unit; a value in another is not kept."""
    items, problems = read_items(pd.DataFrame({name: value, f"{name}_unit": unit}))
    assert [None if pd.isna(one) else one for one in items[name]] == read
    assert problems == [Problem(row, "unit_unknown", f"{name}_unit") for row in rows]
