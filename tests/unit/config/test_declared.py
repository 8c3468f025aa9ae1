"""What people declare of a model: all optional, kept as written, no claim that nhml cannot make."""

import pytest
from pydantic import ValidationError

from nhml.config.declared import CardPart
from nhml.config.parts import Experiment
from nhml.reporting.declarations import TITLES


def test_nothing_has_to_be_declared() -> None:
    """What is left out, or blank, is not declared."""
    assert CardPart().declared() == {}
    assert CardPart(funding="  ", users=" Physicians. ").declared() == {"users": "Physicians."}


def test_every_key_has_a_title_on_the_card() -> None:
    """In the same order."""
    assert list(TITLES) == list(CardPart.model_fields)


@pytest.mark.parametrize(
    "words", ["Fully compliant with it.", "CERTIFIED", "FDA cleared", "Approved for use",
              "In compliance with the act"],
)  # fmt: skip
def test_a_claim_is_refused(words: str) -> None:
    """nhml makes none, and lets no card make one."""
    with pytest.raises(ValidationError, match="nhml makes no such claim"):
        CardPart(intended_use=words)


@pytest.mark.parametrize("words", ["Not cleared.", "It was not yet approved.", "never certified"])
def test_a_denial_is_none(words: str) -> None:
    """It says what was not done."""
    assert CardPart(limitations=words).declared() == {"limitations": words}


def test_what_is_said_of_a_model_does_not_decide_it() -> None:
    """The fingerprint of a config is that of what is learnt."""
    plain = {"name": "own", "cohort": {"source": "synthetic", "outcome": "x"}}
    one = Experiment.model_validate(plain)
    other = Experiment.model_validate({**plain, "card": {"funding": "None."}})
    assert one.fingerprint() == other.fingerprint()
    assert other.card.declared() == {"funding": "None."}


@pytest.mark.parametrize("words", ["a\x00b", "\x1b[31m", "x" * 2001])
def test_what_steers_a_terminal_or_never_ends_is_refused(words: str) -> None:
    """A page and a terminal show it."""
    with pytest.raises(ValidationError):
        CardPart(role=words)
