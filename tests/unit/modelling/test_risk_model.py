"""The one method that turns a panel into a risk."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pandas as pd
import pytest

from nhml.cohorts.cohort import Cohort, gather
from nhml.cohorts.splits import by_person
from nhml.errors import CohortError, ConfigError, ModelError, PanelError
from nhml.knowledge import tables
from nhml.modelling.learning import INNER_FOLDS
from nhml.modelling.risk_model import RiskModel
from nhml.modelling.shown import COLUMNS
from nhml.panels.checks import check
from nhml.panels.units import harmonise
from tests.conftest import LEARNING
from tests.people import panel_frame

NUMBERS = ["risk", "risk_low", "risk_high"]
PLAIN = {"estimator": "logistic", "trials": 0, "refits": 0, "max_missing": 1.0}


def test_as_many_rows_out_as_in_in_their_order(model: RiskModel, panels: pd.DataFrame) -> None:
    """Repeated rows too, under the columns of the score frame."""
    scores = model.score(panels)
    assert tuple(scores) == COLUMNS
    assert scores["panel_id"].tolist() == panels["panel_id"].tolist()


@pytest.mark.parametrize(
    ("row", "status", "code"),
    [
        (0, "abstained", "age: needed, and not known [needed_missing]"),
        (1, "rejected", "shbg_unit: the unit does not belong to this analyte [unit_unknown]"),
        (2, "rejected", "bmi: lies beyond what is possible [value_impossible]"),
        (3, "abstained", "[outside_population]"),
        (5, "abstained", "[too_much_missing]"),
        (6, "rejected", "bmi_unit: a value stands without its unit [unit_missing]"),
        (7, "scored", ""),
    ],
)
def test_each_awkward_panel_is_answered_in_words_and_code(
    model: RiskModel, panels: pd.DataFrame, row: int, status: str, code: str
) -> None:
    """What is wrong rejects, what the model does not know makes it abstain."""
    answer = model.score(panels).loc[row]
    assert answer["status"] == status
    assert code in answer["reasons"]
    assert bool(answer["reasons"]) == (status != "scored")
    assert answer[NUMBERS].notna().all() == (status == "scored")
    assert answer[NUMBERS].isna().all() == (status != "scored")


def test_a_rejected_panel_is_told_of_its_mistakes_and_not_of_the_population(
    model: RiskModel, panels: pd.DataFrame
) -> None:
    """First the values have to be right."""
    answer = model.score(panels.head(4).assign(sex="F", bmi=4000.0, hba1c=900.0)).loc[3]
    assert answer["status"] == "rejected"
    assert answer["reasons"].count("[value_impossible]") == 2
    assert "outside_population" not in answer["reasons"]


def test_a_warning_is_told_and_scored_all_the_same(model: RiskModel, panels: pd.DataFrame) -> None:
    """An SHBG not detected, without a limit, is read as missing."""
    sent = panels.iloc[[7]].astype(object).assign(shbg="ND")
    answer = model.score(sent).loc[7]
    assert answer["status"] == "scored"
    assert answer["reasons"].startswith("shbg: was not detected")


@pytest.mark.parametrize(
    "junk",
    [
        {"bmi": 4321.5},
        {"shbg_unit": "Zzyzx"},
        {"sex": "Zzyzx"},
        {"phq9_1": "Zzyzx"},
        {"age": "Zzyzx"},
        {"age": 4321.5},
        {"shbg_comparator": "Zzyzx"},
        {"sleep_hours": 4321.5},
    ],
)
def test_no_answer_quotes_a_value(
    model: RiskModel, panels: pd.DataFrame, junk: dict[str, object]
) -> None:
    """Whatever was sent stays with the sender."""
    sent = panels.iloc[[7]].astype(object).assign(**junk)
    answer = model.score(sent).loc[7]
    assert answer["status"] == "rejected"
    assert answer["reasons"]
    assert "Zzyzx" not in answer["reasons"]
    assert "4321" not in answer["reasons"]


def test_no_panels_are_no_answers(model: RiskModel, panels: pd.DataFrame) -> None:
    """An empty list is a list."""
    assert tuple(model.score(panels.head(0))) == COLUMNS
    assert len(model.score(panels.head(0))) == len(model.explain(panels.head(0))) == 0


def test_a_frame_of_something_else_is_refused(model: RiskModel) -> None:
    """Rather than answered in rows of nothing."""
    with pytest.raises(PanelError, match="no column is one of the panel frame"):
        model.score(pd.DataFrame({"shoe_size": [43.0]}))


def test_panels_already_checked_are_not_checked_again(
    model: RiskModel, panels: pd.DataFrame
) -> None:
    """They get the same answers as the frame that they came from."""
    pd.testing.assert_frame_equal(model.score(check(harmonise(panels))), model.score(panels))


def test_units_may_be_stated_once(model: RiskModel, panels: pd.DataFrame) -> None:
    """For columns that have no unit column."""
    good = panels.iloc[7:20].reset_index(drop=True)
    bare = good.drop(columns=[name for name in good if name.endswith("_unit")])
    units = {"bmi": "kg/m2", "shbg": "nmol/L", "hba1c": "%"}
    pd.testing.assert_frame_equal(model.score(bare, units), model.score(good))
    pd.testing.assert_frame_equal(model.explain(bare, units), model.explain(good))


def test_a_column_that_the_model_does_not_read_changes_nothing(
    model: RiskModel, panels: pd.DataFrame
) -> None:
    """TSH changes no cell; testosterone itself none but the words that it is there."""
    told = panels.assign(tsh=2.0, tsh_unit="m[IU]/L")
    pd.testing.assert_frame_equal(model.score(told), model.score(panels))
    more = told.assign(testosterone=120.0, testosterone_unit="ng/dL")
    pd.testing.assert_frame_equal(
        model.score(more).drop(columns="reasons"), model.score(panels).drop(columns="reasons")
    )


@pytest.mark.parametrize("measured", [100.0, 500.0])
def test_a_value_that_decides_what_is_asked_is_pointed_at(
    model: RiskModel, panels: pd.DataFrame, measured: float
) -> None:
    """Low or not: a risk of what was measured is no news, and nobody should miss the value."""
    known = np.arange(len(panels)) % 2 == 0
    more = panels.assign(
        testosterone=np.where(known, measured, np.nan), testosterone_unit="ng/dL", on_testosterone=0
    )
    scores = model.score(more)
    answered = (scores["status"] != "rejected").to_numpy()
    words = "testosterone: decides what is asked: read it before any risk [already_told]"
    pointed = scores["reasons"].str.contains(words, regex=False).to_numpy()
    assert (pointed == (known & answered)).all()


def test_only_the_scored_are_explained(model: RiskModel, panels: pd.DataFrame) -> None:
    """Each by every feature and its base."""
    scores, explained = model.score(panels), model.explain(panels)
    scored = scores.loc[scores["status"] == "scored", "panel_id"]
    width = len(model.features) + 1
    assert explained["panel_id"].tolist() == np.repeat(scored, width).tolist()
    assert (explained["feature"].to_numpy()[width - 1 :: width] == "base").all()


def test_the_judge_speaks_of_everybody_and_shows_what_score_shows(
    each_model: RiskModel, panels: pd.DataFrame
) -> None:
    """The risk of those not scored stands beside, for evaluation only."""
    judged = each_model.judge(check(harmonise(panels)))
    scores = each_model.score(panels)
    assert judged["status"].tolist() == scores["status"].tolist()
    assert judged["risk"].isna().tolist() == (scores["status"] != "scored").tolist()
    assert judged[["margin", "eligible_risk", "baseline_risk"]].notna().all(axis=None)
    scored = scores["status"] == "scored"
    assert (judged["eligible_risk"] == judged["risk"])[scored].all()


def test_the_label_tells_an_unsaved_model_from_a_saved_one(
    model: RiskModel, each_model: RiskModel
) -> None:
    """By twelve signs of its identity."""
    assert model.label == f"small-blend {model.identity[:12]}"
    assert len(model.identity) == 64
    assert each_model.label == f"{each_model.name} unsaved"


def test_a_model_is_frozen(model: RiskModel) -> None:
    """Once fitted."""
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'name'"):
        model.name = "other"  # type: ignore[misc]


def test_training_facts_count_those_learnt_from(each_model: RiskModel, cohort: Cohort) -> None:
    """Nobody of these is rejected or outside; all are counted."""
    assert each_model.training["people"] == len(cohort)
    assert each_model.training["events"] == int(cohort.event.sum())
    assert each_model.training["fingerprint"] == cohort.fingerprint()
    assert each_model.pathway == {"shbg": "measured together"}


def test_those_rejected_or_outside_teach_nothing() -> None:
    """Ten with an impossible weight, ten of unknown age: 380 of 400 are learnt from."""
    frame = panel_frame()
    frame.loc[:9, "bmi"] = 4000.0
    frame.loc[10:19, "age"] = np.nan
    found = gather("men", frame, tables.outcomes()["low_testosterone_300"])
    model = RiskModel.fit(found, groups=["person", "general"], **PLAIN)
    assert model.training["people"] == 380


@pytest.mark.parametrize("left", [0, 3])
def test_nobody_left_to_learn_from_is_said(left: int) -> None:
    """Where all who had the outcome are rejected, or all but three of them."""
    frame = panel_frame()
    with_it = frame.index[frame["testosterone"] < 300]
    frame.loc[with_it[left:], "bmi"] = 4000.0
    found = gather("men", frame, tables.outcomes()["low_testosterone_300"])
    with pytest.raises(CohortError, match=f"{left} people with low_testosterone_300 and"):
        RiskModel.fit(found, groups=["person", "general"], **PLAIN)


def test_both_kinds_of_interval_hold_the_risk_and_are_of_one_size(
    model: RiskModel, panels: pd.DataFrame
) -> None:
    """The formula was fitted to what the refits say; risk and words are the same."""
    fast, exact = model.score(panels), model.score(panels, interval="refits")
    ends = ["risk_low", "risk_high"]
    pd.testing.assert_frame_equal(fast.drop(columns=ends), exact.drop(columns=ends))
    scored = exact["status"] == "scored"
    assert exact[ends].notna().all(axis=1).equals(scored)
    for one in (fast[scored], exact[scored]):
        assert (one["risk_low"] <= one["risk"]).all()
        assert (one["risk"] <= one["risk_high"]).all()
    width = [float((one["risk_high"] - one["risk_low"]).median()) for one in (fast, exact)]
    assert 0.5 < width[0] / width[1] < 2.0
    assert not np.allclose(fast["risk_low"][scored], exact["risk_low"][scored], atol=1e-6)


def test_the_refits_answer_a_panel_alone_as_among_others(
    model: RiskModel, panels: pd.DataFrame
) -> None:
    """To 1e-9, whoever else is on the list."""
    together = model.score(panels, interval="refits")["risk_low"]
    apart = [
        model.score(panels.iloc[[at]], interval="refits")["risk_low"].iloc[0] for at in range(12)
    ]
    assert np.allclose(together.head(12), apart, rtol=0, atol=1e-9, equal_nan=True)


def test_an_interval_of_no_kind_is_refused(model: RiskModel, panels: pd.DataFrame) -> None:
    """Naming the kinds."""
    with pytest.raises(ModelError, match="found 'wide', wanted one of fast, refits"):
        model.score(panels, interval="wide")  # type: ignore[arg-type]


def test_without_refits_there_is_no_interval(cohort: Cohort) -> None:
    """The risk stands alone."""
    model = RiskModel.fit(cohort, groups=["person", "general"], **PLAIN)
    scores = model.score(cohort.panels)
    assert model.stability is None
    assert scores["risk"].notna().all()
    assert scores[["risk_low", "risk_high"]].isna().all(axis=None)


def test_a_required_column_is_required(cohort: Cohort) -> None:
    """Whoever lacks it is not spoken of, though nothing else is missing."""
    model = RiskModel.fit(cohort, groups=["person", "general"], required=["age", "bmi"], **PLAIN)
    scores = model.score(cohort.panels)
    lacking = np.isnan(cohort.panels.number("bmi"))
    assert (scores["status"].eq("abstained") == lacking).all()
    assert scores["reasons"][lacking].str.startswith("bmi: needed, and not known").all()


def test_features_that_leak_stop_the_fit(cohort: Cohort) -> None:
    """Before anything is learnt; and a pathway analyte by its group."""
    with pytest.raises(CohortError, match="testosterone defines the outcome"):
        RiskModel.fit(cohort, include=["testosterone"], **PLAIN)
    with pytest.raises(CohortError, match=r"shbg is on its pathway \(shbg\)"):
        RiskModel.fit(cohort, groups=["HPG"], **PLAIN)


def test_drop_learns_from_the_rest(cohort: Cohort) -> None:
    """SHBG came with its group and goes."""
    model = RiskModel.fit(cohort, groups=["person", "general", "HPG"], leakage="drop", **PLAIN)
    assert {one.name for one in model.features} == {"age", "sex", "bmi"}


def test_a_golden_feature_stops_the_fit_until_explained(cohort: Cohort) -> None:
    """SHBG replaced by the outcome itself."""
    panels = cohort.panels
    values = panels.values.copy()
    values[:, panels.keys.index("shbg")] = 20.0 + 10.0 * cohort.event
    told = replace(cohort, panels=replace(panels, values=values))
    given = {"pathway": {"shbg": "measured together"}, **PLAIN}
    with pytest.raises(CohortError, match=r"shbg alone has an AUROC of 1\.000"):
        RiskModel.fit(told, **given)
    model = RiskModel.fit(told, golden={"shbg": "known"}, **given)
    assert model.score(panels)["risk"].notna().all()


def test_an_unknown_group_is_refused(cohort: Cohort) -> None:
    """With those known."""
    with pytest.raises(ConfigError, match=r"features: HPX is neither a group \(person, HPT"):
        RiskModel.fit(cohort, groups=["HPX"], **PLAIN)


def test_features_that_nobody_was_measured_for_are_refused(cohort: Cohort) -> None:
    """TSH was never sent."""
    with pytest.raises(CohortError, match="none of the chosen features was measured"):
        RiskModel.fit(cohort, groups=[], include=["tsh"], **PLAIN)


def test_a_feature_of_nobody_is_left_out(each_model: RiskModel) -> None:
    """Lipids belong to the metabolic group and were never sent."""
    names = {one.name for one in each_model.features}
    assert {"bmi", "hba1c", "shbg", "phq9"} <= names
    assert not {"hdl", "non_hdl", "creatinine"} & names


def test_features_that_rank_held_out_people_the_wrong_way_round_are_refused(
    cohort: Cohort,
) -> None:
    """Item k speaks for the outcome in every fold but k, where it speaks thrice against it."""
    panels, sign = cohort.panels, 2 * cohort.event - 1
    folds = by_person(panels.subject_id, cohort.event, INNER_FOLDS, 1)
    items = {f"phq9_{at + 1}": 1.5 + 0.5 * sign for at in range(INNER_FOLDS)}
    for name, (_, held) in zip(items, folds, strict=True):
        items[name][held] = 1.5 - 1.5 * sign[held]
    turned = replace(cohort, panels=replace(panels, items={**panels.items, **items}))
    with pytest.raises(CohortError, match="held-out people were not ranked at all by 5 features"):
        RiskModel.fit(turned, groups=[], include=list(items), seed=1, **PLAIN)


def test_the_baseline_is_the_logistic_model_on_the_same_features(cohort: Cohort) -> None:
    """Beside trees and blend alike; a logistic model is its own."""
    made = {
        kind: RiskModel.fit(cohort, **{**LEARNING, "refits": 0}, estimator=kind)
        for kind in ("logistic", "xgboost", "blend")
    }
    X = np.random.default_rng(0).normal(30, 5, (50, len(made["blend"].features)))
    wanted = made["logistic"].margin(X)
    for model in made.values():
        assert model.baseline.decision_function(X) == pytest.approx(wanted, abs=1e-9)


def test_a_risk_stands_in_the_row_of_its_panel(model: RiskModel, panels: pd.DataFrame) -> None:
    """Under the index of what was sent, so that a column set beside it meets its people."""
    some = panels.iloc[[40, 7, 21]]
    answers = model.score(some)
    assert answers.index.tolist() == some.index.tolist()
    alone = [model.score(panels.iloc[[at]])["risk"].iloc[0] for at in (40, 7, 21)]
    assert answers["risk"].tolist() == alone
