"""Cohorts: who stays, what they are told of the outcome, and one fingerprint for all rows."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nhml.cohorts.cohort import Cohort, gather, subgroups
from nhml.errors import CohortError
from nhml.knowledge import tables
from tests.people import panel_frame

LOW_T = tables.outcomes()["low_testosterone_300"]


def made(frame: pd.DataFrame) -> Cohort:
    """A cohort of low testosterone."""
    return gather("people", frame, LOW_T)


def test_what_defines_the_outcome_is_gone_from_the_panels(cohort: Cohort) -> None:
    """The event is known; testosterone is not to be seen."""
    assert "testosterone" not in cohort.panels.keys
    assert "shbg" in cohort.panels.keys
    assert 0.2 < cohort.event.mean() < 0.8


def test_the_event_by_hand() -> None:
    """299 is below 300, 300 is not; 10.4 nmol/L is 299.94 ng/dL."""
    frame = panel_frame(60)
    frame["testosterone"] = [299.0, 300.0, 10.4, *[100.0] * 25, *[900.0] * 32]
    frame.loc[2, "testosterone_unit"] = "nmol/L"
    assert made(frame).event[:3].tolist() == [1.0, 0.0, 1.0]


def test_those_known_to_be_ineligible_go_and_those_unknown_stay() -> None:
    """A woman goes; a man of unknown age stays, for a model has to answer for him too."""
    frame = panel_frame()
    frame.loc[0, "sex"] = "F"
    frame.loc[1, "age"] = np.nan
    ids = set(made(frame).panels.panel_id)
    assert "p00000" not in ids
    assert "p00001" in ids


def test_those_of_unknown_outcome_go() -> None:
    """Without testosterone nothing can be learnt of a man."""
    frame = panel_frame()
    frame.loc[3, "testosterone"] = np.nan
    assert "p00003" not in set(made(frame).panels.panel_id)


def test_a_rejected_panel_stays_rejected() -> None:
    """Its problems move with its row, however the rows are sorted."""
    frame = panel_frame()
    frame.loc[7, "bmi"] = 4000.0
    found = made(frame.iloc[::-1])
    assert found.panels.panel_id[found.panels.rejected()].tolist() == ["p00007"]


def test_the_flow_counts_everybody_lost() -> None:
    """400 panels, a woman less, a man without the hormone less."""
    frame = panel_frame()
    frame.loc[0, "sex"] = "F"
    frame.loc[1, "testosterone"] = np.nan
    assert [step.people for step in made(frame).flow] == [400, 399, 398]


def test_those_eligible_for_what_is_not_known_are_counted() -> None:
    """Men whose prescriptions nobody knows stay among the untreated; that is said."""
    frame = panel_frame().assign(on_testosterone=0.0)
    frame.loc[:11, "on_testosterone"] = np.nan
    frame.loc[20, "age"] = np.nan
    notes = made(frame).notes
    assert "eligibility rests on unknown on_testosterone: 12 people" in notes
    assert "eligibility rests on unknown age: 1 people" in notes
    assert not [note for note in notes if "unknown sex" in note]


def test_a_column_that_is_empty_for_everybody_is_named() -> None:
    """By its name, if it may predict; that nobody among men is pregnant need not be said."""
    frame = panel_frame().assign(
        estradiol=np.nan, estradiol_unit="pg/mL", sleep_hours=np.nan, pregnant=np.nan
    )
    assert "missing for everybody: sleep_hours, estradiol" in made(frame).notes
    assert not [note for note in made(panel_frame()).notes if "missing for everybody" in note]


def test_too_few_people_come_with_what_was_said_of_the_data() -> None:
    """The absent table is why."""
    frame = panel_frame().drop(columns=["testosterone", "testosterone_unit"])
    with pytest.raises(CohortError, match=r"(?s)0 people with .*\n  - TST_H absent"):
        gather("people", frame, LOW_T, ("TST_H absent",))


def surveyed(**columns: object) -> pd.DataFrame:
    """Invented men of a survey of two strata with two units each."""
    at = np.arange(400)
    design = {
        "survey_weight": 1000.0 + at,
        "survey_stratum": at % 2 + 9,
        "survey_psu": at // 2 % 2 + 1,
    }
    return panel_frame().assign(**{**design, **columns})


def test_weights_written_as_text_are_numbers() -> None:
    """A CSV holds the same people as a Parquet file, their strata in the same order."""
    plain = made(surveyed()).aside
    written = made(surveyed().astype(dict.fromkeys(plain, str))).aside
    pd.testing.assert_frame_equal(written, plain, check_dtype=False)
    assert written["survey_weight"].dtype == np.float64
    assert written["survey_stratum"].tolist()[:2] == [9.0, 10.0]


def test_strata_may_be_names() -> None:
    """As those of NHANES are."""
    stratum = [f"2013-2014/{at % 2}" for at in range(400)]
    assert made(surveyed(survey_stratum=stratum)).aside["survey_stratum"].tolist() == stratum


@pytest.mark.parametrize("cell", ["heavy", "-3", "", None, "<5", "inf"])
def test_a_weight_that_is_none_is_named_by_its_row(cell: str | None) -> None:
    """Never by what stands there."""
    weight = pd.Series(["800.5"] * 400, dtype=object)
    weight[[4, 17]] = cell
    wanted = "survey_weight: wanted a number from 0 upwards; rows beneath the header: 5, 18\n"
    with pytest.raises(CohortError, match=wanted) as told:
        made(surveyed(survey_weight=weight))
    assert not cell or cell not in str(told.value)


def test_a_stratum_that_is_missing_is_named_by_its_row() -> None:
    """Together with what is wrong of other columns; of many rows the first ten."""
    frame = surveyed(survey_weight=-1.0)
    frame.loc[2, "survey_stratum"] = np.nan
    with pytest.raises(CohortError, match=r"(?s)9, 10, …\n.*survey_stratum: .* header: 3\n"):
        made(frame)


def test_only_those_who_stay_need_a_weight() -> None:
    """Whoever has no known outcome is not weighted."""
    frame = surveyed()
    frame.loc[3, ["survey_weight", "testosterone"]] = np.nan
    assert len(made(frame)) == 399


def test_too_few_of_either_class_are_refused() -> None:
    """With both numbers."""
    frame = panel_frame().assign(testosterone=800.0)
    with pytest.raises(CohortError, match="0 people with low_testosterone_300 and 400 without"):
        made(frame)


def test_those_of_either_class_are_counted_as_people() -> None:
    """Twenty-five panels of one man teach what one man teaches."""
    frame = panel_frame(100)
    frame["testosterone"] = [200.0] * 25 + [600.0] * 75
    frame.loc[:24, "subject_id"] = "the same"
    with pytest.raises(CohortError, match="1 people with low_testosterone_300 and 75 without"):
        made(frame)


def test_the_fingerprint_covers_every_row_and_not_their_order() -> None:
    """One value of one person makes another cohort; another order makes the same."""
    frame, changed = panel_frame(), panel_frame()
    changed.loc[399, "phq9_9"] = 3.0 - changed.loc[399, "phq9_9"]
    assert made(frame).fingerprint() == made(frame.sample(frac=1, random_state=1)).fingerprint()
    assert made(frame).fingerprint() != made(changed).fingerprint()


def test_the_fingerprint_covers_the_outcome() -> None:
    """The same panels with another event."""
    frame, changed = panel_frame(), panel_frame()
    changed.loc[5, "testosterone"] = 900.0 if made(frame).event[5] else 100.0
    assert made(frame).fingerprint() != made(changed).fingerprint()


def test_the_fingerprint_tells_a_rejected_value_from_none() -> None:
    """Whoever is rejected teaches nothing, whoever was not measured does."""
    rejected, missing = panel_frame(), panel_frame()
    rejected.loc[7, "bmi"] = 4000.0
    missing.loc[7, "bmi"] = np.nan
    assert made(rejected).fingerprint() != made(missing).fingerprint()


def test_the_fingerprint_keeps_columns_apart() -> None:
    """An id may not grow by what its neighbour loses."""
    plain, moved = panel_frame(), panel_frame()
    plain.loc[399, "panel_id"], plain.loc[0, "subject_id"] = "p00399x", "y"
    moved.loc[399, "panel_id"], moved.loc[0, "subject_id"] = "p00399", "xy"
    assert made(plain).fingerprint() != made(moved).fingerprint()


def test_columns_beyond_the_frame_stand_aside() -> None:
    """Evaluation reads them, no model does."""
    found = made(panel_frame().assign(ethnicity="x", survey_weight=2.0))
    assert list(found.aside) == ["ethnicity", "survey_weight"]
    assert set(subgroups(found)) == {"sex", "ethnicity", "survey_weight"}


def test_taking_keeps_rows_together(cohort: Cohort) -> None:
    """Panels and events in the order asked for, a row twice if asked twice."""
    some = cohort.take([5, 2, 2])
    assert some.panels.panel_id.tolist() == ["p00005", "p00002", "p00002"]
    assert some.event.tolist() == cohort.event[[5, 2, 2]].tolist()


def test_a_row_taken_twice_keeps_its_problems_twice() -> None:
    """A rejected panel is rejected in every copy."""
    frame = panel_frame()
    frame.loc[7, "bmi"] = 4000.0
    assert made(frame).take([7, 2, 7]).panels.rejected().tolist() == [True, False, True]


@pytest.mark.parametrize(
    "key", ["diabetes_incident", "trt_response_12m", "graves_relapse", "fmp_within_24m"]
)
def test_what_a_later_visit_decides_is_not_read_from_this_one(key: str) -> None:
    """Its event would be that of the panel that is to predict it."""
    frame = pd.DataFrame({"panel_id": ["a"], "age": [50], "sex": ["F"]})
    with pytest.raises(CohortError, match=f"{key} is not decided by the panel"):
        gather("people", frame, tables.outcomes()[key])


@pytest.mark.parametrize("event", ["homa_ir > 2.5", "phq9_1 + phq9_2 > 3", "hx_depression"])
def test_what_stands_in_a_panel_is_never_of_a_later_visit(event: str) -> None:
    """Nor its indices and items: they would predict themselves, for a later event hides nothing."""
    later = replace(
        tables.outcomes()["low_testosterone_300"], task="incident", event=event, eligible=""
    )
    with pytest.raises(CohortError, match="is not decided by the panel"):
        gather("people", panel_frame(), later)


def test_an_event_may_read_an_index() -> None:
    """HOMA-IR above 2.5, from glucose and insulin; neither may predict it."""
    rows = 60
    frame = pd.DataFrame(
        {
            "panel_id": [f"p{row:02d}" for row in range(rows)],
            "age": 40, "sex": "F", "fasting_h": 10, "bmi": 25, "bmi_unit": "kg/m2",
            "glucose": 90, "glucose_unit": "mg/dL",
            "insulin": [5 + 15 * (row % 2) for row in range(rows)], "insulin_unit": "u[IU]/mL",
        }
    )  # fmt: skip
    cohort = gather("people", frame, tables.outcomes()["insulin_resistance"])
    assert cohort.event.sum() == rows / 2
    assert not {"glucose", "insulin"} & set(cohort.panels.keys)
    assert "homa_ir" not in cohort.panels.items


def test_a_definition_of_uncertain_standing_says_so() -> None:
    """Who trains on it is told each time."""
    rows = 60
    frame = pd.DataFrame(
        {
            "panel_id": [f"p{row:02d}" for row in range(rows)], "age": 40, "sex": "F",
            "hba1c": [5 + row % 2 for row in range(rows)], "hba1c_unit": "%",
        }
    )  # fmt: skip
    plain = tables.outcomes()["dysglycaemia_undiagnosed"]
    words = "the definition of dysglycaemia_undiagnosed is of uncertain standing"
    for standing, said in (("well-known", False), ("uncertain", True)):
        cohort = gather("people", frame, replace(plain, confidence=standing))
        assert any(note.startswith(words) for note in cohort.notes) == said
