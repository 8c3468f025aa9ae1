"""How large a change must be to be more than noise."""

import math

import numpy as np
import pytest

from nhml.features import variation
from nhml.knowledge import tables

SKEWED = [row for row in tables.biological_variation() if row.reference_change_up]
PLAIN = [
    row
    for row in tables.biological_variation()
    if row.reference_change and row.within_person and not row.reference_change_up
]


def test_the_reference_change_is_as_harris_and_yasaka_have_it() -> None:
    """1983: within a person 19.3 %, the assay 4.0 %."""
    assert float(variation.rcv(19.3, 4.0)) == pytest.approx(54.6337, rel=1e-3)


def test_a_halved_value_is_one_fold_down() -> None:
    """By definition: 4.0 and then 2.0."""
    assert float(variation.log2_ratio(4.0, 2.0)) == pytest.approx(-1.0)


@pytest.mark.parametrize("row", SKEWED, ids=lambda row: f"{row.analyte}-{row.sex}")
def test_the_log_limits_are_those_that_the_table_states(row) -> None:
    """Recomputed from the variations that its sources give."""
    up, down = variation.limits(row.within_person, row.analytical or 0.0)
    assert float(up) == pytest.approx(row.reference_change_up, abs=0.06)
    assert float(down) == pytest.approx(row.reference_change_down, abs=0.06)


@pytest.mark.parametrize("row", PLAIN, ids=lambda row: f"{row.analyte}-{row.sex}")
def test_the_plain_limits_are_those_that_the_table_states(row) -> None:
    """The same up and down, where the total variation is 15 % at most."""
    up, down = variation.limits(row.within_person, row.analytical or 0.0)
    assert float(up) == -float(down) == pytest.approx(row.reference_change, abs=0.06)


def test_many_earlier_results_narrow_what_is_noise() -> None:
    """sqrt(1 + 1/n): of very many, half the variance of a difference is left."""
    one, four, many = variation.rcv(5.0, 2.0, np.array([1, 4, 10**9]))
    assert four / one == pytest.approx(math.sqrt(1.25 / 2.0))
    assert many / one == pytest.approx(math.sqrt(0.5))


def test_a_laboratorys_own_imprecision_goes_before_that_of_the_table() -> None:
    """But is not added where the published variation holds that of the assay already."""
    tsh, tt3 = variation.rows("tsh")[0], variation.rows("tt3")[0]
    assert variation.analytical(tsh) == tsh.analytical
    assert variation.analytical(tsh, 1.5) == 1.5
    assert variation.analytical(tt3, 5.0) == 0.0


def test_where_no_variation_is_known_there_is_no_row() -> None:
    """Nobody may compute one for ACTH, progesterone, DHEAS; 20 % for IGF-1 is a rule of thumb."""
    for analyte in ("acth", "progesterone", "dheas", "igf1"):
        assert variation.rows(analyte) == ()
