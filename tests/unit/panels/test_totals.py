"""Totals of questionnaires."""

import numpy as np
import pandas as pd
import pytest

from nhml.knowledge import tables
from nhml.panels.checks import check
from nhml.panels.totals import total
from nhml.panels.units import harmonise

ITEMS = [f"phq9_{at}" for at in range(1, 10)]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([3] * 9, 27),
        ([0] * 9, 0),
        ([1, 2, 3, 0, 1, 2, 3, 0, 1], 13),
        ([1, 2, 3, 0, 1, 2, 3, None, None], 12 / 7 * 9),
        ([1, 2, 3, 0, 1, 2, None, None, None], np.nan),
        ([None] * 9, np.nan),
    ],
)
def test_few_missing_items_are_filled_by_the_mean(answers, expected):
    """PHQ-9 bears two missing items, not three."""
    panels = harmonise(pd.DataFrame([answers], columns=ITEMS))
    assert total("phq9", panels)[0] == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("sum_of_items", range(28))
def test_a_complete_total_is_a_whole_number(sum_of_items):
    """To the bit: a tree may split there."""
    answers = [min(3, max(0, sum_of_items - 3 * at)) for at in range(9)]
    panels = harmonise(pd.DataFrame([answers], columns=ITEMS))
    assert total("phq9", panels)[0] == sum_of_items


def answered(prefix, answers, **more):
    """One person's items in order."""
    cells = {f"{prefix}_{at}": answer for at, answer in enumerate(answers, 1)}
    return check(harmonise(pd.DataFrame([{**cells, **more}])))


def test_reversed_items_count_the_other_way_round():
    """Ten times "never" is a stress of 16: four items speak of coping."""
    assert total("pss10", answered("pss10", [0] * 10))[0] == 16
    assert total("pss10", answered("pss10", [4] * 10))[0] == 24
    assert total("ces_d", answered("ces_d", [0] * 20))[0] == 12


@pytest.mark.parametrize("key", ["gad7", "pss10", "ces_d", "phq2", "gad2"])
def test_without_a_rule_for_missing_items_one_missing_is_a_missing_total(key):
    """What no manual allows is not filled."""
    items = tables.instruments()[key].items
    panels = harmonise(pd.DataFrame([dict.fromkeys(items[1:], 1)]))
    assert np.isnan(total(key, panels)).all()


def test_a_total_that_was_sent_stands_where_items_do_not():
    """Items go before it."""
    assert total("gad7", answered("gad7", [], sx_gad7=9))[0] == 9
    assert total("gad7", answered("gad7", [1] * 7, sx_gad7=7))[0] == 7
    assert total("mrs", answered("mrs", [], sx_mrs=20))[0] == 20


@pytest.mark.parametrize(
    ("answers", "sent", "told"),
    [([1] * 7, 9, True), ([1] * 7, 7, False), ([1] * 6, 9, False), ([1] * 7, None, False)],
)
def test_a_total_that_is_not_the_sum_of_its_items_is_told(answers, sent, told):
    """A warning: the items are read. Where one is missing there is no sum to compare."""
    panels = answered("gad7", answers, sx_gad7=sent)
    assert [one.code for one in panels.problems] == ["total_contradicted"] * told
    assert not panels.rejected().any()


def test_a_total_beyond_its_questionnaire_is_impossible():
    """No more than 17 items of five points."""
    problems = answered("ams", [], sx_ams=86).problems
    assert [(one.code, one.column) for one in problems] == [("value_impossible", "sx_ams")]


@pytest.mark.parametrize("key", tables.other_names())
def test_a_total_is_read_under_the_name_of_its_instrument(key):
    """Both names are one column."""
    item = tables.symptoms()[tables.instruments()[key].sent]
    named = answered("none", [], **{key: item.high})
    assert total(key, named)[0] == item.high
    assert total(key, answered("none", [], **{item.key: item.high}))[0] == item.high


def test_a_total_sent_under_both_names_is_one_where_they_agree():
    """And where they do not, neither is believed."""
    assert total("mrs", answered("none", [], mrs=20, sx_mrs="20"))[0] == 20
    differing = answered("none", [], mrs=20, sx_mrs=2)
    assert np.isnan(total("mrs", differing)[0])
    assert [(one.code, one.column) for one in differing.problems] == [("total_twice", "mrs")]
    assert not differing.rejected().any()


def test_a_total_beyond_its_questionnaire_is_impossible_under_either_name():
    """Told of the column that was sent."""
    problems = answered("none", [], phq9=28).problems
    assert [(one.code, one.column) for one in problems] == [("value_impossible", "phq9")]


@pytest.mark.parametrize("code", [7, 9, "77", 99])
def test_a_code_of_a_survey_is_a_missing_answer(code):
    """Neither seven points nor a panel that is rejected."""
    panels = answered("phq9", [1, 1, 1, 1, 1, 1, 1, 1, code])
    assert total("phq9", panels)[0] == pytest.approx(9)
    assert [one.code for one in panels.problems] == ["not_answered"]
    assert not panels.rejected().any()
