"""The verbs for people other than those a model was made from: validate it, recalibrate it."""

from pathlib import Path
from typing import Annotated

import typer

from nhml.cli.arguments import Config, Model, Set, Trust
from nhml.terminal import note, steps, warn


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
