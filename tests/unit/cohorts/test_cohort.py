"""Cohorts: who stays, what they are told of the outcome, and one fingerprint for all rows."""

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
