"""The verbs that look at what a laboratory sent."""

from typing import Annotated

import typer

from nhml.cli import inspected
from nhml.cli.arguments import Source, Units
from nhml.terminal import note

NOT_USABLE = 1


def check(
    source: Source,
    units: Units = None,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", help="Every problem with its row, as .csv or .parquet …"),
    ] = None,
    examples: Annotated[
        int, typer.Option(min=1, max=1000, help="Rows named for each problem.")
    ] = 5,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 for warnings too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Say what a panel file holds, what is wrong with it, and the way out.

    Exits with 1 if a panel would be rejected. No value of a patient is shown.

    [bold]Examples[/bold]

    nhml check panels.csv

    nhml check panels.csv --units units.toml -o problems.csv --strict
    """
    import json

    from nhml.panels import files, inspection

    if output is not None:
        files.check_writable(output)
    stated = files.read_units(units) if units else None
    said, problems = inspection.inspect(source, stated, examples=examples)
    if as_json:
        print(json.dumps(said.plain(), indent=2, ensure_ascii=False))
    else:
        inspected.show(said)
    if output is not None:
        files.write(problems, output)
        note(f"{len(problems):,} problems in {output}")
    if not said.usable(strict=strict):
        raise typer.Exit(NOT_USABLE)
