"""Numbers in a laboratory's own spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nhml.panels import numbers
from nhml.panels.decimals import Evidence, evidence, translator


@pytest.mark.parametrize(
    ("decimal", "thousands", "text", "plain"),
    [
        (",", ".", "1.234,5", "1234.5"),
        (",", ".", "1.234", "1234"),
        (",", "", "1,234", "1.234"),
        (".", ",", "1,234.5", "1234.5"),
        (".", ",", "1,234", "1234"),
        (",", " ", "1\u00a0234,5", "1234.5"),
        (",", " ", "1\u202f234", "1234"),
        (".", "'", "1\u2019234.5", "1234.5"),
        (",", ".", "< 0,01", "<0.01"),
        (",", ".", ">=1.000", ">=1000"),
        (",", "", "-3,5e2", "-3.5e2"),
        (",", ".", "50", "50"),
    ],
)
def test_a_stated_sign_makes_a_number_plain(decimal, thousands, text, plain):
    """A comma or a point then says one thing only."""
    assert translator(decimal, thousands)(text) == plain


@pytest.mark.parametrize(
    ("decimal", "thousands", "text"),
    [
        (",", ".", "1.5"),
        (",", ".", "12.34"),
        (",", ".", "1234.567"),
        (",", "", "1.234"),
        (".", "", "1,234"),
        (".", ",", "1,5"),
        (",", ".", "1,234.5"),
        (",", ".", "5 mg"),
        (",", ".", "1,5 H"),
    ],
)
def test_a_number_with_other_signs_is_not_read(decimal, thousands, text):
    """It would be wrong by a thousand; the reader of numbers tells it as a problem."""
    found = translator(decimal, thousands)(text)
    assert found == "?"
    assert numbers.read([found]).problem[0] == "not_a_number"


@pytest.mark.parametrize("text", ["", "NA", "n.n.", "folgt"])
def test_text_without_digits_stays(text):
    """What it means is for the reader of numbers to say."""
    assert translator(",", ".")(text) == text


@given(st.floats(-1e9, 1e9, allow_nan=False), st.sampled_from(["", ".", " ", "'"]))
def test_any_number_written_in_german_comes_back(value, thousands):
    """Whatever groups its thousands."""
    written = f"{value:,.4f}".replace(",", "_").replace(".", ",").replace("_", thousands)
    assert float(translator(",", thousands)(written)) == float(f"{value:.4f}")


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("1,5", Evidence(comma=1)),
        ("0,123", Evidence(comma=1)),
        ("1234,567", Evidence(comma=1)),
        ("1,234", Evidence(either_comma=1)),
        ("1.234", Evidence(either_point=1)),
        ("<1.5", Evidence(point=1)),
        ("1.234,5", Evidence(comma=1, grouped=(".",))),
        ("1,234,567", Evidence(whole=1, grouped=(",",))),
        ("1 234", Evidence(whole=1, grouped=(" ",))),
        ("1 234,5", Evidence(comma=1, grouped=(" ",))),
        ("12", Evidence(whole=1)),
        ("k.A.", Evidence(others=1)),
        ("1.2.2024", Evidence(whole=1, grouped=(".",))),
    ],
)
def test_a_cell_says_what_it_can_of_its_signs(cell, wanted):
    """And no more: 1,234 says nothing."""
    assert evidence([cell]) == wanted


def test_evidence_adds_up_over_cells():
    """Five cells, four of them numbers."""
    found = evidence(["1,5", "2,5", "1.234", "7", "x"])
    assert found == Evidence(comma=2, either_point=1, whole=1, others=1)
    assert found.numbers == 4
