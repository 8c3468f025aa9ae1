"""One concentration unit becomes another."""

import pytest

from nhml.knowledge.ucum import factor


@pytest.mark.parametrize(
    ("unit", "canonical", "molar_mass", "expected"),
    [
        ("ng/mL", "ng/dL", None, 100.0),
        ("ug/L", "ng/mL", None, 1.0),
        ("nmol/L", "ng/dL", 288.431, 28.8431),
        ("mmol/L", "mg/dL", 180.156, 18.0156),
        ("pmol/L", "pg/mL", 272.388, 0.272388),
        ("ng/dL", "nmol/L", 250.0, 10 / 250.0),
        ("mg/mmol{creat}", "mg/g{creat}", None, 8.84017),  # 1000 / 113.12
    ],
)
def test_a_factor_follows_from_prefixes_and_molar_mass(unit, canonical, molar_mass, expected):
    """A factor follows from the metric prefixes and the molar mass."""
    assert factor(unit, canonical, molar_mass) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("unit", "canonical", "molar_mass"),
    [
        ("nmol/L", "ng/dL", None),
        ("mg/L", "m[IU]/L", 100.0),
        ("mg/g{creat}", "mg/L", 100.0),
        ("ug/mol", "ug/g", 100.0),
        ("mg", "mg/L", 100.0),
        ("", "mg/L", 100.0),
        ("mg/L/h", "mg/L", 100.0),
        ("Mg/L", "mg/L", 100.0),
    ],
)
def test_what_cannot_be_derived_is_none(unit, canonical, molar_mass):
    """Nothing is derived where the units measure different things or the mass is unknown."""
    assert factor(unit, canonical, molar_mass) is None


def test_a_power_of_ten_stays_exact():
    """A factor of a thousand is a thousand to the bit."""
    assert factor("g/L", "mg/L", None) == 1000.0
