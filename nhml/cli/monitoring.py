"""The verbs that watch over a model in use: whether it still fits, and taking it back."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nhml.cli.arguments import Mapping, Model, Output, Source, Trust, Units
from nhml.terminal import bar, note, plain, put, warn

if TYPE_CHECKING:
    from nhml.modelling.monitored import Monitored

PAST = 1


class By(StrEnum):
    """How long a period is."""

    MONTH = "month"
    WEEK = "week"


class Form(StrEnum):
    """How what was found is printed."""

    TEXT = "text"
    JSON = "json"


def monitor(
    model: Model,
    source: Source,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="New folder for monitoring.html and monitoring.json."),
    ] = None,
    *,
    outcomes: Annotated[
        str | None,
        typer.Option("--outcomes", help="A file of panel_id and outcome (1 or 0), as they arrive."),
    ] = None,
    units: Units = None,
    mapping: Mapping = None,
    limits: Annotated[
        Path | None,
        typer.Option("--limits", help="From where on it alarms: a .toml file with [monitor]."),
    ] = None,
    by: Annotated[By, typer.Option("--by", help="Length of a period.")] = By.MONTH,
    form: Annotated[Form, typer.Option("--format", help="Of what is printed.")] = Form.TEXT,
    trust: Trust = None,
) -> None:
    """Compare the panels of today with those that a model was trained on.

    Missing values, units, every column, the risk, abstentions, alerts, and calibration once
    outcomes have arrived, over all panels, by site and by period. Ends with 1 where anything
    is past a limit that chance would not have reached.

    [bold]Examples[/bold]

    nhml monitor models:/low-testosterone-panel@champion january.csv -o runs/january

    nhml monitor runs/panel 2026.parquet --outcomes outcomes.csv --by week --format json
    """
    from nhml.config import monitoring as own
    from nhml.panels.files import read_units
    from nhml.tracking.models import load
    from nhml.workflows import output as folders
    from nhml.workflows.monitor import monitor as run

    home = None if output is None else folders.claim(output)
    chosen = None if limits is None else own.read(limits)
    said = list[str]()
    with bar() as drawn:
        task = drawn.add_task("comparing", total=None)
        found = run(
            load(model, trusted=trust),
            source,
            outcomes=outcomes,
            units=read_units(units),
            mapping=mapping,
            limits=chosen,
            by=by.value,
            advance=lambda done, rows: drawn.update(task, completed=done, total=rows),
            tell=said.append,
        )
    for words in said:
        warn(words)
    if form is Form.JSON:
        put(found.json())
    else:
        _show(found)
    if home is not None:
        _write(found, home)
    if found.past:
        raise typer.Exit(PAST)


def _show(found: "Monitored") -> None:
    from nhml.reporting.monitoring_page import verdict

    print(
        f"{found.panels:,} panels: {found.counts['scored']:,} scored, "
        f"{found.counts['abstained']:,} abstained, {found.counts['rejected']:,} rejected, "
        f"{found.outside:,} of people whom the model is not about"
    )
    for one in found.findings:
        print(plain(f"{'PAST ' if one.level == 'past' else 'watch'}  {one.words}"))
        print(plain(f"       → {one.way_out}"))
    print(f"{found.model}: {verdict(found)}")


def _write(found: "Monitored", home: Path) -> None:
    from nhml.reporting import saving
    from nhml.reporting.monitoring_page import page

    saving.save(home / "monitoring.json", found.json())
    saving.save(home / "monitoring.html", page(found))
    note(f"page      {home / 'monitoring.html'}")


def retract(
    model: Model,
    reason: Annotated[
        str, typer.Option("--reason", help="A sentence, told to whoever loads the model.")
    ] = "",
    *,
    answers: Annotated[
        list[str] | None,
        typer.Option("--answers", help="A file that nhml score wrote; repeatable."),
    ] = None,
    output: Output = "-",
    by: Annotated[str, typer.Option("--by", help="Who takes it back; the account else.")] = "",
    only_list: Annotated[
        bool, typer.Option("--list", help="List what it answered; retract nothing.")
    ] = False,
) -> None:
    """Take a model back, and list the panels that it answered.

    Its version loses its aliases, and whoever loads it by its address is told the reason and
    refused. The list has ids, files and rows, and never a value.

    [bold]Examples[/bold]

    nhml retract models:/low-testosterone-panel/3 --reason "SHBG was read in another unit"
    --answers january.csv --answers february.csv -o answered.csv

    nhml retract models:/low-testosterone-panel/3 --list --answers march.parquet
    """
    from nhml.panels import files
    from nhml.workflows import retract as work

    if only_list == bool(reason.strip()):
        raise typer.BadParameter("name a reason, or --list to list only", param_hint="--reason")
    files.check_writable(output)
    if only_list:
        label = work.label(model)
    else:
        done = work.retract(model, reason, by=by)
        label = done.told.model
        lost = f"; it was {', '.join(f'@{one}' for one in done.aliases)}" if done.aliases else ""
        note(f"{label} is retracted ({done.where}){lost}")
    if answers:
        _list(label, answers, output)


def _list(label: str, answers: list[str], output: str) -> None:
    import pandas as pd

    from nhml.panels import files
    from nhml.workflows import retract as work

    rows, found = 0, [pd.DataFrame(columns=list(work.COLUMNS))]
    with bar() as drawn:
        task = drawn.add_task("reading answers", total=None)

        def seen() -> "work.Parts":
            nonlocal rows
            for part in work.parts(answers):
                rows += len(part[2])
                drawn.update(task, completed=rows)
                yield part

        found += work.answered(seen(), label)
    listed = pd.concat(found, ignore_index=True)
    files.write(listed, output)
    shown = int((listed["risk_shown"] == "yes").sum())
    note(
        f"{len(listed):,} of {rows:,} answers are of {label}, on "
        f"{listed['panel_id'].nunique():,} panels; {shown:,} showed a risk"
    )
