"""What the safety rules say of panels, as a frame."""

from pathlib import Path

import pandas as pd
import pytest

import nhml
from nhml.knowledge import tables
from nhml.panels.checks import check
from nhml.panels.units import harmonise
from nhml.safety.alerts import COLUMNS, CONSIDERED, alerts, ask

SENT = pd.DataFrame(
    {
        "panel_id": ["well", "ill", "wrong"],
        "age": [40, 40, 40],
        "sex": ["F", "F", "F"],
        "sodium": [140, 118, 99_999],
        "sodium_unit": "mmol/L",
        "potassium": [4.2, 4.2, 7.5],
        "potassium_unit": "mmol/L",
        "hcg": [1, 30, 1],
        "hcg_unit": "m[IU]/mL",
    }
)


def test_panels_stand_in_their_order_the_most_urgent_alert_first() -> None:
    """Rejected panels too, by what could be read of them."""
    found = alerts(SENT, undecided=False)
    assert tuple(found) == COLUMNS
    assert found[["panel_id", "rule", "urgency", "verdict", "settles"]].values.tolist() == [
        ["ill", "CRIT_NA_LOW", "immediate", "fires", ""],
        ["ill", "HYPONA_PROFOUND", "same_day", "fires", ""],
        ["ill", "PREG_HCG", "same_day", "fires unless", "pregnant"],
        ["wrong", "CRIT_K_HIGH", "immediate", "fires", ""],
    ]


def test_words_action_and_source_are_those_of_the_table() -> None:
    """The source by its title."""
    first = alerts(SENT, undecided=False).iloc[0]
    rule = tables.safety_rules()["CRIT_NA_LOW"]
    assert (first["words"], first["action"]) == (rule.message, rule.action)
    assert first["source"] == tables.sources()["critical-value-lists"]["title"]


def test_what_could_not_be_checked_is_listed_with_what_would_settle_it() -> None:
    """Of every panel."""
    found = alerts(SENT)
    waiting = found[found["verdict"] == "undecided"]
    assert set(waiting["panel_id"]) == set(SENT["panel_id"])
    assert waiting["settles"].str.len().min() > 0
    of_wrong = waiting[waiting["panel_id"] == "wrong"].set_index("rule")["settles"]
    assert of_wrong["CRIT_NA_LOW"] == "sodium"


def test_no_panels_have_no_alerts() -> None:
    """Nor has a well one that is only asked for what fires."""
    assert tuple(alerts(SENT.head(0))) == COLUMNS
    assert len(alerts(SENT.head(0))) == len(alerts(SENT.head(1), undecided=False)) == 0


def test_panels_already_checked_and_units_stated_once_are_the_same() -> None:
    """And the name is a public one."""
    bare = SENT.drop(columns=[name for name in SENT if name.endswith("_unit")])
    units = {"sodium": "mmol/L", "potassium": "mmol/L", "hcg": "m[IU]/mL"}
    wanted = alerts(SENT)
    pd.testing.assert_frame_equal(nhml.alerts(check(harmonise(SENT))), wanted)
    pd.testing.assert_frame_equal(alerts(bare, units), wanted)


def test_uncertain_rules_are_asked_only_on_demand() -> None:
    """Raised metanephrines, by limits that differ between laboratories."""
    sent = pd.DataFrame(
        {"age": [40], "metanephrine_free": [300], "metanephrine_free_unit": "pg/mL"}
    )
    assert len(alerts(sent, undecided=False)) == 0
    assert alerts(sent, undecided=False, uncertain=True)["rule"].tolist() == ["PHEO"]


def test_plain_data_has_an_object_for_every_panel() -> None:
    """In the order sent; also for one of which nothing is said."""
    told = ask(SENT, undecided=False).plain()
    assert [(one["panel_id"], one["suppressed"]) for one in told] == [
        ("well", False), ("ill", True), ("wrong", True)
    ]  # fmt: skip
    assert told[0] == {"panel_id": "well", "suppressed": False, "fired": [], "undecided": []}
    rule = tables.safety_rules()["PREG_HCG"]
    assert told[1]["fired"][2] == {
        "rule": "PREG_HCG",
        "urgency": "same_day",
        "message": rule.message,
        "action": rule.action,
        "source": tables.sources()["consensus"]["title"],
        "unless": ["pregnant"],
    }


def test_plain_data_and_frame_say_the_same() -> None:
    """Rule by rule, in the same order."""
    asked = ask(SENT, considering="testosterone_male")
    rows = asked.frame()
    rows = rows[rows["urgency"] != CONSIDERED]
    for verdicts, kind in ((["fires", "fires unless"], "fired"), (["undecided"], "undecided")):
        wanted = rows[rows["verdict"].isin(verdicts)][["panel_id", "rule"]].values.tolist()
        told = [[one["panel_id"], two["rule"]] for one in asked.plain() for two in one[kind]]
        assert told == wanted
    missing = [two["missing"] for one in asked.plain() for two in one["undecided"]]
    settles = rows[rows["verdict"] == "undecided"]["settles"].str.split(", ").tolist()
    assert missing == settles


def test_any_rule_that_silences_some_model_suppresses() -> None:
    """A diagnosis and a sample too; a mere finding does not."""
    sent = pd.DataFrame(
        {
            "panel_id": ["met", "late", "high"],
            "hba1c": [8.0, None, None],
            "cortisol": [None, 9.0, None],
            "triglycerides": [None, None, 1200.0],
        }
    )
    units = {"hba1c": "%", "cortisol": "ug/dL", "triglycerides": "mg/dL"}
    told = ask(sent, units, undecided=False).plain()
    assert [[two["rule"] for two in one["fired"]] for one in told] == [
        ["DX_DIABETES"], ["CORT_TIMING"], ["CRIT_TG"]
    ]  # fmt: skip
    assert [one["suppressed"] for one in told] == [True, True, False]


def test_rules_of_an_intervention_are_asked_only_where_it_is_considered() -> None:
    """A block stands behind emergencies and before all that can wait."""
    sent = pd.DataFrame(
        {
            "age": [60],
            "sex": ["M"],
            "hx_prostate_cancer": [1],
            "sodium": [118],
            "sodium_unit": "mmol/L",
        }
    )
    before = alerts(sent)
    assert "TRT_CONTRA" not in set(before["rule"])
    after = ask(sent, considering=["testosterone_male"], undecided=False)
    assert [one["urgency"] for one in after.plain()[0]["fired"]] == [
        "immediate", "hard_block", "same_day"
    ]  # fmt: skip
    last = after.frame().iloc[-1]
    assert last[["rule", "urgency", "verdict"]].tolist() == [
        "testosterone_male", "considered", "block"
    ]  # fmt: skip
    assert after.plain()[0]["considering"][0]["rules"] == ["TRT_CONTRA"]
    assert "TRT_PSA_CONTRA" in set(alerts(sent, considering="testosterone_male")["rule"])


REFUSED = [
    ("glucose", 4.6, "mg/dL", ["CRIT_GLU_LOW", "UNIT_GLU"]),
    ("glucose", 0.2, "mmol/L", ["CRIT_GLU_LOW", "UNIT_GLU"]),
    ("calcium", 0.9, "mg/dL", ["CRIT_CA_LOW", "UNIT_CALCIUM"]),
    ("cortisol", 386, "ug/dL", ["UNIT_CORTISOL"]),
    ("ft4", 45, "ng/dL", ["UNIT_FT4"]),
]


@pytest.mark.parametrize(("analyte", "value", "unit", "rules"), REFUSED)
def test_a_rule_that_asks_for_the_unit_sees_what_was_refused(
    analyte: str, value: float, unit: str, rules: list[str]
) -> None:
    """Converted from the unit as sent; a low glucose is real until the unit is confirmed."""
    sent = pd.DataFrame({"sample_hour": [8], analyte: [value], f"{analyte}_unit": unit})
    panels = check(harmonise(sent))
    assert panels.rejected().all()
    found = alerts(panels, undecided=False)["rule"].tolist()
    assert [rule for rule in found if rule.startswith(("UNIT", "CRIT"))] == rules
    assert alerts(panels.take([0, 0]), undecided=False)["panel_id"].tolist() == ["1"] * 2 * len(
        found
    )
    assert len(alerts(panels.without([analyte]), undecided=False)) == 0


@pytest.mark.parametrize(
    ("value", "unit"), [(-9, "mg/dL"), (0, "mg/dL"), (4.6, "furlong"), ("4.6 ?", "mg/dL")]
)
def test_what_is_no_value_or_has_no_unit_is_unknown_to_every_rule(value: object, unit: str) -> None:
    """A code for missing is no hypoglycaemia."""
    found = alerts(pd.DataFrame({"glucose": [value], "glucose_unit": unit}))
    assert found.set_index("rule").loc[["UNIT_GLU", "CRIT_GLU_LOW"], "verdict"].tolist() == [
        "undecided", "undecided"
    ]  # fmt: skip


def test_what_is_refused_stays_unknown_to_the_other_rules() -> None:
    """A potassium of 40 is no emergency of potassium; it is listed as not checked."""
    sent = pd.DataFrame(
        {"potassium": [40], "potassium_unit": "mmol/L", "glucose": [4.6], "glucose_unit": "mg/dL"}
    )
    found = alerts(sent).set_index("rule")
    assert found.loc["CRIT_K_HIGH", ["verdict", "settles"]].tolist() == ["undecided", "potassium"]
    assert found.loc["CRIT_GLU_HIGH", "verdict"] == "undecided"


def test_a_laboratorys_limits_replace_the_generic_ones(tmp_path: Path) -> None:
    """A potassium of 6.4 by one that warns from 6.5; a free thyroxine of 0.7 by one from 0.6."""
    (tmp_path / "lab.toml").write_text(
        'laboratory = "Nord"\n[potassium]\nunit = "mmol/L"\ncritical_high = 6.5\n'
        '[ft4]\nunit = "ng/dL"\nlow = 0.6\nhigh = 1.6\n'
    )
    sent = pd.DataFrame({"panel_id": ["a"], "sex": "F", "potassium": 6.4, "tsh": 12.0, "ft4": 0.7})
    units = {"potassium": "mmol/L", "tsh": "mIU/L", "ft4": "ng/dL"}
    generic = alerts(sent, units, undecided=False)
    assert {"CRIT_K_HIGH", "DX_HYPO_OVERT"} <= set(generic["rule"])
    assert "limits" not in generic.attrs
    asked = ask(sent, units, undecided=False, limits=tmp_path / "lab.toml")
    assert {"CRIT_K_HIGH", "DX_HYPO_OVERT"}.isdisjoint(asked.frame()["rule"])
    assert "DX_TSH_HIGH" in set(asked.frame()["rule"])
    assert asked.frame().attrs["limits"] == asked.plain()[0]["limits"] == "Nord"
