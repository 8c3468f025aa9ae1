"""The verbs that write what people read: about one panel, about one model."""

from pathlib import Path
from typing import Annotated

import typer

from nhml.cli.arguments import Limits, Mapping, Model, Source, Trust, Units
from nhml.terminal import note, warn


def report(
    model: Model,
    source: Source,
    output: Annotated[
        str, typer.Option("-o", "--output", help="A file .html for one panel, else a folder.")
    ],
    panel: Annotated[
        list[str] | None, typer.Option("--panel", metavar="ID", help="A panel; repeatable.")
    ] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Every panel of the file.")] = False,
    units: Units = None,
    mapping: Mapping = None,
    limits: Limits = None,
    trust: Trust = None,
) -> None:
    """Write the page that a clinician reads about a panel: alerts, risk, reasons, limits.

    It holds no script, fetches nothing, and prints on two pages.

    [bold]Examples[/bold]

    nhml report models:/low-testosterone-panel@candidate panels.csv --panel 17 -o report.html

    nhml report runs/panel panels.parquet --all -o reports
    """
    from nhml.batch import pages
    from nhml.panels.files import read_units
    from nhml.panels.limits import limits_of
    from nhml.tracking.models import load

    if bool(panel) == every:
        raise typer.BadParameter("name one panel or more, or take --all", param_hint="--panel")
    own = limits_of(limits)
    written = pages.write(
        load(model, trusted=trust),
        source,
        output,
        None if every else panel,
        units=read_units(units) if units else None,
        mapping=mapping,
        limits=own,
        tell=warn,
    )
    if own:
        note(own.words())
    note(f"{len(written):,} page{'s' if len(written) != 1 else ''} in {output}")


def card(
    model: Model,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help=".html or .md; else it is printed.")
    ] = None,
    trust: Trust = None,
) -> None:
    """Write the card of a model: whom it is for, what it reads, how good it was, its limits.

    [bold]Examples[/bold]

    nhml card models:/low-testosterone-panel@candidate

    nhml card runs/panel -o card.html
    """
    from nhml.batch import pages
    from nhml.reporting.card import card as card_of
    from nhml.tracking.models import load

    if output is not None and output.suffix not in (".html", ".md"):
        raise typer.BadParameter(f"{output}: wanted .html or .md", param_hint="-o")
    made = card_of(load(model, trusted=trust))
    if output is None:
        print(made.markdown(), end="")
        return
    pages.save(output, made.html() if output.suffix == ".html" else made.markdown())
    note(f"the card is in {output}")
