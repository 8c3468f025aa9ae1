"""Every number of a timed series gives the example of its row in ``rhythms.csv``."""

import json

import numpy as np
import pandas as pd
import pytest

from nhml.features.rhythm import auc_ground, auc_increase, log_slope, mean_increase
from nhml.features.rhythm_cosinor import cosinor
from nhml.features.rhythm_frame import rhythm
from nhml.knowledge import tables

FORMULAS = {
    "auc_g": lambda hours, values: auc_ground(hours, values),
    "auc_i": lambda hours, values: auc_increase(hours, values),
    "car_delta30": lambda minutes, values: mean_increase(values[0], values[1:]),
    "car_mninc": lambda minutes, values: mean_increase(values[0], values[1:]),
    "diurnal_slope": lambda hours, values: log_slope(hours, values),
    "late_night": lambda hours, values: values[int(np.argmin(np.abs(np.array(hours) - 23)))],
    "cosinor_mesor": lambda hours, values: cosinor(hours, values).mesor,
    "cosinor_amplitude": lambda hours, values: cosinor(hours, values).amplitude,
    "cosinor_peak_h": lambda hours, values: cosinor(hours, values).peak,
}


@pytest.mark.parametrize("entry", tables.rhythms().values(), ids=tables.rhythms())
def test_the_formula_gives_the_example(entry):
    """To the digits that are printed."""
    found = FORMULAS[entry.key](**json.loads(entry.example_inputs))
    assert found == pytest.approx(entry.example_output, rel=entry.tolerance)


@pytest.mark.parametrize("entry", tables.rhythms().values(), ids=tables.rhythms())
def test_a_file_of_samples_gives_the_example(entry):
    """By the way that a file goes: two more samples where the response wants them."""
    inputs = json.loads(entry.example_inputs)
    if "minutes" in inputs:
        times = inputs["minutes"]
    elif entry.key in ("auc_g", "auc_i", "diurnal_slope"):
        times = [60 * hour for hour in inputs["hours"]]
    else:
        times = [f"{int(hour):02d}:{round(hour % 1 * 60):02d}" for hour in inputs["hours"]]
        times = ["01:00" if one == "25:00" else one for one in times]
    sent = {"subject_id": "a", "analyte": "cortisol_saliva", "unit": "ug/dL", "time": times}
    values = [one / 10 for one in inputs["values"]]  # within what is possible
    found = rhythm(pd.DataFrame({**sent, "value": values})).set_index("feature")
    scale = 1 if entry.key in ("diurnal_slope", "cosinor_peak_h") else 10
    assert found.loc[entry.key, "value"] * scale == pytest.approx(
        entry.example_output, rel=entry.tolerance
    )


def test_an_equal_rise_has_the_areas_of_its_triangle():
    """From 2 to 6 over two hours: a box of four, and a triangle of four on it."""
    assert auc_ground([0, 2], [2.0, 6.0]) == 8.0
    assert auc_increase([0, 2], [2.0, 6.0]) == 4.0
