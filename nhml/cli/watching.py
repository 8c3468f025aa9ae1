"""The verbs that read panels as a clinician does, without a model."""

from typing import TYPE_CHECKING, Annotated

import typer

from nhml.cli.arguments import Considering, Limits, Mapping, Source, Units
from nhml.cli.forms import Form, Format, Output, form_of, write_json
from nhml.terminal import note, warn

if TYPE_CHECKING:
    from nhml.safety.alerts import Asked


def alerts(
    source: Source,
    output: Output = None,
    form: Format = None,
    *,
    considering: Considering = None,
    units: Units = None,
    mapping: Mapping = None,
    limits: Limits = None,
    undecided: Annotated[
        bool, typer.Option(help="List the rules that could not be checked as well.")
    ] = True,
    uncertain: Annotated[
        bool, typer.Option("--uncertain", help="Ask the rules of uncertain confidence as well.")
    ] = False,
) -> None:
    """Ask the safety rules of panels: what must not be missed, and what could not be checked.

    Rejected panels are read all the same.

    [bold]Examples[/bold]

    nhml alerts panels.csv

    nhml alerts panels.csv --format json --no-undecided > alerts.json

    nhml alerts panels.csv --considering testosterone_male,levothyroxine --limits lab.toml
    """
    from nhml.panels import files, headers, intake
    from nhml.panels.limits import limits_of
    from nhml.safety.alerts import ask
    from nhml.safety.considering import keys

    as_form = form_of(output, form)
    files.check_writable(output or "-", also=[".json"])
    chosen, own = keys(considering), limits_of(limits)
    stated = files.read_units(units)
    columns, panels = intake.read(source, stated, mapping, tell=warn)
    asked = ask(panels, undecided=undecided, uncertain=uncertain, considering=chosen, limits=own)
    _write(asked, as_form, output or "-")
    if words := headers.unread(columns).words():
        warn(words)
    if own:
        note(own.words())
    fired, at_once = asked.counts()
    note(f"{len(panels):,} panels: {fired:,} alerts, on {at_once:,} panels to be seen at once")


def _write(asked: "Asked", form: Form, output: str) -> None:
    from nhml.cli import watched
    from nhml.panels import files

    if form == Form.CSV:
        files.write(asked.frame(), output)
    elif form == Form.TEXT:
        watched.show(asked.plain(), asked.panels.column("sex").tolist())
    else:
        write_json(asked.plain(), output)
