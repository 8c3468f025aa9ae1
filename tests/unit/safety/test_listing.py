"""Findings in the order of panels."""

import numpy as np

from nhml.knowledge import tables
from nhml.safety.listing import categorical, listed
from nhml.safety.rules import Finding, Verdict

RULES = [*tables.safety_rules().values()]


def finding(at: int, rows: list[int], words: list[str]) -> Finding:
    """What one rule says of some panels."""
    verdicts = np.full(len(rows), Verdict.UNDECIDED, dtype=np.int8)
    distinct = sorted(set(words))
    which = np.array([distinct.index(word) for word in words], dtype=np.intp)
    return Finding(RULES[at], np.array(rows), verdicts, tuple(distinct), which)


def test_panels_come_in_order_and_of_each_the_rules_in_order() -> None:
    """Two rules, of which the second says more."""
    found = [finding(0, [1, 3], ["tsh", "ft4"]), finding(1, [0, 1, 3], ["age", "tsh", "age"])]
    told = listed(found, 5)
    assert told.rows.tolist() == [0, 1, 1, 3, 3]
    assert told.which.tolist() == [1, 0, 1, 0, 1]
    assert told.settles.tolist() == ["age", "tsh", "tsh", "ft4", "age"]
    assert set(told.verdicts.tolist()) == {Verdict.UNDECIDED}


def test_nothing_found_is_an_empty_list() -> None:
    """Of no panels and of some."""
    for n in (0, 3):
        told = listed([], n)
        assert [len(one) for one in told] == [0, 0, 0, 0]


def test_a_text_that_stands_twice_is_one_category() -> None:
    """Two panels may have one id."""
    column = categorical(np.array([2, 0, 1]), ["a", "b", "a"])
    assert column.tolist() == ["a", "a", "b"]
    assert column.categories.tolist() == ["a", "b"]
