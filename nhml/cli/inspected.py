"""How an inspection of a panel file looks in a terminal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.markup import escape

if TYPE_CHECKING:
    from rich.console import Console

    from nhml.panels.inspection import Finding, Inspection, Measured


def show(said: "Inspection") -> None:
    """Print what a panel file holds and what is wrong with it, most serious first."""
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:  # a file or a pipe has no edge to wrap at
        console.width = 200
    console.print(
        f"[bold]{said.panels:,}[/bold] panels of [bold]{said.persons:,}[/bold] persons, "
        f"{said.form}: [green]{said.fine:,} fine[/green], "
        f"[yellow]{said.warned:,} with warnings[/yellow], "
        f"[red]{said.rejected:,} rejected[/red]",
    )
    for words in said.mistakes:
        console.print(f"[red]whole column[/red]  {escape(words)}")
    _print_findings(console, said.findings)
    _print_analytes(console, said.analytes)
    for words in _of_columns(said):
        console.print(words, style="yellow", markup=False)


def _print_findings(console: "Console", findings: Sequence["Finding"]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("", "panels", "column", "what is wrong, and the way out", "rows"):
        table.add_column(heading, justify="right" if heading == "panels" else "left")
    for one in findings:
        colour = "red" if one.severity == "reject" else "yellow"
        more = ", …" if one.panels > len(one.rows) else ""
        table.add_row(
            f"[{colour}]{one.severity}[/{colour}]",
            f"{one.panels:,}",
            one.column,
            f"{one.words} [dim]{escape(f'[{one.code}]')}[/dim]\n[dim]→ {escape(one.cure)}[/dim]",
            ", ".join(map(str, one.rows)) + more,
        )
    if findings:
        console.print()
        console.print(table)


def _print_analytes(console: "Console", analytes: Sequence["Measured"]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("analyte", "measured", "limits", "units"):
        table.add_column(heading, justify="left" if heading in ("analyte", "units") else "right")
    for one in analytes:
        units = ", ".join(f"{unit} ({count:,})" for unit, count in one.units.items())
        table.add_row(
            one.key,
            f"{one.measured:.0%}",
            f"{one.censored:.0%}" if one.censored else "",
            escape(units) + (" [green]confirmed[/green]" if one.confirmed else ""),
        )
    if analytes:
        console.print()
        console.print(table)
        console.print()


def _of_columns(said: "Inspection") -> list[str]:
    lines = []
    if said.unread:
        lines.append(f"columns that nhml does not know and does not read: {said.unread}")
    lines += [f"did you mean {known} by {name!r}?" for name, known in said.near]
    if said.absent:
        lines.append(f"the file has no {', '.join(said.absent)}")
    return lines
