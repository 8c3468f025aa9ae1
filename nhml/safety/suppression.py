"""What the safety rules mean for a model: what it must say first, and when to be silent.

In a training nothing is read here, and in an evaluation the rules see panels without
what defines the outcome, so that no rule can tell who has it.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nhml.knowledge import tables
from nhml.knowledge.entries import Outcome
from nhml.knowledge.rules import Rule
from nhml.panels import expressions
from nhml.panels.limits import LaboratoryLimits
from nhml.panels.panel import Panels
from nhml.safety.rules import Finding, active, find, reads, triggers

_WHY = {
    "panel": "not scored, emergency",
    "first": "not scored, to be settled first",
    "person": "not scored, the model is not about such people",
    "outcome": "not scored, diagnosis already met",
    "analyte": "not scored, sample invalid",
}
_AT_ONCE = ("immediate", "same_day")
_PERSON = frozenset({"age", "pregnant"})  # by which people are not such as a model is about


class Heard(NamedTuple):
    """What the rules say to a model.

    Attributes
    ----------
    alerts : ndarray of str, shape (n,)
        Rules that fire, the most urgent first: ``urgency: words [rule]``.
    silent : dict of int to list of str
        For each panel that is not to be scored, why: ``panel: words [rule]``.
    """

    alerts: npt.NDArray[np.object_]
    silent: dict[int, list[str]]


def hear(
    panels: Panels,
    outcome: Outcome,
    inputs: frozenset[str],
    limits: LaboratoryLimits | None = None,
) -> Heard:
    """Ask the safety rules of panels that a model is about to score.

    Parameters
    ----------
    panels : Panels
        In canonical units.
    outcome : Outcome
        What the model is about.
    inputs : frozenset of str
        Columns that its features are made from.
    limits : LaboratoryLimits, optional
        A laboratory's own limits, in place of the generic ones of the rules.

    Returns
    -------
    Heard
    """
    said: list[list[str]] = [[] for _ in range(len(panels))]
    silent: dict[int, list[str]] = {}
    eligible = expressions.evaluate(outcome.eligible, panels) == 1.0
    for found in find(panels, active(), undecided=False, limits=limits):
        words = _words(found)
        for row, sentence in zip(found.rows.tolist(), words, strict=True):
            said[row].append(f"{found.rule.urgency}: {sentence}")
        if not _concerns(found.rule, outcome, inputs):
            continue
        spared = eligible & _is_about(outcome, found.rule)
        for row, sentence in zip(found.rows.tolist(), words, strict=True):
            if not spared[row]:
                silent.setdefault(row, []).append(f"panel: {_why(found.rule)}: {sentence}")
    return Heard(np.array(["; ".join(one) for one in said], dtype=object), silent)


def _words(found: Finding) -> list[str]:
    """Say for every panel what fires, unless what holds."""
    rule = found.rule
    unless = {one: f" (unless {one})" if one else "" for one in set(found.settles)}
    return [f"{rule.message}{unless[one]} [{rule.key}]" for one in found.settles]


def _why(rule: Rule) -> str:
    if (
        rule.suppresses == "panel"
        and rule.category != "unit_check"
        and rule.urgency not in _AT_ONCE
    ):
        return _WHY["first"]
    return _WHY["analyte" if rule.category == "unit_check" else rule.suppresses]


@cache
def _concerns(rule: Rule, outcome: Outcome, inputs: frozenset[str]) -> bool:
    """Tell whether a model of this outcome, made from these columns, is silent for a rule."""
    if rule.suppresses == "outcome":
        return not reads(rule.condition).isdisjoint(_decided_by(outcome))
    if rule.suppresses == "analyte":
        return not inputs.isdisjoint(rule.affects)
    return bool(rule.suppresses)


@cache
def _decided_by(outcome: Outcome) -> frozenset[str]:
    """List what defines an outcome, and the analytes that its event reads.

    Whoever has a disease does not fall ill with it; a response is asked of those who have it.
    """
    read = expressions.names(outcome.event) if outcome.task != "response" else frozenset()
    return frozenset(outcome.defining) | (read & frozenset(tables.analytes()))


@cache
def _is_about(outcome: Outcome, rule: Rule) -> bool:
    """Tell whether an outcome asks for people such as a rule would keep from its model."""
    if rule.suppresses != "person" or not outcome.eligible:
        return False
    return (reads(rule.condition) & _PERSON) <= triggers(outcome.eligible)
