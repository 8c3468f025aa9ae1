"""Evaluations: who is counted, in which group, with what interval."""

import json
import math

import numpy as np
import pandas as pd
import pytest

from nhml.errors import DataError
from nhml.modelling.evaluation import Evaluation, Row, _row, age_band, evaluate


def people(n: int = 300, seed: int = 0) -> pd.DataFrame:
    """Scored people, a tenth abstained on, the baseline a little worse."""
    drawn = np.random.default_rng(seed)
    risk = drawn.uniform(0.02, 0.98, n)
    scored = drawn.random(n) > 0.1
    return pd.DataFrame(
        {
            "subject_id": [str(at) for at in range(n)],
            "status": np.where(scored, "scored", "abstained"),
            "outcome": (drawn.random(n) < risk).astype(float),
            "risk": np.where(scored, risk, np.nan),
            "eligible_risk": risk,
            "baseline_risk": 0.5 * risk + 0.25,
            "sex": np.where(drawn.random(n) < 0.5, "F", "M"),
        }
    )


def test_all_eligible_counts_the_abstained_by_hand() -> None:
    """Scored: (0.2, no), (0.6, yes); abstained: (0.9, no). Brier 0.1, and 1.01 / 3 with it."""
    table = pd.DataFrame(
        {
            "subject_id": ["a", "b", "c"],
            "status": ["scored", "scored", "abstained"],
            "outcome": [0.0, 1.0, 0.0],
            "risk": [0.2, 0.6, np.nan],
            "eligible_risk": [0.2, 0.6, 0.9],
            "baseline_risk": [0.5, 0.5, 0.5],
        }
    )
    found = evaluate(table, resamples=20)
    assert found.value("brier") == pytest.approx((0.2**2 + 0.4**2) / 2)
    assert found.value("brier_all_eligible") == pytest.approx((0.2**2 + 0.4**2 + 0.9**2) / 3)
    assert found.value("baseline_brier_all_eligible") == pytest.approx(0.25)
    assert found.value("scored_share") == pytest.approx(2 / 3)
    assert found.value("prevalence") == pytest.approx(1 / 3)


def test_a_rejected_panel_is_judged_by_its_fallback() -> None:
    """Six rows; the two rejected (one with it) take 0.5 each, the abstained keeps 0.4.

    Scored 0.1 and 0.2 (no), 0.7 (yes): (0.01 + 0.04 + 0.09) / 3. The rest adds 0.16, 0.25, 0.25.
    """
    table = pd.DataFrame(
        {
            "subject_id": list("abcdef"),
            "status": ["scored"] * 3 + ["abstained"] + ["rejected"] * 2,
            "outcome": [0.0, 0.0, 1.0, 0.0, 0.0, 1.0],
            "risk": [0.1, 0.2, 0.7, np.nan, np.nan, np.nan],
            "eligible_risk": [0.1, 0.2, 0.7, 0.4, np.nan, np.nan],
            "baseline_risk": [0.5] * 6,
            "fallback_risk": [0.5] * 6,
        }
    )
    found = evaluate(table, resamples=20)
    assert found.value("brier") == pytest.approx(0.14 / 3)
    assert found.value("brier_all_eligible") == pytest.approx((0.14 + 0.16 + 0.25 + 0.25) / 6)
    assert found.value("scored_share") == pytest.approx(3 / 6)


@pytest.mark.parametrize("name", ["eligible_risk", "baseline_risk", "outcome"])
def test_who_has_no_risk_or_outcome_is_not_ranked_above_the_rest(name: str) -> None:
    """Where nothing stands in, it is refused with the number of people."""
    table = people()
    table.loc[:1, name] = np.nan
    with pytest.raises(DataError, match=f"{name}: 2 of 300 unknown"):
        evaluate(table, resamples=5)


def test_acting_on_everybody_is_set_beside_by_hand() -> None:
    """At 0.2: prevalence less a quarter of the others; given of everybody alone."""
    found = evaluate(people(), thresholds=[0.2], subgroups=["sex"], resamples=20)
    share = found.value("prevalence")
    everybody = found.value("net_benefit_all_0.2_all_eligible")
    assert everybody == pytest.approx(share - (1 - share) * 0.25)
    assert found.row("net_benefit_all_0.2", "sex=F") is None
    gain, ours = found.row("net_benefit_0.2_minus_all_all_eligible"), "net_benefit_0.2_all_eligible"
    assert gain is not None
    assert gain.value == pytest.approx(found.value(ours) - everybody)
    assert gain.low > 0.0


def test_one_risk_for_everybody_gains_nothing_over_acting_on_everybody() -> None:
    """In no resample."""
    flat = people().assign(risk=0.5, eligible_risk=0.5, status="scored")
    row = evaluate(flat, thresholds=[0.1], resamples=20).row("net_benefit_0.1_minus_all")
    assert row is not None
    assert row[2:5] == (0.0, 0.0, 0.0)


def test_a_figure_that_many_resamples_cannot_tell_has_no_interval() -> None:
    """Fifteen in a hundred are too many: those that could tell are not like the others."""
    values = np.r_[0.7, np.full(85, 0.7), np.full(15, np.nan)]
    row = _row("all", "calibration_slope", values, 50)
    assert row.value == 0.7
    assert math.isnan(row.low)
    assert math.isnan(row.high)
    most = _row("all", "calibration_slope", np.r_[0.7, np.full(95, 0.7), np.full(5, np.nan)], 50)
    assert (most.low, most.high) == (0.7, 0.7)


def test_how_much_of_a_rule_was_known_is_told() -> None:
    """Of everybody in the group."""
    asked = people().assign(clinical_rule=1.0, clinical_rule_known=np.arange(300) % 2)
    found = evaluate(asked, thresholds=[0.2], resamples=20)
    assert found.value("rule_known_share_all_eligible") == pytest.approx(0.5)


def test_few_people_have_no_slope() -> None:
    """Below twenty of either class slopes, curves and ratios are left out."""
    few = people(30)
    assert evaluate(few, resamples=20).row("calibration_slope") is None
    assert evaluate(few, resamples=20).row("auroc") is not None


def test_intervals_hold_the_estimate_and_narrow_with_people() -> None:
    """Ten times the people, about a third of the width."""
    width = {}
    for n in (400, 4000):
        row = evaluate(people(n), resamples=200).row("auroc")
        assert row is not None
        assert row.low < row.value < row.high
        width[n] = row.high - row.low
    assert width[400] / width[4000] == pytest.approx(math.sqrt(10), rel=0.35)


def test_a_difference_is_taken_within_each_resample() -> None:
    """The paired interval is far narrower than that of either log loss."""
    found = evaluate(people(600), resamples=200)
    paired, alone = found.row("log_loss_minus_baseline"), found.row("log_loss")
    assert paired is not None
    assert alone is not None
    assert paired.value == pytest.approx(found.value("log_loss") - found.value("baseline_log_loss"))
    assert paired.high < 0
    assert paired.high - paired.low < alone.high - alone.low


def test_subgroups_are_named_by_column_and_value() -> None:
    """Their people add up to everybody."""
    found = evaluate(people(), subgroups=["sex"], resamples=20)
    rows = [found.row("prevalence", group) for group in ("sex=F", "sex=M", "all")]
    counts = [row.n for row in rows if row]
    assert counts[0] + counts[1] == counts[2] == 300


def test_net_benefit_is_given_at_each_threshold() -> None:
    """Acting above 0.2 and above 0.5."""
    found = evaluate(people(), thresholds=[0.2, 0.5], resamples=20)
    assert {"net_benefit_0.2", "net_benefit_0.5"} <= set(found.metrics())


def test_a_survey_is_weighted_by_its_design() -> None:
    """A weight of nothing for half the people leaves the other half's figure."""
    half = np.arange(300) % 2
    table = people().assign(
        survey_weight=half.astype(float), survey_stratum=np.arange(300) // 100, survey_psu=half
    )
    found = evaluate(table, resamples=20)
    alone = evaluate(table[half == 1].drop(columns=["survey_weight"]), resamples=20)
    assert found.value("weighted_brier") == pytest.approx(alone.value("brier"))


def test_the_same_seed_gives_the_same_figures() -> None:
    """To the bit."""
    assert evaluate(people(), resamples=30, seed=4) == evaluate(people(), resamples=30, seed=4)


def test_json_goes_there_and_back() -> None:
    """What is unknown is null, and comes back as NaN."""
    made = Evaluation(
        (
            Row("all", "auroc", 0.8, 0.7, 0.9, 10),
            Row("sex=F", "ici", math.nan, math.nan, math.nan, 3),
        )
    )
    plain = json.loads(made.to_json())
    assert plain[0] == {
        "group": "all",
        "metric": "auroc",
        "value": 0.8,
        "low": 0.7,
        "high": 0.9,
        "n": 10,
    }
    assert plain[1]["value"] is None
    back = Evaluation.from_json(made.to_json())
    assert back.rows[0] == made.rows[0]
    assert math.isnan(back.value("ici", "sex=F"))


def test_a_figure_that_is_not_there_is_named_with_those_that_are() -> None:
    """Not a bare KeyError."""
    with pytest.raises(KeyError, match="no accuracy of all; there is auroc"):
        Evaluation((Row("all", "auroc", 0.8, 0.7, 0.9, 10),)).value("accuracy")


def test_age_bands() -> None:
    """Each band begins with its first year; an unknown age has none."""
    ages = np.array([19.9, 20, 39.9, 40, 60, np.nan])
    assert list(age_band(ages)) == ["under 20", "20-39", "20-39", "40-59", "60+", None]
