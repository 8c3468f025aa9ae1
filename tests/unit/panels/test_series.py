"""Series out of frames: whose, of what, on which day, and what is wrong with samples."""

import numpy as np
import pandas as pd
import pytest

from nhml.errors import PanelError
from nhml.panels import files, long
from nhml.panels.intake import take
from nhml.panels.series import of_people, read, series


def sent(*rows, columns="time value", **same):
    """Make a long frame: a row a sample."""
    table = pd.DataFrame(list(rows), columns=columns.split(), dtype=object)
    usual = {"subject_id": "a", "analyte": "cortisol_saliva", "unit": "nmol/L"}
    there = {name: cell for name, cell in usual.items() if name not in table.columns}
    return table.assign(**{**there, **same})


def only(frame, **how):
    """Give the one series of a frame."""
    found = series(frame, **how)
    assert len(found) == 1
    return found[0]


def codes(one):
    """List what is said of a series, by row of the file."""
    return [(said.row, said.code) for said in one.problems]


def test_samples_are_read_into_the_canonical_unit():
    """27.59 nmol/L are 1 ug/dL."""
    one = only(sent(("07:00", 27.5888), ("12:00", "0,5"), ("23:00", "<1.5")))
    assert one.values == pytest.approx([1.0, 0.0181233, 0.0543699], rel=1e-4)
    assert one.censored.tolist() == [0, 0, -1]
    assert one.times.tolist() == [7.0, 12.0, 23.0]
    assert codes(one) == [(0, "below_detection")]


def test_a_sample_after_midnight_belongs_to_the_day_before():
    """23:30, then 00:15: by the clock alone, and with dates."""
    by_clock = only(sent(("00:15", 2), ("07:00", 9), ("23:30", 3)))
    dated = only(sent(("2024-05-31T07:00", 9), ("2024-05-31T23:30", 3), ("2024-06-01T00:15", 2)))
    for one in (by_clock, dated):
        assert one.clock.tolist() == [7.0, 23.5, 24.25]
        assert len(set(one.days)) == 1
        assert "past_midnight" in [code for _, code in codes(one)]
    assert dated.days[0] == "2024-05-31"
    assert dated.weekdays == {"2024-05-31": 4}


def test_the_day_of_one_who_wakes_in_the_afternoon_turns_with_awakening():
    """Work by night: 15:00 to 08:00 is one day."""
    one = only(
        sent(
            ("2024-05-31T15:01", 9), ("2024-05-31T23:00", 5), ("2024-06-01T08:00", 2),
            woke_at="15:00",
        )
    )  # fmt: skip
    assert one.days.tolist() == ["2024-05-31"] * 3
    assert one.since == pytest.approx([1 / 60, 8.0, 17.0])


@pytest.mark.parametrize("woke", ["2024-05-31T06:50", "06:50"])
def test_awakening_stands_once_for_its_day(woke):
    """In the first row alone, as a moment or by the clock."""
    rows = [("2024-05-31T07:00", 9, woke), ("2024-05-31T12:50", 5, None)]
    one = only(sent(*rows, columns="time value woke_at"))
    assert one.since == pytest.approx([1 / 6, 6.0])


def test_minutes_since_awakening_have_a_clock_only_with_an_awakening():
    """Else nothing is known of the hour."""
    rows = ((0, 9), (30, 12), (45, 11))
    assert np.isnan(only(sent(*rows)).clock).all()
    assert only(sent(*rows, woke_at="06:30")).clock == pytest.approx([6.5, 7.0, 7.25])
    assert only(sent(*rows)).since == pytest.approx([0.0, 0.5, 0.75])


def test_days_are_told_apart_by_date_or_by_name():
    """A name that was sent goes before a date."""
    rows = [("2024-05-31T07:00", 9), ("2024-05-31T12:00", 5), ("2024-06-01T07:00", 8)]
    assert only(sent(*rows)).days.tolist() == ["2024-05-31"] * 2 + ["2024-06-01"]
    named = only(sent(*rows, day="profile"))
    assert named.days.tolist() == ["profile"] * 3
    assert named.clock.tolist() == [7.0, 12.0, 31.0]


@pytest.mark.parametrize(
    ("time", "woke", "day"),
    [
        ("0001-01-01T01:00", None, "0000-12-31"),
        ("9999-12-31T23:59", "00:30", "10000-01-01"),
    ],
)
def test_days_at_the_ends_of_the_calendar_have_names(time, woke, day):
    """A clock that was never set writes year 1; the day may begin before it, or end after 9999."""
    one = only(sent((time, 9), woke_at=woke))
    assert one.days.tolist() == [day]


def test_the_night_that_the_clock_changes_is_as_long_as_it_is():
    """From 01:30 summer time to 02:30 winter time two hours pass, on the clock one."""
    one = only(
        sent(
            ("2024-10-26T22:00+02:00", 4), ("2024-10-27T01:30+02:00", 3),
            ("2024-10-27T02:30+01:00", 2),
        )
    )  # fmt: skip
    assert np.diff(one.times) == pytest.approx([3.5, 2.0])
    assert one.clock == pytest.approx([22.0, 25.5, 26.5])
    assert "clock_changed" in [code for _, code in codes(one)]


def test_offsets_stated_in_part_are_put_aside_and_said():
    """Then all are read by the clock on the wall."""
    one = only(sent(("2024-05-31T07:00+02:00", 4), ("2024-05-31T12:00", 3)))
    assert one.times.tolist() == [7.0, 12.0]
    assert (0, "zone_mixed") in codes(one)


def test_the_clock_of_times_in_utc_is_not_the_persons():
    """``Z`` says nothing of where somebody slept."""
    one = only(sent(("2024-05-31T07:00Z", 4), ("2024-05-31T12:00Z", 3)))
    assert (0, "clock_is_utc") in codes(one)


def test_everything_wrong_with_samples_is_said_with_its_row():
    """A row of the file each, and no value in it."""
    one = only(
        sent(
            ("07:00", 12, "nmol/L", None), ("07:30", None, "nmol/L", None),
            ("08:00", "haemolysed", "nmol/L", None), ("09:00", 5, "parsec", None),
            ("10:00", 5, None, None), ("11:00", 3000, "nmol/L", None),
            ("12:00", 9999999, "nmol/L", None), ("soon", 5, "nmol/L", None),
            (None, 5, "nmol/L", None), ("2024-05-31T13:00", 5, "nmol/L", None),
            ("14:00", 5, "nmol/L", "~"), ("23:00", 2, "nmol/L", None),
            columns="time value unit comparator", day="one",
        )
    )  # fmt: skip
    assert [said for said in codes(one) if said[0]] == [
        (3, "sample_missing"), (4, "not_measured"), (5, "unit_unknown"), (6, "unit_missing"),
        (7, "unit_suspect"), (8, "value_impossible"), (12, "comparator_unknown"),
        (9, "time_unread"), (10, "time_missing"), (11, "time_mixed"),
    ]  # fmt: skip
    assert np.isnan(one.values).tolist() == [False, *[True] * 7, False]


def test_one_foreign_unit_is_converted_and_said():
    """One sample in ug/dL among nmol/L."""
    one = only(sent(("07:00", 12, "nmol/L"), ("12:00", 0.2, "ug/dL"), columns="time value unit"))
    assert one.values == pytest.approx([0.434959, 0.2], rel=1e-5)
    assert codes(one) == [(0, "units_mixed")]


def test_rows_out_of_order_and_twice_at_one_time_are_said():
    """They are sorted; both values stay, for the numbers to take their mean."""
    one = only(sent(("12:00", 5), ("07:00", 9), ("07:00", 11)))
    assert one.rows.tolist() == [3, 4, 2]
    assert codes(one) == [(0, "unsorted"), (0, "time_twice")]


def test_a_time_of_another_week_is_no_time_of_the_day():
    """Samples of one name lie within two days, or their days want names."""
    one = only(sent(("2024-05-31T07:00", 9), ("2024-06-30T07:00", 5), day="profile"))
    assert one.rows.tolist() == [2]
    assert codes(one) == [(3, "time_far")]


def test_two_awakenings_of_one_day_are_none():
    """Which of them is not guessed."""
    rows = [("07:00", 9, "06:30"), ("12:00", 5, "06:50")]
    one = only(sent(*rows, columns="time value woke_at"))
    assert np.isnan(one.since).all()
    assert "awakening_twice" in [code for _, code in codes(one)]


def test_a_sample_before_awakening_is_said():
    """Minus a quarter of an hour."""
    rows = sent((-15, 9), (30, 11), (60, 8))
    assert "before_awakening" in [code for _, code in codes(only(rows))]


def test_people_and_analytes_are_told_apart():
    """By name or by LOINC code, in the order sent."""
    frame = pd.concat(
        [
            sent(("07:00", 9), ("12:00", 5), subject_id="b"),
            sent(("07:00", 300), ("12:00", 200), subject_id="a", analyte="Cortisol, serum"),
            sent(("07:00", 9), ("12:00", 5), subject_id="a"),
        ]
    )
    found = series(frame.reset_index(drop=True))
    assert [(one.subject, one.analyte) for one in found] == [
        ("b", "cortisol_saliva"), ("a", "cortisol"), ("a", "cortisol_saliva"),
    ]  # fmt: skip
    assert [one.analyte for one in series(frame.reset_index(drop=True), analyte="cortisol")] == [
        "cortisol"
    ]


def test_a_panel_stands_for_a_person_where_no_person_is_named():
    """All samples of a panel are its series."""
    frame = sent(("07:00", 9), ("12:00", 5)).rename(columns={"subject_id": "panel_id"})
    assert only(frame).subject == "a"


def test_what_nobody_has_twice_a_day_is_left_out_unless_asked_for():
    """A TSH beside six cortisols is no series; alone it is one sample, and said so."""
    frame = pd.concat(
        [
            sent(("07:00", 9), ("12:00", 5)),
            sent(("07:00", 2), analyte="tsh", unit="mIU/L"),
        ]
    ).reset_index(drop=True)
    assert [one.analyte for one in series(frame)] == ["cortisol_saliva"]
    assert len(only(frame, analyte="tsh")) == 1
    assert len(only(sent(("07:00", 2), analyte="tsh", unit="mIU/L"))) == 1


def test_several_panels_of_one_person_are_a_series():
    """Wide rows with their draws; a date is completed by its hour."""
    frame = pd.DataFrame(
        {
            "panel_id": ["1", "2", "3", "4"],
            "subject_id": ["a", "a", "b", "a"],
            "age": [44, 44, 30, 44],
            "drawn_at": ["2024-05-31", "2024-05-31", "2024-05-31", "2024-05-31T20:00"],
            "sample_hour": [8, 16, 9, None],
            "cortisol": [15.0, 6.0, 12.0, None],
            "cortisol_unit": "ug/dL",
            "tsh": [2.0, None, None, 2.1],
            "tsh_unit": "mIU/L",
        }
    )
    found = {(one.subject, one.analyte): one for one in series(frame)}
    assert found["a", "cortisol"].clock.tolist() == [8.0, 16.0]
    assert found["a", "tsh"].clock.tolist() == [8.0, 20.0]
    assert found["b", "cortisol"].clock.tolist() == [9.0]
    assert found["a", "cortisol"].person.age == 44


@pytest.mark.parametrize(
    ("frame", "mistakes"),
    [
        (sent((1, 2))[["analyte", "value", "unit"]], ["no column of times", "no subject_id"]),
        (sent((1, 2)).rename(columns={"time": "Time"}), ["almost time; write time", "of times"]),
        (sent(("07:00", 2), subject_id=None), ["row 2: subject_id is blank"]),
        (sent(("07:00", 2), analyte=None), ["row 2: neither analyte nor loinc"]),
        (sent(("07:00", 2), analyte="moonlight"), ["no sample of an analyte that nhml knows"]),
        (sent((7, 9), (12, 5), (23, 2)), ["lie within 24: write hours of the clock as 07:00"]),
        (pd.DataFrame({"tsh": [1.0]}), ["no column of times", "no subject_id"]),
        (pd.DataFrame({"subject_id": ["a"], "time": ["07:00"]}), ["no analyte; wanted a row a"]),
        ([1, 2], ["wanted a DataFrame of samples; found list"]),
    ],
)  # fmt: skip
def test_a_frame_that_is_no_series_is_refused_with_all_its_mistakes(frame, mistakes):
    """At once."""
    for words in mistakes:
        with pytest.raises(PanelError, match=words):
            series(frame)


def test_a_whole_analyte_in_another_unit_is_refused():
    """Ten values of nmol/L that are called ug/dL."""
    rows = [(f"{hour:02d}:00", 12.0) for hour in range(7, 19)]
    with pytest.raises(PanelError, match=r"cortisol_saliva is stated in ug/dL.*nmol/L"):
        series(sent(*rows, unit="ug/dL"))


def test_units_may_be_stated_once():
    """As for panels."""
    frame = sent(("07:00", 27.5888), ("12:00", 13.7944)).drop(columns="unit")
    assert only(frame, units={"cortisol_saliva": "nmol/L"}).values == pytest.approx(
        [1.0, 0.5], rel=1e-4
    )


def test_a_unit_stated_once_fills_blanks_and_contradicts_nothing():
    """A column of units that says otherwise is refused, not overruled."""
    frame = sent(("07:00", 27.5888), ("12:00", 13.7944))
    frame.loc[1, "unit"] = None
    assert only(frame, units={"cortisol_saliva": "nmol/L"}).values == pytest.approx(
        [1.0, 0.5], rel=1e-4
    )
    with pytest.raises(PanelError, match="ug/dL is stated, and cortisol_saliva_unit has another"):
        series(frame, {"cortisol_saliva": "ug/dL"})


def test_an_unknown_analyte_asked_for_is_named():
    """It is no name of a patient."""
    with pytest.raises(PanelError, match="'moonlight' is no analyte"):
        series(sent(("07:00", 2)), analyte="moonlight")


def test_rows_of_a_file_count_its_header(tmp_path):
    """The first sample stands in row 2."""
    path = tmp_path / "saliva.csv"
    path.write_text("subject_id,analyte,value,unit,time\na,cortisol_saliva,x,nmol/L,07:00\n")
    assert codes(read(str(path))[0])[0] == (2, "not_a_number")


def test_people_asked_for_are_kept_and_others_are_not_named():
    """A pseudonym is a patient's all the same."""
    found = series(sent(("07:00", 2), ("08:00", 1)))
    assert of_people(found, ["a"]) == found
    with pytest.raises(PanelError, match="1 of 2 people named have no series"):
        of_people(found, ["a", "nobody"])


def test_an_ordinary_verb_says_what_a_series_is_for(tmp_path):
    """Six cortisols in one panel are no panel: each draw is one, or nhml rhythm reads them."""
    path = tmp_path / "saliva.csv"
    sent(("07:00", 9), ("12:00", 5), panel_id="p").to_csv(path, index=False)
    panels = take(files.read(str(path)))
    found = {one.code: one for one in panels.problems}
    assert found["sent_twice"].column == "cortisol_saliva"
    from nhml.panels.codes import CODES

    assert "nhml rhythm" in CODES["sent_twice"].cure
    assert long.is_long(pd.read_csv(path).columns)
