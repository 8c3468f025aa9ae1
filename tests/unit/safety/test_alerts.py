"""What the safety rules say of panels, as a frame."""

import pandas as pd

import nhml
from nhml.knowledge import tables
from nhml.panels.checks import check
from nhml.panels.units import harmonise
from nhml.safety.alerts import COLUMNS, alerts

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
