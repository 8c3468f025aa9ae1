"""The feedback loop: both curves are met, and each moves TSH and thyroxine its own way."""

import numpy as np
import pytest

from nhml.cohorts.synthetic_parameters import parameters
from nhml.cohorts.synthetic_people import people
from nhml.cohorts.synthetic_thyroid import equilibrium, thyroid
from nhml.knowledge import tables

SET_POINT, CAPACITY = np.array([2.4]), np.array([46.7])


def test_the_equilibrium_lies_on_both_curves() -> None:
    """ln TSH = s - 0.1345 FT4 and FT4 = G TSH / (2.75 + TSH), for odd people too."""
    set_point = np.array([-2.0, 0.5, 2.4, 4.0, 6.0])
    capacity = np.array([0.5, 20.0, 46.7, 90.0, 400.0])
    tsh, ft4 = equilibrium(set_point, capacity)
    known = parameters()
    np.testing.assert_allclose(np.log(tsh), set_point - known["tsh_slope"] * ft4, atol=1e-9)
    np.testing.assert_allclose(ft4, capacity * tsh / (known["gland_half"] + tsh), rtol=1e-12)


def test_a_worn_gland_raises_tsh_more_than_it_lowers_thyroxine() -> None:
    """Half the capacity: the pituitary makes up for much of it."""
    (tsh, ft4), (worn_tsh, worn_ft4) = (
        equilibrium(SET_POINT, CAPACITY * left) for left in (1.0, 0.5)
    )
    assert worn_tsh[0] / tsh[0] > 1.5
    assert 0.6 < worn_ft4[0] / ft4[0] < 0.8


def test_a_higher_set_point_raises_both() -> None:
    """More drive at the same gland."""
    low, high = equilibrium(SET_POINT, CAPACITY), equilibrium(SET_POINT + 0.5, CAPACITY)
    assert high[0][0] > low[0][0]
    assert high[1][0] > low[1][0]


def test_a_gland_that_gives_nothing_leaves_tsh_at_the_set_point() -> None:
    """No thyroxine, no brake."""
    tsh, ft4 = equilibrium(SET_POINT, np.array([0.0]))
    assert np.log(tsh[0]) == pytest.approx(SET_POINT[0], abs=1e-9)
    assert ft4[0] == 0.0


def test_the_treated_lie_on_their_own_curve() -> None:
    """Levothyroxine adds: it raises nobody's TSH, and the pituitary answers what there is."""
    gland = thyroid(people(5000, 1), 1)
    picomolar = gland.ft4 / tables.analytes()["ft4"].units["pmol/L"].scale
    answer = gland.set_point - parameters()["tsh_slope"] * picomolar
    assert gland.treated.sum() > 100
    np.testing.assert_allclose(np.log(gland.tsh), answer, atol=1e-9)
