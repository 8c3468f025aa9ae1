"""The verbs that take panels: what they hold, and their risk."""

from typing import Annotated, Literal

import typer

from nhml.cli.arguments import Limits, Mapping, Model, Output, Source, Trust, Units
from nhml.terminal import bar, note, warn

TOO_MANY_REJECTED = 3


def features(source: Source, output: Output, units: Units = None, mapping: Mapping = None) -> None:
    """Write every feature that can be made of panels, in canonical units.

    [bold]Example[/bold]  nhml features panels.csv -o features.parquet
    """
    from nhml.features import build
    from nhml.panels import files, headers, intake

    files.check_writable(output)
    columns, panels = intake.read(source, files.read_units(units), mapping)
    files.write(build.frame(panels, build.available(panels)), output)
    if words := headers.unread(columns).words():
        warn(words)
    note(f"{len(panels):,} panels, {int(panels.rejected().sum()):,} with values that were rejected")


def score(
    model: Model,
    source: Source,
    output: Output = "-",
    *,
    explain: Annotated[
        int, typer.Option(min=0, help="Add this many of the largest contributions.")
    ] = 0,
    units: Units = None,
    mapping: Mapping = None,
    limits: Limits = None,
    interval: Annotated[
        Literal["fast", "refits"],
        typer.Option(help="Stability interval by its formula, or by the model's refits."),
    ] = "fast",
    most_rejected: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Exit with 3 above this share of rejects.")
    ] = 0.05,
    trust: Trust = None,
) -> None:
    """Score a list of panels: as many rows out as in, in the same order.

    [bold]Examples[/bold]

    nhml score models:/low-testosterone-panel@candidate panels.csv -o scores.csv --explain 5

    cat panels.csv | nhml score runs/panel - > scores.csv
    """
    from nhml.batch import files
    from nhml.panels.files import read_units
    from nhml.panels.limits import limits_of
    from nhml.tracking.models import load

    own, said = limits_of(limits), list[str]()
    with bar() as drawn:
        task = drawn.add_task("scoring", total=None)
        counted = files.score(
            load(model, trusted=trust),
            source,
            output,
            units=read_units(units),
            mapping=mapping,
            limits=own,
            explain=explain,
            interval=interval,
            advance=lambda done, rows: drawn.update(task, completed=done, total=rows),
            tell=said.append,
        )
    for words in said:
        warn(words)
    if own:
        note(own.words())
    note(
        f"{counted.scored:,} scored ({counted.marked:,} with a mark), {counted.abstained:,} "
        f"abstained, {counted.rejected:,} rejected; see the column reasons"
    )
    if counted.rejected_share > most_rejected:
        warn(f"more than {most_rejected:.0%} of the panels were rejected")
        raise typer.Exit(TOO_MANY_REJECTED)
