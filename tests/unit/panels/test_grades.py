"""Grades and scores that set flags."""

import numpy as np
import pandas as pd
import pytest

from nhml.panels.units import harmonise


def flag(name, **cells):
    """One person's flag, and what is told of it."""
    panels = harmonise(pd.DataFrame([cells]))
    return panels.number(name)[0], [one.code for one in panels.problems]


@pytest.mark.parametrize(
    ("grade", "expected"),
    [(0, 0), (1, 1), ("0", 0), ("3", 1), (0.5, 1), ("yes", 1), ("no", 0), (None, np.nan)],
)
@pytest.mark.parametrize("symptom", ["libido", "ed", "morning_erections", "hirsutism"])
def test_a_grade_sets_its_flag(symptom, grade, expected):
    """None is no, any more is yes; a word says as much."""
    told, codes = flag(f"sx_{symptom}", **{symptom: grade, "sex": "M"})
    assert told == pytest.approx(expected, nan_ok=True)
    assert codes == []


@pytest.mark.parametrize(
    ("score", "expected"), [(0, 0), (3, 0), (4, np.nan), (5, np.nan), (6, 1), (36, 1)]
)
@pytest.mark.parametrize("name", ["mfg", "sx_mfg"])
def test_between_four_and_six_hirsutism_depends_on_descent(name, score, expected):
    """Below four nobody has it, from six on everybody."""
    assert flag("sx_hirsutism", **{name: score})[0] == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("sent", "grade", "expected", "codes"),
    [
        (0, 2, 1, ["flag_contradicted"]),
        (1, 0, 1, ["flag_contradicted"]),
        (1, 2, 1, []),
        (0, 0, 0, []),
        (0, None, 0, []),
    ],
)
def test_of_two_answers_the_yes_is_read_and_the_difference_told(sent, grade, expected, codes):
    """A complaint that was made once was made."""
    assert flag("sx_libido", sx_libido=sent, libido=grade) == (expected, codes)


def test_without_a_grade_no_flag_appears():
    """What nobody sent is not there."""
    assert "sx_libido" not in harmonise(pd.DataFrame({"age": [50]})).items


def test_what_was_read_is_read_again_the_same():
    """In canonical form the flag stands beside its grade."""
    once = harmonise(pd.DataFrame({"libido": [2], "mfg": [7], "phq9": [11]}))
    again = harmonise(once.frame())
    assert again.problems == ()
    assert {name: list(column) for name, column in again.items.items()} == {
        name: list(column) for name, column in once.items.items()
    }
