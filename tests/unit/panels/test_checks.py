"""Limits of every analyte."""

import time

import numpy as np
import pandas as pd
import pytest

from nhml.errors import PanelError
from nhml.panels.checks import check, refuse_foreign_columns
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


def column(analyte, values, unit):
    """A file of one analyte."""
    return harmonise(pd.DataFrame({analyte: values, f"{analyte}_unit": unit}))


GLUCOSE = [4.4, 4.9, 5.0, 5.1, 5.3, 5.6, 6.0, 7.2, 9.0, 12.0]  # mmol/L, median 5.45


def test_a_whole_column_that_fits_only_another_unit_is_refused():
    """5.45 mg/dL is below 40; 5.45 mmol/L is 98 mg/dL."""
    panels = column("glucose", GLUCOSE, "mg/dL")
    said = "glucose is stated in mg/dL, and its values fit only mmol/L: correct the unit"
    with pytest.raises(PanelError, match=said):
        refuse_foreign_columns(panels, {"glucose": "mg/dL"})
    with pytest.raises(PanelError, match="glucose as sent, and its values fit only mmol/L"):
        refuse_foreign_columns(panels)


def test_a_column_is_read_back_into_the_unit_that_was_stated():
    """400 nmol/L of testosterone is 11537 ng/dL, beyond 1500; 400 ng/dL and 40 are not."""
    with pytest.raises(PanelError, match=r"is stated in nmol/L, .* fit only ng/dL or pg/mL:"):
        refuse_foreign_columns(
            column("testosterone", [400.0] * 10, "nmol/L"), {"testosterone": "nmol/L"}
        )


@pytest.mark.parametrize(
    ("analyte", "values", "unit"),
    [
        ("glucose", GLUCOSE, "mmol/L"),
        ("glucose", GLUCOSE[:9], "mg/dL"),  # too few to judge
        ("glucose", [*GLUCOSE[:9], None], "mg/dL"),
        ("glucose", [650.0] * 10, "mg/dL"),  # unusual, and in no other unit usual
        ("estradiol", [400.0] * 10, "pg/mL"),  # its lower limit is open
        ("tpo_ab", [40_000.0] * 10, "IU/mL"),  # no limits to confirm
        ("tsh", [None] * 10, "mIU/L"),
    ],
)
def test_a_column_that_may_be_so_is_not_refused(analyte, values, unit):
    """Fewer than ten values, open limits, or no unit that fits better."""
    refuse_foreign_columns(column(analyte, values, unit), {analyte: unit})


def test_a_file_without_analytes_has_no_column_to_judge():
    """Nothing to say."""
    refuse_foreign_columns(harmonise(pd.DataFrame({"age": [50] * 20})))


def test_all_foreign_columns_are_told_at_once():
    """A laboratory that sends other units sends several."""
    frame = pd.DataFrame({"glucose": GLUCOSE, "calcium": [2.4] * 10})
    panels = harmonise(frame, units={"glucose": "mg/dL", "calcium": "mg/dL"})
    with pytest.raises(PanelError, match=r"glucose as sent(?s:.*)calcium as sent"):
        refuse_foreign_columns(panels)
