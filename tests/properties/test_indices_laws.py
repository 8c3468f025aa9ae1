"""An index reads what was measured, whatever the unit it was sent in."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nhml.features.build import build
from nhml.features.catalogue import known
from nhml.features.indices import FORMULAS, compute
from nhml.knowledge import tables
from nhml.panels.units import harmonise

HOLDS = {"fasting_h": 12, "sample_hour": 8, "age": 50}
INDICES = sorted(tables.indices())
DEFAULTED = {"albumin"}  # free testosterone stands without it


def person(key: str) -> dict[str, object]:
    """Somebody for whom an index may be computed, with the inputs of its example."""
    entry = tables.indices()[key]
    sex = "M" if "sex == 'M'" in entry.valid_when else "F"
    cells = {"sex": sex, "cycle_phase": "follicular", **HOLDS, **json.loads(entry.example_inputs)}
    analytes = [name for name in cells if name in tables.analytes()]
    return {**cells, **{f"{name}_unit": tables.analytes()[name].unit for name in analytes}}


@given(key=st.sampled_from(INDICES), data=st.data())
@settings(deadline=None)
def test_any_unit_gives_the_same_index(key: str, data: st.DataObject) -> None:
    """Each input in a unit drawn from the table."""
    cells = person(key)
    for name in (one for one in tables.indices()[key].inputs if one in tables.analytes()):
        unit = data.draw(st.sampled_from(sorted(tables.analytes()[name].units)))
        one = tables.analytes()[name].units[unit]
        cells |= {name: (cells[name] - one.offset) / one.scale, f"{name}_unit": unit}
    found = compute(key, harmonise(pd.DataFrame([cells])))
    assert found == pytest.approx(compute(key, harmonise(pd.DataFrame([person(key)]))), rel=1e-7)


@pytest.mark.parametrize("key", INDICES)
def test_without_an_input_there_is_no_index(key: str) -> None:
    """One at a time; nobody's albumin is the one exception."""
    free_of_albumin = DEFAULTED if "vermeulen" in key else set()
    for name in sorted(set(tables.indices()[key].inputs) - free_of_albumin):
        lacking = {one: cell for one, cell in person(key).items() if one != name}
        assert np.isnan(compute(key, harmonise(pd.DataFrame([lacking])))).all(), name


@given(
    rows=st.lists(
        st.dictionaries(
            st.sampled_from(sorted(tables.analytes())),
            st.floats(0, 1e6) | st.just(0.0) | st.just(1e-300),
            max_size=12,
        ),
        min_size=1,
        max_size=5,
    ),
    key=st.sampled_from(INDICES),
)
@settings(deadline=None)
def test_an_index_is_finite_or_unknown(rows: list[dict[str, float]], key: str) -> None:
    """Nought, huge and tiny values raise nothing, warn of nothing, become no infinity."""
    inputs = {name: 1.0 for name in tables.indices()[key].inputs if name in tables.analytes()}
    frame = pd.DataFrame([{**HOLDS, "sex": "F", **inputs, **row} for row in rows])
    units = {name: one.unit for name, one in tables.analytes().items() if name in frame}
    found = compute(key, harmonise(frame, units))
    assert (np.isfinite(found) | np.isnan(found)).all()


def test_every_feature_can_be_made_of_a_panel_without_anything() -> None:
    """All unknown, but nothing raises."""
    every = [one.feature for one in known().values()]
    nobody = harmonise(pd.DataFrame({"panel_id": ["a", "b"], "age": [None, None]}))
    assert np.isnan(build(nobody, every)).all()


def test_every_formula_takes_the_inputs_of_its_row() -> None:
    """Arrays of one shape in, one of that shape out."""
    for key in INDICES:
        cells = json.loads(tables.indices()[key].example_inputs)
        arrays = {
            name: np.full((2, 3), cell, dtype=object if isinstance(cell, str) else float)
            for name, cell in cells.items()
        }
        assert FORMULAS[key](**arrays).shape == (2, 3), key
