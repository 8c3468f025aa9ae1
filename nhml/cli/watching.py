"""The verbs that read panels as a clinician does, without a model."""

from typing import Annotated

import typer

from nhml.cli.arguments import Mapping, Output, Source, Units
from nhml.terminal import note, warn


def alerts(
    source: Source,
    output: Output = "-",
    units: Units = None,
    mapping: Mapping = None,
    undecided: Annotated[
        bool, typer.Option(help="List the rules that could not be checked as well.")
    ] = True,
    uncertain: Annotated[
        bool, typer.Option("--uncertain", help="Ask the rules of uncertain confidence as well.")
    ] = False,
) -> None:
    """Ask the safety rules of panels: what must not be missed, and what could not be checked.

    [bold]Examples[/bold]

    nhml alerts panels.csv -o alerts.csv

    nhml alerts panels.csv --no-undecided
    """
    from nhml.panels import files, headers, intake
    from nhml.safety.alerts import alerts as ask

    files.check_writable(output)
    columns, panels = intake.read(source, files.read_units(units) if units else None, mapping)
    found = ask(panels, undecided=undecided, uncertain=uncertain)
    files.write(found, output)
    if words := headers.unread(columns).words():
        warn(words)
    fired = found[found["verdict"] != "undecided"]
    at_once = fired.loc[fired["urgency"] == "immediate", "panel_id"].nunique()
    note(f"{len(panels):,} panels: {len(fired):,} alerts, on {at_once:,} panels to be seen at once")
