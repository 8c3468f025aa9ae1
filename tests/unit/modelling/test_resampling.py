"""Bootstrap weights: whole people, whole sampling units."""

import numpy as np
import pandas as pd
import pytest

from nhml.modelling import resampling


def test_panels_of_one_person_come_and_go_together() -> None:
    """Person a has rows 0 and 2."""
    weights = resampling.by_person(np.array(["a", "b", "a", "c"]), 200, 0)
    assert (weights[:, 0] == weights[:, 2]).all()
    assert set(np.unique(weights[:, 0])) == {0, 1, 2, 3}


def test_as_many_people_are_drawn_as_there_are() -> None:
    """Three people with one row each."""
    assert (resampling.by_person(np.array(["a", "b", "c"]), 50, 1).sum(axis=1) == 3).all()


def test_units_are_drawn_within_their_stratum_and_rescaled() -> None:
    """Of two units one is drawn: it weighs double, the other nothing."""
    stratum, psu = np.array([1, 1, 2, 2]), np.array([1, 2, 1, 2])
    weights = resampling.by_design(np.array([10.0, 20.0, 30.0, 40.0]), stratum, psu, 100, 0)
    assert set(map(tuple, weights)) == {
        (20, 0, 60, 0),
        (20, 0, 0, 80),
        (0, 40, 60, 0),
        (0, 40, 0, 80),
    }


def test_the_mean_of_resampled_weights_is_the_weight() -> None:
    """Over many resamples, three units in a stratum."""
    weight = np.array([1.0, 2.0, 3.0])
    resampled = resampling.by_design(weight, np.ones(3), np.arange(3), 20_000, 0)
    assert resampled.mean(axis=0) == pytest.approx(weight, rel=0.03)


def test_a_stratum_with_one_unit_stays_as_it_is() -> None:
    """It cannot tell its own variance."""
    resampled = resampling.by_design(np.array([5.0, 6.0]), np.ones(2), np.ones(2), 10, 0)
    assert (resampled == [5.0, 6.0]).all()


def test_the_interval_of_a_mean_covers_it_as_often_as_it_says() -> None:
    """Of 200 samples of 60 people, the 95 % interval holds the truth in nine tenths or more."""
    drawn, held = np.random.default_rng(3), 0
    for seed in range(200):
        values = drawn.normal(0, 1, 60)
        weights = resampling.by_person(np.arange(60).astype(str), 200, seed)
        low, high = np.quantile(weights @ values / 60, (0.025, 0.975))
        held += low <= 0 <= high
    assert 0.90 <= held / 200 <= 0.98


def test_without_a_survey_nothing_is_weighted() -> None:
    """The first row of weights is the estimate's own."""
    found = resampling.blocks(pd.DataFrame({"subject_id": ["a", "b"]}), 5, 0)
    assert list(found) == [""]
    assert found[""].shape == (6, 2)
    assert (found[""][0] == 1).all()
