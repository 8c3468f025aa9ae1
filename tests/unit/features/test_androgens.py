"""Free testosterone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from nhml.features.androgens import bio_t_vermeulen, free_t_vermeulen
from nhml.features.molar import in_unit


def solved(testosterone: float, shbg: float, albumin: float) -> float:
    """Find the free part [pmol/L] that balances the masses, by search."""
    total = float(in_unit("testosterone", np.array(testosterone), "nmol/L")) * 1e-9
    on_albumin = 3.6e4 * albumin * 10.0 / 69_000.0

    def left_over(free: float) -> float:
        on_shbg = shbg * 1e-9 * 1e9 * free / (1.0 + 1e9 * free)
        return free * (1.0 + on_albumin) + on_shbg - total

    return float(brentq(left_over, 0.0, total, xtol=1e-24, rtol=1e-13)) * 1e12


@given(
    testosterone=st.floats(0.1, 15000), shbg=st.floats(5, 250), albumin=st.floats(0.5, 8)
)  # fmt: skip
def test_it_is_the_free_part_that_balances_the_masses(
    testosterone: float, shbg: float, albumin: float
) -> None:
    """The closed form against a search for the root, wherever testosterone can be."""
    found = free_t_vermeulen(*map(np.array, (testosterone, shbg, albumin)))
    assert float(found) == pytest.approx(solved(testosterone, shbg, albumin), rel=1e-8)


def test_albumin_that_was_not_measured_is_taken_as_usual() -> None:
    """4.3 g/dL, as most laboratories do."""
    measured = free_t_vermeulen(np.array(400.0), np.array(40.0), np.array(4.3))
    assert free_t_vermeulen(np.array(400.0), np.array(40.0), np.array(np.nan)) == measured


def test_more_is_bioavailable_than_free_and_less_than_all() -> None:
    """Albumin lets go easily, SHBG does not."""
    sent = (np.array(432.6465), np.array(40.0), np.array(4.3))  # 15 nmol/L
    assert float(free_t_vermeulen(*sent)) / 1000 < float(bio_t_vermeulen(*sent)) < 15.0
