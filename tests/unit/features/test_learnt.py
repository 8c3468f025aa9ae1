"""What is carried to where it is learnt."""

import numpy as np
import pandas as pd
import pytest

from nhml.features.learnt import carried, replaced
from nhml.panels.units import harmonise

THYROID = {"tsh": 2.0, "tsh_unit": "m[IU]/L", "ft4": 1.0, "ft4_unit": "ng/dL"}
LOAD = {
    name: (100.0, unit)
    for name, unit in {
        "sbp": "mm[Hg]", "dbp": "mm[Hg]", "waist": "cm", "chol_total": "mg/dL", "hdl": "mg/dL",
        "dheas": "ug/dL",
    }.items()
}  # fmt: skip


def sent(key: str, **cells: object) -> float:
    """What the feature matrix carries of one panel."""
    return float(carried(key, harmonise(pd.DataFrame([cells])))[0])


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, 2.0),
        ({"on_levothyroxine": 0}, 2.0),
        ({"on_levothyroxine": 1}, np.nan),
        ({"pregnant": 1}, np.nan),
        ({"ft4": None}, np.nan),
    ],
)
def test_the_first_column_is_carried_where_the_number_may_be_computed(
    more: dict[str, object], expected: float
) -> None:
    """Untreated, not pregnant, both known; what nobody asked forbids nothing."""
    np.testing.assert_equal(sent("tsh_given_ft4", **{**THYROID, **more}), expected)


def test_a_load_wants_six_markers() -> None:
    """It carries how many columns are known."""
    cells = {name: value for name, (value, _) in LOAD.items()}
    cells |= {f"{name}_unit": unit for name, (_, unit) in LOAD.items()}
    assert sent("allostatic_load_quartile", **cells) == 6
    assert np.isnan(sent("allostatic_load_quartile", **{**cells, "dheas": None}))


def test_nothing_learnt_leaves_the_matrix_as_it_is() -> None:
    """Not even copied."""
    X = np.ones((2, 2))
    assert replaced(X, ()) is X
