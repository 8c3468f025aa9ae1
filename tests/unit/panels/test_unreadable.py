"""Why a cell is no number."""

import pytest

from nhml.panels import unreadable


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("n.d.", "not_detected"), ("< LOD", "not_detected"), ("Nicht nachweisbar", "not_detected"),
        ("QNS", "not_measured"), ("hämolytisch", "not_measured"),
        ("#N/A", "spreadsheet_error"), ("#DIV/0!", "spreadsheet_error"),
        ("#NAME?", "spreadsheet_error"), ("########", "spreadsheet_error"),
        ("Err:502", "spreadsheet_error"),
        ("5-Jan", "date_in_value"), ("01.Mai", "date_in_value"), ("Mrz 12", "date_in_value"),
        ("Aug 00", "date_in_value"), ("3. Dez 24", "date_in_value"), ("March-12", "date_in_value"),
        ("2013-05-01", "date_in_value"), ("5/1/2013", "date_in_value"),
        ("01.05.13", "date_in_value"), ("2013-05-01 00:00:00", "date_in_value"),
        ("5.6 H", "text_beside"), ("5.6*", "text_beside"), ("H 5.6", "text_beside"),
        ("5 mg/dL", "text_beside"), ("5.7%", "text_beside"), ("<5 (L)", "text_beside"),
        ("1:80", "not_a_number"), ("5-10", "not_a_number"), ("+++", "not_a_number"),
        ("1.234,5", "not_a_number"), ("1'200", "not_a_number"), ("negative", "not_a_number"),
        ("marigold 5", "not_a_number"), ("5.2\x1e6.1", "sent_twice"),
    ],
)  # fmt: skip
def test_a_cell_says_why_it_is_no_number(text, code):
    """So that whoever mends the file knows what to look for."""
    assert unreadable.why(text) == code


@pytest.mark.parametrize(
    ("value", "yes"),
    [(-9, True), (-99, True), (-777, True), (999, True), (9999.0, True), (99, False), (9, False),
     (-1, False), (998, False), (99.9, False), (7777, False)],
)  # fmt: skip
def test_codes_for_missing_are_few(value, yes):
    """Those that files use and bodies hardly have."""
    assert unreadable.is_missing_code(value) is yes
