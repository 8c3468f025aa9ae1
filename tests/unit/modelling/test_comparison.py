"""Two models on the same people: paired differences, whom they part, and what is withheld."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from nhml.modelling.comparison import ALIKE, FIRST, SECOND, UNTOLD, Comparison, compare
from nhml.modelling.evaluation import evaluate


def people(n: int = 900, noise: float = 1.2, seed: int = 5) -> pd.DataFrame:
    """The first model knows the risk, the second sees it through noise; each abstains on some."""
    drawn = np.random.default_rng(seed)
    margin = drawn.normal(-0.8, 1.3, n)
    return pd.DataFrame(
        {
            "subject_id": np.arange(n).astype(str),
            "outcome": (drawn.random(n) < expit(margin)).astype(float),
            "first_status": np.where(drawn.random(n) < 0.9, "scored", "abstained"),
            "second_status": np.where(drawn.random(n) < 0.9, "scored", "rejected"),
            "first_risk": expit(margin),
            "second_risk": expit(0.8 * margin + noise * drawn.normal(0, 1, n)),
            "site": np.where(np.arange(n) < 12, "small", "large"),
        }
    )


FRAME = people()
FOUND = compare(FRAME, at=(0.3,), subgroups=["site"], resamples=80)


def evaluated(side: str, both: pd.DataFrame) -> pd.DataFrame:
    """What an evaluation reads of one model."""
    risk = both[f"{side}_risk"]
    return both.assign(status="scored", risk=risk, eligible_risk=risk, baseline_risk=risk)


def test_each_side_is_what_an_evaluation_of_it_alone_says() -> None:
    """Among those whom both score, every figure."""
    both = FRAME[(FRAME["first_status"] == "scored") & (FRAME["second_status"] == "scored")]
    for at, side in enumerate(("first", "second"), start=2):
        alone = evaluate(evaluated(side, both), thresholds=(0.3,), resamples=2)
        rows = [one for one in FOUND.rows if one.group == "all" and "eligible" not in one.metric]
        assert len(rows) == 16
        for row in rows:
            assert row[at] == pytest.approx(alone.value(row.metric), rel=1e-5), row.metric
            assert row.n == len(both)
            assert row.difference == pytest.approx(row.first - row.second, abs=2e-5)


def test_the_paired_interval_is_the_evaluations_own_difference() -> None:
    """With the second as the baseline of the first: the same resamples, the same interval."""
    everybody = evaluated("first", FRAME).assign(baseline_risk=FRAME["second_risk"])
    alone = evaluate(everybody, thresholds=(0.3,), resamples=80)
    for metric in ("auroc", "log_loss", "brier", "net_benefit_0.3"):
        row, paired = FOUND.row(f"{metric}_all_eligible"), alone.row(f"{metric}_minus_baseline")
        assert row is not None
        assert paired is not None
        assert row[4:7] == pytest.approx(paired[2:5], rel=1e-5)


def verdict(found: Comparison, metric: str) -> str:
    """Which is better on one figure."""
    row = found.row(metric)
    assert row is not None
    return row.better


def test_the_better_one_is_named_whichever_side_it_stands() -> None:
    """Ranks better, loses less, is calibrated; turned about, the other is named."""
    turned = FRAME.rename(
        columns=lambda name: (
            name.replace("first", "x").replace("second", "first").replace("x", "second")
            if name.startswith(("first", "second"))
            else name
        )
    )
    other = compare(turned, at=(0.3,), resamples=80)
    for metric in ("auroc", "log_loss", "calibration_slope", "ici", "net_benefit_0.3"):
        assert verdict(FOUND, metric) == FIRST
        assert verdict(other, metric) == SECOND
    assert verdict(FOUND, "sensitivity_0.3") == UNTOLD


def test_a_slope_is_better_nearer_to_one_not_where_it_is_larger() -> None:
    """1.6 against 1.0: the larger is the worse."""
    flat = expit(0.6 * np.log(FRAME["first_risk"] / (1 - FRAME["first_risk"])))
    found = compare(FRAME.assign(second_risk=flat), resamples=80)
    row = found.row("calibration_slope_all_eligible")
    assert row is not None
    assert row.first < row.second
    assert row.better == FIRST


def test_a_model_beside_itself_is_told_apart_from_nothing() -> None:
    """Every difference is nought, and so is its interval."""
    same = FRAME.assign(second_risk=FRAME["first_risk"], second_status=FRAME["first_status"])
    found = compare(same, at=(0.3,), resamples=20)
    assert {one[4:7] for one in found.rows} == {(0.0, 0.0, 0.0)}
    assert {one.better for one in found.rows} == {ALIKE, UNTOLD}


def test_whom_they_part_is_counted_by_hand() -> None:
    """The four cells of those with the outcome, and of those without."""
    both = FRAME[(FRAME["first_status"] == "scored") & (FRAME["second_status"] == "scored")]
    with_it, without = FOUND.reclassified
    for row, value in ((with_it, 1.0), (without, 0.0)):
        side = both[both["outcome"] == value]
        ours, theirs = side["first_risk"] >= 0.3, side["second_risk"] >= 0.3
        assert row.first == (ours & ~theirs).sum()
        assert row.neither == (~ours & ~theirs).sum()
        assert row.both is not None
        assert row.both + row.first + row.second + row.neither == len(side)


def test_a_cell_of_few_takes_the_others_with_it() -> None:
    """Told beside the sensitivities of both models, three cells would give the fourth."""
    one = FRAME.assign(second_risk=FRAME["first_risk"], second_status=FRAME["first_status"])
    at = one.index[(one["first_status"] == "scored") & (one["outcome"] == 1.0)][0]
    one.loc[at, "second_risk"] = 0.99 if one.loc[at, "first_risk"] < 0.3 else 0.01
    with_it, without = compare(one, at=(0.3,), resamples=3).reclassified
    assert with_it[2:] == (None, None, None, None)
    assert without[3:5] == (0, 0)
    assert without.both is not None


def test_small_groups_are_left_out() -> None:
    """Twelve people at one site; and then the only other would tell them."""
    assert {one.group for one in FOUND.rows} == {"all"}


def test_who_is_scored_is_counted_and_few_are_withheld() -> None:
    """Nine tenths by each: about 729, 81, 81, 9 of 900; the nine, and one more with them."""
    counts = FOUND.scored
    neither = ((FRAME["first_status"] != "scored") & (FRAME["second_status"] != "scored")).sum()
    assert 0 < neither < 10
    assert counts["neither"] is None
    assert sum(count is None for count in counts.values()) == 2


def test_it_goes_into_json() -> None:
    """Of a handful of people too, of whom nothing is told."""
    for found in (FOUND, compare(people(30), at=(0.3,), resamples=3)):
        assert json.loads(json.dumps(found.plain(), allow_nan=False))["people"] == found.people
    assert compare(people(30), resamples=3).rows == ()


def test_the_curve_is_the_difference_at_each_threshold() -> None:
    """At one of its points, by hand."""
    both = FRAME[(FRAME["first_status"] == "scored") & (FRAME["second_status"] == "scored")]
    curve = FOUND.net_benefit
    assert curve is not None
    at, y = curve.at[30], both["outcome"]
    by_hand = [
        ((both[name] >= at) * (y - (1 - y) * at / (1 - at))).mean()
        for name in ("first_risk", "second_risk")
    ]
    assert curve.value[30] == pytest.approx(by_hand[0] - by_hand[1], abs=1e-5)
