"""The verbs that show what nhml knows."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from nhml.terminal import fields, listed, note, put

if TYPE_CHECKING:
    from nhml.knowledge.differences import RowChange, TableChange

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


class _ShowsByDefault(TyperGroup):
    """Reads ``nhml tables analytes tsh`` as ``nhml tables show analytes tsh``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        known = {*self.commands, *ctx.help_option_names}
        return super().parse_args(ctx, args if args and args[0] in known else ["show", *args])


app = typer.Typer(
    cls=_ShowsByDefault,
    help="Show the clinical tables, and what changed between two copies of them.",
    rich_markup_mode="rich",
)


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(help="A table; none lists them.")] = "",
    key: Annotated[str, typer.Argument(help="One row of it, with its sources.")] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="The whole table as CSV.")] = False,
) -> None:
    """Show the clinical tables: every row with its source and how far it was checked.

    The word ``show`` may be left out.

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


@app.command("diff")
def diff(
    old: Annotated[
        str,
        typer.Argument(help="A folder of tables, a copy of the project, or one table as CSV."),
    ],
    form: Annotated[
        Literal["text", "json"], typer.Option("--format", help="For people, or for programs.")
    ] = "text",
) -> None:
    """Show what changed in the tables since an earlier copy, for a reviewer.

    Rows that came, went and changed, cell by cell, and sources; of a safety rule whether
    it fires for more panels or for fewer, where its form tells. Exit code 1 where
    anything differs.

    [bold]Examples[/bold]

    nhml tables diff ../nhml-0.1.0

    nhml tables diff safety_rules.csv --format json
    """
    from nhml.safety.loosening import compare

    found = compare(old)
    if form == "json":
        _print_json(found)
    for one in found if form == "text" else ():
        _print_table(one)
    rows = sum(len(one.rows) for one in found)
    note(f"{len(found):,} tables and {rows:,} rows differ" if found else "nothing differs")
    if found:
        raise typer.Exit(1)


def _print_json(found: "tuple[TableChange, ...]") -> None:
    """Print the tables that differ as JSON."""
    import json
    from dataclasses import asdict

    tables = [asdict(one) for one in found]
    put(json.dumps({"same": not found, "tables": tables}, indent=2, ensure_ascii=False))


def _print_table(one: "TableChange") -> None:
    if one.kind != "changed":
        print(f"{_SIGNS[one.kind]} {one.name}: the whole table, {one.size:,} rows\n")
        return
    print(f"{one.name}")
    for sign, names in (("+", one.came), ("-", one.went)):
        for name in names:
            print(f"  {sign} column {name}")
    for row in one.rows:
        _print_row(row)
    print()


def _print_row(row: "RowChange") -> None:
    print(f"  {_SIGNS[row.kind]} {row.key}")
    for words in row.words:
        print(f"      {words}")
    for name, (before, now) in row.cells.items():
        if row.kind == "changed":
            print(f"      {name}: {before or '(empty)'} → {now or '(empty)'}")
        elif before or now:
            print(f"      {name}: {before or now}")
