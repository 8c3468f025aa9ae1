"""The verbs that look at what a laboratory sent."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from nhml.cli import inspected
from nhml.cli.arguments import Mapping, Source, Units
from nhml.terminal import note, put, warn

NOT_USABLE = 1


def check(
    source: Source,
    units: Units = None,
    mapping: Mapping = None,
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
    stated = files.read_units(units)
    said, problems = inspection.inspect(source, stated, mapping=mapping, examples=examples)
    if as_json:
        put(json.dumps(said.plain(), indent=2, ensure_ascii=False))
    else:
        inspected.show(said)
    if output is not None:
        files.write(problems, output)
        note(f"{len(problems):,} problems in {output}")
    if not said.usable(strict=strict):
        raise typer.Exit(NOT_USABLE)


def map_(
    source: Annotated[
        str, typer.Argument(metavar="FILE", help="A laboratory's table: .csv, .csv.gz, .txt, .tsv.")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="New .toml file.")],
    yes: Annotated[
        bool, typer.Option("--yes", help="Ask nothing: take what is sure, leave out the rest.")
    ] = False,
) -> None:
    """Propose what the columns of a laboratory's file are, for --mapping of other verbs.

    Each proposal is sure, likely or possible, and says why. What is not taken stands in the
    file behind a #, with what has to be said before it can be read.

    [bold]Examples[/bold]

    nhml map laboratory.csv -o mapping.toml

    nhml map laboratory.csv -o mapping.toml --yes

    nhml features laboratory.csv --mapping mapping.toml -o features.parquet
    """
    from nhml.cli import asking
    from nhml.panels import mapping_write, proposal

    if not yes and not sys.stdin.isatty():
        raise typer.BadParameter("there is no terminal to ask on; add it", param_hint="--yes")
    mapping_write.check_new(output)
    found = proposal.propose(source)
    taken = list(found.sure()) if yes else []
    if not yes:
        found, taken = asking.ask(found)
    columns = proposal.agreed(taken)
    mapping_write.write(found, columns, output)
    unknown = sum(one.fit is None for one in found.suggestions)
    left = len(found.suggestions) - len(columns) - unknown
    note(f"{len(columns)} columns mapped, {left} left for you to decide, {unknown} not known")
    if not found.signs.decimal:
        warn(f"say which sign is decimal in {output} before it is used: {found.signs.why}")
    print(f"mapping   {output} (read it; then --mapping {output})")
