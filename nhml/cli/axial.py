"""The verb that reads the hormonal axes of panels."""

from collections.abc import Mapping as Told
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from nhml.cli.arguments import Limits, Mapping, Source, Units
from nhml.cli.forms import Form, Format, form_of, write_json
from nhml.terminal import note, warn

_PAGE = ".html"


def axes(
    source: Source,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            help="A page .html, or .json, .csv, .csv.gz, .parquet, .jsonl, or - for CSV.",
        ),
    ] = None,
    form: Format = None,
    *,
    units: Units = None,
    mapping: Mapping = None,
    limits: Limits = None,
    uncertain: Annotated[
        bool,
        typer.Option("--uncertain", help="Use reference intervals of uncertain standing too."),
    ] = False,
) -> None:
    """Read each hormonal axis: primary, central, resistance, exogenous, in keeping.

    One reading a loop with its evidence, or why there is none and what would settle it.
    Rejected panels are read all the same.

    [bold]Examples[/bold]

    nhml axes panels.csv

    nhml axes panels.csv --format json > axes.json

    nhml axes panels.csv --limits lab.toml -o axes.html
    """
    from nhml.panels import files, headers
    from nhml.panels.limits import limits_of
    from nhml.safety.axes import frame, plain, taken

    paged = (output or "").lower().endswith(_PAGE)
    as_form = None if paged else form_of(output, form)
    files.check_writable(output or "-", also=[".json", _PAGE])
    own, stated = limits_of(limits), files.read_units(units)
    found = taken(source, stated, mapping, limits=own, uncertain=uncertain)
    panels, readings = found.panels, found.readings
    if as_form is None:
        _write_page(readings, panels, str(output))
    elif as_form == Form.CSV:
        files.write(frame(readings, panels), output or "-")
    elif as_form == Form.JSON:
        write_json(plain(readings, panels), output or "-")
    else:
        _show(plain(readings, panels))
    for words in (*found.mistakes, headers.unread(found.columns).words()):
        if words:
            warn(words)
    if own:
        note(own.words())
    note(f"{len(panels):,} panels, {len(readings)} loops")


def _write_page(readings: Any, panels: Any, output: str) -> None:
    from pathlib import Path

    from nhml.reporting import saving
    from nhml.reporting.axes import page

    saving.save(Path(output), page(readings, panels))


def _show(told: Sequence[Told[str, Any]]) -> None:
    from rich.console import Console
    from rich.text import Text

    from nhml.safety.loop import NOTHING

    console = Console(highlight=False, soft_wrap=True)
    for panel in told:
        console.print(Text(panel["panel_id"], "bold"))
        for one in panel["loops"]:
            if one["words"] != NOTHING:
                console.print(_line(one))
        quiet = [one["loop"] for one in panel["loops"] if one["words"] == NOTHING]
        if quiet:
            console.print(Text(f"  nothing sent: {', '.join(quiet)}", "dim"))
        console.print()


def _line(one: Told[str, Any]) -> Any:
    from rich.text import Text

    parts = (one["reading"].replace("_", " "), one["direction"], one["stage"])
    reading = ", ".join(filter(None, parts))
    said = Text.assemble(f"  {one['loop']:<17} ", (reading, "bold"), f"  {one['words']}")
    for before, words in (
        ("not sent, and needed: ", ", ".join(one["missing"])),
        ("not sent, and may speak against it: ", ", ".join(one["unless"])),
        ("would settle it: ", one["settles"]),
        ("to be minded: ", "; ".join(one["caution"])),
    ):
        if words:
            said.append(f"\n  {'':<17} {before}{words}", "dim")
    return said
