"""Canonical values in other units."""

import numpy as np
import pytest

from nhml.features.molar import in_unit


def test_a_canonical_value_goes_back_to_where_it_came_from() -> None:
    """288.431 g/mol: 28.8431 ng/dL are 1 nmol/L."""
    assert in_unit("testosterone", np.array([28.8431]), "nmol/L") == pytest.approx([1.0])
    assert in_unit("hba1c", np.array([6.5]), "mmol/mol") == pytest.approx([47.5], abs=0.05)


def test_a_unit_that_the_analyte_has_not_is_refused() -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError, match="tsh cannot be given in mmol/L"):
        in_unit("tsh", np.array([1.0]), "mmol/L")
