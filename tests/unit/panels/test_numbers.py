"""Numbers as laboratories write them."""

import datetime
import decimal

import numpy as np
import pandas as pd
import pytest

from nhml.panels import numbers

NAN = float("nan")


@pytest.mark.parametrize(
    ("cell", "value", "sign"),
    [
        ("5.2", 5.2, 0),
        (" 5.2 ", 5.2, 0),
        ("1,5", 1.5, 0),
        ("0,200", 0.2, 0),
        ("00,200", 0.2, 0),
        ("<0.01", 0.01, -1),
        ("> 150", 150.0, 1),
        (">=150", 150.0, 1),
        ("≤ 3", 3.0, -1),
        ("1e3", 1000.0, 0),
        ("-2.5", -2.5, 0),
        (5, 5.0, 0),
        (np.float32(0.5), 0.5, 0),
        (decimal.Decimal("5.2"), 5.2, 0),
        ("", NAN, 0),
        ("n/a", NAN, 0),
        (None, NAN, 0),
        (pd.NA, NAN, 0),
        (pd.NaT, NAN, 0),
    ],
)
def test_what_stands_for_a_number_is_read(cell, value, sign):
    """Signs, decimal commas and blanks are understood."""
    read = numbers.read(np.array([cell, "ND"], dtype=object))
    assert read.values[0] == pytest.approx(value, nan_ok=True)
    assert (read.censored[0], read.problem[0]) == (sign, None)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("ND", "not_detected"),
        ("1,200", "ambiguous_comma"),
        ("01,200", "ambiguous_comma"),
        ("-001,200", "ambiguous_comma"),
        ("1,2e3", "ambiguous_comma"),
        ("1,200E1", "ambiguous_comma"),
        ("1,200,000", "not_a_number"),
        ("12.5 nmol/L", "text_beside"),
        ("Haemolysed", "not_measured"),
        ("2-Sep", "date_in_value"),
        ("1_000", "not_a_number"),
        ("0x10", "text_beside"),
        ("inf", "not_a_number"),
        ("1e400", "not_a_number"),
        ("٣", "not_a_number"),
        ("²", "not_a_number"),
        ("<", "not_a_number"),
        ("<<5", "not_a_number"),
        ("🩸", "not_a_number"),
        ("\ud800", "not_a_number"),
        (b"5.2", "not_a_number"),
        (True, "not_a_number"),
        (np.True_, "not_a_number"),
        (float("inf"), "not_a_number"),
        pytest.param(10**5000, "text_beside", id="huge"),
        (1j, "text_beside"),
        ([5.2], "not_a_number"),
        ({"value": 5.2}, "not_a_number"),
        (datetime.date(2024, 9, 2), "date_in_value"),
    ],
)
def test_what_is_no_number_is_said_and_not_read(cell, code):
    """No junk becomes a number."""
    column = np.empty(1, dtype=object)
    column[0] = cell
    read = numbers.read(column)
    assert np.isnan(read.values[0])
    assert read.problem[0] == code


@pytest.mark.parametrize("dtype", [np.float32, object])
@pytest.mark.parametrize("size", [1, 100])
def test_a_short_float_is_its_shortest_decimal(dtype, size):
    """0.1 is stored as 0.100000001; nobody measured that."""
    column = np.array([0.1, 1e20, 5.37] * size, dtype=np.float32).astype(dtype)
    cells = np.array([*map(np.float32, column)], dtype=dtype) if dtype is object else column
    assert numbers.read(cells).values.tolist() == [0.1, 1e20, 5.37] * size


@pytest.mark.parametrize(
    ("column", "code"),
    [
        (np.array([True, False]), "not_a_number"),
        (np.array(["2024-09-02", "NaT"], dtype="datetime64[ns]"), "date_in_value"),
    ],
)
def test_a_column_of_another_kind_holds_no_number(column, code):
    """Truth values and dates are not counted in nanoseconds or ones."""
    read = numbers.read(column)
    assert np.isnan(read.values).all()
    assert read.problem[0] == code


@pytest.mark.parametrize("size", [1, 70, 600])
def test_a_long_column_is_read_as_a_short_one(size):
    """The quick ways for long columns give what the slow one gives, to the bit."""
    texts = [f"{at * 0.37:.5f}" for at in range(size)] + ["<1", "x", "", "+5", "1e-3", "0,5"]
    read = numbers.read(np.array(texts, dtype=object))
    alone = [numbers.read(np.array([text], dtype=object)) for text in texts]
    np.testing.assert_array_equal(read.values, [one.values[0] for one in alone])
    assert read.censored.tolist() == [one.censored[0] for one in alone]
    assert read.problem.tolist() == [one.problem[0] for one in alone]


@pytest.mark.parametrize("rest", [[], ["x"] * 80])
def test_true_and_one_are_told_apart(rest):
    """Python holds True for 1; a laboratory does not."""
    read = numbers.read(np.array([True, 1, 1.0, *rest], dtype=object))
    assert read.problem.tolist()[:3] == ["not_a_number", None, None]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (123456789.0, 123456790.0),
        (0.1 + 0.2, 0.3),
        (-0.0123456789, -0.012345679),
        (0.0, 0.0),
        (NAN, NAN),
        (1e-310, 0.0),
        (1e308, 1e308),
    ],
)
def test_eight_significant_digits_are_kept(value, expected):
    """Rounding gives the nearest double of the decimal; the tiniest become nought."""
    assert numbers.rounded(np.array([value]))[0] == pytest.approx(expected, rel=1e-15, nan_ok=True)
