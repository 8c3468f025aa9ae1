"""The verb that sets two models side by side."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nhml.cli.arguments import Config, Set, Trust
from nhml.terminal import note, put, warn

if TYPE_CHECKING:
    from nhml.workflows.compare import Compared

_SHOWN = ("auroc", "log_loss", "brier", "calibration_slope", "o_e", "ici")


class _Format(StrEnum):
    TEXT = "text"
    JSON = "json"


def compare(
    first: Annotated[
        str, typer.Argument(metavar="A", help="A folder, runs:/… or models:/name@alias.")
    ],
    second: Annotated[str, typer.Argument(metavar="B", help="The other model.")],
    config: Config,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="New folder for compare.json and compare.html.")
    ],
    overrides: Set = None,
    format_: Annotated[
        _Format, typer.Option("--format", help="What is written to the output.")
    ] = _Format.TEXT,
    trust: Trust = None,
) -> None:
    """Compare two models on the same people of a config, within the same resamples.

    Says which is better on what, or that these people cannot tell them apart. What is
    written holds no person.

    [bold]Example[/bold]  nhml compare models:/low-testosterone-panel@champion
    models:/low-testosterone-panel@candidate configs/low_testosterone_panel.toml
    --set cohort.cycles=2015-2016 -o runs/compared
    """
    from nhml.config import reading as experiments
    from nhml.tracking.models import load
    from nhml.workflows.compare import compare as run

    experiment = experiments.read(config, overrides or [])
    ours, theirs = (load(one, trusted=trust) for one in (first, second))
    compared = run(ours, theirs, experiment, output, tell=note)
    if format_ is _Format.JSON:
        put(compared.to_json())
    else:
        _print(compared)
    for words in compared.about.warnings:
        warn(words)
    note(f"folder    {output} (holds no person)")


def _print(compared: "Compared") -> None:
    """Print the figures people look at first, then who is better on what."""
    from rich.console import Console
    from rich.table import Table

    from nhml.reporting import comparing

    comparison, about = compared.comparison, compared.about
    both = comparison.scored["both"]
    title = f"{about.source}: {'few' if both is None else f'{both:,}'} scored by both"
    console = Console(highlight=False)
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for heading in ("", "first", "second", "difference, 95 % interval", "better"):
        table.add_column(heading, justify="left" if heading in ("", "better") else "right")
    for row in comparing.plain(comparison.rows):
        if row.metric in _SHOWN or row.metric.startswith("net_benefit_"):
            table.add_row(*comparing.cells(row))
    console.print(f"first   {about.first}", f"second  {about.second}", sep="\n", markup=False)
    console.print(table)
    for words in comparing.verdicts(comparison, about):
        console.print(words, markup=False, soft_wrap=True)
