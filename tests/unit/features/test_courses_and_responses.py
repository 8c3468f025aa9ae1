"""What a person takes, what is due, and when a response can be called."""

from datetime import date

import pandas as pd
import pytest

from nhml.errors import DataError
from nhml.features.courses import courses, known_courses
from nhml.features.draws import draws
from nhml.features.monitoring import later, monitoring
from nhml.features.response import responses
from nhml.knowledge.following import Span
from nhml.panels import intake

START, SIX_WEEKS, YEAR = "2024-01-08", "2024-02-26", "2024-12-09"
AS_OF = date(2025, 1, 1)


def panels(**columns):
    """Make panels of one man on three days: before a therapy, and twice on it."""
    usual = {
        "panel_id": ["a", "b", "c"],
        "subject_id": "him",
        "drawn_at": [START, SIX_WEEKS, YEAR],
        "age": 50,
        "sex": "M",
        "tsh_unit": "mIU/L",
    }
    n = len(columns.get("drawn_at", usual["drawn_at"]))
    usual["panel_id"] = usual["panel_id"][:n]
    return intake.take(pd.DataFrame({**usual, **columns}))


def taken(ready, since=None):
    """Give the therapies."""
    return courses(ready, draws(ready), since)


def due(ready, as_of, since=None):
    """Give what is due, by column."""
    found = monitoring(ready, draws(ready), taken(ready, since), date.fromisoformat(as_of))
    return {one.column: one for one in found}


def response(ready, since=None, as_of=AS_OF):
    """Give the only response."""
    (one,) = responses(ready, draws(ready), taken(ready, since), as_of)
    return one


def test_a_therapy_began_between_the_draw_that_denies_it_and_the_first_that_tells() -> None:
    """Neither earlier nor later."""
    (one,) = taken(panels(tsh=[12, 5, 2], on_levothyroxine=[0, 1, 1]))
    assert (one.after, one.started) == (date(2024, 1, 8), date(2024, 2, 26))
    assert (one.before, one.rows, one.stopped, one.stated) == (0, (1, 2), None, False)


def test_where_no_draw_denies_it_the_first_is_the_latest_start() -> None:
    """An empty cell is no denial."""
    (one,) = taken(panels(tsh=[12, 5, 2], on_levothyroxine=[None, 1, None]))
    assert (one.after, one.before, one.rows) == (None, None, (1,))


def test_a_therapy_that_stopped_and_began_again_is_two() -> None:
    """Of which the first asks for nothing any more."""
    first, second = taken(
        panels(
            drawn_at=["2024-01-01", "2024-02-01", "2024-03-01"],
            tsh=[12, 5, 2],
            on_levothyroxine=[1, 0, 1],
        )
    )
    assert (first.stopped, second.stopped) == (date(2024, 2, 1), None)
    assert second.after == date(2024, 2, 1)


def test_testosterone_is_followed_in_men() -> None:
    """The table has no course of it for women."""
    assert taken(panels(testosterone=[1, 1, 1], on_testosterone=1, sex="F")) == ()


def test_the_start_can_be_stated() -> None:
    """Of the stretch that goes on."""
    ready = panels(tsh=[12, 5, 2], on_levothyroxine=[0, 1, 1])
    (one,) = taken(ready, {"levothyroxine": date(2024, 1, 15)})
    assert (one.started, one.stated) == (date(2024, 1, 15), True)


@pytest.mark.parametrize(
    ("key", "words"),
    [("aspirin", "aspirin: is no therapy"), ("cabergoline", "no dated draw tells")],
)
def test_a_start_of_what_nobody_takes_is_refused(key, words) -> None:
    """With what can be followed, or what is missing."""
    with pytest.raises(DataError, match=words):
        taken(panels(tsh=[12, 5, 2]), {key: date(2024, 1, 15)})


def test_uncertain_courses_are_not_followed() -> None:
    """A table row of uncertain standing is never a default."""
    assert "clomifene_male" not in known_courses()


@pytest.mark.parametrize(
    ("day", "span", "then"),
    [
        (date(2024, 1, 31), Span(1, 0), date(2024, 2, 29)),
        (date(2024, 11, 30), Span(3, 0), date(2025, 2, 28)),
        (date(2024, 2, 29), Span(12, 0), date(2025, 2, 28)),
        (date(2024, 12, 20), Span(0, 42), date(2025, 1, 31)),
    ],
)
def test_months_are_those_of_the_calendar(day, span, then) -> None:
    """And end with their last day."""
    assert later(day, span) == then


@pytest.mark.parametrize(
    ("as_of", "status", "earliest", "latest", "overdue"),
    [  # begun on 26 February at the latest, with TSH after 6-8 wk, then 4-6 mo, then yearly
        ("2024-03-01", "not yet due", "2024-04-08", "2024-04-22", 0),
        ("2024-04-10", "due", "2024-04-08", "2024-04-22", 0),
        ("2024-05-02", "overdue", "2024-04-08", "2024-04-22", 10),
        ("2024-12-10", "not yet due", "2025-04-09", "2025-06-09", 0),
        ("2025-06-19", "overdue", "2025-04-09", "2025-06-09", 10),
    ],
)
def test_thyrotropin_is_due_after_six_weeks_then_after_months(
    as_of, status, earliest, latest, overdue
) -> None:
    """ATA 2014, counted from the measurement before; that of the start is none."""
    ready = panels(tsh=[12, 5, 2], on_levothyroxine=[0, 1, 1])
    one = due(ready, as_of)["tsh"]
    found = (one.status, str(one.earliest), str(one.latest), one.overdue_days)
    assert found == (status, earliest, latest, overdue)


def test_once_all_steps_are_done_it_comes_back_yearly() -> None:
    """Six weeks, five months, then a year, and a year again."""
    days = ["2023-01-01", "2023-02-20", "2023-07-20", "2024-07-20"]
    ready = panels(
        panel_id=list("abcd"), drawn_at=days, tsh=[12, 5, 2, 2], on_levothyroxine=[1, 1, 1, 1]
    )
    assert str(due(ready, "2024-08-01")["tsh"].earliest) == "2025-07-20"


def test_a_stated_dose_change_starts_the_steps_anew() -> None:
    """Six weeks after it."""
    ready = panels(tsh=[12, 5, 2], on_levothyroxine=[1, 1, 1])
    one = due(ready, "2024-12-20", {"levothyroxine": date(2024, 12, 16)})["tsh"]
    assert str(one.earliest) == "2025-01-27"


def test_what_was_never_measured_is_said() -> None:
    """FT4 belongs to it and no draw has one."""
    found = due(panels(tsh=[12, 5, 2], on_levothyroxine=[0, 1, 1]), "2024-12-20")
    assert (found["ft4"].never, found["ft4"].last, found["tsh"].never) == (True, None, False)
    assert found["ft4"].status == "overdue"


def test_steps_that_end_ask_for_no_more() -> None:
    """Potassium four weeks and three months after spironolactone for hirsutism."""
    ready = panels(
        drawn_at=["2024-01-01", "2024-02-01", "2024-05-01"],
        sex="F",
        potassium=[4.0, 4.2, 4.1],
        potassium_unit="mmol/L",
        on_spironolactone=1,
        hx_pcos=1,
    )
    assert due(ready, "2024-03-20")["potassium"].status == "not yet due"
    assert due(ready, "2024-06-01")["potassium"].status == "no further date in the table"


def test_a_questionnaire_can_be_what_is_due() -> None:
    """PHQ-9 four to eight weeks after an antidepressant."""
    ready = panels(tsh=[2, 2, 2], sx_phq9=[16, 9, 5], on_antidepressant=1)
    assert str(due(ready, "2024-12-10")["phq9"].earliest) == "2025-01-06"


def test_a_therapy_that_stopped_asks_for_nothing() -> None:
    """Nor is a response to it judged."""
    ready = panels(tsh=[12, 5, 2], on_levothyroxine=[1, 1, 0])
    assert due(ready, "2025-01-01") == {}
    assert responses(ready, draws(ready), taken(ready), AS_OF) == ()


SENT = {"tsh": [12, 5, 2], "on_levothyroxine": [0, 1, 1]}


def test_a_response_is_called_where_both_halves_are_met() -> None:
    """TSH from 12 to 2, PHQ-9 from 16 to 6."""
    one = response(panels(**SENT, sx_phq9=[16, 12, 6]))
    assert (one.called, one.hormone.why, one.symptoms.why) == (True, "reached", "improved")
    assert (one.first, one.last) == (0, 2)


@pytest.mark.parametrize(
    ("columns", "hormone", "symptoms"),
    [
        ({"sx_phq9": [16, 12, 13]}, "reached", "less"),
        ({"sx_phq9": [9, 12, 16]}, "reached", "worse"),
        ({}, "reached", "no_total"),
        ({"sx_mrs": [20, 12, 3]}, "reached", "mcid_unknown"),
        ({"sx_phq9": [16, 12, 6], "tsh": [12, 9, 8]}, "target_missed", "improved"),
        ({"sx_phq9": [16, 12, 6], "tsh": [3.9, 3, 2]}, "met_before", "improved"),
        ({"sx_phq9": [16, 12, 6], "tsh": [4.1, 4.5, 3.9]}, "noise", "improved"),
        ({"sx_phq9": [16, 12, 6], "tsh": [None, 5, 2]}, "not_measured", "improved"),
        ({"sx_phq9": [16, 12, 6], "site": ["n", "s", "s"]}, "change_unknown", "improved"),
        ({"sx_phq9": [16, 12, 6], "hx_hypopituitarism": 1}, "outside", "improved"),
    ],
)
def test_one_half_alone_calls_no_response(columns, hormone, symptoms) -> None:
    """And it is said which half is missing, and why."""
    one = response(panels(**{**SENT, **columns}))
    assert (one.called, one.hormone.why, one.symptoms.why) == (False, hormone, symptoms)


def test_before_its_time_no_response_is_judged() -> None:
    """Six weeks after the start: the second draw tells of it, and is the only one."""
    ready = panels(drawn_at=[START, SIX_WEEKS], tsh=[12, 2], on_levothyroxine=[0, 1])
    assert response(ready).hormone.why == "too_soon"
    stated = response(ready, {"levothyroxine": date(2024, 1, 9)})
    assert stated.hormone.why == "reached"


def test_without_a_draw_before_the_start_no_response_is_judged() -> None:
    """Who takes it at the first draw has nothing to be held against."""
    one = response(panels(tsh=[12, 5, 2], on_levothyroxine=1, sx_phq9=[16, 9, 5]))
    assert (one.called, one.hormone.why) == (False, "no_before")


def test_a_therapy_without_a_target_in_numbers_has_no_response() -> None:
    """None is made up; symptoms are told all the same."""
    one = response(panels(prolactin=[90, 40, 12], prolactin_unit="ng/mL",
                          on_dopamine_agonist=[0, 1, 1], sx_phq9=[16, 9, 5]))  # fmt: skip
    assert (one.called, one.hormone.why, one.symptoms.why) == (False, "no_target", "improved")


def test_testosterone_is_judged_by_erectile_function_where_it_is_known() -> None:
    """From 8 to 15 nmol/L, and IIEF-EF by four points; the better mood does not count then."""
    sent = {
        "testosterone": [8, 15, 15],
        "testosterone_unit": "nmol/L",
        "on_testosterone": [0, 1, 1],
    }
    both = {"sx_phq9": [16, 9, 5], "sx_iief_ef": [14, 15, 18]}
    assert response(panels(**sent, **both)).called
    assert not response(panels(**sent, **{**both, "sx_iief_ef": [14, 15, 17]})).called


def test_the_latest_draw_that_can_be_judged_is_taken() -> None:
    """The last one was drawn in another laboratory."""
    columns = {"panel_id": list("abcd"), "drawn_at": [START, SIX_WEEKS, "2024-06-10", YEAR]}
    ready = panels(**columns, tsh=[12, 5, 2, 2], on_levothyroxine=[0, 1, 1, 1],
                   sx_phq9=[16, 9, 5, 5], site=["n", "n", "n", "s"])  # fmt: skip
    one = response(ready)
    assert (one.called, one.last, one.skipped) == (True, 2, 1)
