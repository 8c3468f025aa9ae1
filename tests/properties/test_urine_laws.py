"""Laws of urine."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nhml.features import exposure, indices, urine
from nhml.knowledge import tables
from nhml.panels.checks import check
from nhml.panels.units import harmonise

CONCENTRATION = st.floats(0.01, 1000.0)
CREATININE = st.floats(60.0, 140.0)
DILUTION = st.floats(0.5, 2.0)


@given(CONCENTRATION, CREATININE, DILUTION)
def test_water_changes_no_ratio(concentration, creatinine, water):
    """Twice the water halves both; within the window the ratio stays."""
    frame = pd.DataFrame(
        {
            "bpa": [concentration, concentration * water],
            "bpa_unit": "ng/mL",
            "creatinine_urine": [creatinine, creatinine * water],
            "creatinine_urine_unit": "mg/dL",
        }
    )
    one, other = indices.compute("creat_norm_bpa", check(harmonise(frame)))
    assert one == pytest.approx(other, rel=1e-6)
    whole = exposure.creat_norm(np.array([creatinine]), bpa=np.array([concentration]))
    assert one == pytest.approx(whole[0], rel=1e-6)


@given(
    st.floats(0.1, 100.0),
    st.floats(1.0, 1000.0),
    st.sampled_from(sorted(tables.analytes()["hva_creat"].units)),
    st.sampled_from(sorted(tables.analytes()["dopamine_creat"].units)),
)
def test_a_turnover_is_the_same_in_any_unit(hva, dopamine, unit, other):
    """Mole by mole, whatever the laboratory writes."""
    sent = {"hva_creat": (hva, unit), "dopamine_creat": (dopamine, other)}
    rows = [{}, {}]
    for key, (value, name) in sent.items():
        entry = tables.analytes()[key]
        rows[0] |= {key: value, f"{key}_unit": entry.unit}
        rows[1] |= {key: value / entry.units[name].scale, f"{key}_unit": name}
    one, again = urine.turnover("hva_dopamine", check(harmonise(pd.DataFrame(rows))))
    assert one == pytest.approx(again, rel=1e-6)


@given(CONCENTRATION, st.floats(500.0, 3000.0), DILUTION)
def test_water_changes_nothing_of_a_day(concentration, volume, water):
    """What was drunk thins the urine and fills the bottle."""
    first = urine.by_day(np.array([concentration]), np.array([volume]))
    second = urine.by_day(np.array([concentration / water]), np.array([volume * water]))
    assert first == pytest.approx(second)
