"""What the safety rules mean for a model."""

from dataclasses import replace

import pandas as pd
import pytest

from nhml.knowledge import tables
from nhml.knowledge.entries import Outcome
from nhml.panels.checks import check
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise
from nhml.safety.suppression import Heard, hear

OUTCOMES = tables.outcomes()
DIABETES, HYPOTHYROID = OUTCOMES["dysglycaemia_undiagnosed"], OUTCOMES["hypothyroid_overt"]
UNITS = {key: entry.unit for key, entry in tables.analytes().items()}
MORNING = {"sample_hour": 8.0, "fasting_h": 10.0}


def panel(**cells: object) -> Panels:
    """One panel in canonical units, of a woman of fifty unless said otherwise."""
    return check(harmonise(pd.DataFrame([{"age": 50, "sex": "F", **cells}]), UNITS))


def heard(outcome: Outcome = DIABETES, inputs: str = "bmi", **cells: object) -> Heard:
    """What the rules say to a model of an outcome, made from these columns."""
    return hear(panel(**cells), outcome, frozenset(inputs.split()))


def why(outcome: Outcome = DIABETES, inputs: str = "bmi", **cells: object) -> list[str]:
    """Why such a model is silent."""
    return heard(outcome, inputs, **cells).silent.get(0, [])


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (
            {"sodium": 118},
            "not scored, emergency: Sodium below critical limit [CRIT_NA_LOW]",
        ),
        (
            {"tsh": 1.2, "ft4": 0.5},
            "not scored, to be settled first: Low FT4 without raised TSH: central hypothyroidism "
            "or illness (unless acute_illness, on_antithyroid, on_levothyroxine, on_liothyronine, "
            "pregnant) [CENTRAL_HYPOTHYROID]",
        ),
        (
            {"cortisol": 80},
            "not scored, sample invalid: Cortisol > 75: probably nmol/L entered as ug/dL "
            "[UNIT_CORTISOL]",
        ),
        (
            {"hba1c": 7.0},
            "not scored, diagnosis already met: Diabetes threshold met: confirm on a second test "
            "[DX_DIABETES]",
        ),
        (
            {"pregnant": 1},
            "not scored, the model is not about such people: Non-pregnant intervals and models "
            "do not apply [PREG_RANGES]",
        ),
        (
            {"hcg": 40},
            "not scored, the model is not about such people: Positive hCG: pregnancy until "
            "excluded (unless pregnant) [PREG_HCG]",
        ),
        (
            {"age": 17},
            "not scored, the model is not about such people: Adult models do not apply [PEDIATRIC]",
        ),
        (
            {"phq9_9": 1},
            "not scored, emergency: Suicidal thoughts reported [SUICIDE]",
        ),
    ],
)
def test_a_model_is_silent_in_words(cells: dict[str, object], words: str) -> None:
    """Each of these is the reason, and no other."""
    assert f"panel: {words}" in why(**cells)


def test_a_diagnosis_silences_only_models_that_it_would_answer() -> None:
    """Overt hypothyroidism says nothing of dysglycaemia, nor diabetes of the thyroid."""
    thyroid = {"tsh": 20, "ft4": 0.5, "pregnant": 0, "acute_illness": 0, "on_levothyroxine": 0}
    assert why(DIABETES, **thyroid) == []
    assert "[DX_HYPO_OVERT]" in heard(DIABETES, **thyroid).alerts[0]
    assert any("[DX_HYPO_OVERT]" in one for one in why(HYPOTHYROID, **thyroid))
    assert why(HYPOTHYROID, hba1c=8.0) == []
    assert any("[DX_DIABETES]" in one for one in why(DIABETES, hba1c=8.0))


def test_an_outcome_of_ones_own_is_met_by_what_its_event_reads() -> None:
    """Whoever left its list of what defines it empty gets no risk of a diabetes that is there."""
    own = replace(DIABETES, key="own", event="hba1c >= 6.5", defining=())
    assert any("[DX_DIABETES]" in one for one in why(own, hba1c=8.0))
    assert why(replace(own, event="bmi >= 30"), hba1c=8.0) == []


def test_a_disease_that_is_there_silences_a_model_of_getting_it() -> None:
    """No risk of diabetes in ten years is shown to a diabetic."""
    later, thyroid = OUTCOMES["diabetes_incident"], OUTCOMES["hypothyroid_incident_5y"]
    assert any("[DX_DIABETES]" in one for one in why(later, hba1c=8.0))
    assert any("[DX_HYPO_OVERT]" in one for one in why(thyroid, tsh=20, ft4=0.5))
    assert why(later, tsh=20, ft4=0.5) == []


@pytest.mark.parametrize(
    ("rule", "used", "cells"),
    [
        ("T_TIMING", "testosterone", {"sex": "M", "testosterone": 250, "sample_hour": 16}),
        ("CORT_TIMING", "cortisol", {"cortisol": 9}),
        ("BIOTIN", "ft4", {"biotin_mg_day": 10, "tsh": 0.2}),
        ("HETEROPHILE", "tsh", {"tsh": 14, "ft4": 2.0}),
        ("NTI", "ft3", {"acute_illness": 1, "ft3": 1.5}),
        ("GC_TAPER", "dheas", {"on_glucocorticoid": 1, "gc_weeks": 8}),
    ],
)
def test_timing_and_interference_silence_only_models_that_use_the_analyte(
    rule: str, used: str, cells: dict[str, object]
) -> None:
    """Everybody is told."""
    assert f"[{rule}]" in heard(**cells).alerts[0]
    assert why(inputs="bmi age", **cells) == []
    spoken = why(inputs=f"bmi {used}", **cells)
    assert len(spoken) == 1
    assert spoken[0].startswith("panel: not scored, sample invalid: ")
    assert spoken[0].endswith(f"[{rule}]")


def test_testosterone_of_the_morning_is_a_diagnosis_only_for_models_of_it() -> None:
    """And no diagnosis at all at another hour, or at one that nobody knows."""
    low = OUTCOMES["low_testosterone_300"]
    said = why(low, sex="M", testosterone=200, on_testosterone=0, **MORNING)
    assert [one.rpartition(" ")[2] for one in said] == ["[DX_MALE_LOWT]"]
    assert why(sex="M", testosterone=200, on_testosterone=0, **MORNING) == []
    assert why(low, sex="M", testosterone=200, on_testosterone=0) == []


def test_a_model_about_the_pregnant_speaks_of_them() -> None:
    """If they are eligible; one about others does not, nor one that never asked."""
    about = replace(DIABETES, eligible="pregnant and age >= 18")
    assert why(about, pregnant=1) == []
    assert why(replace(DIABETES, eligible=""), pregnant=1) != []
    assert why(replace(DIABETES, eligible="not pregnant"), hcg=40, pregnant=None) != []
    assert any("[PEDIATRIC]" in one for one in why(about, pregnant=1, age=17))


def test_a_model_about_minors_speaks_of_them() -> None:
    """One of everybody from twelve years on; one that does not say how old speaks of adults."""
    about = replace(DIABETES, eligible="age >= 12")
    assert why(about, age=15) == []
    assert any("[PEDIATRIC]" in one for one in why(about, age=11))
    assert any("[PEDIATRIC]" in one for one in why(replace(DIABETES, eligible=""), age=15))


def test_alerts_are_told_by_urgency_each_with_its_code() -> None:
    """The most urgent first; what could not be checked is not among them."""
    said = heard(sodium=118, hcg=40, triglycerides=1200).alerts[0]
    assert said == (
        "immediate: Sodium below critical limit [CRIT_NA_LOW]; "
        "same_day: Profound or symptomatic hyponatraemia [HYPONA_PROFOUND]; "
        "same_day: Severe hypertriglyceridaemia: pancreatitis risk [CRIT_TG]; "
        "same_day: Positive hCG: pregnancy until excluded (unless pregnant) [PREG_HCG]"
    )
    assert heard(sodium=140).alerts[0] == ""


def test_no_alert_quotes_a_value() -> None:
    """Whatever was measured stays where it was sent from."""
    said = heard(sodium=117.123, tsh=23.456, ft4=0.4321, pregnant=1)
    assert said.silent
    assert not any(part in said.alerts[0] for part in ("117", "23.4", "0.43"))
