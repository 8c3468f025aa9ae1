"""Values that say one unit and look like another."""

import numpy as np
import pytest

from nhml.modelling.foreign_units import pairs, suspect, words
from nhml.modelling.spread import Spread

FT4 = np.random.default_rng(0).normal(1.2, 0.15, 600)  # ng/dL


@pytest.fixture(scope="module")
def then() -> Spread:
    """Free thyroxine of six hundred people."""
    made = Spread.of(FT4, np.array([f"s{at}" for at in range(600)], dtype=object))
    assert made is not None
    return made


def test_a_part_in_another_unit_is_found_and_named(then: Spread) -> None:
    """A tenth says pmol/L and is in ng/dL: canonical values come out at a thirteenth."""
    values = FT4.copy()
    values[:60] *= 1 / 12.87
    share, factor = suspect("ft4", values, then, ["pmol/L", "ng/dL"])
    assert share == pytest.approx(0.1, abs=0.01)
    assert words("ft4", factor) == ("pmol/L", "ng/dL")


def test_other_people_are_not_another_unit(then: Spread) -> None:
    """A quarter lower is a change that units do not make."""
    assert suspect("ft4", FT4 * 0.75, then, ["ng/dL"])[0] < 0.02
    assert words("ft4", 0.75) is None


@pytest.mark.parametrize("name", ["age", "phq9_1", "hba1c"])
def test_what_has_no_factor_has_no_pair_by_it(name: str) -> None:
    """No analyte, or units with an offset beside their factor."""
    assert all(factor > 0 for factor in pairs(name).values())
    assert name == "hba1c" or pairs(name) == {}
