"""Dates in the order that was stated."""

from datetime import date, datetime

import pytest

from nhml.panels.dates import completed_years, fitting, read, written


@pytest.mark.parametrize(
    ("text", "form", "wanted"),
    [
        ("31.01.2024", "dd.mm.yyyy", datetime(2024, 1, 31)),
        ("1.2.2024 08:15", "dd.mm.yyyy", datetime(2024, 2, 1, 8, 15)),
        ("01/02/2024", "dd/mm/yyyy", datetime(2024, 2, 1)),
        ("01/02/2024", "mm/dd/yyyy", datetime(2024, 1, 2)),
        ("2024-01-31T08:15:30", "yyyy-mm-dd", datetime(2024, 1, 31, 8, 15, 30)),
        ("20240131", "yyyymmdd", datetime(2024, 1, 31)),
    ],
)
def test_a_date_is_read_in_its_form(text, form, wanted):
    """With its time of day, if it has one."""
    assert read(text, form) == wanted


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("31.02.2024", "dd.mm.yyyy"),
        ("31/01/2024", "mm/dd/yyyy"),
        ("31.01.24", "dd.mm.yyyy"),
        ("45322", "dd.mm.yyyy"),
        ("31.01.2024 25:00", "dd.mm.yyyy"),
        ("", "yyyy-mm-dd"),
    ],
)
def test_what_is_no_date_of_the_form_is_none(text, form):
    """Neither a day that the calendar lacks, nor a year of two digits, nor Excel's number."""
    assert read(text, form) is None


def test_a_date_is_written_as_iso_with_the_time_that_it_had():
    """Midnight is not invented."""
    assert written(datetime(2024, 1, 31), "31.01.2024") == "2024-01-31"
    assert written(datetime(2024, 1, 31), "31.01.2024 00:00") == "2024-01-31T00:00:00"


def test_day_and_month_are_told_apart_only_by_what_stands_there():
    """01/02 fits both orders, 13/02 one."""
    assert fitting(["01/02/2024"]) == {"dd/mm/yyyy": 1, "mm/dd/yyyy": 1}
    assert fitting(["01/02/2024", "13/02/2024"]) == {"dd/mm/yyyy": 2, "mm/dd/yyyy": 1}


@pytest.mark.parametrize(
    ("born", "drawn", "years"),
    [
        (date(1980, 3, 2), date(2024, 3, 1), 43),
        (date(1980, 3, 2), date(2024, 3, 2), 44),
        (date(1980, 2, 29), date(2023, 2, 28), 42),
        (date(2024, 3, 2), date(2024, 3, 2), 0),
    ],
)
def test_an_age_is_the_birthdays_that_passed(born, drawn, years):
    """As people say it."""
    assert completed_years(born, drawn) == years
