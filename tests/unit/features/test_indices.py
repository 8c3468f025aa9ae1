"""Indices where context and therapy allow them."""

import numpy as np
import pandas as pd
import pytest

from nhml.features.indices import FORMULAS, compute
from nhml.knowledge import tables
from nhml.panels.units import harmonise

UNITS = {"glucose": "mg/dL", "insulin": "uIU/mL", "triglycerides": "mg/dL", "hdl": "mg/dL"}


def computed(key, **cells):
    """Compute an index of one panel."""
    panels = harmonise(pd.DataFrame({name: [cell] for name, cell in cells.items()}), UNITS)
    return compute(key, panels)[0]


def test_every_index_of_the_table_has_a_formula_and_the_other_way_round():
    """No row without code, no code without a source."""
    assert set(FORMULAS) == set(tables.indices())


@pytest.mark.parametrize(
    ("fasting_h", "on_insulin", "expected"),
    [
        (10, 0, 90 * 9 / 405),
        (10, None, 90 * 9 / 405),  # an exclusion that nobody asked about is absent
        (10, 1, np.nan),
        (4, 0, np.nan),
        (None, 0, np.nan),
    ],
)
def test_an_index_is_given_only_when_it_is_valid(fasting_h, on_insulin, expected):
    """HOMA-IR wants a fasting draw and no insulin."""
    found = computed("homa_ir", glucose=90, insulin=9, fasting_h=fasting_h, on_insulin=on_insulin)
    assert found == pytest.approx(expected, nan_ok=True)


def test_a_value_below_detection_stands_as_its_limit_over_root_two():
    """Also inside an index."""
    found = computed("homa_ir", glucose=90, insulin="<2", fasting_h=10)
    assert found == pytest.approx(90 * 2 / np.sqrt(2) / 405)


def test_what_cannot_be_computed_is_unknown_without_a_warning():
    """The logarithm of nought."""
    assert np.isnan(computed("tyg", triglycerides=0, glucose=90, fasting_h=10))
