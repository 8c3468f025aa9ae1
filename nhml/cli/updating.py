"""The verbs for people other than those a model was made from: validate it, recalibrate it."""

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from nhml.cli.arguments import Config, Mapping, Model, Set, Source, Trust, Units
from nhml.terminal import note, put, steps, warn

AsJson = Annotated[
    Literal["text", "json"] | None,
    typer.Option("--format", help="json prints the content of validation.json, and only that."),
]


def validate(
    model: Model,
    source: Source,
    outcome: Annotated[
        str,
        typer.Option("--outcome", metavar="COLUMN", help="Column that tells it: 0, 1, or empty."),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="New folder for the page and the figures.")
    ],
    *,
    site: Annotated[str, typer.Option("--site", help="What the site is called.")] = "",
    units: Units = None,
    mapping: Mapping = None,
    form: AsJson = None,
    resamples: Annotated[
        int, typer.Option(min=20, max=10_000, help="Bootstrap resamples behind every interval.")
    ] = 300,
    trust: Trust = None,
) -> None:
    """Judge a model on a hospital's own panels and outcomes, and advise what to do with it.

    Says who is covered, whether risks are right and of use, for whom they are not, how many
    people it takes to know, and: use, recalibrate, do not use, or cannot tell yet. The model
    never sees the column of the outcome.

    [bold]Example[/bold]  nhml validate models:/low-testosterone-panel@champion local.csv
    --outcome low_t --units units.toml -o runs/site
    """
    from nhml.panels.files import read_units
    from nhml.reporting.site_words import validation as told
    from nhml.tracking.models import load
    from nhml.workflows.validate import validate as run

    done = run(
        load(model, trusted=trust), source, outcome, output,
        units=read_units(units), mapping=mapping, name=site, resamples=resamples,
    )  # fmt: skip
    report = done.report
    if form == "json":
        put(json.dumps(report.plain(), indent=1, allow_nan=False))
    else:
        for line in told(report):
            print(line)
    for words in report.warnings:
        warn(words)
    note(f"folder    {output} (people.parquet holds patients: keep it here)")


def recalibrate(
    model: Model,
    config: Config,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="New folder for the model and its figures.")
    ],
    overrides: Set = None,
    *,
    name: Annotated[
        str, typer.Option("--name", help="Register it under another name than before.")
    ] = "",
    track: Annotated[
        bool, typer.Option("--keep/--no-keep", help="Register it in MLflow as the candidate.")
    ] = True,
    sign: Annotated[
        Path | None, typer.Option("--sign", help="Sign the model with this private key (PEM).")
    ] = None,
    trust: Trust = None,
) -> None:
    """Update a model for the people of a config, as little as they show to be needed.

    A closed test decides between no change, a new intercept, a new intercept and slope, and
    a revision. The gate judges the update on everybody, as made without her. Ends with 1
    where the gate does not pass it.

    [bold]Example[/bold]  nhml recalibrate models:/low-testosterone-panel@champion
    configs/low_testosterone_panel.toml --set cohort.cycles=2015-2016 -o runs/updated
    """
    from nhml.config import reading as experiments
    from nhml.reporting.site_words import recalibration
    from nhml.tracking.models import load
    from nhml.workflows.recalibrate import recalibrate as run

    experiment = experiments.read(config, overrides or [])
    with steps() as tell:
        done = run(
            load(model, trusted=trust), experiment, output,
            name=name, track=track, key=sign, tell=tell,
        )  # fmt: skip
    for line in recalibration(done.advice, done.before, done.after, done.parts):
        print(line)
    for one in done.verdict.conditions:
        print(f"{'holds' if one.holds else 'FAILS'}  {one.name:<22}  {one.words}")
    if done.trained_on:
        warn(f"{done.trained_on}: the figures flatter it")
    print(f"model     {done.model.label}")
    if done.kept is not None:
        print(f"MLflow    {done.kept.uri} (version {done.kept.version}) in {done.kept.store}")
    print(f"folder    {output} (people.parquet holds patients: keep it here)")
    if not done.verdict.passes:
        note("the gate does not pass it on the people that were not used for it")
        raise typer.Exit(1)
