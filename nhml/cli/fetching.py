"""The verbs of ``nhml fetch``: public data onto this machine."""

from typing import TYPE_CHECKING, Annotated

import typer

from nhml.terminal import bar

if TYPE_CHECKING:
    from rich.progress import TaskID

app = typer.Typer(help="Download public data, cached and resumable.", no_args_is_help=True)


@app.command("nhanes")
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


@app.command("uci-thyroid")
def fetch_uci_thyroid(
    base: Annotated[
        str | None, typer.Option("--from", help="URL or folder that has thyroid0387.data.")
    ] = None,
) -> None:
    """Download the thyroid records of the Garvan Institute from the UCI archive.

    Kept under NHML_DATA, or the platform's cache folder; what is there is not fetched again.

    [bold]Example[/bold]  nhml fetch uci-thyroid
    """
    from nhml.cohorts import uci_thyroid

    with bar() as drawn:
        task = drawn.add_task(uci_thyroid.NAME, total=None)
        fetched = uci_thyroid.fetch(
            base, progress=lambda done, total: drawn.update(task, completed=done, total=total)
        )
    print(f"{uci_thyroid.NAME} {'fetched' if fetched else 'kept as it was'}")
    print("Thyroid Disease, UCI Machine Learning Repository, CC BY 4.0: name it where you use it")
