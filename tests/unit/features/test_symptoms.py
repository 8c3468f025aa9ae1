"""Symptoms as a person reads them."""

import json
from dataclasses import asdict

import pandas as pd
import pytest

from nhml.features import symptoms
from nhml.knowledge import tables
from nhml.panels.checks import check
from nhml.panels.units import harmonise


def read(**cells):
    """What is read of one panel."""
    (said,) = symptoms.read(check(harmonise(pd.DataFrame([{"age": 45, **cells}]))))
    return said


def phq9(*answers, **more):
    """The one questionnaire of a person who was asked nothing else."""
    items = {f"phq9_{at}": answer for at, answer in enumerate(answers, 1)}
    (said,) = read(**items, **more).questionnaires[:1]
    return said


@pytest.mark.parametrize(
    ("total", "band"),
    [(0, ""), (4, ""), (5, "mild"), (10, "moderate"), (15, "moderately severe"), (27, "severe")],
)
def test_a_total_has_the_band_of_its_cut_off(total, band):
    """Kroenke 2001: 5, 10, 15 and 20."""
    said = phq9(phq9=total)
    assert (said.total, said.band, said.basis, said.missing) == (total, band, "sent", None)
    assert (said.better, said.mcid, said.recall) == ("lower", 5, "2 weeks")


def test_somatic_and_affective_parts_stand_by_themselves():
    """Items 3 to 5 are somatic: 1+2+3; the others 3+0+0+1+2+0."""
    said = phq9(3, 0, 1, 2, 3, 0, 1, 2, 0)
    assert said.subscales == {"somatic": 6, "cognitive-affective": 6}
    assert (said.total, said.basis, said.missing) == (12, "items", 0)


def test_a_part_with_a_missing_item_has_no_number():
    """Only totals are prorated."""
    said = phq9(1, 1, None, 1, 1, 1, 1, 1, 1)
    assert said.subscales == {"cognitive-affective": 6}
    assert (said.total, said.basis, said.missing) == (9, "prorated", 1)


def test_a_total_without_item_nine_says_that_it_says_nothing_of_self_harm():
    """Under either of its names the item was asked."""
    assert any("self-harm" in words for words in phq9(*[1] * 8).cautions)
    assert any("self-harm" in words for words in phq9(phq9=12).cautions)
    asked = phq9(*[1] * 8, phq9_item9=2)
    assert (asked.total, asked.missing) == (10, 0)
    assert not any("self-harm" in words for words in asked.cautions)


def test_too_few_answers_are_no_total():
    """Three are missing, and what was answered is not passed over."""
    said = phq9(1, 1, 1, 1, 1, 1)
    assert (said.total, said.basis, said.missing, said.band) == (None, None, 3, "")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"phq9": 12, "tsh": 8.0, "tsh_unit": "mIU/L"}, "thyroid"),
        ({"phq9": 12, "mrs": 18}, "exhaustion"),
        ({"phq9": 12, "epds": 11}, "depressed mood"),
        ({"phq9": 12, "isi": 16}, "sleep"),
        ({"adam": 4}, "specificity"),
        ({"ams": 40}, "unspecific"),
        ({"ams": 40, "sx_ed": 1}, "erections"),
    ],
)
def test_what_else_tells_the_same_is_said(cells, words):
    """Two questionnaires on one complaint are not two witnesses."""
    said = read(**cells).questionnaires
    assert any(words in caution for one in said for caution in one.cautions)


def test_what_tells_the_same_is_said_only_where_it_was_sent():
    """No word of thyroid where nothing of it was measured."""
    assert not any("thyroid" in words for words in phq9(phq9=12, phq9_9=0).cautions)


def test_flags_are_affirmed_denied_or_not_asked():
    """A grade sets its flag."""
    said = read(libido=2, sx_fever=0, sex="M")
    assert said.present == ("Low libido",)
    assert said.absent == ("Fever",)


def test_every_panel_has_its_own_reading_in_order():
    """One row in, one reading out, rejected or not."""
    sent = pd.DataFrame({"age": ["x", 40, 41], "phq9": [10, None, 3], "mrs": [None, None, 7]})
    found = symptoms.read(check(harmonise(sent)))
    assert [[one.key for one in said.questionnaires] for said in found] == [
        ["phq9"],
        [],
        ["phq9", "mrs"],
    ]


def test_a_reading_is_plain_data():
    """As JSON holds it, without NaN."""
    said = phq9(1, 1, 1, 1, 1, 1)
    assert json.loads(json.dumps(asdict(said), allow_nan=False))["missing"] == 3


@pytest.mark.parametrize("key", ["iief_ef", "who5"])
def test_higher_may_be_better(key):
    """A total of erections or well-being falls with the complaint."""
    assert tables.instruments()[key].better == "higher"
    assert read(**{key: 28}).questionnaires[0].better == "higher"
