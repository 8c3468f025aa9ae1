"""The options of the verbs that need no model."""

import pytest
import typer

from nhml.cli.watching import Form, _form, _interventions


@pytest.mark.parametrize(
    ("output", "form", "wanted"),
    [
        (None, None, Form.TEXT),
        (None, Form.JSON, Form.JSON),
        ("-", None, Form.CSV),
        ("-", Form.JSON, Form.JSON),
        ("a.json", None, Form.JSON),
        ("a.JSON", Form.JSON, Form.JSON),
        ("a.parquet", None, Form.CSV),
    ],
)
def test_a_file_is_written_as_it_ends_and_a_terminal_reads_text(
    output: str | None, form: Form | None, wanted: Form
) -> None:
    """Unless another form is asked for."""
    assert _form(output, form) == wanted


def test_a_form_that_a_file_contradicts_is_refused() -> None:
    """Rather than guessed."""
    with pytest.raises(typer.BadParameter, match=r"a\.json is written as its ending says"):
        _form("a.json", Form.CSV)


def test_interventions_are_completed_behind_a_comma_too() -> None:
    """By the tables."""
    assert list(_interventions("levo")) == ["levothyroxine"]
    assert list(_interventions("dhea,testo")) == ["dhea,testosterone_male"]
