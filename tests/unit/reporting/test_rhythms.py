"""The page of a day: drawn, told, and bare of scripts."""

import re

import pandas as pd
import pytest

from nhml.features.rhythm_frame import read
from nhml.panels.series import series
from nhml.reporting import rhythms

DAY = (("07:00", 12), ("07:30", 22), ("07:45", 19), ("12:00", 7), ("17:00", 4.5), ("23:00", 2))


def made(*rows, **same):
    """Read samples: (time, value)."""
    usual = {"subject_id": "a", "analyte": "cortisol_saliva", "unit": "nmol/L", "woke_at": "07:00"}
    frame = pd.DataFrame(list(rows), columns=["time", "value"], dtype=object)
    return read(series(frame.assign(**{**usual, "age": 44, **same})))


def text(page):
    """Give what is read of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main>")[2]).split())


def test_a_day_is_drawn_against_its_intervals():
    """Three bands, a line of six samples, an awakening, and words for who listens."""
    page = rhythms.page(made(*DAY))
    assert page.count("<rect") == 3
    assert page.count("<circle") == 6
    assert "06:00 to 10:00: 0.1 to 0.75 µg/dL (LC-MS/MS, healthy adults; Mayo" in text(page)
    assert "no interval by time since awakening is known" in text(page)
    assert 'aria-label="Values of one day over the hours of the clock, in µg/dL' in page
    assert "<script" not in page
    assert "http" not in re.sub(r'<meta http-equiv="Content-Security-Policy"', "", page)


def test_days_differ_by_line_and_sign_and_not_by_colour_alone():
    """A dash and a shape each."""
    rows = [(f"2024-05-{at}T{time}", value) for at in (29, 30, 31) for time, value in DAY]
    page = rhythms.page(made(*rows))
    assert len(set(re.findall(r'<polyline[^>]*stroke-dasharray="([^"]+)"', page))) == 3
    assert "Wednesday 2024-05-29" in page
    assert page.count("<circle") == 7  # of the first day alone
    assert "Mean of the days" in page


def test_a_sample_below_detection_is_open_and_one_without_a_value_a_cross():
    """Both told below the drawing."""
    page = rhythms.page(made(*DAY[:3], ("12:00", None), ("23:00", "<1.5")))
    assert page.count("l8 8m0 -8l-8 8") == 1
    assert page.count('fill="#ffffff" stroke="#0b4f8a"') == 1
    assert "A cross at the foot is a sample without a value." in text(page)
    assert "&lt;0.0544" in page


def test_without_a_clock_no_interval_is_drawn_and_that_is_said():
    """Minutes since awakening alone."""
    page = rhythms.page(made((0, 12), (30, 22), (45, 19), woke_at=None))
    assert "<rect" not in page
    assert "No interval is drawn: only the time since awakening is known." in text(page)
    assert "Since awakening" in page


@pytest.mark.parametrize("same", [{"pregnant": 1}, {"age": 12}])
def test_where_no_interval_holds_none_is_drawn(same):
    """In pregnancy, and for children."""
    page = rhythms.page(made(*DAY, **same))
    assert "<rect" not in page
    assert "none of these hours is known to hold for this person" in text(page)


def test_what_cannot_be_told_is_told_once_by_a_letter():
    """The table stays small."""
    page = text(rhythms.page(made(*DAY)))
    assert page.count("The clock has too long a gap without a sample.") == 1
    assert page.count("not assessable") == 3


def test_nothing_that_is_sent_becomes_a_part_of_the_page():
    """Names are escaped."""
    page = rhythms.page(made(*DAY, subject_id="<b>&", day='"><script>'))
    assert "<script" not in page
    assert "&lt;b&gt;&amp;" in page


@pytest.mark.parametrize("rows", [(("07:00", None),), (("soon", 5), (None, 4))])
def test_a_day_without_a_sample_is_a_page_all_the_same(rows):
    """Nothing drawn, everything said."""
    page = text(rhythms.page(made(*rows)))
    assert "No sample has a value and a time: nothing is drawn." in page
    assert "row 2 of the file" in page.lower()


def test_a_flat_day_and_one_of_zeros_are_drawn():
    """No axis of no height."""
    for value in (5, 0):
        assert "<polyline" in rhythms.page(made(("08:00", value), ("12:00", value)))


def test_no_series_is_said():
    """An empty page is no answer."""
    assert "No series in the file." in rhythms.page([])
