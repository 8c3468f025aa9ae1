"""Optimism: what a model loses between the people it learnt from and others."""

import numpy as np
import pytest

from nhml.cohorts.cohort import Cohort
from nhml.modelling import optimism
from nhml.modelling.estimators import Recipe
from nhml.modelling.evaluation import Row
from nhml.modelling.optimism import METRICS, _rows, refit
from nhml.modelling.risk_model import RiskModel

TREES = {"trees": {"max_depth": 4, "n_trees": 60, "min_child_weight": 2.0}}


@pytest.fixture(scope="module")
def plain(cohort: Cohort) -> RiskModel:
    """A logistic model of the invented men, with features that tell little."""
    learning = {"groups": ["person", "metabolic", "symptoms"], "pathway": {"shbg": "together"}}
    return RiskModel.fit(cohort, estimator="logistic", trials=0, refits=0, **learning)


@pytest.fixture(scope="module")
def rows(plain: RiskModel, cohort: Cohort) -> dict[str, Row]:
    """Twelve refits."""
    found = optimism.optimism(plain, cohort, resamples=12, seed=3)
    return {one.metric: one for one in found}


def test_a_model_flatters_itself_on_every_figure(rows: dict[str, Row]) -> None:
    """It ranks worse, loses more elsewhere, and its slope is below the one it shows."""
    assert rows["optimism_auroc"].value > 0.0
    assert rows["optimism_log_loss"].value < 0.0
    assert rows["optimism_brier"].value < 0.0
    assert rows["corrected_calibration_slope"].value < rows["apparent_calibration_slope"].value


def test_corrected_is_apparent_less_optimism(rows: dict[str, Row]) -> None:
    """Of each of the four; and the interval holds it."""
    assert len(rows) == 3 * len(METRICS)
    for metric in METRICS:
        apparent, by, corrected = (
            rows[f"{what}_{metric}"] for what in ("apparent", "optimism", "corrected")
        )
        assert corrected.value == pytest.approx(apparent.value - by.value)
        assert by.low < by.value < by.high
        assert corrected.low < corrected.high


def test_processes_change_nothing_but_the_time(plain: RiskModel, cohort: Cohort) -> None:
    """Each sample has a seed of its own."""
    one, two = (optimism.optimism(plain, cohort, resamples=4, seed=1, jobs=jobs) for jobs in (1, 2))
    assert one == two


def test_of_noise_nothing_is_left() -> None:
    """Trees that rank noise on their own sample rank everybody far worse."""
    drawn = np.random.default_rng(0)
    X, y = drawn.normal(size=(300, 6)), (drawn.random(300) < 0.4).astype(float)
    recipe = Recipe(("trees",), TREES)
    found = np.array([refit(recipe, X, y, np.arange(300).astype(object), (0, at))
                      for at in range(6)])  # fmt: skip
    on_sample, on_everybody = found[:, 0, 0].mean(), found[:, 1, 0].mean()
    assert on_sample > on_everybody + 0.05


def test_the_optimism_is_the_mean_loss_and_one_sample_that_cannot_tell_is_left_out() -> None:
    """0.10 and 0.20 lost, twenty times; one sample unknown; apparent 0.9."""
    found = np.array([[0.9, 0.8], [0.9, 0.7]] * 20 + [[np.nan, 0.8]])
    apparent, by, corrected = _rows("auroc", 0.9, found, 50)
    assert apparent.value == 0.9
    assert by.value == pytest.approx(0.15)
    assert corrected[2:5] == pytest.approx((0.75, 0.75, 0.75))


def test_too_many_samples_that_cannot_tell_leave_it_unknown() -> None:
    """Two of ten."""
    found = np.array([[0.9, 0.8]] * 8 + [[np.nan, 0.8]] * 2)
    assert all(np.isnan(one.value) for one in list(_rows("auroc", 0.9, found, 50))[1:])
