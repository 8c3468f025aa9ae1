"""The verb that judges panels by case definitions."""

from typing import TYPE_CHECKING, Annotated

import typer

from nhml.cli.arguments import Limits, Mapping, Source, Units
from nhml.cli.forms import Form, Format, Output, form_of, write_json
from nhml.terminal import note, warn

if TYPE_CHECKING:
    from nhml.safety.phenotypes import Assessed


def phenotypes(
    source: Source,
    output: Output = None,
    form: Format = None,
    *,
    units: Units = None,
    mapping: Mapping = None,
    limits: Limits = None,
    why: Annotated[
        bool,
        typer.Option(
            "--why", help="CSV: a row for each panel and phenotype, with what it rests on."
        ),
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Print every phenotype of every panel.")
    ] = False,
) -> None:
    """Judge panels by case definitions: yes, no, or not assessable.

    On what this panel holds alone: a single draw stands for the repeated one that a
    definition asks for. Rejected panels are read all the same.

    [bold]Examples[/bold]

    nhml phenotypes panels.csv

    nhml phenotypes panels.csv --format json > phenotypes.json

    nhml phenotypes panels.csv --why -o why.csv --limits lab.toml
    """
    from nhml.panels import files, headers, intake
    from nhml.panels.limits import limits_of
    from nhml.safety.phenotypes import assess

    as_form = form_of(output, form)
    files.check_writable(output or "-", also=[".json"])
    own = limits_of(limits)
    stated = files.read_units(units)
    columns, panels = intake.read(source, stated, mapping, tell=warn)
    assessed = assess(panels, limits=own)
    _write(assessed, as_form, output or "-", why, everything)
    if words := headers.unread(columns).words():
        warn(words)
    if own:
        note(own.words())
    yes, whom = assessed.counts()
    note(f"{len(panels):,} panels: {yes:,} phenotypes met, by {whom:,} panels")


def _write(assessed: "Assessed", form: Form, output: str, why: bool, everything: bool) -> None:
    from nhml.cli import phenotyped
    from nhml.panels import files

    if form == Form.CSV:
        files.write(assessed.frame() if why else assessed.wide(), output)
    elif form == Form.TEXT:
        phenotyped.show(assessed.explained(), everything=everything)
    else:
        write_json(assessed.plain(), output)
