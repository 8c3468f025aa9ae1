"""Every rule of the table: it fires, is clear, is undecided and fires unless, at every limit.

Each panel is made out of the condition and sent as a laboratory would, each value in a unit of
its own. What fires and what is clear follow from how a panel was made; what a gap does to it is
what `tests.oracle` says.
"""

import ast
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from nhml.knowledge import tables
from nhml.knowledge.rules import Rule
from nhml.panels import expressions
from nhml.panels.checks import check
from nhml.panels.units import harmonise
from nhml.safety.rules import Verdict, exclusions, find
from tests.cases import Panel, panels, ways
from tests.oracle import Answer, answer

RULES = tuple(tables.safety_rules().values())
NEVER_UNDECIDED = {
    "CORT_TIMING": "whether a cortisol and an hour were sent is always known",
}


class Case(NamedTuple):
    """A panel, and what one rule is to say of it."""

    rule: str
    verdict: str
    waits: str
    panel: Panel


def made(rule: Rule) -> Iterator[Case]:
    """Make the cases of one rule: as they are, with one gap, with one exclusion that holds."""
    tree = expressions.parse(rule.condition)
    for way in ways(tree, False):
        yield from (Case(rule.key, "CLEAR", "", one) for one in panels(way))
    for way in ways(tree, True):
        for one in panels(way):
            yield Case(rule.key, "FIRES", "", one)
            for name in one:
                gap = {key: value for key, value in one.items() if key != name}
                wanted = answer(rule.condition, gap)
                if name in wanted.waits:
                    yield Case(rule.key, wanted.verdict, name, gap)
            for name in _excluding_flags(tree):
                yield Case(rule.key, "CLEAR", "", {**one, name: 1.0})


def _excluding_flags(tree: ast.expr) -> list[str]:
    """List the flags that rule a rule out, whatever else is known."""
    parts = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    inside = [one.operand for one in parts if isinstance(one, ast.UnaryOp)]
    return [one.id for one in inside if isinstance(one, ast.Name)]


@cache
def told() -> dict[str, list[tuple[Case, Answer]]]:
    """What nhml says of all cases, by rule: one frame, and in it a unit a cell."""
    cases = [case for rule in RULES for case in made(rule)]
    found = find(check(harmonise(_frame([case.panel for case in cases]))), RULES)
    answers = {
        (one.rule.key, int(row)): Answer(Verdict(verdict).name, frozenset(waits.split(", ")) - {""})
        for one in found
        for row, verdict, waits in zip(one.rows, one.verdicts, one.settles, strict=True)
    }
    clear = Answer("CLEAR", frozenset())
    by_rule: dict[str, list[tuple[Case, Answer]]] = {rule.key: [] for rule in RULES}
    for at, case in enumerate(cases):
        by_rule[case.rule].append((case, answers.get((case.rule, at), clear)))
    return by_rule


def _frame(sent: list[Panel]) -> pd.DataFrame:
    """Write every value in a unit drawn from those of its analyte."""
    random = np.random.default_rng(0)
    frame = pd.DataFrame(sent)
    for key in [name for name in frame if name in tables.analytes()]:
        units = tables.analytes()[key].units
        drawn = random.choice(list(units), len(frame))
        scale, offset = np.array([units[unit] for unit in drawn]).T
        frame[key], frame[f"{key}_unit"] = (frame[key] - offset) / scale, drawn
    return frame


def _of(rule: Rule, verdict: str) -> list[tuple[Case, Answer]]:
    return [(case, found) for case, found in told()[rule.key] if case.verdict == verdict]


every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)


@every_rule
@pytest.mark.parametrize("verdict", ["FIRES", "CLEAR"])
def test_a_rule_decides_on_either_side_of_each_of_its_limits(rule: Rule, verdict: str) -> None:
    """By every way in which it can hold and fail, with nothing else known."""
    cases = _of(rule, verdict)
    assert cases
    assert [case for case, found in cases if found.verdict != verdict] == []


@every_rule
def test_a_rule_waits_for_a_trigger_that_is_not_known(rule: Rule) -> None:
    """And names it."""
    cases = _of(rule, "UNDECIDED")
    assert bool(cases) != (rule.key in NEVER_UNDECIDED)
    wrong = [
        case
        for case, found in cases
        if found.verdict != "UNDECIDED" or case.waits not in found.waits
    ]
    assert wrong == []


EXCLUDING = [rule for rule in RULES if exclusions(rule.condition)]


@pytest.mark.parametrize("rule", EXCLUDING, ids=lambda rule: rule.key)
def test_a_rule_fires_unless_an_exclusion_holds_that_is_not_known(rule: Rule) -> None:
    """And names it; what is asked for by ``is_set`` is known to be absent where it is."""
    cases, asked = _of(rule, "UNLESS"), f"is_set({next(iter(exclusions(rule.condition)))})"
    assert cases or asked in rule.condition
    wrong = [case for case, found in cases if found != Answer("UNLESS", frozenset({case.waits}))]
    assert wrong == []


def test_cases_are_as_many_as_rules_have_limits_and_flags() -> None:
    """No rule is left out, and hardly any has fewer than three."""
    counted = {rule.key: len(told()[rule.key]) for rule in RULES}
    assert min(counted.values()) >= 3
    assert sum(counted.values()) > 2_000
