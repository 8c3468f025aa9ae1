"""What a question to a model may change, row by row."""

import numpy as np
import pytest

from nhml.knowledge import tables
from nhml.knowledge.questions import Coupling, Modifiable
from nhml.panels import expressions

COLUMNS = {*tables.analytes(), *tables.symptoms(), *tables.context()}


@pytest.mark.parametrize("entry", tables.modifiable().values(), ids=tables.modifiable())
def test_an_input_exists_and_its_bounds_hold_a_change_of_nothing(entry: Modifiable) -> None:
    """In a unit that the column has, or as a share of it."""
    known = {**tables.context(), **tables.symptoms(), **tables.analytes()}[entry.key]
    assert entry.change[0] <= 0 <= entry.change[1]
    assert entry.change[0] < entry.change[1]
    assert entry.change_in in ("%", known.unit)
    assert expressions.names(entry.allowed_when or "1 == 1") <= COLUMNS
    if None not in entry.result:
        assert entry.result[0] < entry.result[1]


def test_no_hormone_age_or_sex_may_be_set() -> None:
    """Of what is measured only weight, which is no laboratory's."""
    assert set(tables.modifiable()) & set(tables.analytes()) == {"weight"}
    assert not {"age", "sex"} & set(tables.modifiable())


@pytest.mark.parametrize("entry", tables.couplings().values(), ids=tables.couplings())
def test_what_moves_is_known_and_may_not_be_set_itself(entry: Coupling) -> None:
    """And says whence its share is known."""
    assert entry.moves in tables.modifiable()
    assert entry.moved in tables.analytes()
    assert entry.moved not in tables.modifiable()
    assert entry.words


def test_the_waist_moves_by_the_slope_that_was_published() -> None:
    """Ebrahimzadeh Attari 2024: change in per cent = -0.120 + 0.703 times that of weight.

    Rothberg 2017 has means of 430 people: a BMI of 41 less 6, a waist of 120 less 14.
    """
    coupled = tables.couplings()["weight_waist"]
    assert coupled.share == 0.703
    assert f"{(14 / 120) / (6 / 41):.2f}" == "0.80"
    assert "0.80 per cent" in coupled.words
    at_ten = -0.120 + 0.703 * -10
    assert np.isclose(at_ten, coupled.share * -10, atol=0.13)
