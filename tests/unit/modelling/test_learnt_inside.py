"""Numbers learnt in training, inside a model: in every fold, explained, kept."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nhml.cohorts.cohort import Cohort, gather
from nhml.cohorts.splits import by_person
from nhml.errors import ConfigError
from nhml.knowledge import tables
from nhml.modelling import bundle, probes
from nhml.modelling.estimators import MarginModel
from nhml.modelling.learning import INNER_FOLDS
from nhml.modelling.risk_model import RiskModel

THYROID = ["tsh", "ft4", "tsh_given_ft4", "tfqi"]


def thyroid_frame(n: int = 700, seed: int = 0) -> pd.DataFrame:
    """Antibodies where TSH is beyond what FT4 leads one to expect; a few take thyroxine."""
    drawn = np.random.default_rng(seed)
    ft4, beyond = np.exp(drawn.normal(0, 0.15, n)), drawn.standard_normal(n)
    risk = 1 / (1 + np.exp(1.5 - 1.5 * beyond))
    return pd.DataFrame(
        {
            "panel_id": [f"p{at:04d}" for at in range(n)],
            "age": drawn.integers(20, 80, n).astype(float),
            "sex": np.where(drawn.random(n) < 0.5, "F", "M"),
            "tsh": np.exp(0.5 - 4 * np.log(ft4) + 0.4 * beyond),
            "tsh_unit": "mIU/L",
            "ft4": ft4,
            "ft4_unit": "ng/dL",
            "tpo_ab": np.where(drawn.random(n) < risk, 100.0, 1.0),
            "tpo_ab_unit": "IU/mL",
            "on_levothyroxine": (drawn.random(n) < 0.1).astype(float),
        }
    )


@pytest.fixture(scope="module")
def thyroid() -> Cohort:
    """Seven hundred invented people with a known outcome."""
    return gather("invented", thyroid_frame(), tables.outcomes()["tpo_ab_positive"])


@pytest.fixture(scope="module")
def feedback(thyroid: Cohort) -> RiskModel:
    """A blend that reads TSH against FT4."""
    return RiskModel.fit(
        thyroid, name="feedback", include=THYROID, estimator="blend", trials=0, refits=2
    )


def test_a_residual_is_learnt_and_tells(thyroid: Cohort, feedback: RiskModel) -> None:
    """The invented truth is a residual: without it the same model loses more."""
    plain = RiskModel.fit(thyroid, include=THYROID[:2], estimator="logistic", trials=0, refits=0)
    learnt = RiskModel.fit(thyroid, include=THYROID[:3], estimator="logistic", trials=0, refits=0)
    losses = [one.classifier.tuned_["logistic"].losses[0] for one in (plain, learnt)]
    assert losses[1] < losses[0]
    assert len(feedback.classifier.model_.learnt) == 2


def test_contributions_add_up_and_stand_in_their_group(
    thyroid: Cohort, feedback: RiskModel
) -> None:
    """The residual is told as what it is: a z-score of the thyroid axis."""
    told, shown = feedback.explain(thyroid.panels), feedback.score(thyroid.panels)
    total = told.groupby("panel_id")["contribution"].sum().to_numpy()
    margin = np.log(shown["risk"] / (1 - shown["risk"])).to_numpy()
    np.testing.assert_allclose(total, margin, atol=1e-4)
    residual = told[told["feature"] == "tsh_given_ft4"]
    assert set(residual["group"]) == {"HPT"}
    assert residual["value"].mean() == pytest.approx(0.0, abs=0.1)
    assert residual["value"].std() == pytest.approx(1.0, abs=0.1)


def test_it_survives_its_bundle(thyroid: Cohort, feedback: RiskModel, tmp_path: Path) -> None:
    """The same risks and the same reasons, and the probes hold."""
    bundle.save(feedback, tmp_path / "model", probes.make(feedback, thyroid))
    again = bundle.load(tmp_path / "model")
    left, right = (one.explain(thyroid.panels)["contribution"] for one in (feedback, again))
    np.testing.assert_allclose(left, right, atol=1e-9)


def test_a_therapy_that_defines_the_outcome_changes_no_feature(
    thyroid: Cohort, feedback: RiskModel
) -> None:
    """Nobody was said to take thyroxine in training, so nobody is when scored."""
    frame = thyroid_frame().drop(columns=["tpo_ab", "tpo_ab_unit"])
    told = feedback.score(frame)["risk"]
    np.testing.assert_array_equal(told, feedback.score(frame.assign(on_levothyroxine=1))["risk"])
    np.testing.assert_array_equal(told, feedback.score(thyroid.panels)["risk"])


def test_a_partner_that_is_the_same_for_all_stays_the_partner() -> None:
    """No other column takes its place."""
    frame = thyroid_frame().assign(ft4=1.0)
    same = gather("invented", frame, tables.outcomes()["tpo_ab_positive"])
    model = RiskModel.fit(same, include=THYROID[:3], estimator="logistic", trials=0, refits=0)
    names = [one.name for one in model.features]
    learnt = model.classifier.model_.learnt[0]
    assert names[learnt.other] == "ft4"


def test_it_cannot_be_learnt_without_its_partner(thyroid: Cohort) -> None:
    """The config says so before any fit."""
    with pytest.raises(ConfigError, match="tsh_given_ft4 is learnt with ft4"):
        RiskModel.fit(thyroid, include=["tsh", "tsh_given_ft4"], trials=0, refits=0)


def test_nothing_of_held_out_people_is_learnt(thyroid: Cohort, feedback: RiskModel) -> None:
    """A held-out margin is that of a fit which never saw the row."""
    X, classifier = feedback.seen(thyroid.panels), feedback.classifier
    splits = by_person(thyroid.panels.subject_id, thyroid.event, INNER_FOLDS, seed=1)
    train, test = splits[0]
    alone = MarginModel(classifier.recipe_.alone("logistic")).fit(X[train], thyroid.event[train])
    held_out = classifier.tuned_["logistic"].margin[test]
    np.testing.assert_allclose(alone.margin(X[test]), held_out, atol=1e-9)
    assert not np.array_equal(alone.learnt[0].mean, classifier.model_.learnt[0].mean)
