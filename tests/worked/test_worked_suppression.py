"""Panels that no model should answer, each with the reason that it must give."""

import pandas as pd
import pytest

from nhml.modelling.risk_model import RiskModel

USUAL = {
    "panel_id": "p", "age": 52, "sex": "F", "bmi": 31, "bmi_unit": "kg/m2",
    "sodium": 140, "sodium_unit": "mmol/L",
}  # fmt: skip

# what is wrong with the panel, and what the model says of it
CASES = {
    "emergency": (
        {"sodium": 118},
        "panel: not scored, emergency: Sodium below critical limit [CRIT_NA_LOW]; "
        "panel: not scored, emergency: Profound or symptomatic hyponatraemia [HYPONA_PROFOUND]",
    ),
    "emergency without a value": (
        {"phq9_9": 2},
        "panel: not scored, emergency: Suicidal thoughts reported [SUICIDE]",
    ),
    "emergency under its other name": (
        {"phq9_item9": 1},
        "panel: not scored, emergency: Suicidal thoughts reported [SUICIDE]",
    ),
    "sample invalid": (
        {"cortisol": 90, "cortisol_unit": "ug/dL", "sample_hour": 9},
        "cortisol: is unusual: confirm the unit [unit_to_confirm]; panel: not scored, sample "
        "invalid: Cortisol > 75: probably nmol/L entered as ug/dL [UNIT_CORTISOL]",
    ),
    "diagnosis already met": (
        {"hba1c": 7.4, "hba1c_unit": "%"},
        "panel: not scored, diagnosis already met: Diabetes threshold met: confirm on a second "
        "test [DX_DIABETES]",
    ),
    "pregnancy": (
        {"pregnant": 1},
        "[outside_population]; panel: not scored, the model is not about such people: Non-pregnant "
        "intervals and models do not apply [PREG_RANGES]",
    ),
    "pregnancy that nobody spoke of": (
        {"hcg": 900, "hcg_unit": "m[IU]/mL"},
        "panel: not scored, the model is not about such people: Positive hCG: pregnancy until "
        "excluded (unless pregnant) [PREG_HCG]",
    ),
    "under eighteen": (
        {"age": 15},
        "[outside_population]; panel: not scored, the model is not about such people: Adult "
        "models do not apply [PEDIATRIC]",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_panel_is_answered_with_its_reason_and_no_risk(sugar_model: RiskModel, case: str) -> None:
    """The last of its reasons, or the only one."""
    wrong, words = CASES[case]
    answer = sugar_model.score(pd.DataFrame([{**USUAL, **wrong}])).loc[0]
    assert answer["status"] == "abstained"
    assert pd.isna(answer["risk"])
    assert answer["reasons"].endswith(words)


def test_the_same_panel_without_any_of_it_is_scored(sugar_model: RiskModel) -> None:
    """Nobody asked about a pregnancy, a cortisol or thoughts of suicide."""
    answer = sugar_model.score(pd.DataFrame([USUAL])).loc[0]
    assert answer[["status", "reasons", "alerts"]].tolist() == ["scored", "", ""]


def test_a_diagnosis_of_another_gland_silences_nothing(sugar_model: RiskModel) -> None:
    """Overt hypothyroidism is told beside the risk of dysglycaemia."""
    thyroid = {"tsh": 30, "tsh_unit": "m[IU]/L", "ft4": 0.4, "ft4_unit": "ng/dL"}
    answer = sugar_model.score(pd.DataFrame([{**USUAL, **thyroid}])).loc[0]
    assert answer["status"] == "scored"
    assert answer["alerts"] == (
        "routine: Biochemical criteria for overt hypothyroidism are met: this is a diagnosis, "
        "not a risk (unless acute_illness, on_levothyroxine, pregnant) [DX_HYPO_OVERT]"
    )


def test_a_rejected_panel_is_alerted_by_what_could_be_read(sugar_model: RiskModel) -> None:
    """Its impossible weight says nothing against its potassium."""
    sent = {**USUAL, "bmi": 4000, "potassium": 7.1, "potassium_unit": "mmol/L"}
    answer = sugar_model.score(pd.DataFrame([sent])).loc[0]
    assert answer["status"] == "rejected"
    assert answer["reasons"] == "bmi: lies beyond what is possible [value_impossible]"
    assert answer["alerts"] == "immediate: Potassium above critical limit [CRIT_K_HIGH]"


def test_what_is_not_scored_is_not_explained(sugar_model: RiskModel) -> None:
    """Reasons of a risk that is not shown are not shown either."""
    sent = pd.DataFrame([USUAL, {**USUAL, "panel_id": "low", "sodium": 118}])
    assert set(sugar_model.explain(sent)["panel_id"]) == {"p"}
