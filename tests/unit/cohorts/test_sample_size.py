"""The worked examples of the papers that the criteria come from."""

import pytest

from nhml.cohorts.sample_size import (
    expected_shrinkage,
    for_mean_error,
    for_optimism,
    for_overall_risk,
    for_shrinkage,
    largest_r2,
    sample_size,
)


def test_chagas_disease_is_told_with_662_people() -> None:
    """Riley 2019: 24 parameters, R² 0.288, prevalence 0.174; 4.8 events a parameter.

    623 keep nine tenths of effects, 662 meet all.
    """
    size = sample_size(1000, 174, 24, 0.288)
    assert (size.shrinkage, size.optimism, size.overall_risk) == (623, 662, 221)
    assert max(size.shrinkage, size.optimism, size.overall_risk) == 662
    assert round(662 * 0.174 / 24, 1) == 4.8


def test_pre_eclampsia_is_told_with_5249_people() -> None:
    """Riley 2020: 30 parameters, prevalence 0.05, R² 0.05; 263 events, 8.75 a parameter."""
    assert for_shrinkage(30, 0.05) == 5249
    assert for_mean_error(0.05, 30) == 544
    assert round(5249 * 0.05 / 30, 2) == 8.75
    assert sample_size(6000, 300, 30).wanted == pytest.approx(5249, rel=0.02)  # 15 % of 0.33


@pytest.mark.parametrize(("prevalence", "people"), [(0.5, 385), (0.2, 246), (0.1, 139)])
def test_an_overall_risk_is_told_to_within_five_points(prevalence: float, people: int) -> None:
    """Riley 2020: (1.96 / 0.05)² times p (1 - p)."""
    assert for_overall_risk(prevalence) == people


@pytest.mark.parametrize(
    ("prevalence", "largest"),
    [(0.5, 0.75), (0.4, 0.74), (0.3, 0.71), (0.2, 0.63), (0.1, 0.48), (0.05, 0.33), (0.01, 0.11)],
)
def test_a_rare_outcome_allows_a_small_r2_only(prevalence: float, largest: float) -> None:
    """The table of Riley 2019 and 2020."""
    assert round(largest_r2(prevalence), 2) == largest


def test_the_mean_error_is_answered_up_to_thirty_parameters() -> None:
    """Van Smeden 2019 tried no more: 10 parameters at 0.3 want 461; frequent is as rare."""
    assert for_mean_error(0.3, 10) == for_mean_error(0.7, 10) == 461
    assert for_mean_error(0.3, 31) is None
    assert sample_size(1000, 300, 31, 0.1).mean_error is None


def test_what_is_kept_grows_with_people() -> None:
    """The same equation, the other way round; nobody keeps nothing."""
    assert expected_shrinkage(5249, 30, 0.05) == pytest.approx(0.9, abs=1e-4)
    assert expected_shrinkage(662, 24, 0.288) > 0.9 > expected_shrinkage(600, 24, 0.288)
    assert expected_shrinkage(1, 300, 0.05) == 0.0
    assert for_optimism(0.174, 24, 0.288) == 662
