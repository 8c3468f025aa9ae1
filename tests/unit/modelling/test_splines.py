"""Restricted cubic splines by Harrell's formula."""

import numpy as np
import pytest

from nhml.modelling.splines import basis, knots

AT = np.array([1.0, 2.0, 4.0, 8.0])


def test_a_term_by_hand() -> None:
    """At 5: (4^3 - 1^3 (8-1)/(8-4) + 0) / 7^2 and (3^3 - 1^3 (8-2)/(8-4) + 0) / 7^2."""
    columns = basis(np.array([5.0]), AT)[0]
    assert columns == pytest.approx([5.0, (64 - 7 / 4) / 49, (27 - 6 / 4) / 49])


def test_it_is_straight_beyond_the_outer_knots() -> None:
    """Second differences vanish below the first and above the last."""
    for grid in (np.linspace(-5, 1, 20), np.linspace(8, 20, 20)):
        assert np.abs(np.diff(basis(grid, AT), n=2, axis=0)).max() < 1e-9


def test_without_knots_it_is_a_straight_line() -> None:
    """One column, the value itself."""
    assert basis(np.array([3.0, 4.0]), np.empty(0)).tolist() == [[3.0], [4.0]]


def test_knots_stand_at_harrells_quantiles() -> None:
    """Four of them at 5, 35, 65 and 95 percent; too few distinct values have none."""
    assert knots(np.arange(101.0), 4) == pytest.approx([5, 35, 65, 95])
    assert len(knots(np.array([0.0, 1.0] * 50), 4)) == 0
