"""How what was found is written."""

import json
from pathlib import Path

import pytest
import typer

from nhml.cli.forms import Form, form_of, write_json


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
    assert form_of(output, form) == wanted


def test_a_form_that_a_file_contradicts_is_refused() -> None:
    """Rather than guessed."""
    with pytest.raises(typer.BadParameter, match=r"a\.json is written as its ending says"):
        form_of("a.json", Form.CSV)


@pytest.mark.parametrize("objects", [[], [{"a": 1}], [{"a": "é"}, {"b": []}]])
def test_a_list_is_written_as_one(
    objects: list[object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """None of them, one, several; to a file and to the standard output."""
    write_json(objects, str(tmp_path / "a.json"))
    write_json(objects, "-")
    assert json.loads((tmp_path / "a.json").read_text("utf-8")) == objects
    assert json.loads(capsys.readouterr().out) == objects
