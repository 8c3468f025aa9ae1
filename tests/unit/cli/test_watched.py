"""How alerts look in a terminal."""

import pandas as pd
import pytest

from nhml.cli import watched
from nhml.knowledge.rules import URGENCIES
from nhml.safety.alerts import ask


def shown(sent: pd.DataFrame, capsys: pytest.CaptureFixture[str], **asked: object) -> list[str]:
    """The lines that are printed of panels."""
    watched.show(ask(sent, {"sodium": "mmol/L"}, **asked).plain())
    return capsys.readouterr().out.splitlines()


def test_who_must_be_seen_first_stands_first(capsys: pytest.CaptureFixture[str]) -> None:
    """With its urgency in words, for a colour may not be seen; then those with nothing."""
    sent = pd.DataFrame(
        {"panel_id": ["teen", "well", "ill"], "age": [17, 40, 40], "sodium": [140, 140, 118]}
    )
    lines = shown(sent, capsys, undecided=False)
    assert [line.split("  ")[0] for line in lines if line and line[0] != " "] == [
        "ill", "teen", "1 panel: no rule fires"
    ]  # fmt: skip
    assert lines[1] == "  IMMEDIATE  Sodium below critical limit  [CRIT_NA_LOW]"
    assert lines[2].startswith("             → emergency assessment")


def test_what_could_not_be_checked_is_counted_and_what_it_waits_for_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Not rule by rule: that is what files are for."""
    sent = pd.DataFrame({"panel_id": ["a", "b"], "age": [40, 40], "sodium": [140, 140]})
    lines = shown(sent, capsys)
    assert lines[0] == "2 panels: no rule fires"
    assert lines[1].startswith("  not checked: ")
    assert "rules each, for want of " in lines[1]


def test_an_intervention_stands_with_its_verdict_its_questions_and_what_is_followed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Of a panel of which no rule fires too; what unless lifts is named."""
    sent = pd.DataFrame({"panel_id": ["a"], "age": [70], "sex": ["F"], "sodium": [140]})
    lines = shown(sent, capsys, considering="tibolone", undecided=False)
    assert lines[0] == "a"
    assert "(unless on_estrogen)  [ESTROGEN_LATE]" in lines[1]
    assert lines[3].startswith("  considered: Tibolone  ASK  rules that are listed against it")
    assert lines[4].startswith("    → ask for ")
    assert lines[5] == "    beside it: ESTROGEN_LATE"
    assert lines[6] == "    follow: bleeding: 3 mo"


def test_a_bracket_in_an_id_is_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    """It is printed as it was sent."""
    sent = pd.DataFrame({"panel_id": ["[red]a"], "age": [40], "sodium": [118]})
    assert shown(sent, capsys)[0].startswith("[red]a")


def test_every_urgency_has_its_word() -> None:
    """None is told by a colour alone."""
    assert tuple(watched._WORDS) == URGENCIES
    assert all(words for words, _ in watched._WORDS.values())
