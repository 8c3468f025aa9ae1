"""The numbers of a day: read, doubted, or not assessable, and why."""

import pandas as pd
import pytest

from nhml.errors import PanelError
from nhml.features.rhythm_frame import ALL, COLUMNS, SAMPLES, plain, read, rhythm
from nhml.panels.series import series

DAY = (("07:00", 12), ("07:30", 22), ("07:45", 19), ("12:00", 7), ("17:00", 4.5), ("23:00", 2))


def day(*rows, **same):
    """Read one person's samples: (time, value)."""
    usual = {"subject_id": "a", "analyte": "cortisol_saliva", "unit": "nmol/L", "woke_at": "07:00"}
    frame = pd.DataFrame(list(rows), columns=["time", "value"], dtype=object)
    return frame.assign(**{**usual, "age": 44, **same})


def told(frame, feature, which=None):
    """Give the row of a number."""
    found = rhythm(frame)
    rows = found[found["feature"] == feature]
    return (rows if which is None else rows[rows["day"] == which]).iloc[0]


def codes(row):
    """List the codes in brackets."""
    return [part.partition("]")[0] for part in row["reasons"].split("[")[1:]]


def test_a_whole_day_is_read():
    """Every number of cortisol but the cosinor, which wants the night."""
    found = rhythm(day(*DAY)).set_index("feature")
    assert found.columns.tolist() == [name for name in COLUMNS if name != "feature"]
    assert found.loc["auc_g", "unit"] == "ug.h/dL"
    assert found.loc["car_delta30", "value"] == pytest.approx(10 * 0.0362466, rel=1e-6)
    assert found.loc["late_night", "reading"] == "within the limit of 0.1 ug/dL (LC-MS/MS)"
    assert found["status"].to_dict() == {
        SAMPLES: "read", "auc_g": "read", "auc_i": "read", "car_delta30": "doubtful",
        "car_mninc": "doubtful", "diurnal_slope": "read", "late_night": "read",
        "cosinor_mesor": "not_assessable", "cosinor_amplitude": "not_assessable",
        "cosinor_peak_h": "not_assessable",
    }  # fmt: skip
    assert codes(found.loc["car_delta30"]) == ["one_day"]
    assert codes(found.loc["cosinor_mesor"]) == ["gap_too_long"]


CASES = {
    "a single sample": (DAY[:1], {}, "auc_g", "single_sample"),
    "two samples": (DAY[:2], {}, "auc_g", "too_few"),
    "no value": ((("07:00", None),), {}, "auc_g", "too_few"),
    "awakening not known": (DAY, {"woke_at": None}, "car_delta30", "awakening_unknown"),
    "a first sample six minutes late": (
        DAY, {"woke_at": "06:54"}, "car_delta30", "first_sample_late",
    ),
    "no sample at 30 min": ((*DAY[:1], *DAY[2:]), {}, "car_delta30", "sample_30_missing"),
    "no sample at 45 min": ((*DAY[:2], *DAY[3:]), {}, "car_mninc", "sample_45_missing"),
    "a slope of the response alone": (DAY[:3], {}, "diurnal_slope", "single_sample"),
    "a slope over eight hours": (
        (("07:00", 9), ("11:00", 6), ("15:00", 4)), {}, "diurnal_slope", "too_short",
    ),
    "a slope of zeros": (
        (("07:00", 9), ("12:00", 0), ("23:00", 0)), {}, "diurnal_slope", "zero_in_log",
    ),
    "no late sample": (DAY[:5], {}, "late_night", "no_late_sample"),
    "a late night without a clock": (((0, 9), (960, 2)), {"woke_at": None}, "late_night",
                                     "clock_unknown"),
    "a cosinor of five": (DAY[:5], {}, "cosinor_mesor", "too_few"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_be_told_says_why_and_is_no_error(case):
    """A code with words; no number."""
    rows, same, feature, code = CASES[case]
    row = told(day(*rows, **same), feature)
    assert row["status"] == "not_assessable"
    assert pd.isna(row["value"])
    assert code in codes(row)


def test_a_first_sample_five_minutes_after_awakening_stands_for_it():
    """And one at 35 min for that at 30."""
    rows = (("07:05", 12), ("07:35", 22), ("07:45", 19))
    assert told(day(*rows), "car_delta30")["value"] == pytest.approx(10 * 0.0362466, rel=1e-6)


def test_the_mean_increase_takes_the_sample_at_15_minutes_if_there_is_one():
    """Of three later samples, or of two."""
    with_15 = (("07:00", 12), ("07:15", 18), ("07:30", 22), ("07:45", 19))
    assert told(day(*with_15), "car_mninc")["value"] == pytest.approx(
        (59 / 3 - 12) * 0.0362466, rel=1e-6
    )
    assert told(day(*DAY), "car_mninc")["value"] == pytest.approx(8.5 * 0.0362466, rel=1e-6)


def test_a_rise_without_the_sample_at_45_minutes_is_doubted():
    """The consensus wants both."""
    row = told(day(*DAY[:2], *DAY[3:]), "car_delta30")
    assert row["status"] == "doubtful"
    assert codes(row) == ["sample_45_missing", "one_day"]


def test_a_response_of_a_sunday_is_doubted():
    """Weekdays are wanted."""
    rows = [(f"2024-06-02T{time}", value) for time, value in DAY]
    assert "weekend" in codes(told(day(*rows), "car_delta30"))


def test_the_slope_leaves_the_samples_of_the_response_out():
    """They would bend it."""
    without = told(day(DAY[0], *DAY[3:]), "diurnal_slope")
    assert told(day(*DAY), "diurnal_slope")["value"] == without["value"]
    assert without["reading"] == "falls by 10.4 % an hour"


def test_a_slope_without_awakening_takes_the_first_sample_for_it_and_says_so():
    """The samples within 50 min after it are then left out."""
    row = told(day(*DAY, woke_at=None), "diurnal_slope")
    assert row["value"] == told(day(*DAY), "diurnal_slope")["value"]
    assert (row["status"], codes(row)) == ("doubtful", ["awakening_assumed"])


def test_a_zero_is_left_out_of_the_slope_and_said():
    """Three samples remain."""
    row = told(day(*DAY, ("20:00", 0)), "diurnal_slope")
    assert (row["status"], codes(row)) == ("doubtful", ["zero_in_log"])
    assert row["value"] == told(day(*DAY), "diurnal_slope")["value"]


def test_equal_values_are_said_and_read():
    """They rise by nothing."""
    rows = [(time, 5) for time, _ in DAY]
    assert told(day(*rows), "auc_i")["value"] == 0
    assert codes(told(day(*rows), "auc_i")) == ["all_equal"]
    around = [(f"{hour:02d}:00", 5) for hour in (4, 8, 12, 16, 20, 23)]
    assert told(day(*around), "cosinor_amplitude")["value"] == 0
    peak = told(day(*around), "cosinor_peak_h")
    assert (peak["status"], pd.isna(peak["value"])) == ("not_assessable", True)


def test_below_detection_stands_its_limit_over_the_root_of_two_and_is_doubted():
    """As everywhere in nhml; the limit itself is told beside."""
    row = told(day(*DAY[:5], ("23:00", "<1.5")), "late_night")
    assert row["value"] == pytest.approx(1.5 * 0.0362466 / 2**0.5, rel=1e-6)
    assert (row["status"], codes(row)) == ("doubtful", ["below_detection"])
    assert row["reading"].startswith("less than 0.0544 ug/dL; within the limit")


def test_a_limit_of_detection_above_the_late_night_limit_settles_nothing():
    """Less than 0.14 may be more than 0.1."""
    row = told(day(*DAY[:5], ("23:00", "<4")), "late_night")
    assert "cannot be told" in row["reading"]


@pytest.mark.parametrize(("value", "place"), [(2.7, "within"), (2.8, "above")])
def test_a_late_value_is_set_beside_its_limit(value, place):
    """0.1 ug/dL are 2.76 nmol/L."""
    row = told(day(*DAY[:5], ("23:00", value)), "late_night")
    assert row["reading"].startswith(place)


def test_the_sample_nearest_to_23_is_the_late_one():
    """Not the latest."""
    row = told(day(*DAY[:5], ("22:00", 4), ("23:15", 2), ("00:30", 1)), "late_night")
    assert row["value"] == pytest.approx(2 * 0.0362466, rel=1e-6)


@pytest.mark.parametrize(
    ("same", "code"),
    [
        ({"pregnant": 1}, "no_interval"),
        ({"age": 12}, "no_interval"),
        ({"age": None}, "age_unknown"),
    ],
)
def test_an_interval_of_others_is_not_taken_unsaid(same, code):
    """In pregnancy and under eighteen none holds; of unknown age that of adults is shown."""
    row = told(day(*DAY, **same), "late_night")
    assert code in codes(row)
    assert (row["reading"] == "") == (code == "no_interval")


def test_six_samples_around_the_clock_have_a_cosinor_with_intervals():
    """Its p value beside."""
    rows = [(f"{hour:02d}:00", value) for hour, value in
            zip((4, 8, 12, 16, 20, 0), (11, 14, 11, 5, 2, 5), strict=True)]  # fmt: skip
    found = rhythm(day(*rows)).set_index("feature")
    peak = found.loc["cosinor_peak_h"]
    assert peak["value"] == pytest.approx(8.0)
    assert (peak["unit"], peak["interval"], peak["status"]) == ("h", "95 %", "read")
    assert peak["low"] <= 8.0 <= peak["high"]
    assert found.loc["cosinor_mesor", "value"] == pytest.approx(8 * 0.0362466, rel=1e-6)
    assert found.loc["cosinor_mesor", "reading"].startswith("zero-amplitude test: p < 0.001")


def test_a_rhythm_that_is_not_shown_says_so():
    """Six values without any order."""
    rows = [(f"{hour:02d}:00", value) for hour, value in
            zip((4, 8, 12, 16, 20, 0), (5, 9, 5, 9, 5, 9), strict=True)]  # fmt: skip
    row = told(day(*rows), "cosinor_amplitude")
    assert (row["status"], codes(row), row["low"]) == ("doubtful", ["no_rhythm_shown"], 0.0)


def test_an_analyte_that_is_no_cortisol_has_areas_and_a_cosinor_alone():
    """An awakening response of glucose is none."""
    rows = ((0, 90), (30, 140), (60, 120), (120, 95))
    frame = day(*rows, analyte="glucose", unit="mg/dL", woke_at=None)
    assert rhythm(frame)["feature"].tolist() == [
        SAMPLES, "auc_g", "auc_i", "cosinor_mesor", "cosinor_amplitude", "cosinor_peak_h",
    ]  # fmt: skip
    assert told(frame, "auc_g")["unit"] == "mg.h/dL"


def two_days(**same):
    """Give two weekdays, the second lower by a tenth."""
    rows = [(f"2024-05-{29 + at}T{time}", value * (1 - at / 10)) for at in (0, 1)
            for time, value in DAY]  # fmt: skip
    return day(*rows, **same)


def test_days_are_read_each_and_together():
    """A mean, the lowest and the highest day, and their spread."""
    found = rhythm(two_days())
    auc = found[found["feature"] == "auc_g"].set_index("day")
    assert auc.index.tolist() == ["2024-05-29", "2024-05-30", ALL]
    assert auc.loc[ALL, "value"] == pytest.approx(auc["value"].iloc[:2].mean())
    assert (auc.loc[ALL, "low"], auc.loc[ALL, "high"]) == (
        auc["value"].iloc[1], auc["value"].iloc[0],
    )  # fmt: skip
    assert auc.loc[ALL, "interval"] == "lowest and highest of 2 days"
    assert auc.loc[ALL, "reading"].startswith("SD ")
    response = found[found["feature"] == "car_delta30"].set_index("day")
    assert response["status"].tolist() == ["read"] * 3
    late = found[found["feature"] == "late_night"].set_index("day")
    assert late.loc[ALL, "reading"].endswith("above the limit on 0 of 2 nights")


def test_areas_over_different_hours_are_said_not_to_compare():
    """A day that ends at noon."""
    frame = two_days().iloc[:-2]
    row = told(frame, "auc_g", ALL)
    assert (row["status"], codes(row)) == ("doubtful", ["hours_differ"])


def test_the_mean_of_peaks_goes_around_the_clock():
    """Of 23 and 1 it is midnight, not noon."""
    rows = []
    for at, shift in ((0, 23), (1, 25)):
        values = {hour: 10 + (4, 2, -2, -4, -2, 2)[((hour - shift) // 4) % 6] for hour in
                  range(shift - 16, shift + 8, 4)}  # fmt: skip
        rows += [(f"{hour % 24:02d}:00", value, f"day {at}") for hour, value in values.items()]
    frame = day(*((time, value) for time, value, _ in rows))
    frame["day"] = [name for _, _, name in rows]
    frame["woke_at"] = None
    row = told(frame, "cosinor_peak_h", ALL)
    assert min(row["value"], 24 - row["value"]) < 0.01
    assert (row["low"], row["high"]) == (pytest.approx(23.0), pytest.approx(1.0))


def test_days_that_do_not_go_around_the_clock_are_fitted_together():
    """A profile from morning to morning is parted in the night, and put together again."""
    hours = (9, 13, 17, 21, 25, 29)
    values = (14, 11, 5, 2, 5, 11)
    rows = [(f"2024-05-{29 + hour // 24}T{hour % 24:02d}:00", value) for hour, value in
            zip(hours, values, strict=True)]  # fmt: skip
    row = told(day(*rows, woke_at=None), "cosinor_peak_h", ALL)
    assert row["value"] == pytest.approx(9.0)
    assert (row["interval"], codes(row)) == ("95 %", ["days_pooled"])


def test_missing_samples_are_counted_and_doubted():
    """An area with a gap is none to lean on."""
    frame = day(*DAY[:3], ("12:00", None), *DAY[4:])
    assert told(frame, "auc_g")["status"] == "doubtful"
    row = told(frame, SAMPLES)
    assert (row["value"], row["status"]) == (5, "doubtful")
    assert row["reasons"] == (
        "row 5, value: a sample was due and has no value: read without it [sample_missing]"
    )


def test_an_awakening_that_cannot_be_read_loses_no_sample():
    """Its row is told; the sample stays."""
    found = rhythm(day(*DAY, woke_at="early"))
    assert (
        "row 2, woke_at: a time does not read one way only [time_unread]"
        in (found.loc[0, "reasons"])
    )
    assert (found.loc[0, "value"], found.loc[0, "status"]) == (6, "read")


def test_the_plain_form_holds_what_the_frame_holds():
    """Numbers and codes; what is not known is None, which JSON can write."""
    import json

    one = plain(read(series(two_days()))[0])
    assert json.loads(json.dumps(one, allow_nan=False)) == one
    assert [each["day"] for each in one["days"]] == ["2024-05-29", "2024-05-30"]
    assert one["days"][0]["samples"][5]["hour"] == 23.0
    feature = one["days"][0]["features"]["cosinor_mesor"]
    assert (feature["value"], feature["said"][0]["code"]) == (None, "gap_too_long")
    assert one["over_days"]["auc_g"]["days"] == 2
    assert set(one["about"]) == set(one["over_days"])


def test_a_frame_that_is_no_series_is_refused():
    """With the reason of the reader."""
    with pytest.raises(PanelError, match="cannot be read as a series"):
        rhythm(pd.DataFrame({"tsh": [1.0]}))
