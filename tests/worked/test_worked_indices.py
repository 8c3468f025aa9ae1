"""Every index gives the example of its row in ``indices.csv``."""

import json

import numpy as np
import pandas as pd
import pytest

from nhml.features.indices import FORMULAS, compute
from nhml.knowledge import tables
from nhml.panels.units import harmonise

# what `valid_when` may ask beside the inputs, of women and of men
MORNING = {"fasting_h": 12, "sample_hour": 8, "age": 50}
WOMAN = {**MORNING, "sex": "F", "cycle_phase": "follicular"}
MAN = {**MORNING, "sex": "M"}


def _text_as_array(cell):
    return np.array([cell], dtype=object if isinstance(cell, str) else np.float64)


@pytest.mark.parametrize("entry", tables.indices().values(), ids=tables.indices())
def test_the_formula_gives_the_example(entry):
    """To the digits that are printed."""
    inputs = {name: _text_as_array(x) for name, x in json.loads(entry.example_inputs).items()}
    found = FORMULAS[entry.key](**inputs)[0]
    assert found == pytest.approx(entry.example_output, rel=entry.tolerance)


@pytest.mark.parametrize("entry", tables.indices().values(), ids=tables.indices())
def test_a_panel_gives_the_example(entry):
    """By the way that a panel goes, in canonical units."""
    who = MAN if "sex == 'M'" in entry.valid_when else WOMAN
    cells = {**who, **json.loads(entry.example_inputs)}
    known = tables.analytes()
    units = {name: known[name].unit for name in cells if name in known}
    panels = harmonise(pd.DataFrame({name: [cell] for name, cell in cells.items()}), units)
    found = compute(entry.key, panels)[0]
    assert found == pytest.approx(entry.example_output, rel=entry.tolerance)


@pytest.mark.parametrize("entry", tables.indices().values(), ids=tables.indices())
def test_the_example_states_exactly_the_inputs(entry):
    """No more and no fewer."""
    assert set(json.loads(entry.example_inputs)) == set(entry.inputs)
