"""The verb that makes people whom nobody is."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Truth(StrEnum):
    """How risk follows from the thyroid."""

    nonlinear = "nonlinear"
    logistic = "logistic"


def simulate(
    output: Annotated[Path, typer.Option("-o", "--output", help="New folder.")],
    rows: Annotated[int, typer.Option(min=1, max=1_000_000, help="People.")] = 4000,
    seed: Annotated[int, typer.Option(min=0, help="Which people.")] = 0,
    truth: Annotated[
        Truth, typer.Option(help="How risk follows from TSH, antibodies, age, sex, family.")
    ] = Truth.nonlinear,
) -> None:
    """Simulate endocrine patients as laboratories send them, with their true risk beside.

    Writes panels.csv, truth.csv and README.txt. Nobody in them is real.

    [bold]Example[/bold]  nhml simulate -o simulated --rows 4000 --seed 0
    """
    from nhml.workflows.simulate import simulate as run

    made = run(output, rows, seed, truth.value)
    wrong = int((made.truth["mistakes"] != "").sum())
    print(f"{rows:,} simulated people, {wrong:,} of them mis-measured")
    print(f"folder    {output} (panels.csv, truth.csv; README.txt says what they hold)")
