"""An outcome of one's own: what a config may say of it, and what is refused."""

from pathlib import Path

import pytest

from nhml.config.parts import OutcomePart
from nhml.config.reading import read
from nhml.errors import ConfigError

LEAST = """
name = "own"
[cohort]
source = "people.csv"
[outcome]
column = "relapse_5y"
defining = ["tsh", "tx:levothyroxine"]
"""


@pytest.fixture
def file(tmp_path: Path):
    """Write a config."""

    def made(content: str) -> Path:
        path = tmp_path / "own.toml"
        path.write_text(content, "utf-8")
        return path

    return made


def refusal(path: Path, *overrides: str) -> str:
    """What is said of a config that cannot be used."""
    with pytest.raises(ConfigError, match=path.name) as raised:
        read(path, overrides)
    return str(raised.value)


def test_a_column_is_an_outcome_under_its_own_name(file) -> None:
    """Present at the draw, for everybody, with what writes it."""
    part = read(file(LEAST)).outcome
    made = part.outcome()
    assert (made.key, made.label, made.event) == ("relapse_5y", "relapse 5y", "relapse_5y")
    assert (made.task, made.eligible) == ("present", "")
    assert made.defining == ("tsh", "tx:levothyroxine")
    assert part.told() == {"relapse_5y": "relapse_5y"}


def test_a_column_may_be_called_as_nothing_else_is(file) -> None:
    """With blanks and signs, if it is given a key."""
    part = read(file(LEAST), ["outcome.column=Rückfall (5 J.)", "outcome.key=relapse"]).outcome
    assert part.told() == {"relapse": "Rückfall (5 J.)"}
    assert part.outcome().event == "relapse"
    assert "key: wanted a name of its own" in refusal(file(LEAST), "outcome.column=Rückfall")


def test_a_column_of_the_panel_frame_defines_what_it_tells(file) -> None:
    """Whether it is named or not; and it needs another key."""
    path = file(LEAST.replace("relapse_5y", "hx_thyroid_disease"))
    assert "key: hx_thyroid_disease is a name of the tables already" in refusal(path)
    made = read(path, ["outcome.key=thyroid_ever"]).outcome.outcome()
    assert made.defining == ("tsh", "tx:levothyroxine", "hx_thyroid_disease")


def test_what_is_decided_later_is_no_present_outcome() -> None:
    """Its horizon says how much later."""
    made = OutcomePart(column="died", defining=(), horizon="5 years").outcome()
    assert (made.task, made.horizon) == ("incident", "5 years")


def test_an_event_takes_the_place_of_a_column(file) -> None:
    """It needs a key; both or neither cannot be."""
    event = file(LEAST.replace('column = "relapse_5y"', "event = \"tsh > 10 or code == 'E03'\""))
    assert "key: wanted a name" in refusal(event)
    assert (
        read(event, ["outcome.key=raised"]).outcome.outcome().event == "tsh > 10 or code == 'E03'"
    )
    assert "wanted one of these" in refusal(event, "outcome.column=relapse")
    assert "wanted one of these" in refusal(file(LEAST), "outcome.column=")


def test_what_writes_it_must_be_said_and_may_be_nothing(file) -> None:
    """An empty list is an answer; no list is none."""
    none = file(LEAST.replace('["tsh", "tx:levothyroxine"]', "[]"))
    assert read(none).outcome.defining == ()
    lacking = file(LEAST.replace('defining = ["tsh", "tx:levothyroxine"]', ""))
    assert "outcome.defining: Field required" in refusal(lacking)


def test_every_mistake_in_it_is_told_at_once(file) -> None:
    """What no panel holds, what both defines and is tied, what no model could ask, a sign."""
    said = refusal(
        file(LEAST),
        "outcome.defining=tshh,rx:insulin,ft4",
        "outcome.pathway=ft4",
        "outcome.eligible=agee >= 18",
        "outcome.key=tsh",
    )
    for words in (
        "defining: 'tshh' is nothing that a panel holds; did you mean tsh?",
        "defining: 'rx:insulin' is nothing that a panel holds",
        "pathway: ft4 defines it: no reason could let it in",
        "eligible: agee is no column of a panel; did you mean age?",
        "key: tsh is a name of the tables already; wanted another",
    ):
        assert words in said
    assert "eligible: cannot read" in refusal(file(LEAST), "outcome.eligible=age >=")


@pytest.mark.parametrize(
    "key", ["low", "is_set", "not", "hypothyroid_uci", "phq9", "Relapse", "1a"]
)
def test_a_key_is_a_name_of_its_own(file, key: str) -> None:
    """No word of the grammar, no name of the tables, nothing but lower case."""
    assert "key: " in refusal(file(LEAST), f"outcome.key={key}")


def test_one_outcome_is_given_and_not_two(file) -> None:
    """A key of the tables, or one's own."""
    wanted = "cohort.outcome: wanted a key of outcomes.csv, or your own in [outcome]; found"
    assert f"{wanted} both" in refusal(file(LEAST), "cohort.outcome=hypothyroid_uci")
    none = file(LEAST.partition("[outcome]")[0])
    assert f"{wanted} neither" in refusal(none)
    assert f"{wanted} neither" in refusal(none, "seed=-1")
    assert "seed:" in refusal(none, "seed=-1")


def test_an_unknown_key_in_it_is_asked_about(file) -> None:
    """As in every section."""
    said = refusal(file(LEAST), "outcome.elegible=age > 18")
    assert "outcome.elegible" in said
    assert "did you mean eligible?" in said
