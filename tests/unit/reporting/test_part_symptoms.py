"""The part of a page that tells of symptoms."""

import pandas as pd

from nhml.features import symptoms
from nhml.panels.checks import check
from nhml.panels.units import harmonise
from nhml.reporting import html


def written(**cells):
    """The part for one panel."""
    (said,) = symptoms.read(check(harmonise(pd.DataFrame([{"age": 45, **cells}]))))
    return html.part("symptoms", said)


def test_a_total_its_band_and_its_cautions_are_written():
    """In words, and with the source."""
    page = written(phq9=12, mrs=18, libido=2, sx_fever=0)
    for words in ("PHQ-9 total", "12, moderate", "Menopause Rating Scale", "no band is given"):
        assert words in page
    assert "<dt>Reported</dt><dd>Low libido</dd>" in page
    assert "<dt>Denied</dt><dd>Fever</dd>" in page


def test_missing_answers_are_said():
    """Filled, or too many to be filled."""
    page = written(**{f"phq9_{at}": 1 for at in range(1, 9)})
    assert "1 unanswered, filled by the mean of the others" in page
    assert "none: too few answers" in written(phq9_1=1)


def test_of_a_panel_without_symptoms_there_is_no_part():
    """No heading over nothing."""
    assert written().strip() == ""
