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


def test_the_only_unit_of_the_only_stratum_stays_as_it_is() -> None:
    """It cannot tell its own variance, and there is nothing to join it to."""
    resampled = resampling.by_design(np.array([5.0, 6.0]), np.ones(2), np.ones(2), 10, 0)
    assert (resampled == [5.0, 6.0]).all()


@pytest.mark.parametrize("lonely", [1, 2, 3])
def test_a_stratum_with_one_unit_joins_another(lonely: int) -> None:
    """Kept as it is, a third of the population would have no variance at all."""
    stratum = np.array([1, 1, 2, 2, 3, 3])
    psu = np.where(stratum == lonely, 1, [1, 2, 1, 2, 1, 2])
    weights = resampling.by_design(np.ones(6), stratum, psu, 200, 0)
    assert (weights.std(axis=0) > 0).all()
    together = stratum == lonely
    assert (weights[:, together][:, 0] == weights[:, together][:, 1]).all()


def linearised(y: np.ndarray, weight: np.ndarray, stratum: np.ndarray, psu: np.ndarray) -> float:
    """Standard error of a weighted mean by Taylor series (Woodruff 1971), written from the book."""
    mean = (weight * y).sum() / weight.sum()
    part = weight * (y - mean) / weight.sum()
    variance = 0.0
    for h in sorted(set(stratum)):
        totals = [part[(stratum == h) & (psu == i)].sum() for i in sorted(set(psu[stratum == h]))]
        m = len(totals)
        variance += m / (m - 1) * sum((one - sum(totals) / m) ** 2 for one in totals)
    return float(np.sqrt(variance))


@pytest.mark.parametrize("units", [2, 3, 5])
def test_the_spread_of_a_survey_mean_is_the_linearised_one(units: int) -> None:
    """Clusters alike within, strata unlike, weights from 1 to 9; of people drawn it would be less.

    Some of the units hold nobody of weight: of a subsample they are units all the same.
    """
    drawn = np.random.default_rng(units)
    n = 1200
    stratum, psu = drawn.integers(0, 15, n), drawn.integers(0, units, n)
    cluster = drawn.normal(0, 0.5, (15, units))[stratum, psu]
    y = (drawn.normal(0, 1, n) + cluster + 0.2 * stratum > 1.5).astype(float)
    weight = drawn.uniform(1, 9, n) * ~((stratum == 4) & (psu == 1))
    resampled = resampling.by_design(weight, stratum, psu, 6000, 1)
    means = resampled @ y / resampled.sum(axis=1)
    assert means.std() == pytest.approx(linearised(y, weight, stratum, psu), rel=0.05)


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
