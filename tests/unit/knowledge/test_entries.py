"""Rows of the tables become typed entries."""

import pytest

from nhml.knowledge.entries import Analyte, Conversion, split

ROW = {
    "key": "thing", "label": "Thing", "axis": "general", "specimen": "serum",
    "loinc": "1-1;2-2", "unit": "mg/dL", "other_units": "mmol/L;mg/L;k=affine:2:5;x=7",
    "molar_mass": "180", "possible_low": "1", "possible_high": "9", "confirm_low": "",
    "confirm_high": "8", "log": "yes", "sampling": "", "source": "a;b",
    "confidence": "well-known",
}  # fmt: skip


def test_a_cell_of_several_things_is_split_at_semicolons():
    """Blanks and empty pieces do not count."""
    assert split(" a; b;;c ") == ("a", "b", "c")


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("mg/dL", (1.0, 0.0)),  # canonical
        ("mg/L", (0.1, 0.0)),  # prefix
        ("mmol/L", (18.0, 0.0)),  # 180 mg/mmol over 10 dL/L
        ("k", (2.0, 5.0)),  # stated with an offset
        ("x", (7.0, 0.0)),  # stated
        ("umol/L", (0.018, 0.0)),  # not listed, derived
    ],
)
def test_an_analyte_converts_listed_and_derived_units(unit, expected):
    """A listed factor counts, else what follows from the molar mass."""
    assert Analyte.from_row(ROW).conversion(unit) == pytest.approx(expected)


def test_a_foreign_unit_has_no_conversion():
    """An enzyme unit is nothing for a mass concentration."""
    assert Analyte.from_row(ROW).conversion("U/L") is None


def test_empty_limits_are_none():
    """A cell left empty sets no limit."""
    assert Analyte.from_row(ROW).confirm == (None, 8.0)


def test_a_unit_that_cannot_be_derived_wants_a_factor():
    """A listed unit without a factor must follow from the canonical one."""
    with pytest.raises(ValueError, match="state its factor"):
        Analyte.from_row({**ROW, "other_units": "U/L"})


def test_a_conversion_without_offset_is_a_factor():
    """The offset is nought unless stated."""
    assert Conversion(2.0) == (2.0, 0.0)
