"""Panels with other values in some columns."""

import numpy as np
import pandas as pd

from nhml.panels.changed import changed
from nhml.panels.checks import check
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise


def two() -> Panels:
    """One with an SHBG below detection, one with none."""
    frame = pd.DataFrame({"panel_id": ["a", "b"], "shbg": ["<5", None], "shbg_unit": "nmol/L"})
    return check(harmonise(frame.assign(sleep_hours=[7.0, 8.0])))


def test_a_new_value_is_exact_and_the_others_stay() -> None:
    """NaN leaves a value as it is, comparator and all."""
    made = changed(two(), {"shbg": np.array([np.nan, 30.0])})
    assert made.values[:, 0].tolist() == [5.0, 30.0]
    assert made.censored[:, 0].tolist() == [-1, 0]
    assert changed(two(), {"shbg": np.array([9.0, np.nan])}).censored[0, 0] == 0


def test_a_column_that_was_not_sent_is_added() -> None:
    """Analytes to the right, items among the items; rounded as what is sent."""
    new = {"bmi": np.array([25.123456789, np.nan]), "sleep_hours": np.array([np.nan, 6.0])}
    made = changed(two(), new)
    assert made.keys == ("shbg", "bmi")
    assert made.number("bmi")[0] == 25.123457
    assert np.isnan(made.number("bmi")[1])
    assert made.number("sleep_hours").tolist() == [7.0, 6.0]


def test_the_panels_that_were_sent_are_not_touched() -> None:
    """A question leaves no trace."""
    panels = two()
    before = panels.values.copy()
    changed(panels, {"shbg": np.array([1.0, 1.0]), "sleep_hours": np.array([1.0, 1.0])})
    np.testing.assert_array_equal(panels.values, before)
    assert panels.number("sleep_hours").tolist() == [7.0, 8.0]
