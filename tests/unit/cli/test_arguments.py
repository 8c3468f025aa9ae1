"""The options of the verbs that need no model."""

from nhml.cli.arguments import _interventions


def test_interventions_are_completed_behind_a_comma_too() -> None:
    """By the tables."""
    assert list(_interventions("levo")) == ["levothyroxine"]
    assert list(_interventions("dhea,testo")) == ["dhea,testosterone_male"]
