"""One row of the safety rules, typed."""

import pytest

from nhml.knowledge.rules import Rule
from nhml.knowledge.tables import safety_rules

ROW = {
    "key": "LOW",
    "category": "emergency",
    "condition": "sodium < 120",
    "message": "Low",
    "urgency": "immediate",
    "action": "act",
    "applies_when": "always",
    "suppresses": "panel",
    "affects": "",
    "source": "consensus",
    "confidence": "well-known",
}


def test_a_rule_is_asked_always_or_for_interventions() -> None:
    """Those that are considered."""
    assert Rule.from_row(ROW).interventions == ()
    asked = Rule.from_row({**ROW, "applies_when": "levothyroxine;liothyronine"})
    assert asked.interventions == ("levothyroxine", "liothyronine")


@pytest.mark.parametrize("column", ["category", "urgency", "suppresses"])
def test_a_word_that_is_not_known_is_refused(column: str) -> None:
    """With the known ones."""
    with pytest.raises(ValueError, match=rf"^{column} 'soon' is not one of .*\w"):
        Rule.from_row({**ROW, column: "soon"})


def test_the_table_is_read_in_its_order() -> None:
    """By key."""
    assert next(iter(safety_rules())) == "CRIT_NA_LOW"
    assert safety_rules()["CRIT_NA_LOW"].condition == "sodium < 120"
