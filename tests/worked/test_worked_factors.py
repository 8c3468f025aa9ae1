"""Factors that are typed into ``analytes.csv`` follow from the molar mass."""

import pytest

from nhml.knowledge import tables
from nhml.knowledge.entries import split
from nhml.knowledge.ucum import factor


def typed():
    """List (analyte, unit, factor) where the factor is typed and can be derived.

    The time of a 24-hour collection and of an enzyme's turnover is the same on both
    sides, so it is put aside.
    """
    for row in tables.rows("analytes"):
        entry = tables.analytes()[row["key"]]
        for stated in split(row["other_units"]):
            unit, _, number = stated.partition("=")
            if number and not number.startswith("affine"):
                plain = [text.replace("(24.h)", "L") for text in (unit, entry.unit)]
                if factor(*plain, entry.molar_mass) is not None:
                    yield pytest.param(entry, plain, float(number), id=f"{entry.key}-{unit}")


@pytest.mark.parametrize(("entry", "plain", "stated"), [*typed()])
def test_a_typed_factor_follows_from_the_molar_mass(entry, plain, stated):
    """Within a part in a thousand."""
    assert stated == pytest.approx(factor(*plain, entry.molar_mass), rel=1e-3)


@pytest.mark.parametrize(
    ("analyte", "value", "unit", "expected", "within"),
    [
        # round numbers of the textbooks
        ("testosterone", 10.4, "nmol/L", 300.0, 1.0),
        ("glucose", 7.0, "mmol/L", 126.0, 0.2),
        ("hba1c", 48, "mmol/mol", 6.5, 0.05),  # IFCC master equation
        ("creatinine", 88.4, "umol/L", 1.0, 0.001),
        ("cortisol", 500, "nmol/L", 18.1, 0.05),
        ("estradiol", 100, "pmol/L", 27.2, 0.05),
        ("vitamin_d", 50, "nmol/L", 20.0, 0.05),
        ("temperature", 98.6, "[degF]", 37.0, 1e-6),
    ],
)
def test_a_well_known_pair_of_values_agrees(analyte, value, unit, expected, within):
    """What a clinician knows by heart."""
    scale, offset = tables.analytes()[analyte].conversion(unit)
    assert scale * value + offset == pytest.approx(expected, abs=within)
