"""What was measured, what is clear, and what stays open."""

import ast

import numpy as np
import pytest

from nhml.panels import expressions
from nhml.panels.logic import Reading
from nhml.safety.standing import Judge, Standing, columns

UNKNOWN = float("nan")


def judge(doubtful: str = "", **known: float) -> Judge:
    """One panel; what is not named is unknown."""
    reading = Reading(lambda name: np.array([known.get(name, UNKNOWN)]))
    return Judge(reading, lambda name: np.array([name == doubtful]))


def said(condition: str, doubtful: str = "", **known: float) -> str:
    """How a condition stands."""
    standing = judge(doubtful, **known).stands(expressions.parse(condition))
    for name in Standing._fields:
        if np.any(getattr(standing, name)):
            return name
    return "nothing"


EITHER = "hba1c >= 6.5 or glucose_2h >= 200"
FASTING = "hba1c >= 6.5 or (glucose >= 126 and fasting_h >= 8)"


@pytest.mark.parametrize(
    ("known", "standing"),
    [
        ({"hba1c": 7}, "true"),
        ({"hba1c": 7, "glucose_2h": 100}, "true"),
        ({"hba1c": 5}, "false"),
        ({"hba1c": 5, "glucose_2h": 100}, "false"),
        ({}, "nothing"),
    ],
)
def test_one_measured_alternative_is_enough_to_clear(known: dict, standing: str) -> None:
    """The one that nobody measured prevents nothing, and clears nothing."""
    assert said(EITHER, **known) == standing


@pytest.mark.parametrize(
    ("known", "standing"),
    [
        ({"hba1c": 5, "glucose": 130}, "open"),
        ({"glucose": 130}, "open"),
        ({"hba1c": 7, "glucose": 130}, "true"),
        ({"hba1c": 5, "glucose": 130, "fasting_h": 9}, "true"),
        ({"hba1c": 5, "glucose": 130, "fasting_h": 2}, "false"),
        ({"hba1c": 5, "glucose": 90}, "false"),
        ({"hba1c": 5, "fasting_h": 9}, "false"),
        ({"fasting_h": 2}, "nothing"),
    ],
)
def test_a_value_beyond_its_limit_is_not_passed_over(known: dict, standing: str) -> None:
    """Its circumstances are unknown: open. Circumstances without the value are nothing."""
    assert said(FASTING, **known) == standing


def test_a_false_part_decides_what_is_joined_by_and() -> None:
    """Whatever else is unknown, the first part among it."""
    assert said("on_levothyroxine and tsh < 0.1", tsh=2) == "false"
    assert said("on_levothyroxine and tsh < 0.1", on_levothyroxine=0) == "false"
    assert said("on_levothyroxine and tsh < 0.1", tsh=0.05) == "nothing"
    assert said("on_levothyroxine and tsh < 0.1", on_levothyroxine=1) == "open"


@pytest.mark.parametrize("name", ["on_metformin", "hx_fragility_fracture"])
def test_an_answer_of_no_is_no_measurement(name: str) -> None:
    """An answer of yes makes a case."""
    assert said(f"hba1c >= 6.5 or {name}", **{name: 0}) == "nothing"
    assert said(f"hba1c >= 6.5 or {name}", **{name: 0}, hba1c=5) == "false"
    assert said(f"hba1c >= 6.5 or {name}", **{name: 1}, hba1c=5) == "true"


@pytest.mark.parametrize(
    ("known", "standing"),
    [
        ({"tsh": 9, "ft4": 9}, "true"),
        ({"tsh": 9}, "open"),
        ({"tsh": 1}, "nothing"),
        ({"tsh": 1, "ft4": 1}, "false"),
        ({"tsh": 9, "ft4": 1, "ft3": 1}, "false"),
        ({}, "nothing"),
    ],
)
def test_a_count_is_decided_once_enough_hold_or_too_few_can(known: dict, standing: str) -> None:
    """Two of three."""
    assert said("at_least(2, tsh > 5, ft4 > 5, ft3 > 5)", **known) == standing


def test_a_doubtful_value_keeps_its_alternative_open() -> None:
    """It neither makes a case nor clears one, and does not let another clear it."""
    assert said("tsh > 5 or ft4 > 5", "ft4", tsh=1) == "open"
    assert said("tsh > 5 or ft4 > 5", "ft4", tsh=9) == "true"
    assert said("not tsh > 5", "tsh") == "open"


def test_a_value_without_a_known_limit_is_like_one_that_was_not_measured() -> None:
    """Nothing can be said of it."""
    assert said("tsh > limit(tsh, high) or ft4 > 5", tsh=9, ft4=1) == "false"
    assert said("tsh > limit(tsh, high)", tsh=9) == "nothing"


def leaves(found: object) -> set[str]:
    """The comparisons that were given for the panel."""
    return {ast.unparse(leaf) for leaf, where in found if np.any(where)}  # type: ignore[attr-defined]


def test_an_answer_rests_on_the_parts_that_made_it() -> None:
    """And no other, whatever was measured."""
    where = np.array([True])
    tree = expressions.parse("tsh > 5 and (ft4 < 1 or ft3 < 2) and not age < 18")
    made = judge(tsh=9, ft4=0.5, ft3=3, age=40)
    assert leaves(made.why(tree, where)) == {"tsh > 5", "ft4 < 1", "age < 18"}
    assert leaves(judge(tsh=9, ft4=2, ft3=3, age=40).why(tree, where)) == {"ft4 < 1", "ft3 < 2"}


def test_what_is_open_is_wanted_before_what_nobody_measured() -> None:
    """All alternatives are where none was measured."""
    where, tree = np.array([True]), expressions.parse(FASTING)
    assert leaves(judge(glucose=130).wants(tree, where)) == {"fasting_h >= 8"}
    assert leaves(judge().wants(tree, where)) == {
        "hba1c >= 6.5",
        "glucose >= 126",
        "fasting_h >= 8",
    }


def test_columns_are_those_of_a_comparison() -> None:
    """What is only asked to be there is not read."""
    assert columns(expressions.parse("age + tsh > limit(ft4, low)")) == {"age", "tsh"}
    assert columns(expressions.parse("is_set(tsh)")) == frozenset()
