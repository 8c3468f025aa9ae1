"""The table of safety rules: what each row has to be."""

import numpy as np
import pytest

from nhml.knowledge import tables
from nhml.knowledge.rules import Rule
from nhml.panels import expressions
from nhml.panels.logic import Reading
from nhml.safety.rules import Verdict, decide, exclusions
from tests.domains import drawn

RULES = tuple(tables.safety_rules().values())


def test_there_are_as_many_rules_as_were_reviewed() -> None:
    """Seven of them of uncertain confidence."""
    assert len(RULES) == 149
    assert sum(rule.confidence == "uncertain" for rule in RULES) == 7


def test_every_condition_reads_what_somebody_can_give() -> None:
    """Columns and indices."""
    known = {*tables.analytes(), *tables.symptoms(), *tables.context(), *tables.indices()}
    read = {rule.key: expressions.names(rule.condition) - known for rule in RULES}
    assert {key: unknown for key, unknown in read.items() if unknown} == {}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_a_rule_can_fire_be_clear_and_be_undecided(rule: Rule) -> None:
    """And fire unless, where it has an exclusion: no part of it is dead."""
    columns = drawn(rule.condition, 40_000, np.random.default_rng(0))
    truth = Reading(columns.__getitem__).truth(expressions.parse(rule.condition))
    asked = _asked_for(rule.condition)
    wanted = {Verdict.CLEAR, Verdict.FIRES}
    wanted |= {Verdict.UNDECIDED} if expressions.names(rule.condition) - asked else set()
    wanted |= {Verdict.UNLESS} if exclusions(rule.condition) - asked else set()
    assert set(np.unique(decide(truth, 40_000)).tolist()) == wanted


def _asked_for(condition: str) -> set[str]:
    """What ``is_set`` asks for before it is compared is never unknown there."""
    return {name for name in expressions.names(condition) if f"is_set({name})" in condition}


def test_a_rule_is_read_in_one_glance() -> None:
    """Words stand between semicolons in the score frame, and an action says what to do."""
    assert not [rule.key for rule in RULES if ";" in rule.message or "[" in rule.message]
    assert all(rule.message and rule.action for rule in RULES)


def test_only_an_intervention_can_be_blocked() -> None:
    """It is one of the table, and what it names against itself is a rule."""
    known = tables.interventions()
    for rule in RULES:
        assert set(rule.interventions) <= set(known)
        assert rule.interventions or rule.urgency != "hard_block"
        assert not (rule.interventions and rule.suppresses)
    assert {key for one in known.values() for key in one.contraindications} <= {
        rule.key for rule in RULES
    }


def test_a_rule_on_samples_names_the_analytes_that_it_spoils() -> None:
    """And no other rule names any."""
    for rule in RULES:
        assert bool(rule.affects) == (rule.suppresses == "analyte"), rule.key
        assert set(rule.affects) <= set(tables.analytes())


@pytest.mark.parametrize("category", ["emergency", "critical_value"])
def test_what_is_immediate_silences_every_model(category: str) -> None:
    """A risk shown beside it would be read first."""
    immediate = [one for one in RULES if one.category == category and one.urgency == "immediate"]
    assert len(immediate) > 5
    assert {rule.suppresses for rule in immediate} == {"panel"}


def test_a_diagnosis_silences_the_models_that_it_answers() -> None:
    """No more and no less."""
    met = {rule.suppresses for rule in RULES if rule.category == "diagnosis_met"}
    assert met == {"outcome"}


def test_a_rule_that_sees_a_refused_value_asks_for_its_unit_or_takes_it_as_real() -> None:
    """Every unit check is among them; what is taken as real is immediate."""
    checks = {rule.key for rule in RULES if rule.category == "unit_check"}
    real = tables.seen_as_sent() - checks
    assert checks < tables.seen_as_sent()
    assert {tables.safety_rules()[key].urgency for key in real} == {"immediate"}
