"""What is wrong with a model, by its figures: what is not shown counts as not so."""

from dataclasses import replace

import numpy as np
import pytest

from nhml.cohorts.finding import CHECKS
from nhml.knowledge import tables
from nhml.modelling.checks import findings, unstable
from nhml.modelling.conditions import conditions
from nhml.modelling.evaluation import Evaluation, Row
from nhml.modelling.instability import Instability
from nhml.modelling.risk_model import RiskModel

FIGURES = {
    "prevalence": (0.3, 0.27, 0.33),
    "auroc": (0.8, 0.77, 0.83),
    "auroc_all_eligible": (0.8, 0.77, 0.83),
    "o_e": (1.0, 0.93, 1.07),
    "o_e_all_eligible": (1.0, 0.93, 1.07),
    "calibration_slope": (1.0, 0.9, 1.1),
    "calibration_slope_all_eligible": (1.0, 0.9, 1.1),
    "scored_share": (0.97, 0.96, 0.98),
    "log_loss_minus_baseline": (-0.01, -0.02, -0.001),
    "log_loss_minus_baseline_all_eligible": (-0.01, -0.02, -0.001),
    "net_benefit_0.2_minus_baseline": (0.0, -0.01, 0.01),
    "net_benefit_0.2_minus_rule": (0.02, 0.01, 0.03),
    "net_benefit_0.2_minus_all": (0.03, 0.02, 0.04),
}


@pytest.fixture(name="model")
def enough(model: RiskModel) -> RiskModel:
    """The small blend, as if it had learnt from many and been judged by age and sex."""
    more = {"people": 3000, "events": 900, "judged": {"subgroups": ["age_band", "sex"]}}
    return replace(model, training={**model.training, **more})


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
        ({"scored_share": None}, "scored share"),
        ({"scored_share": (np.nan, np.nan, np.nan)}, "scored share"),
        ({"log_loss_minus_baseline": None}, "logistic baseline"),
        ({"log_loss_minus_baseline": (-0.01, np.nan, np.nan)}, "logistic baseline"),
        ({"auroc": (0.52, 0.49, 0.55)}, "logistic baseline"),
        ({"o_e_all_eligible": (1.4, 1.3, 1.5)}, "all eligible"),
        ({"o_e_all_eligible": None}, "all eligible"),
        ({"calibration_slope_all_eligible": (0.6, 0.5, 0.7)}, "all eligible"),
        ({"auroc_all_eligible": (0.6, 0.4, 0.8)}, "all eligible"),
        ({"log_loss_minus_baseline_all_eligible": (0.01, 0.001, 0.02)}, "all eligible"),
        ({"log_loss_minus_baseline_all_eligible": None}, "all eligible"),
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


def test_of_fifty_thresholds_one_gains_by_chance(model: RiskModel) -> None:
    """What is shown at one of one is not shown at one of fifty."""
    even = {"log_loss_minus_baseline": (0.0, -0.01, 0.01)}
    gained = Row("all", "net_benefit_0.5_minus_baseline", 0.02, 0.001, 0.039, 500)
    none = tuple(
        Row("all", f"net_benefit_0.{at}_minus_baseline", 0.0, -0.01, 0.01, 500)
        for at in range(51, 100)
    )
    rows = tuple(row for row in judged(**even).rows if not row.metric.endswith("2_minus_baseline"))
    assert failed(model, Evaluation((*rows, gained))) == []
    assert failed(model, Evaluation((*rows, gained, *none))) == ["logistic baseline"]


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
    plain = replace(model, classifier=model.baseline)
    same = judged(log_loss_minus_baseline=(0.0, 0.0, 0.0))
    assert failed(plain, same) == []
    renamed = replace(model, training={**model.training, "estimator": "logistic"})
    assert failed(renamed, same) == ["logistic baseline"]  # what it is counts, not what it says


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
    assert "hba1c" in words["leakage"]


def test_a_group_whose_interval_nobody_knows_is_off_where_its_figure_is(model: RiskModel) -> None:
    """An interval that cannot be told excuses nothing."""
    for value, wanted in ((0.5, ["subgroups"]), (1.0, [])):
        row = Row("site=A", "o_e", value, np.nan, np.nan, 90)
        assert failed(model, Evaluation((*judged().rows, row))) == wanted


@pytest.mark.parametrize(
    ("learnt", "events", "words"),
    [
        (60, 30, "wanted 100 of the rarer class"),
        (1_000, 99, "wanted 100 of the rarer class"),
        (220, 110, "385 people"),
        (100_000, 99_950, "50 of the rarer class"),
    ],
)
def test_too_few_to_learn_from_are_said(
    model: RiskModel, learnt: int, events: int, words: str
) -> None:
    """A floor, five a feature, and an overall risk that is known."""
    few = replace(model, training={**model.training, "people": learnt, "events": events})
    (found,) = [one for one in conditions(few, judged()) if not one.holds]
    assert (found.name, found.code) == ("people", "too_few_events")
    assert words in found.words


def test_more_features_ask_for_more_events(model: RiskModel) -> None:
    """Five of the rarer class for each."""
    wanted = 5 * 30
    many = replace(model, features=model.features[:1] * 30)
    for events, names in ((wanted, []), (wanted - 1, ["people"])):
        facts = {**model.training, "people": 10_000, "events": events}
        found = failed(replace(many, training=facts), judged())
        assert [name for name in found if name != "leakage"] == names


@pytest.mark.parametrize("told", [{}, {"judged": {}}, {"judged": {"subgroups": ["site"]}}])
def test_groups_that_nobody_looked_at_fail(model: RiskModel, told: dict[str, object]) -> None:
    """Naming no subgroup hides none."""
    facts = {key: value for key, value in model.training.items() if key != "judged"}
    assert failed(replace(model, training={**facts, **told}), judged()) == ["groups looked at"]


def test_men_alone_are_no_group_by_sex(model: RiskModel) -> None:
    """Their model is about one sex."""
    facts = {**model.training, "judged": {"subgroups": ["age_band"]}}
    assert failed(replace(model, training=facts), judged()) == []


def test_a_reason_makes_no_model_of_a_feature_that_tells_it_alone(model: RiskModel) -> None:
    """It may train, and is not promoted."""
    facts = {**model.training, "golden": {"bmi": "asked of everybody"}}
    (found,) = [
        one for one in conditions(replace(model, training=facts), judged()) if not one.holds
    ]
    assert found.code == "golden_feature"
    assert "bmi alone tells the outcome (asked of everybody)" in found.words


def test_every_condition_has_a_code_with_a_page(model: RiskModel) -> None:
    """No figures at all fail by every code there is but those of other doors."""
    found = list(conditions(model, Evaluation(())))
    assert {one.code for one in found} <= set(CHECKS)
    failing = {one.code for one in found if not one.holds}
    assert failing == {"miscalibrated", "too_many_abstained", "worse_than_baseline"}


def test_what_is_shown_stops_and_what_is_not_excluded_warns(model: RiskModel) -> None:
    """A slope of 0.6 is wrong; one of 1.0 with a wide interval may be."""
    shown = findings(model, judged(calibration_slope=(0.6, 0.5, 0.7)))
    wide = findings(model, judged(calibration_slope=(1.0, 0.5, 1.5)))
    assert [(one.code, one.severity) for one in shown] == [("miscalibrated", "stop")]
    assert [(one.code, one.severity) for one in wide] == [("miscalibrated", "warn")]
    assert shown[0].what.startswith("calibration slope: 0.60 (0.50 to 0.70), wanted within")
    assert findings(model, judged()) == ()


def test_a_group_of_few_is_counted_and_not_named(model: RiskModel) -> None:
    """Its name may be a person's own."""
    rows = (
        Row("site=A", "scored_share", 1.0, 1.0, 1.0, 500),
        Row("site=A", "o_e", 1.0, 0.9, 1.1, 500),
        Row("site=B", "scored_share", 1.0, 1.0, 1.0, 30),
        Row("site=Miller", "scored_share", 1.0, 1.0, 1.0, 9),
    )
    (found,) = findings(model, Evaluation((*judged().rows, *rows)))
    assert found.code == "group_without_events"
    assert found.what.endswith("outcome: site=B (30 people), 1 more of fewer than 10 people")


@pytest.mark.parametrize(
    ("prevalence", "codes"),
    [((0.45, 0.42, 0.48), ["drift"]), ((0.32, 0.31, 0.33), []), ((0.45, 0.2, 0.7), [])],
)
def test_an_outcome_that_is_more_frequent_here_is_told(
    model: RiskModel, prevalence: tuple[float, float, float], codes: list[str]
) -> None:
    """Three in ten were learnt from."""
    assert [one.code for one in findings(model, judged(prevalence=prevalence))] == codes


def test_risks_that_move_with_the_people_are_unstable(model: RiskModel) -> None:
    """Of a normal spread s the mean error is 0.798 s, and nine tenths are 3.29 s wide."""
    spread = 0.0627  # of which the mean error is 0.05
    bare = replace(model, instability=None)
    assert list(unstable(bare, [3.29 * spread * 0.99] * 50)) == []
    (found,) = unstable(bare, [3.29 * spread * 1.01, np.nan])
    assert found.what.startswith("a refit on other people of the same kind moves")
    assert "stability intervals of 1 people" in found.what
    assert list(unstable(bare)) == []


def test_a_model_that_knows_how_far_its_refits_lie_apart_says_it(model: RiskModel) -> None:
    """Before anything is read off an interval."""
    for mape, number in ((0.049, 0), (0.051, 1)):
        told = Instability(100, 200, mape, (0.0,) * 5, (0.0,) * 5, ())
        found = list(unstable(replace(model, instability=told), [0.9] * 9))
        assert len(found) == number
    assert "by 0.051 on average (200 refits)" in found[0].what
