"""What a score says, taken apart."""

import pytest

from nhml.knowledge import rules, tables
from nhml.modelling.risk_model import RiskModel
from nhml.panels.codes import CODES
from nhml.reporting.grounds import URGENCIES, Alert, alerts, grounds
from tests.people import awkward, panel_frame


def test_every_piece_has_column_words_code_and_a_way_out() -> None:
    """As the model joins them."""
    unit = "shbg_unit: a value stands without its unit [unit_missing]"
    said = f"{unit}; age: needed, and not known [needed_missing]"
    first, second = grounds(said)
    assert (first.key, first.code) == ("shbg", "unit_missing")
    assert first.column == "Sex hormone-binding globulin"
    assert first.words == "a value stands without its unit"
    assert first.settles.startswith("Send the unit of Sex hormone-binding globulin")
    assert second.settles == "State Age."


def test_a_warning_needs_no_settling() -> None:
    """The panel was scored all the same."""
    (one,) = grounds("tsh: is unusual: confirm the unit [unit_to_confirm]")
    assert (one.words, one.settles) == ("is unusual: confirm the unit", "")


def test_a_semicolon_inside_a_piece_does_not_split_it() -> None:
    """Where pieces end with codes."""
    (one,) = grounds("panel: outside (a; b) [outside_population]")
    assert (one.column, one.words) == ("", "outside (a; b)")


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing_is_no_piece(text: str) -> None:
    """An empty cell."""
    assert grounds(text) == alerts(text) == ()


def test_everything_that_a_model_says_is_read(model: RiskModel) -> None:
    """Of awkward panels; each code has words of its own for what would settle it."""
    scores = model.score(awkward(panel_frame(60)))
    found = [one for cell in scores["reasons"] for one in grounds(cell)]
    assert len(found) >= 5
    assert all(one.code and one.words for one in found)
    unforeseen = "Settle what is said"
    assert not [one.code for one in found if unforeseen in one.settles]
    more = [grounds(f"tsh: {code.words} [{key}]")[0] for key, code in CODES.items()]
    assert not [one.code for one in more if unforeseen in one.settles]


def test_the_most_urgent_alert_stands_first() -> None:
    """Whatever their order; one without an urgency comes last."""
    cell = "routine: Vitamin D is low [VITD]; Something else [X_1]; immediate: Call [NA]"
    assert alerts(cell) == (
        Alert("immediate", "Call", source="NA"),
        Alert("routine", "Vitamin D is low", source="VITD"),
        Alert("", "Something else", source="X_1"),
    )
    assert [one.when for one in alerts(cell)] == ["Immediately", "Routine", "Alert"]
    assert tuple(URGENCIES) == rules.URGENCIES


def test_an_alert_says_what_to_do_and_where_that_stands() -> None:
    """From the table of its rule; what would undo it, as people call it."""
    (one,) = alerts(
        "immediate: Sodium below critical limit (unless lactating, pregnant) [CRIT_NA_LOW]"
    )
    assert one.action.startswith("Emergency assessment")
    assert one.source.startswith("CRIT_NA_LOW; ")
    assert one.words.endswith("(unless: Breast-feeding; Pregnant)")


@pytest.mark.parametrize("rule", tables.safety_rules().values(), ids=lambda rule: rule.key)
def test_every_rule_that_silences_a_model_has_its_way_out(rule: rules.Rule) -> None:
    """An emergency first; a sample drawn again; a diagnosis that needs no model."""
    (one,) = grounds(f"panel: not scored, emergency: {rule.message} [{rule.key}]")
    assert one.code == rule.key
    assert one.settles
    assert "Settle what is said" not in one.settles


def test_an_alert_without_any_form_is_shown_whole() -> None:
    """A reader misses nothing because a comma was not where it was thought to be."""
    assert alerts("note: call the ward; now")[0] == Alert("", "note: call the ward")


def test_a_value_that_decides_what_is_asked_is_told_and_nothing_has_to_be_settled() -> None:
    """It stands with what was given to the model, not among the reasons for silence."""
    (one,) = grounds("hba1c: decides what is asked: read it before any risk [already_told]")
    assert (one.key, one.settles, one.code) == ("hba1c", "", "already_told")
    assert one.words == "decides what is asked: read it before any risk"
