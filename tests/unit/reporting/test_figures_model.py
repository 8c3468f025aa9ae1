"""Figures of a model itself: contributions without persons, tuning, truth."""

from itertools import pairwise

import numpy as np
import pytest

from nhml.reporting import figures
from nhml.reporting.figures_model import _cells, contributions, truth, tuning

DRAWN = np.random.default_rng(0)
VALUES = DRAWN.normal(size=(400, 3))
VALUES[DRAWN.random((400, 3)) < 0.2] = np.nan
PARTS = np.nan_to_num(VALUES) ** 3


@pytest.mark.parametrize("step", [0.01, 0.1, 1.0])
def test_no_bar_is_of_fewer_than_ten_people(step: float) -> None:
    """However far out they lie; together the bars hold everybody."""
    found = list(_cells(VALUES[:, 0], PARTS[:, 0], step))
    assert min(one.people for one in found) >= 10
    assert sum(one.people for one in found) == 400
    assert all(one.end <= after.start + 1e-9 for one, after in pairwise(found))


def test_the_ends_of_bars_are_round_numbers_and_no_persons() -> None:
    """The extreme contribution of one person cannot be read from where a bar ends."""
    ends = [end for one in _cells(VALUES[:, 0], PARTS[:, 0], 0.1) for end in one[:2]]
    assert np.allclose(np.round(np.array(ends) / 0.1), np.array(ends) / 0.1)


def test_high_values_have_the_high_rank_and_missing_ones_none() -> None:
    """A contribution that rises with its value goes from low to high."""
    value = np.linspace(0, 1, 200)
    found = list(_cells(value, value, 0.25))
    assert [one.rank for one in found] == sorted(one.rank for one in found)
    assert np.isnan(next(_cells(np.full(50, np.nan), np.zeros(50), 0.1)).rank)


def test_the_largest_stands_first_with_its_group() -> None:
    """Fifteen at most."""
    figure = contributions(["a", "shbg", "c"], VALUES, PARTS * [1, 5, 2], ["x", "HPG", "y"])
    assert [tick.get_text() for tick in figure.axes[0].get_yticklabels()] == [
        "shbg (HPG)", "c (y)", "a (x)",
    ]  # fmt: skip
    many = contributions([str(at) for at in range(30)], *[DRAWN.normal(size=(50, 30))] * 2)
    assert len(many.axes[0].get_yticklabels()) == 15


def test_a_feature_that_adds_nothing_is_drawn() -> None:
    """For all of ten people."""
    assert "figure" not in figures.svg(contributions(["a"], np.ones((10, 1)), np.zeros((10, 1))))


def test_tuning_shows_the_best_so_far() -> None:
    """Never rising."""
    line = tuning({"trees": [0.5, 0.4, 0.6]}).axes[0].lines[1]
    assert list(line.get_ydata()) == [0.5, 0.4, 0.4]


def test_truth_holds_every_simulated_person() -> None:
    """Equal axes from nought."""
    axes = truth(np.array([0.1, 0.4]), np.array([0.2, 0.3])).axes[0]
    assert axes.get_xlim() == axes.get_ylim() == (0.0, 0.4)
