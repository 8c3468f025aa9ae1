"""The verb that reads people over time."""

from typing import Annotated, Literal

import typer

from nhml.cli.arguments import Mapping, Source, Units
from nhml.terminal import note, warn


def follow(
    source: Source,
    subject: Annotated[
        list[str] | None, typer.Option("--subject", metavar="ID", help="A person; repeatable.")
    ] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Everybody in the file.")] = False,
    output: Annotated[
        str,
        typer.Option(
            "-o",
            "--output",
            help="A file .html or .json for one person, else a folder; - for stdout.",
        ),
    ] = "-",
    format_: Annotated[
        Literal["html", "json"] | None,
        typer.Option("--format", help="By the output's suffix; json on stdout, else html."),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="DATE", help="On which day it is asked what is due; today."
        ),
    ] = None,
    since: Annotated[
        list[str] | None,
        typer.Option(
            "--since",
            metavar="THERAPY=DATE",
            help="Start or last change of the dose of one person's therapy; repeatable.",
        ),
    ] = None,
    variation: Annotated[
        str | None,
        typer.Option(help="A .toml file of the laboratory's own imprecision [%]: tsh = 2.4."),
    ] = None,
    units: Units = None,
    mapping: Mapping = None,
) -> None:
    """Follow a person over several draws: what really changed, what is due, what can be said.

    A change is real where it is larger than the value moves by itself. A response is called
    only where both the hormone and the symptoms say so.

    [bold]Examples[/bold]

    nhml follow panels.csv --subject 17 -o report.html

    nhml follow panels.csv --subject 17 --since levothyroxine=2024-03-01 --format json

    nhml follow panels.csv --all -o people
    """
    from nhml.workflows import followed_files

    if bool(subject) == every:
        raise typer.BadParameter("name one person or more, or take --all", param_hint="--subject")
    written = followed_files.write(
        source,
        output,
        None if every else subject,
        kind=format_,
        as_of=as_of,
        since=since or (),
        variation=variation,
        units=units,
        mapping=mapping,
        tell=warn,
    )
    if written:
        note(f"{len(written):,} page{'s' if len(written) != 1 else ''} in {output}")
