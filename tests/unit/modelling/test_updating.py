"""A model for other people: what changes, what stays, what is refused."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit

from nhml.cohorts.cohort import Cohort, gather
from nhml.errors import CohortError
from nhml.knowledge import tables
from nhml.modelling import bundle, probes, updating
from nhml.modelling.risk_model import RiskModel
from nhml.reporting.card import card
from tests.people import panel_frame


def others(n: int = 3000, factor: float = 0.85) -> pd.DataFrame:
    """Men of another place, whose testosterone is lower by a share."""
    frame = panel_frame(n, seed=9)
    return frame.assign(testosterone=(frame["testosterone"] * factor).round())


@pytest.fixture(scope="module")
def elsewhere() -> Cohort:
    """They as a cohort; the model says too low a risk of most."""
    return gather("men elsewhere", others(), tables.outcomes()["low_testosterone_300"])


@pytest.mark.parametrize("method", ["intercept", "logistic", "refit"])
def test_contributions_add_up_and_as_many_are_expected_as_were_seen(
    each_model: RiskModel, elsewhere: Cohort, method: str
) -> None:
    """SHAP of the shown risk, whatever was updated, for every estimator."""
    updated = each_model.recalibrate(elsewhere, method=method)
    X = updated.seen(elsewhere.panels)
    margin = updated.margin(X)
    assert updated.contributions(X).sum(axis=1) == pytest.approx(margin, abs=1e-4)
    assert expit(margin).sum() == pytest.approx(elsewhere.event.sum(), rel=1e-6)
    before = expit(each_model.margin(X)).sum()
    assert before < 0.8 * elsewhere.event.sum()


def test_intercept_and_slope_leave_the_order_of_people(model: RiskModel, elsewhere: Cohort) -> None:
    """A revision may change it."""
    X = model.seen(elsewhere.panels)
    order = np.argsort(model.margin(X), kind="stable")
    for method in ("intercept", "logistic"):
        moved = model.recalibrate(elsewhere, method=method).margin(X)
        assert (np.diff(moved[order]) >= -1e-12).all()


def test_the_updated_model_is_another_and_says_whence(
    model: RiskModel, elsewhere: Cohort, tmp_path: Path
) -> None:
    """Saved and loaded it answers alike, under an identity of its own."""
    updated = model.recalibrate(elsewhere, method="logistic")
    saved = bundle.save(updated, tmp_path / "model", probes.make(updated, elsewhere))
    frame = others(200).drop(columns=["testosterone", "testosterone_unit"])
    ours, theirs = updated.score(frame), saved.score(frame)
    assert ours["risk"].to_numpy() == pytest.approx(theirs["risk"].to_numpy(), nan_ok=True)
    scored = theirs[theirs["status"] == "scored"]
    assert (scored["risk_low"] <= scored["risk"]).all()
    assert (scored["risk"] <= scored["risk_high"]).all()
    (told,) = saved.training["updates"]
    assert told["from"] == model.identity != saved.identity
    assert (told["method"], told["people"], told["cohort"]) == ("logistic", 3000, "men elsewhere")
    assert saved.held_out is None
    assert saved.training["people"] == model.training["people"]
    assert saved.training["base_rates"] != model.training["base_rates"]


def test_the_stability_interval_is_stretched_by_the_slope(
    model: RiskModel, elsewhere: Cohort
) -> None:
    """About the new log-odds it is as wide as about the old, times the slope."""
    updated = model.recalibrate(elsewhere, method="logistic")
    X = model.seen(elsewhere.panels)[:50]
    slope = updated.classifier.update_.slope
    widths = []
    for one in (model, updated):
        low, high = updating.interval(one.classifier, one.stability, X, one.margin(X))
        widths.append(logit(high) - logit(low))
    assert widths[1] == pytest.approx(slope * widths[0], rel=1e-6)


def test_an_update_of_an_update_is_told_with_both(model: RiskModel, elsewhere: Cohort) -> None:
    """And a second one on the same people finds nothing to change."""
    once = model.recalibrate(elsewhere, method="refit")
    assert once.recalibrate(elsewhere) is once
    twice = once.recalibrate(elsewhere, method="intercept")
    assert [one["method"] for one in twice.training["updates"]] == ["refit", "intercept"]
    X = model.seen(elsewhere.panels)
    assert twice.margin(X) == pytest.approx(once.margin(X), abs=1e-6)


def test_the_baseline_is_updated_too(model: RiskModel, elsewhere: Cohort) -> None:
    """An advantage over a baseline that was left wrong would be none."""
    updated = model.recalibrate(elsewhere, method="intercept")
    X = model.seen(elsewhere.panels)
    expected = expit(updated.baseline.decision_function(X)).sum()
    assert expected == pytest.approx(elsewhere.event.sum(), rel=1e-6)


def test_too_few_people_are_refused_by_what_was_wanted(model: RiskModel) -> None:
    """A slope from 43 events."""
    few = gather("few", others(120, 0.9), tables.outcomes()["low_testosterone_300"])
    with pytest.raises(CohortError, match=r"update by logistic: \d+ people of the rarer class, w"):
        model.recalibrate(few, method="logistic")
    with pytest.raises(ValueError, match="wanted one of none, intercept, logistic, refit"):
        model.recalibrate(few, method="magic")


def test_people_who_are_ranked_the_wrong_way_round_are_not_helped(
    model: RiskModel, elsewhere: Cohort
) -> None:
    """An outcome that is coded the other way round."""
    turned = replace(elsewhere, event=1.0 - elsewhere.event)
    with pytest.raises(CohortError, match="coded the other way"):
        updating.advise(model, turned)


def test_a_person_with_many_panels_counts_once(model: RiskModel, elsewhere: Cohort) -> None:
    """Everybody sent twice is no more evidence than everybody sent once."""
    some = elsewhere.take(np.arange(800))
    twice = elsewhere.take(np.repeat(np.arange(800), 2))
    once, again = updating.advise(model, some), updating.advise(model, twice)
    assert (once.method, once.people, once.events) == (again.method, again.people, again.events)
    for ours, theirs in zip(once.tests, again.tests, strict=True):
        assert ours.statistic == pytest.approx(theirs.statistic, rel=1e-4)


def test_nobody_to_learn_from_is_said(model: RiskModel, elsewhere: Cohort) -> None:
    """Only people without the outcome."""
    without = elsewhere.take(np.flatnonzero(elsewhere.event == 0.0))
    with pytest.raises(CohortError, match="wanted people with and without it"):
        model.recalibrate(without)


def test_its_card_says_from_what_it_was_made(model: RiskModel, elsewhere: Cohort) -> None:
    """Method, model, people, events."""
    told = card(model.recalibrate(elsewhere, method="intercept")).markdown()
    words = f"by intercept, from {model.identity[:12]}, on 3,000 people of men elsewhere"
    assert words in told
