"""The ``nhml`` command: parse, call one function, print."""

import io
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from nhml import errors
from nhml.terminal import bar, note, print_evaluation, steps, warn

if TYPE_CHECKING:
    from rich.progress import TaskID

EXIT_CODES: tuple[tuple[type[errors.NhmlError], int], ...] = (
    (errors.ConfigError, 10),
    (errors.DataError, 11),
    (errors.ModelError, 12),
    (errors.KnowledgeError, 13),
)
TOO_MANY_REJECTED = 3

app = typer.Typer(
    help="Calibrated, explained risk models for neuro-hormonal medicine: "
    "decision support, never a diagnosis.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
fetch_app = typer.Typer(help="Download public data, cached and resumable.", no_args_is_help=True)
app.add_typer(fetch_app, name="fetch")


def _show_version(asked: bool) -> None:
    if asked:
        from nhml import __version__

        print(f"nhml {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Take what concerns the command itself."""


Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Override one key of the config; repeatable."),
]
Config = Annotated[Path, typer.Argument(metavar="CONFIG", help="A .toml file of configs/.")]
Model = Annotated[
    str, typer.Argument(metavar="MODEL", help="A folder, runs:/… or models:/name@alias.")
]
Source = Annotated[
    str, typer.Argument(metavar="PANELS", help=".csv, .csv.gz, .parquet, .jsonl, or - for stdin.")
]
Output = Annotated[
    str, typer.Option("-o", "--output", help=".csv, .csv.gz, .parquet, .jsonl, or - for stdout.")
]
Units = Annotated[
    str | None, typer.Option("--units", help='A .toml file of units by column: tsh = "mIU/L".')
]


@fetch_app.command("nhanes")
def fetch_nhanes(
    cycles: Annotated[str, typer.Option(help="Such as 2013-2014,2015-2016.")] = "2013-2014",
    base: Annotated[
        str | None, typer.Option("--from", help="URL or folder laid out as the CDC site.")
    ] = None,
) -> None:
    """Download the NHANES tables that nhml reads.

    Kept under NHML_DATA, or the platform's cache folder; what is there is not fetched again.

    [bold]Example[/bold]  nhml fetch nhanes --cycles 2013-2014,2015-2016
    """
    from nhml.cohorts import nhanes_files, nhanes_tables

    wanted = [cycle.strip() for cycle in cycles.split(",") if cycle.strip()]
    if not wanted:
        raise typer.BadParameter("wanted a cycle, such as 2013-2014", param_hint="--cycles")
    with bar() as drawn:
        tasks: dict[str, TaskID] = {}

        def advance(name: str, done: int, total: int | None) -> None:
            if name not in tasks:
                tasks[name] = drawn.add_task(name, total=total)
            drawn.update(tasks[name], completed=done, total=total)

        report = nhanes_files.fetch(wanted, base, progress=advance)
    print(f"{len(report.fetched)} tables fetched, {len(report.kept)} kept as they were")
    for cycle in map(nhanes_tables.cycle_of, dict.fromkeys(wanted)):
        for table, columns in nhanes_tables.filled_by(cycle).items():
            if f"{table}{cycle.suffix}.xpt" in report.absent:
                print(f"not there: {table}{cycle.suffix}.xpt, of {', '.join(columns)}")


@app.command()
def train(
    config: Config,
    overrides: Set = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="New folder for figures and people.")
    ] = None,
    jobs: Annotated[int, typer.Option(help="Processes side by side; -1 takes all cores.")] = -1,
) -> None:
    """Train, judge in outer folds, keep in MLflow as the candidate.

    [bold]Examples[/bold]

    nhml train configs/low_testosterone_panel.toml -o runs/panel

    nhml train configs/low_testosterone_screen.toml --set model.estimator=logistic
    """
    from nhml import config as experiments
    from nhml.workflows.train import train as run

    experiment = experiments.read(config, overrides or [])
    with steps() as tell:
        trained = run(experiment, output, jobs=jobs, tell=tell)
    print_evaluation(trained.evaluation, f"{experiment.name}, people held out")
    assert trained.kept is not None
    print(f"model     {trained.model.label}")
    print(f"MLflow    {trained.kept.uri} (version {trained.kept.version}) in {trained.kept.store}")
    if output is not None:
        print(f"folder    {output} (people.parquet holds patients: keep it here)")


@app.command()
def evaluate(
    model: Model,
    config: Config,
    output: Annotated[Path, typer.Option("-o", "--output", help="New folder for the figures.")],
    overrides: Set = None,
) -> None:
    """Judge a model on the people of a config.

    [bold]Example[/bold]  nhml evaluate models:/low-testosterone-panel@candidate
    configs/low_testosterone_panel.toml --set cohort.cycles=2015-2016 -o runs/2015
    """
    from nhml import config as experiments
    from nhml.tracking.models import load
    from nhml.workflows.evaluate import evaluate as run

    experiment = experiments.read(config, overrides or [])
    judged = run(load(model), experiment, output, tell=note)
    print_evaluation(judged.evaluation, f"{experiment.name}, {experiment.cohort.source}")
    if judged.missing:
        columns = ", ".join(judged.missing)
        warn(f"missing for everybody here, though the model reads it: {columns}")
    if judged.trained_on:
        warn(f"{judged.trained_on}: the figures flatter it; see the outer folds instead")
    print(f"folder    {output} (people.parquet holds patients: keep it here)")


@app.command()
def cohort(
    config: Config,
    output: Output,
    overrides: Set = None,
) -> None:
    """Write the people of a config as a panel file, without what defines the outcome.

    [bold]Example[/bold]  nhml cohort configs/low_testosterone_panel.toml -o panels.parquet
    """
    from nhml import config as experiments
    from nhml.panels import files
    from nhml.workflows.people import cohort_of

    files.check_writable(output)
    people = cohort_of(experiments.read(config, overrides or []))
    files.write(people.panels.frame(), output)
    for step in people.flow:
        note(f"{step.people:>8,}  {step.words}")
    for words in people.notes:
        note(words)


@app.command()
def features(source: Source, output: Output, units: Units = None) -> None:
    """Write every feature that can be made of panels, in canonical units.

    [bold]Example[/bold]  nhml features panels.csv -o features.parquet
    """
    from nhml.features import build
    from nhml.panels import files, headers, intake

    files.check_writable(output)
    columns, panels = intake.read(source, files.read_units(units) if units else None)
    files.write(build.frame(panels, build.available(panels)), output)
    if words := headers.unread(columns).words():
        warn(words)
    note(f"{len(panels):,} panels, {int(panels.rejected().sum()):,} with values that were rejected")


@app.command()
def score(
    model: Model,
    source: Source,
    output: Output = "-",
    explain: Annotated[
        int, typer.Option(min=0, help="Add this many of the largest contributions.")
    ] = 0,
    units: Units = None,
    most_rejected: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Exit with 3 above this share of rejects.")
    ] = 0.05,
) -> None:
    """Score a list of panels: as many rows out as in, in the same order.

    [bold]Examples[/bold]

    nhml score models:/low-testosterone-panel@candidate panels.csv -o scores.csv --explain 5

    cat panels.csv | nhml score runs/panel - > scores.csv
    """
    from nhml.batch import files
    from nhml.panels.files import read_units
    from nhml.tracking.models import load

    said: list[str] = []
    with bar() as drawn:
        task = drawn.add_task("scoring", total=None)
        counted = files.score(
            load(model),
            source,
            output,
            units=read_units(units) if units else None,
            explain=explain,
            advance=lambda done, rows: drawn.update(task, completed=done, total=rows),
            tell=said.append,
        )
    for words in said:
        warn(words)
    note(
        f"{counted.scored:,} scored, {counted.abstained:,} abstained, "
        f"{counted.rejected:,} rejected; see the column reasons"
    )
    if counted.rejected_share > most_rejected:
        warn(f"more than {most_rejected:.0%} of the panels were rejected")
        raise typer.Exit(TOO_MANY_REJECTED)


def main() -> NoReturn:
    """Run the command; a mistake becomes a message and an exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that lacks a sign shows another
    try:
        app()
    except errors.NhmlError as error:
        typer.secho(str(error), fg="red", err=True)
        sys.exit(next(code for kind, code in EXIT_CODES if isinstance(error, kind)))
    except Exception as error:  # a library's own message may quote a patient
        if os.environ.get("NHML_DEBUG"):
            raise
        where = traceback.extract_tb(error.__traceback__)[-1]
        typer.secho(
            f"nhml failed: {type(error).__name__} at {Path(where.filename).name}:{where.lineno}. "
            "This is a fault of nhml; NHML_DEBUG=1 shows where it arose, and may show patients",
            fg="red",
            err=True,
        )
        sys.exit(70)
    sys.exit(0)
