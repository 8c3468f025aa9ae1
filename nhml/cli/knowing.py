"""The verbs that show what nhml knows."""

from typing import Annotated

import typer

from nhml.terminal import fields, listed


def tables(
    name: Annotated[str, typer.Argument(help="A table; none lists them.")] = "",
    key: Annotated[str, typer.Argument(help="One row of it, with its sources.")] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="The whole table as CSV.")] = False,
) -> None:
    """Show the clinical tables: every row with its source and how far it was checked.

    [bold]Examples[/bold]

    nhml tables

    nhml tables outcomes

    nhml tables analytes tsh

    nhml tables reference_intervals --csv > intervals.csv
    """
    from nhml.knowledge import tables as knowledge

    if not name:
        for one, about in knowledge.names().items():
            print(f"{one:<22}{len(knowledge.rows(one)):>5}  {about}")
    elif as_csv:
        print(knowledge.text(name), end="")
    elif not key:
        listed(knowledge.rows(name))
    else:
        rows = [row for row in knowledge.rows(name) if key in tuple(row.values())[:1]]
        if not rows:
            raise typer.BadParameter(f"{name} has no row {key}", param_hint="KEY")
        for row in rows:
            fields({**row, "source": "\n".join(knowledge.cited(row))})
