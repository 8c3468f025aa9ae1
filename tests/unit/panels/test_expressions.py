"""Conditions in three-valued logic."""

import numpy as np
import pandas as pd
import pytest

from nhml.errors import KnowledgeError, PanelError
from nhml.panels.expressions import evaluate, names, parse
from nhml.panels.units import harmonise

TRUE, FALSE, UNKNOWN = 1.0, 0.0, float("nan")
VALUE = {TRUE: 1, FALSE: 0}

PANELS = harmonise(
    pd.DataFrame(
        [[30, "F", 1, 95.0], [60, "M", 0, None], [None, None, None, 40.0]],
        columns=["age", "sex", "on_insulin", "glucose"],
    ).assign(glucose_unit="mg/dL")
)


def decided(condition, left, right):
    """Decide a condition over two flags."""
    frame = pd.DataFrame(
        {"age": [50], "pregnant": [VALUE.get(left)], "on_insulin": [VALUE.get(right)]}
    )
    return evaluate(condition, harmonise(frame))[0]


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (TRUE, TRUE, TRUE, TRUE),
        (TRUE, FALSE, FALSE, TRUE),
        (TRUE, UNKNOWN, UNKNOWN, TRUE),
        (FALSE, TRUE, FALSE, TRUE),
        (FALSE, FALSE, FALSE, FALSE),
        (FALSE, UNKNOWN, FALSE, UNKNOWN),
        (UNKNOWN, TRUE, UNKNOWN, TRUE),
        (UNKNOWN, FALSE, FALSE, UNKNOWN),
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_and_and_or_follow_kleene(left, right, both, either):
    """The truth table of Kleene 1952."""
    found = [decided(f"pregnant {word} on_insulin", left, right) for word in ("and", "or")]
    np.testing.assert_array_equal(found, [both, either])


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("", [1, 1, 1]),
        ("age >= 60", [0, 1, UNKNOWN]),
        ("sex == 'M'", [0, 1, UNKNOWN]),
        ("'M' != sex", [1, 0, UNKNOWN]),
        ("not on_insulin", [0, 1, 1]),  # unknown exclusions are absent
        ("not (age >= 60)", [1, 0, 1]),
        ("age >= 60 or glucose < 50", [0, 1, 1]),
        ("is_set(glucose)", [1, 0, 1]),
        ("is_set(sex)", [1, 1, 0]),
        ("age + 10 - 5 > 40", [0, 1, UNKNOWN]),
        ("-age < -50", [0, 1, UNKNOWN]),
        ("20 < age < 40", [1, 0, UNKNOWN]),
        ("50 < age < glucose", [0, UNKNOWN, UNKNOWN]),  # 30 is not above 50, whatever else
        ("glucose < limit(glucose, low)", [0, UNKNOWN, 1]),
        ("glucose > limit(glucose, high)", [UNKNOWN] * 3),
        ("1 < 2", [1, 1, 1]),
    ],
)
def test_a_condition_is_decided_for_every_panel(condition, expected):
    """1 holds, 0 does not, NaN cannot be decided."""
    found = evaluate(condition, PANELS, {("glucose", "low"): 70.0})
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("condition", ["sex == 'M'", "age < 5 and sex == 'F'"])
def test_what_was_not_sent_cannot_be_decided(condition):
    """A missing column is unknown, text or number."""
    assert np.isnan(evaluate(condition, harmonise(pd.DataFrame({"phq9_1": [1]})))[0])


@pytest.mark.parametrize(
    "condition",
    [
        "__import__('os')", "age.real", "age[0]", "lambda: 1", "[x for x in age]",
        "(x := 5) > 3", "2 ** 99999999", "age * 2", "age / 2", "age if age else 0", "f'{age}'",
        "age in (1, 2)", "age is 1", "(1, 2)", "{1: 2}", "True", "None", "...", "1j", "b'a' == sex",
        "await age", "*age", "print(age)", "is_set()", "is_set(1)", "is_set(age, age)",
        "is_set(age + 1)", "is_set(x=age)", "limit(age)", "limit(age, middle)", "limit > 3",
        "is_set", "is_set(is_set)", "age +", "age; sex", "age = 3", "'M'", "sex < 'M'",
        "sex + 'M' == 'M'", "not 'M'", "~age", "+age", "1e999 > age", f"{10**400} > age",
        "\x00", "age > 0x", "(" * 300 + "age" + ")" * 300, "not " * 900 + "age", "-" * 3000 + "age",
        "not " * 100_000 + "age", "-" * 1_000_000 + "1", "age" + " + 1" * 900,
        "9" * 3900 + " > age", "9" * 5000 + " > age",
    ],
    ids=lambda condition: condition[:24].encode("unicode_escape").decode(),
)  # fmt: skip
def test_anything_else_is_refused(condition):
    """The grammar holds nothing that could run, hang or exhaust."""
    with pytest.raises(KnowledgeError, match=r"condition|may not stand|levels deep|used so"):
        parse(condition)


@pytest.mark.parametrize(
    "condition",
    [
        "sex > 3", "sex + 1 > 2", "3 - sex == 1", "-sex < 1", "not sex", "sex and age > 3", "sex",
        "sex == 1", "1 != sex", "sex == age", "sex < site", "drawn_at > age", "drawn_at == 3",
        "cycle_phase >= site", "panel_id == 7", "age == 'fifty'", "'x' != glucose",
        "age > 3 and sex == 0", "not (pregnant == 'yes')", "phq9_1 == 'a'", "sex == 'F' == 1",
        "is_set(sex) == 'F'",
    ],
)  # fmt: skip
def test_text_is_not_treated_as_a_number(condition):
    """It is refused when it is read, not when the first panel comes; no cell is quoted."""
    with pytest.raises(KnowledgeError, match=r"^[^\n]+ treats text as a number$"):
        parse(condition)


@pytest.mark.parametrize(
    "condition", ["sex == 'F'", "sex != site", "'M' == sex", "is_set(drawn_at)"]
)
def test_text_is_compared_with_text(condition):
    """It is the same or it is not."""
    parse(condition)


@pytest.mark.parametrize("name", ["age", "sex", "phq9_1", "colour"])
def test_only_an_analyte_has_a_limit(name):
    """A laboratory states none for anything else."""
    with pytest.raises(KnowledgeError, match=f"{name} is not an analyte: it has no limit in"):
        parse(f"age > limit({name}, low)")


def test_what_no_table_knows_fails_when_it_is_decided():
    """As it may be a column of somebody's own."""
    parse("colour == 'red' and shade > 3")
    with pytest.raises(PanelError, match="'colour' is not an analyte"):
        evaluate("colour > 3", PANELS)


def test_a_name_of_no_table_is_refused():
    """A condition is about what the tables hold."""
    with pytest.raises(PanelError, match="'colour' is not an analyte"):
        evaluate("colour == 'red'", PANELS)


def test_the_names_of_a_condition_are_its_columns():
    """Functions and sides are none."""
    condition = "tsh > limit(tsh, high) and is_set(ft4) and sex == 'F'"
    assert names(condition) == {"tsh", "ft4", "sex"}


@pytest.mark.parametrize(
    ("conditions", "decided"),
    [
        ("age > 40, bmi > 30, tsh > 4", np.nan),  # 1 holds, 0 fail, 2 unknown
        ("age > 40, sex == 'F', tsh > 4", 1.0),
        ("age > 60, sex == 'M', tsh > 4", 0.0),
        ("age > 60, sex == 'F', tsh > 4", np.nan),
    ],
)
def test_at_least_so_many_hold(conditions: str, decided: float) -> None:
    """Decided as soon as enough hold, or too few are left that could."""
    frame = pd.DataFrame({"panel_id": ["a"], "age": [50], "sex": ["F"]})
    found = evaluate(f"at_least(2, {conditions})", harmonise(frame))
    np.testing.assert_array_equal(found, [decided])


@pytest.mark.parametrize(
    "condition", ["at_least(2)", "at_least(age, 2)", "at_least(1.5, age > 2)", "at_least(1, sex)",
                  "at_least(1, n=age)", "at_least + 1"],
)  # fmt: skip
def test_a_count_of_what_is_no_condition_is_refused(condition: str) -> None:
    """A whole number first, then conditions."""
    with pytest.raises(KnowledgeError, match=r"may not stand|as a number|cannot be used so"):
        parse(condition)
