"""One panel read without a model."""

import json

import pandas as pd
import pytest

import nhml
from nhml.errors import PanelError
from nhml.reporting.picture import Picture
from tests.promises.test_printed_pages import elements

DAY = pd.DataFrame(
    {
        "subject_id": "p1",
        "analyte": "cortisol_saliva",
        "value": [12.0, 22.0, 19.0, 7.0, 4.5, 2.0],
        "unit": "nmol/L",
        "time": ["07:00", "07:30", "07:45", "12:00", "18:00", "23:00"],
        "woke_at": "07:00",
    }
)


def panels() -> pd.DataFrame:
    """An overtly hypothyroid woman with dark thoughts, and a man whose glucose cannot be so."""
    return pd.DataFrame(
        {
            "panel_id": ["a", "b"],
            "subject_id": ["p1", "p2"],
            "age": [44, 52],
            "sex": ["F", "M"],
            "tsh": [38.0, 1.4],
            "tsh_unit": "mIU/L",
            "ft4": [6.1, 16.0],
            "ft4_unit": "pmol/L",
            "glucose": [5.1, 4.0],
            "glucose_unit": ["mmol/L", "mg/dL"],
            "phq9": [17, 4],
            "phq9_9": [1, 0],
            "hiaa5_creat": [None, 3.0],
            "hiaa5_creat_unit": [None, "mg/g{creat}"],
        }
    )


@pytest.fixture(scope="module")
def woman() -> Picture:
    """Everything that can be told of her."""
    return nhml.picture(panels(), "a", considering="levothyroxine", samples=DAY)


def test_a_picture_holds_what_every_room_says(woman: Picture) -> None:
    """Alerts, definitions, axes, symptoms, her day; and nothing of anybody else."""
    told = woman.plain()
    assert [one["rule"] for one in told["alerts"]["fired"]] == ["SUICIDE", "DX_HYPO_OVERT"]
    assert told["alerts"]["considering"][0]["intervention"] == "levothyroxine"
    assert told["phenotypes"]["hypothyroid_overt"] == "yes"
    readings = {one["loop"]: one["reading"] for one in told["axes"]}
    assert readings["thyroid"] == "primary"
    assert told["symptoms"]["questionnaires"][0]["key"] == "phq9"
    assert [one["subject_id"] for one in told["rhythms"]] == ["p1"]
    assert told["urine"] is None
    assert [one["analyte"] for one in told["measured"]] == ["tsh", "ft4", "glucose"]
    assert told["measured"][1]["place"] == "below"
    json.dumps(told, allow_nan=False)


def test_the_page_says_it_with_alerts_first(woman: Picture) -> None:
    """No script, every section named, the day drawn."""
    page = woman.html()
    order = [page.index(f'id="{one}"') for one in ("alerts", "phenotypes", "axes", "measured")]
    assert order == sorted(order)
    assert "Cortisol, saliva over the day" in page
    assert "Age is not stated" not in page  # the panel says it
    assert not {tag for tag, _ in elements(page)} & {"script", "link", "img"}


def test_a_rejected_panel_is_read_and_told_why() -> None:
    """What cannot be right stands under the alerts, and the rest is read."""
    man = nhml.picture(panels(), "b")
    assert "Glucose" in man.wrong[0][0]
    told = man.plain()
    assert told["phenotypes"]["hypothyroid_overt"] == "no"
    assert told["urine"]["tests"]
    assert told["rhythms"] == []
    assert "What cannot be right" in man.html()


def test_a_whole_column_in_another_unit_is_said_and_nothing_is_lost() -> None:
    """Alerts of the rest are read all the same."""
    many = pd.concat([panels().iloc[[0]]] * 12).assign(panel_id=[f"p{at}" for at in range(12)])
    many["ft4"], many["ft4_unit"] = 16.0, "ng/dL"
    one = nhml.picture(many, "p3")
    assert one.notes
    rules = [rule["rule"] for rule in one.alerts["fired"]]
    assert rules[0] == "SUICIDE"
    assert "UNIT_FT4" in rules


def test_a_panel_that_is_not_there_is_an_error() -> None:
    """Named, with the way out."""
    with pytest.raises(PanelError, match="no panel c among the 2"):
        nhml.picture(panels(), "c")


def test_a_report_holds_the_picture(model: nhml.RiskModel) -> None:
    """The same sections behind the risk, and the same plain data."""
    frame = panels().assign(shbg=30.0, shbg_unit="nmol/L")
    report = nhml.report(model, frame, "b", considering="testosterone_male")
    told = report.plain()
    assert told["status"] in ("scored", "abstained", "rejected")
    assert told["phenotypes"] == nhml.picture(frame, "b").plain()["phenotypes"]
    assert "Case definitions" in report.html()
    assert "What was considered" in report.html()
    json.dumps(told, allow_nan=False)


def test_a_man_is_not_told_unless_he_is_pregnant() -> None:
    """What his sex answers is no exception; the data for machines keep it."""
    sent = pd.DataFrame(
        {"panel_id": ["a"], "age": [50], "sex": ["M"], "prolactin": [300.0],
         "prolactin_unit": ["ng/mL"]}
    )  # fmt: skip
    man = nhml.picture(sent, "a")
    fired = {one["rule"]: one["unless"] for one in man.plain()["alerts"]["fired"]}
    assert fired["PRL_MACRO"] == ["lactating", "pregnant"]
    assert "Pregnant" not in man.html()
    woman = nhml.picture(sent.assign(sex="F"), "a")
    assert "(unless: Breast-feeding; Pregnant)" in woman.html()
