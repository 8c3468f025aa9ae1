"""Answers on self-harm."""

import numpy as np
import pandas as pd
import pytest

from nhml.panels.checks import check
from nhml.panels.units import harmonise
from nhml.panels.unreadable import SEVERAL
from nhml.safety.alerts import alerts

ITEMS = [f"phq9_{at}" for at in range(1, 9)]


def verdict(rule="SUICIDE", **cells):
    """What a rule says of one person; clear where it says nothing."""
    found = alerts(pd.DataFrame([cells])).set_index("rule")["verdict"]
    return found.get(rule, "clear")


@pytest.mark.parametrize("answer", [1, 2, 3, "1", "2.0", " 3 ", "1,0", 1.0])
@pytest.mark.parametrize("column", ["phq9_9", "phq9_item9"])
def test_item_nine_raises_its_alert_on_any_path(column, answer):
    """Under either name, as a number or as text."""
    assert verdict(**{column: answer}) == "fires"


@pytest.mark.parametrize(
    "beside",
    [
        {"phq9": 3},
        {"sx_phq9": 0, "phq9": 27},
        {"age": "unreadable", "sex": "X"},
        {"tsh": 5.0},
        {"panel_id": "Total"},
        {"phq9_item9": 0},
        dict.fromkeys(ITEMS, 0),
        {"sx_suicidal": 0},
        {"epds_item10": 0},
    ],
)
def test_nothing_beside_item_nine_silences_it(beside):
    """A total, a row that is rejected, or a no elsewhere."""
    assert verdict(phq9_9=1, **beside) == "fires"


@pytest.mark.parametrize("answer", [1, "2", 3.0])
def test_the_item_of_the_edinburgh_scale_has_its_own(answer):
    """As a rule and in words for it."""
    assert verdict("SUICIDE_EPDS", epds_item10=answer) == "fires"


@pytest.mark.parametrize(
    "answer", [4, "5", 8, "yes", True, "2 (more than half the days)", f"0{SEVERAL}2", ">=1"]
)
@pytest.mark.parametrize("column", ["phq9_9", "phq9_item9", "epds_item10", "sx_suicidal"])
def test_an_answer_that_cannot_be_read_but_hints_at_yes_is_heeded(column, answer):
    """It may be the worst answer of another coding."""
    fired = {verdict(rule, **{column: answer}) for rule in ("SUICIDE", "SUICIDE_EPDS")}
    assert "fires" in fired


@pytest.mark.parametrize("answer", [7, 9, "77", 99, -9, 999, "unclear", None, ""])
def test_what_says_that_there_is_no_answer_leaves_a_question(answer):
    """Refused, not known, missing: neither an alarm nor an all-clear."""
    assert verdict(phq9_9=answer, age=40) == "undecided"


def test_an_answer_beyond_the_scale_is_unknown_to_the_total():
    """Eight zeros and a five are no five, and the panel says what is wrong."""
    cells = {**dict.fromkeys(ITEMS, 0), "phq9_9": 5}
    panels = check(harmonise(pd.DataFrame([cells])))
    assert np.isnan(panels.number("phq9_9")[0])
    assert [(one.code, one.column) for one in panels.problems] == [("value_impossible", "phq9_9")]


def test_a_prorated_total_does_not_answer_item_nine():
    """The other eight say nothing of it."""
    assert verdict(**dict.fromkeys(ITEMS, 0)) == "undecided"
    assert verdict(**dict.fromkeys(ITEMS, 0), phq9_9=0) == "undecided"  # nobody asked otherwise
    assert verdict(**dict.fromkeys(ITEMS, 0), phq9_9=0, sx_suicidal=0) == "clear"
