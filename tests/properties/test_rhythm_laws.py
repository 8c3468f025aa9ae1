"""Laws of timed series, whatever their samples."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nhml.errors import PanelError
from nhml.features.rhythm import auc_ground, auc_increase, log_slope
from nhml.features.rhythm_cosinor import cosinor
from nhml.features.rhythm_frame import plain, read, rhythm, table
from nhml.panels.series import series as taken
from nhml.reporting.rhythms import page

AREAS = pytest.mark.parametrize("area", [auc_ground, auc_increase])
NEAR = {"rel": 1e-9, "abs": 1e-6}


@st.composite
def series(draw, least=2):
    """Different minutes of a day, and values above zero."""
    minutes = draw(st.lists(st.integers(0, 1439), min_size=least, max_size=12, unique=True))
    size = {"min_size": len(minutes), "max_size": len(minutes)}
    values = draw(st.lists(st.integers(1, 5000), **size))
    return np.array(sorted(minutes)) / 60.0, np.array(values) / 100.0


@AREAS
@given(found=series(), shift=st.integers(-100, 100))
def test_another_start_of_time_changes_no_area(area, found, shift):
    """Time passes alike whenever it begins."""
    times, values = found
    assert area(times + shift, values) == pytest.approx(area(times, values), **NEAR)


@pytest.mark.parametrize("number", [auc_ground, auc_increase])
@given(found=series(), factor=st.integers(1, 40))
def test_another_unit_scales_the_area(number, found, factor):
    """nmol/L are to ug/dL as their areas are."""
    times, values = found
    assert number(times, values * factor) == pytest.approx(factor * number(times, values), **NEAR)


@given(found=series(), factor=st.integers(1, 40))
def test_another_unit_leaves_the_slope(found, factor):
    """A logarithm shifts."""
    times, values = found
    assert log_slope(times, values * factor) == pytest.approx(log_slope(times, values), **NEAR)


@AREAS
@given(found=series(), at=st.floats(0.01, 0.99), where=st.integers(0, 10))
def test_a_point_on_the_line_adds_nothing(area, found, at, where):
    """A trapezoid cut in two is as large."""
    times, values = found
    i = where % (len(times) - 1)
    time = times[i] + at * (times[i + 1] - times[i])
    value = values[i] + at * (values[i + 1] - values[i])
    cut = area(np.append(times, time), np.append(values, value))
    assert cut == pytest.approx(area(times, values), **NEAR)


@given(found=series(), seed=st.integers(0, 1000))
def test_the_order_of_samples_changes_nothing(found, seed):
    """To the bit."""
    times, values = found
    order = np.random.default_rng(seed).permutation(len(times))
    for number in (auc_ground, auc_increase, log_slope):
        assert number(times[order], values[order]) == number(times, values)


@given(
    mesor=st.floats(1, 100), share=st.floats(0.1, 1.0), peak=st.floats(0, 23.99),
    hours=st.lists(st.integers(0, 95), min_size=6, max_size=20, unique=True),
)  # fmt: skip
def test_a_known_rhythm_is_found_again(mesor, share, peak, hours):
    """From any samples that do not stand all in one corner of the day."""
    at = np.array(hours) / 4.0
    at = np.append(at, [0.0, 8.0, 16.0, 20.0])
    values = mesor + mesor * share * np.cos(2 * np.pi * (at - peak) / 24.0)
    found = cosinor(at, values)
    assert found.mesor == pytest.approx(mesor, rel=1e-6)
    assert found.amplitude == pytest.approx(mesor * share, rel=1e-6)
    assert np.cos(2 * np.pi * (found.peak - peak) / 24.0) == pytest.approx(1.0, abs=1e-9)


TIMES = ["07:00", "23:59", "24:00", "00:15", "2024-05-31T07:00", "2024-05-31T23:30+02:00",
         "2024-06-01T00:15Z", "2024-12-01T03:30", 0, 30, 700, -10, None, "", "soon", "2024-05-31",
         "1e400", True]  # fmt: skip
VALUES = [1, "2,5", "<1.5", ">80", "0", -1, None, "x", "1e400", 9999, "ND", 1e9]
WOKE = [None, "07:00", "2024-05-31T06:58", "x", 12, "2024-06-01T07:00+02:00", "15:00"]


@settings(deadline=None, max_examples=150)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from("ab"), st.sampled_from(TIMES), st.sampled_from(VALUES),
            st.sampled_from(["nmol/L", "ug/dL", "parsec", None]), st.sampled_from(WOKE),
            st.sampled_from([None, "one"]),
        ),
        min_size=1, max_size=12,
    )
)  # fmt: skip
def test_whatever_is_sent_of_a_day_is_answered(rows):
    """No sample of anybody stops the others: numbers, plain data and a page, or words."""
    columns = ["subject_id", "time", "value", "unit", "woke_at", "day"]
    frame = pd.DataFrame(rows, columns=columns, dtype=object).assign(analyte="cortisol_saliva")
    try:
        found = read(taken(frame))
    except PanelError as error:
        assert "lie within 24" in str(error)
        return
    assert {one.series.subject for one in found} == set(frame["subject_id"])
    json.dumps([plain(one) for one in found], allow_nan=False)
    assert set(table(found)["status"]) <= {"read", "doubtful", "not_assessable"}
    assert page(found).count("<h1>") == len(found)


@settings(deadline=None, max_examples=30)
@given(found=series(least=3), seed=st.integers(0, 1000))
def test_rows_in_any_order_give_the_same_numbers(found, seed):
    """A file sorted by its laboratory number is as good as one sorted by time."""
    times, values = found
    sent = pd.DataFrame({
        "subject_id": "a", "analyte": "cortisol_saliva", "value": values / 10, "unit": "nmol/L",
        "time": [f"2024-05-31T{int(t):02d}:{round(t % 1 * 60):02d}" for t in times],
        "woke_at": "05:00", "day": "one",
    })  # fmt: skip
    told = ["feature", "value", "low", "high", "status"]
    first = rhythm(sent)[told]
    other = rhythm(sent.sample(frac=1.0, random_state=seed))[told]
    pd.testing.assert_frame_equal(first, other)


@settings(deadline=None, max_examples=30)
@given(found=series(least=3), unit=st.sampled_from(["nmol/L", "ug/dL", "ng/mL", "ng/dL"]))
def test_any_unit_of_the_tables_gives_the_same_numbers(found, unit):
    """What was sent in nmol/L is read as in ug/dL."""
    scale = {"nmol/L": 27.588794, "ug/dL": 1.0, "ng/mL": 10.0, "ng/dL": 1000.0}[unit]
    times, values = found
    sent = pd.DataFrame({
        "subject_id": "a", "analyte": "cortisol_saliva", "value": values / 100, "unit": "ug/dL",
        "time": [f"2024-05-31T{int(t):02d}:{round(t % 1 * 60):02d}" for t in times],
        "woke_at": "05:00", "day": "one",
    })  # fmt: skip
    other = sent.assign(value=sent["value"] * scale, unit=unit)
    found, again = rhythm(sent), rhythm(other)
    assert again["status"].tolist() == found["status"].tolist()
    np.testing.assert_allclose(again["value"], found["value"], rtol=2e-6, atol=1e-9)
