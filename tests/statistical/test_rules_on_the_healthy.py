"""Of two thousand people with nothing wrong, no rule says more than its limits have to."""

import ast

import numpy as np
import pytest
from scipy.stats import binom

from nhml.knowledge import tables
from nhml.knowledge.rules import Rule
from nhml.panels import expressions
from nhml.panels.checks import check
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise
from nhml.safety.rules import Verdict, active, find
from tests.healthy import CELLS, people
from tests.oracle import INPUTS

N = 2000
RULES = active(uncertain=True)
OUTSIDE = 0.025  # of the healthy lie beyond each limit of a reference interval
FAR = 0.00135  # and beyond three deviations from its middle
GRAVE = ("immediate", "same_day")


def healthy(seed: int, *, within: bool) -> Panels:
    """Panels through the intake; none of them may be refused for how it was made."""
    panels = check(harmonise(people(N, seed, within=within)))
    assert not panels.rejected().any()
    return panels


def fired(panels: Panels) -> dict[str, int]:
    """Count the panels for which each rule fires, or fires unless."""
    counted = {one.rule.key: int((one.verdicts > Verdict.UNDECIDED).sum())
               for one in find(panels, RULES)}  # fmt: skip
    return {key: count for key, count in counted.items() if count}


@pytest.mark.parametrize("seed", range(3))
def test_within_their_intervals_nothing_fires(seed: int) -> None:
    """Men, the three phases, after the menopause; and hardly a rule is left undecided."""
    panels = healthy(seed, within=True)
    assert fired(panels) == {}
    undecided = {one.rule.key: set(one.settles) for one in find(panels, RULES)}
    assert len(panels.keys) > 80
    assert set(undecided) == {"PREG_HCG", "HCG_MALE", "ACROMEGALY", "CUSHING_SCREEN"}
    assert set().union(*undecided.values()) == {"hcg", "igf1", "dst_cortisol"}  # no interval


@pytest.mark.parametrize("seed", range(3))
def test_beyond_their_intervals_a_rule_fires_as_often_as_its_limits_imply(seed: int) -> None:
    """At most one in forty for every limit that it has, on either side, of any analyte."""
    found = fired(healthy(seed, within=False))
    rules = tables.safety_rules()
    too_often = {
        key: count for key, count in found.items() if count > binom.isf(1e-4, N, chance(rules[key]))
    }
    assert too_often == {}
    assert len(found) > 5


def chance(rule: Rule) -> float:
    """Bound how often a healthy person fulfils a condition, by the limits that it reads.

    To fire, a value has to pass one of them, and none lies within a reference interval; what is
    grave lies three deviations out.
    """
    limits = {
        (name, type(node.ops[0]))
        for node in ast.walk(expressions.parse(rule.condition))
        if isinstance(node, ast.Compare)
        for one in ast.walk(node.left)
        if isinstance(one, ast.Name)
        for name in INPUTS.get(one.id, (one.id,))
        if name in tables.analytes()
    }
    grave = rule.suppresses == "panel" or rule.urgency in GRAVE
    return min(1.0, len(limits) * (FAR if grave else OUTSIDE))


def test_people_of_every_cell_are_among_them() -> None:
    """Four hundred each."""
    frame = people(N, 0, within=True)
    phases = frame["cycle_phase"].fillna("male").value_counts()
    assert phases.to_dict() == dict.fromkeys(CELLS, N // len(CELLS))
    assert (frame["age"].min(), frame["age"].max()) == (18, 90)
    assert np.isfinite(frame["tsh"]).all()
