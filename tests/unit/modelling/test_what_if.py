"""How a model's risk differs for a person with other inputs."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nhml.cohorts.cohort import gather
from nhml.errors import ConfigError
from nhml.knowledge import tables
from nhml.modelling.risk_model import RiskModel
from nhml.modelling.what_if import curve, what_if
from nhml.panels.checks import check
from nhml.panels.units import harmonise
from tests.people import panel_frame

PLAIN = {"estimator": "logistic", "trials": 0, "refits": 4, "max_missing": 1.0}


def whole(n: int = 400) -> pd.DataFrame:
    """Men who are measured: height, the weight that is their BMI, and a waist."""
    frame = panel_frame(n).fillna({"bmi": 28.0, "shbg": 36.0, "sleep_hours": 7.0})
    frame["height"], frame["height_unit"] = 180.0, "cm"
    frame["weight"], frame["weight_unit"] = frame["bmi"] * 1.8**2, "kg"
    frame["waist"], frame["waist_unit"] = 40 + 2.2 * frame["bmi"], "cm"
    return frame


@pytest.fixture(scope="module")
def weighed() -> RiskModel:
    """A model that reads BMI, waist, SHBG and sleep."""
    cohort = gather("men", whole(), tables.outcomes()["low_testosterone_300"])
    named = ["bmi", "waist", "sleep_hours"]
    asked = {"pathway": {"shbg": "measured together"}, "outlying": "mark"}
    return RiskModel.fit(cohort, include=named, **asked, **PLAIN)


@pytest.fixture(scope="module")
def men() -> pd.DataFrame:
    """Six of them, of a BMI of 30."""
    frame = whole(6).drop(columns=["testosterone", "testosterone_unit"])
    return frame.assign(bmi=30.0, weight=30.0 * 1.8**2, waist=106.0, sleep_hours=7.0)


def test_weight_moves_bmi_as_it_must_and_the_waist_as_was_seen(
    weighed: RiskModel, men: pd.DataFrame
) -> None:
    """Ten per cent of weight are ten of BMI and 7.03 of the waist; the height stays."""
    found = what_if(weighed, men, {"weight": "-10 %"})
    moved = found.moved[found.moved["row"] == 0].set_index("column")
    assert moved.at["bmi", "after"] == pytest.approx(27.0)
    assert moved.at["weight", "after"] == pytest.approx(27.0 * 1.8**2)
    assert moved.at["waist", "after"] == pytest.approx(106 * (1 - 0.0703))
    assert set(moved.index) == {"weight", "bmi", "waist"}
    assert any(note.startswith("waist moves with weight by 0.703 %") for note in found.notes)


def test_both_risks_are_those_of_the_one_path(weighed: RiskModel, men: pd.DataFrame) -> None:
    """The changed panel, sent by itself, is given the same risk and interval."""
    found = what_if(weighed, men, {"weight": "-9.72 kg"}).answers
    lighter = men.assign(bmi=27.0, weight=27.0 * 1.8**2, waist=106 * (1 - 0.0703))
    after = ["risk_after", "risk_after_low", "risk_after_high"]
    numbers = ["risk", "risk_low", "risk_high"]
    for shown, sent in ((numbers, men), (after, lighter)):
        wanted = weighed.score(sent)[numbers].to_numpy()
        np.testing.assert_allclose(found[shown].to_numpy(), wanted, rtol=1e-6)
    assert (found["difference"] < 0).all()


def test_kilograms_per_cent_and_the_value_that_results_are_one_question(
    weighed: RiskModel, men: pd.DataFrame
) -> None:
    """Of one person."""
    asked = ("-10 %", "-9.72 kg", "87.48 kg", "-21.4289 [lb_av]")
    risks = [what_if(weighed, men, {"weight": one}).answers["risk_after"][0] for one in asked]
    np.testing.assert_allclose(risks, risks[0], rtol=1e-5)


def test_a_change_of_nothing_moves_nothing(weighed: RiskModel, men: pd.DataFrame) -> None:
    """The same person, the same risk."""
    found = what_if(weighed, men, {"weight": "-0 kg"}).answers
    np.testing.assert_allclose(found["difference"], 0.0, atol=1e-9)


def test_bmi_moves_where_weight_was_not_sent(weighed: RiskModel, men: pd.DataFrame) -> None:
    """By a share always; by kilograms where a height says what the weight is."""
    bare = men.drop(columns=["weight", "weight_unit"])
    shares = what_if(weighed, bare.drop(columns=["height", "height_unit"]), {"weight": "-10 %"})
    wanted = what_if(weighed, men, {"weight": "-10 %"}).answers["risk_after"]
    np.testing.assert_allclose(shares.answers["risk_after"], wanted)
    by_height = what_if(weighed, bare, {"weight": "-9.72 kg"})
    np.testing.assert_allclose(by_height.answers["risk_after"], wanted, rtol=1e-6)
    assert "weight" not in set(by_height.moved["column"])
    lost = what_if(weighed, bare.drop(columns=["height", "height_unit"]), {"weight": "-9 kg"})
    assert lost.answers["reasons"].str.contains("[value_unknown]", regex=False).all()


@pytest.mark.parametrize(
    ("bmi", "asked", "code"),
    [
        (30.0, "-16 %", "beyond_bounds"),
        (30.0, "+11 %", "beyond_bounds"),
        (20.0, "-8 %", "result_beyond_bounds"),
        (37.5, "+9 %", "beyond_training"),
    ],
)
def test_beyond_its_bounds_nothing_is_asked(
    weighed: RiskModel, men: pd.DataFrame, bmi: float, asked: str, code: str
) -> None:
    """The row is refused with a code, and shows no changed risk; the others are answered."""
    sent = men.copy()
    sent.loc[0, ["bmi", "weight"]] = bmi, bmi * 1.8**2
    found = what_if(weighed, sent, {"weight": asked})
    assert found.answers["status"][0] == "refused"
    assert f"[{code}]" in found.answers["reasons"][0]
    assert found.answers.loc[0, ["risk_after", "difference"]].isna().all()
    assert np.isfinite(found.answers["risk"][0])
    assert not (found.moved["row"] == 0).any()
    if code.startswith(("result", "beyond_training")):
        assert (found.answers["status"][1:] == "scored").all()


def test_whoever_is_far_out_may_be_asked_towards_the_others(
    weighed: RiskModel, men: pd.DataFrame
) -> None:
    """A BMI of 48 is beyond nearly everybody; less of it is nearer."""
    heavy = men.assign(bmi=48.0, weight=48.0 * 1.8**2, waist=145.0)
    assert (what_if(weighed, heavy, {"weight": "-10 %"}).answers["status"] == "scored").all()


def test_rows_in_are_rows_out_whatever_is_wrong_with_them(
    model: RiskModel, panels: pd.DataFrame
) -> None:
    """Rejected ones and silent ones are answered as they are."""
    found = what_if(model, panels, {"sleep_hours": "7 h"})
    assert found.answers["panel_id"].tolist() == panels["panel_id"].tolist()
    assert {"scored", "refused", "rejected"} <= set(found.answers["status"])
    assert found.answers["difference"].notna().any()


def test_a_model_that_reads_nothing_of_it_is_not_asked(sugar_model: RiskModel) -> None:
    """Its risk would not move, and that would be read as an answer."""
    frame = panel_frame(3)
    with pytest.raises(ConfigError, match="the model does not read it, its risk would not move"):
        what_if(sugar_model, frame, {"sleep_hours": "7 h"})


def test_an_older_model_is_asked_without_the_range_of_its_people(
    weighed: RiskModel, men: pd.DataFrame
) -> None:
    """And says that it was not looked at."""
    older = replace(weighed, joint=None)
    found = what_if(older, men, {"weight": "-10 %"})
    assert any("older one" in note for note in found.notes)
    assert (found.answers["status"] == "scored").all()


def test_a_curve_passes_through_the_risk_as_given(weighed: RiskModel, men: pd.DataFrame) -> None:
    """And stays within what may be asked."""
    panels = check(harmonise(men))
    drawn = curve(weighed, panels, "weight")
    at_rest = drawn[drawn["change"] == 0.0].set_index("row")["risk"]
    np.testing.assert_allclose(at_rest, weighed.score(panels)["risk"])
    assert drawn["change"].min() >= -15
    assert drawn["change"].max() <= 10
    asked = what_if(weighed, men, {"weight": "-10 %"}).answers["risk_after"]
    near = drawn[np.isclose(drawn["change"], -10.0)].set_index("row")["risk"]
    np.testing.assert_allclose(near, asked)
