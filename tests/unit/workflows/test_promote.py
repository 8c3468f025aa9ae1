"""The gate: what is not shown counts as not so."""

from dataclasses import replace

import numpy as np
import pytest

from nhml.knowledge import tables
from nhml.modelling.evaluation import Evaluation, Row
from nhml.modelling.risk_model import RiskModel
from nhml.workflows.promote import conditions

FIGURES = {
    "o_e": (1.0, 0.93, 1.07),
    "calibration_slope": (1.0, 0.9, 1.1),
    "scored_share": (0.97, 0.96, 0.98),
    "log_loss_minus_baseline": (-0.01, -0.02, -0.001),
    "net_benefit_0.2_minus_baseline": (0.0, -0.01, 0.01),
    "net_benefit_0.2_minus_rule": (0.02, 0.01, 0.03),
    "net_benefit_0.2_minus_all": (0.03, 0.02, 0.04),
}


def judged(**changes: tuple[float, float, float] | None) -> Evaluation:
    """An evaluation that passes, but for these figures."""
    figures = {**FIGURES, **{name.replace("__", "."): found for name, found in changes.items()}}
    rows = [Row("all", name, *found, 500) for name, found in figures.items() if found]
    return Evaluation(tuple(rows))


def failed(model: RiskModel, evaluation: Evaluation) -> list[str]:
    """The conditions that do not hold."""
    return [one.name for one in conditions(model, evaluation) if not one.holds]


def test_a_calibrated_better_model_passes(model: RiskModel) -> None:
    """Every condition holds, and each says by which figure."""
    assert failed(model, judged()) == []
    words = {one.name: one.words for one in conditions(model, judged())}
    assert words["observed over expected"].startswith("1.00 (0.93 to 1.07)")
    assert words["clinical rule"] == "none is known for low_testosterone_300"
    assert words["leakage"].endswith("by name and reason: shbg")


@pytest.mark.parametrize(
    ("figures", "name"),
    [
        ({"o_e": (1.0, 0.7, 1.3)}, "observed over expected"),
        ({"o_e": (1.4, 1.3, 1.5)}, "observed over expected"),
        ({"calibration_slope": (0.7, 0.6, 0.8)}, "calibration slope"),
        ({"calibration_slope": None}, "calibration slope"),
        ({"calibration_slope": (1.0, np.nan, np.nan)}, "calibration slope"),
        ({"scored_share": (0.5, 0.4, 0.6)}, "scored share"),
        ({"log_loss_minus_baseline": (-0.01, -0.02, 0.001)}, "logistic baseline"),
        ({"log_loss_minus_baseline": None}, "logistic baseline"),
    ],
)
def test_a_condition_that_fails_is_named(
    model: RiskModel, figures: dict[str, tuple[float, float, float] | None], name: str
) -> None:
    """Too wide an interval, a figure that is bad, one that is unknown."""
    assert failed(model, judged(**figures)) == [name]


def test_more_net_benefit_than_the_baseline_is_enough(model: RiskModel) -> None:
    """At one threshold that the config names, its interval above zero."""
    even = {"log_loss_minus_baseline": (0.0, -0.01, 0.01)}
    gained = {"net_benefit_0__2_minus_baseline": (0.02, 0.01, 0.03)}
    assert failed(model, judged(**even)) == ["logistic baseline"]
    assert failed(model, judged(**even, **gained)) == []


@pytest.mark.parametrize(
    "worse",
    [
        {"log_loss_minus_baseline": (0.01, 0.001, 0.02)},
        {
            "log_loss_minus_baseline": (0.0, -0.01, 0.01),
            "net_benefit_0__3_minus_baseline": (-0.02, -0.03, -0.01),
        },
    ],
)
def test_one_threshold_does_not_excuse_what_is_shown_to_be_worse(
    model: RiskModel, worse: dict[str, tuple[float, float, float]]
) -> None:
    """Of many thresholds one is better by chance; log loss or another threshold says no."""
    gained = {"net_benefit_0__2_minus_baseline": (0.02, 0.01, 0.03)}
    assert failed(model, judged(**worse, **gained)) == ["logistic baseline"]


def test_a_subgroup_that_is_shown_to_be_off_fails_and_one_of_few_people_does_not(
    model: RiskModel,
) -> None:
    """At one hospital half of what is expected happens; at another nobody knows yet."""
    some = (Row("site=A", "o_e", 0.48, 0.32, 0.7, 900), Row("site=B", "o_e", 0.7, 0.4, 1.2, 60))
    assert failed(model, Evaluation((*judged().rows, *some[1:]))) == []
    both = {one.name: one for one in conditions(model, Evaluation((*judged().rows, *some)))}
    assert not both["subgroups"].holds
    assert both["subgroups"].words.startswith("site=A: observed over expected 0.48 (0.32 to 0.70)")


def test_a_logistic_model_has_nothing_simpler_to_beat(model: RiskModel) -> None:
    """It is the baseline."""
    plain = replace(model, training={**model.training, "estimator": "logistic"})
    assert failed(plain, judged(log_loss_minus_baseline=(0.0, 0.0, 0.0))) == []


@pytest.mark.parametrize(
    ("benefit", "wanted"),
    [((0.02, 0.01, 0.03), []), ((0.02, -0.01, 0.03), ["clinical rule"]), (None, ["clinical rule"])],
)
def test_the_clinical_rule_has_to_be_beaten_where_there_is_one(
    model: RiskModel, benefit: tuple[float, float, float] | None, wanted: list[str]
) -> None:
    """Undiagnosed dysglycaemia has the risk test of the ADA."""
    about = replace(model, outcome=tables.outcomes()["dysglycaemia_undiagnosed"])
    found = failed(about, judged(net_benefit_0__2_minus_rule=benefit))
    assert [name for name in found if name != "leakage"] == wanted


def test_what_acting_on_everybody_gains_as_well_does_not_beat_a_rule(model: RiskModel) -> None:
    """One risk for all lies above every low threshold, and a rule that seldom acts loses to it."""
    about = replace(model, outcome=tables.outcomes()["dysglycaemia_undiagnosed"])
    for all_ in ((0.0, 0.0, 0.0), None):
        assert "clinical rule" in failed(about, judged(net_benefit_0__2_minus_all=all_))


def test_what_of_a_rule_was_not_asked_is_said(model: RiskModel) -> None:
    """Three of seven questions: the rule that was beaten is the lesser part of it."""
    about = replace(model, outcome=tables.outcomes()["dysglycaemia_undiagnosed"])
    rows = (*judged().rows, Row("all", "rule_known_share", 3 / 7, 0.4, 0.45, 500))
    words = {one.name: one.words for one in conditions(about, Evaluation(rows))}
    assert "of what it asks 43% was known, and the rest counted as no" in words["clinical rule"]


def test_a_model_that_reads_what_defines_its_outcome_never_passes(model: RiskModel) -> None:
    """Though its tables said otherwise when it was trained."""
    about = replace(model, outcome=tables.outcomes()["dysglycaemia_undiagnosed"], pathway={})
    words = {one.name: one.words for one in conditions(about, judged())}
    assert words["leakage"].startswith("features would leak dysglycaemia_undiagnosed")
