"""Every index gives the example of its row in ``indices.csv``."""

import json

import numpy as np
import pandas as pd
import pytest

from nhml.features.indices import FORMULAS, compute
from nhml.knowledge import tables
from nhml.panels.units import harmonise

FASTING = {"fasting_h": 12}  # what `valid_when` may ask beside the inputs


def _text_as_array(cell):
    return np.array([cell], dtype=object if isinstance(cell, str) else np.float64)


@pytest.mark.parametrize("entry", tables.indices().values(), ids=tables.indices())
def test_the_formula_gives_the_example(entry):
    """To the six digits that are printed."""
    inputs = {name: _text_as_array(x) for name, x in json.loads(entry.example_inputs).items()}
    assert FORMULAS[entry.key](**inputs)[0] == pytest.approx(entry.example_output, rel=1e-5)


@pytest.mark.parametrize("entry", tables.indices().values(), ids=tables.indices())
def test_a_panel_gives_the_example(entry):
    """By the way that a panel goes, in canonical units."""
    cells = {**FASTING, "age": 50, **json.loads(entry.example_inputs)}
    known = tables.analytes()
    units = {name: known[name].unit for name in cells if name in known}
    panels = harmonise(pd.DataFrame({name: [cell] for name, cell in cells.items()}), units)
    assert compute(entry.key, panels)[0] == pytest.approx(entry.example_output, rel=1e-5)


@pytest.mark.parametrize("entry", tables.indices().values(), ids=tables.indices())
def test_the_example_states_exactly_the_inputs(entry):
    """No more and no fewer."""
    assert set(json.loads(entry.example_inputs)) == set(entry.inputs)
