"""How what was found is written: for a person, as JSON, as CSV."""

import json
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from nhml.terminal import put


class Form(StrEnum):
    """How what was found is written."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


Output = Annotated[
    str | None,
    typer.Option(
        "-o",
        "--output",
        help=".json, .csv, .csv.gz, .parquet or .jsonl, or - for CSV on stdout.",
    ),
]
Format = Annotated[
    Form | None,
    typer.Option("--format", help="Of what is printed; a file is written as its ending says."),
]


def form_of(output: str | None, form: Form | None) -> Form:
    """Tell how to write: as asked for, or as a file ends; a person reads the terminal."""
    if output in (None, "-"):
        return form or (Form.CSV if output else Form.TEXT)
    ends = Form.JSON if Path(output).suffix.lower() == ".json" else Form.CSV
    if form not in (None, ends):
        raise typer.BadParameter(f"{output} is written as its ending says", param_hint="--format")
    return ends


def write_json(objects: Iterable[Any], output: str) -> None:
    """Write a list of objects as JSON, a line an object."""
    from nhml.reporting import saving

    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in objects)
    text = f"[\n{lines}\n]\n"
    if output == "-":
        put(text)
    else:
        saving.save(Path(output), text)
