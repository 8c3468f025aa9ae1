"""The verbs that learn from people and judge what was learnt."""

from pathlib import Path
from typing import Annotated

import typer

from nhml.cli.arguments import Config, Model, Output, Set, Trust
from nhml.cli.diagnosed import print_diagnosis, print_findings
from nhml.terminal import (
    note,
    print_evaluation,
    put,
    steps,
    warn,
)


def diagnose(
    config: Config,
    overrides: Set = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="New folder for diagnose.json.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write JSON to the output instead of tables.")
    ] = False,
    r2: Annotated[
        float | None,
        typer.Option(
            "--r2",
            help="Cox-Snell R² that an earlier model had; 15 % of the largest possible else.",
        ),
    ] = None,
) -> None:
    """Look before training whether the people of a config are fit to learn from.

    Ends with 1 where something would stop a training or make it worthless: a leak, a
    feature too good to be true, too few events for the features, a foreign unit.

    [bold]Example[/bold]  nhml diagnose configs/dysglycaemia.toml -o runs/before
    """
    from nhml.config import reading as experiments
    from nhml.workflows.diagnose import diagnose as run
    from nhml.workflows.diagnose import to_json

    found = run(experiments.read(config, overrides or []), output, r2)
    if as_json:
        put(to_json(found))
    else:
        print_diagnosis(found)
    if output is not None:
        note(f"folder    {output}")
    if not found.fine:
        raise typer.Exit(1)


def train(
    config: Config,
    overrides: Set = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="New folder for figures and people.")
    ] = None,
    jobs: Annotated[int, typer.Option(help="Processes side by side; -1 takes all cores.")] = -1,
    sign: Annotated[
        Path | None, typer.Option("--sign", help="Sign the model with this private key (PEM).")
    ] = None,
    optimism: Annotated[
        int | None,
        typer.Option(
            "--optimism",
            metavar="REFITS",
            help="Also correct what the model shows on its own people by so many bootstrap "
            "refits, with the settings fixed; such as 200.",
        ),
    ] = None,
) -> None:
    """Train, judge in outer folds, keep in MLflow as the candidate.

    [bold]Examples[/bold]

    nhml train configs/low_testosterone_panel.toml -o runs/panel

    nhml train configs/low_testosterone_screen.toml --set model.estimator=logistic
    """
    from nhml.config import reading as experiments
    from nhml.workflows.train import train as run

    asked = [] if optimism is None else [f"evaluate.optimism={optimism}"]
    experiment = experiments.read(config, [*(overrides or []), *asked])
    with steps() as tell:
        trained = run(experiment, output, jobs=jobs, key=sign, tell=tell)
    held_out = {"person": "people", "site": "sites", "time": "later draws"}[experiment.split.by]
    print_evaluation(trained.evaluation, f"{experiment.name}, {held_out} held out")
    print_findings(trained.findings)
    assert trained.kept is not None
    print(f"model     {trained.model.label}")
    print(f"MLflow    {trained.kept.uri} (version {trained.kept.version}) in {trained.kept.store}")
    if output is not None:
        print(f"folder    {output} (people.parquet holds patients: keep it here)")


def evaluate(
    model: Model,
    config: Config,
    output: Annotated[Path, typer.Option("-o", "--output", help="New folder for the figures.")],
    overrides: Set = None,
    trust: Trust = None,
) -> None:
    """Judge a model on the people of a config.

    [bold]Example[/bold]  nhml evaluate models:/low-testosterone-panel@candidate
    configs/low_testosterone_panel.toml --set cohort.cycles=2015-2016 -o runs/2015
    """
    from nhml.config import reading as experiments
    from nhml.tracking.models import load
    from nhml.workflows.evaluate import evaluate as run

    experiment = experiments.read(config, overrides or [])
    judged = run(load(model, trusted=trust), experiment, output, tell=note)
    print_evaluation(judged.evaluation, f"{experiment.name}, {experiment.cohort.source}")
    print_findings(judged.findings)
    if judged.missing:
        columns = ", ".join(judged.missing)
        warn(f"missing for everybody here, though the model reads it: {columns}")
    if judged.trained_on:
        warn(f"{judged.trained_on}: the figures flatter it; see the outer folds instead")
    print(f"folder    {output} (people.parquet holds patients: keep it here)")


def cohort(
    config: Config,
    output: Output,
    overrides: Set = None,
) -> None:
    """Write the people of a config as a panel file, without what defines the outcome.

    [bold]Example[/bold]  nhml cohort configs/low_testosterone_panel.toml -o panels.parquet
    """
    from nhml.config import reading as experiments
    from nhml.panels import files
    from nhml.workflows.people import cohort_of

    files.check_writable(output)
    people = cohort_of(experiments.read(config, overrides or []))
    files.write(people.panels.frame(), output)
    for step in people.flow:
        note(f"{step.people:>8,}  {step.words}")
    for words in people.notes:
        note(words)
