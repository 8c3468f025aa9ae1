"""A measurement as its normal score."""

import numpy as np
import pytest
from scipy.stats import norm

from nhml.modelling.normal_scores import Scale


def test_a_normal_measurement_keeps_its_standard_scores() -> None:
    """Between the quantiles, and beyond them, where nobody was."""
    known = norm(100.0, 15.0).ppf((np.arange(10_000) + 0.5) / 10_000)
    scale = Scale.learn("hba1c", False, known, 0.005)
    assert scale.read(np.array([100.0, 115.0, 70.0, 190.0])) == pytest.approx(
        [0, 1, -2, 6], abs=0.05
    )


def test_what_is_skewed_is_read_by_how_few_reach_it() -> None:
    """A log-normal one is normal on the log scale; zero is far below, and no fault."""
    known = np.exp(norm.ppf((np.arange(10_000) + 0.5) / 10_000))
    scale = Scale.learn("tsh", True, known, 0.005)
    assert scale.read(np.exp([-1.0, 2.0, 4.0])) == pytest.approx([-1, 2, 4], abs=0.05)
    assert -12 < scale.read(np.array([0.0]))[0] < -5


def test_a_gap_stays_a_gap() -> None:
    """It is left out of the distance."""
    scale = Scale.learn("age", False, np.linspace(20.0, 60.0, 400), 0.025)
    assert np.isnan(scale.read(np.array([np.nan]))).all()


def test_ties_are_read_as_their_middle() -> None:
    """Half at the lowest: those rank from 0 to 0.5, and below them it goes on as above."""
    known = np.concatenate([np.full(500, 5.0), np.linspace(5.1, 10.0, 500)])
    scale = Scale.learn("crp", False, known, 0.025)
    below, at, above = scale.read(np.array([4.0, 5.0, 9.0]))
    assert below < at < 0.0 < above


def test_one_value_for_nearly_all_is_read_as_nothing() -> None:
    """It tells nobody apart."""
    known = np.concatenate([np.full(1000, 5.0), np.arange(11.0)])
    scale = Scale.learn("crp", False, known, 0.025)
    assert scale.read(np.array([4.0, 5.0, 11.0])).tolist() == [0.0, 0.0, 0.0]


def test_plain_data_goes_there_and_back() -> None:
    """Through lists."""
    scale = Scale.learn("tsh", True, np.linspace(0.5, 4.0, 400), 0.025)
    plain = {
        key: list(cell) if isinstance(cell, tuple) else cell for key, cell in scale.plain().items()
    }
    assert Scale.from_plain(plain) == scale
