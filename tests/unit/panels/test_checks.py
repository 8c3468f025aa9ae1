"""Limits of every analyte."""

import time

import numpy as np
import pandas as pd
import pytest

from nhml.panels.checks import check
from nhml.panels.units import harmonise


def checked(analyte, value, unit):
    """Check one value: what is left of it, and its codes."""
    frame = pd.DataFrame({analyte: [value], f"{analyte}_unit": [unit]})
    panels = check(harmonise(frame))
    return panels.values[0, 0], [problem.code for problem in panels.problems]


def test_a_usual_value_has_no_problem():
    """Nothing to say."""
    assert checked("glucose", 95, "mg/dL") == (95.0, [])


@pytest.mark.parametrize(
    ("analyte", "value", "unit", "code"),
    [
        ("glucose", 4.9, "mg/dL", "unit_suspect"),  # 4.9 mmol/L is 88 mg/dL
        ("glucose", 0, "mg/dL", "value_impossible"),
        ("glucose", -5, "mg/dL", "value_impossible"),
        ("glucose", 1e9, "mg/dL", "value_impossible"),
        ("tsh", -0.1, "mIU/L", "value_impossible"),
    ],
)
def test_an_impossible_value_is_taken_out(analyte, value, unit, code):
    """It is called a suspect unit where another unit would make it possible."""
    left, codes = checked(analyte, value, unit)
    assert np.isnan(left)
    assert codes == [code]


def test_an_unusual_value_is_kept_and_its_unit_asked_for():
    """A warning rejects nothing."""
    assert checked("glucose", 900, "mg/dL") == (900.0, ["unit_to_confirm"])


def test_a_whole_impossible_column_is_checked_in_seconds():
    """A hundred thousand problems are still a table."""
    frame = pd.DataFrame({"tsh": np.full(100_000, -1.0), "tsh_unit": "mIU/L"})
    panels = harmonise(frame)
    began = time.perf_counter()
    assert len(check(panels).problems) == 100_000
    assert time.perf_counter() - began < 5
