"""The verbs that write what people read: about one panel, about one model."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from nhml.cli.arguments import Considering, Limits, Mapping, Model, Source, Trust, Units
from nhml.cli.forms import write_json
from nhml.terminal import note, put, warn

if TYPE_CHECKING:
    from nhml.modelling.risk_model import RiskModel


Panel = Annotated[
    list[str] | None, typer.Option("--panel", metavar="ID", help="A panel; repeatable.")
]
Every = Annotated[bool, typer.Option("--all", help="Every panel of the file.")]
Where = Annotated[
    str | None,
    typer.Option(
        "-o", "--output", help="A file .html for one panel, .json for any, else a folder of pages."
    ),
]
AsJson = Annotated[
    Literal["html", "json"] | None,
    typer.Option("--format", help="json prints the content of the pages."),
]
Samples = Annotated[
    str | None,
    typer.Option("--samples", help="Timed samples of these people, as nhml rhythm takes them."),
]


def report(
    model: Model,
    source: Source,
    output: Where = None,
    panel: Panel = None,
    *,
    every: Every = False,
    form: AsJson = None,
    considering: Considering = None,
    units: Units = None,
    mapping: Mapping = None,
    limits: Limits = None,
    samples: Samples = None,
    trust: Trust = None,
) -> None:
    """Write the page that a clinician reads about a panel: alerts, risk, reasons, axes, limits.

    It holds no script and fetches nothing.

    [bold]Examples[/bold]

    nhml report models:/low-testosterone-panel@candidate panels.csv --panel 17 -o report.html

    nhml report runs/panel panels.parquet --all -o reports

    nhml report runs/panel panels.csv --panel 17 --format json
    """
    from nhml.tracking.models import load

    _write(
        lambda: load(model, trusted=trust), source, output, panel, every,
        form=form, considering=considering, units=units,
        mapping=mapping, limits=limits, samples=samples,
    )  # fmt: skip


def picture(
    source: Source,
    output: Where = None,
    panel: Panel = None,
    *,
    every: Every = False,
    form: AsJson = None,
    considering: Considering = None,
    units: Units = None,
    mapping: Mapping = None,
    limits: Limits = None,
    samples: Samples = None,
) -> None:
    """Write what a panel says without a model: alerts, definitions, axes, symptoms, urine, days.

    Rejected panels are read all the same.

    [bold]Examples[/bold]

    nhml picture panels.csv --panel 17 -o picture.html

    nhml picture panels.csv --all --format json > pictures.json

    nhml picture panels.csv --panel 17 --considering levothyroxine --samples saliva.csv -o 17.html
    """
    _write(
        lambda: None, source, output, panel, every,
        form=form, considering=considering, units=units,
        mapping=mapping, limits=limits, samples=samples,
    )  # fmt: skip


def _write(
    model: Callable[[], "RiskModel | None"],
    source: str,
    output: str | None,
    panel: list[str] | None,
    every: bool,
    *,
    form: str | None,
    considering: list[str] | None,
    units: str | None,
    mapping: Path | None,
    limits: Path | None,
    samples: str | None,
) -> None:
    """Read panels with or without a model, and write their pages, or what they hold."""
    from nhml.batch import pages
    from nhml.panels.files import read_units
    from nhml.panels.limits import limits_of
    from nhml.safety.considering import keys

    if bool(panel) == every:
        raise typer.BadParameter("name one panel or more, or take --all", param_hint="--panel")
    as_json = _as_json(output, form)
    chosen, wanted, own = keys(considering), None if every else panel, limits_of(limits)
    pages.refuse(output or "", wanted)
    made = pages.read(
        model(),
        source,
        wanted,
        units=read_units(units),
        mapping=mapping,
        considering=chosen or None,
        limits=own,
        samples=samples,
        tell=warn,
    )
    if as_json:
        write_json([one.plain() for one in made], output or "-")
    else:
        pages.write(made, str(output))
    if own:
        note(own.words())
    note(f"{len(made):,} page{'s' if len(made) != 1 else ''} in {output or 'JSON'}")


def _as_json(output: str | None, form: str | None) -> bool:
    """Tell whether to write plain data; a file is written as its ending says."""
    if output in (None, "-"):
        if form == "html":
            raise typer.BadParameter("a page goes to a file: -o page.html", param_hint="-o")
        return True
    ends = str(output).lower().endswith(".json")
    if form is not None and ends != (form == "json"):
        raise typer.BadParameter(f"{output} is written as its ending says", param_hint="--format")
    return ends


def card(
    model: Model,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help=".html, .md or .json; else it is printed."),
    ] = None,
    form: Annotated[
        Literal["html", "md", "json", "tripod", "source-attributes"] | None,
        typer.Option(
            "--format",
            help="What is written: the card, the items of TRIPOD+AI, the 31 source attributes.",
        ),
    ] = None,
    trust: Trust = None,
) -> None:
    """Write the card of a model: whom it is for, what it reads, how good it was, its limits.

    Or its TRIPOD+AI items, or its source attributes, from the same facts: what the run knows
    is filled, what people declared in [card] stands there, and the rest is said to be blank
    or not done.

    [bold]Examples[/bold]

    nhml card models:/low-testosterone-panel@candidate

    nhml card runs/panel -o card.html

    nhml card runs/panel --format tripod -o tripod.md

    nhml card runs/panel --format source-attributes -o attributes.json
    """
    from nhml.reporting import saving
    from nhml.reporting.card import card as card_of
    from nhml.reporting.source_attributes import source_attributes
    from nhml.reporting.tripod import tripod
    from nhml.tracking.models import load

    written = _written(output, form)
    makers = {"tripod": tripod, "source-attributes": source_attributes}
    made = makers.get(form or "", card_of)(load(model, trusted=trust))
    text = {"html": made.html, "json": made.json, "md": made.markdown}[written]()
    if output is None:
        put(text)
        return
    saving.save(output, text)
    note(f"{form} written to {output}" if form in makers else f"the card is in {output}")


def _written(output: Path | None, form: str | None) -> str:
    """Tell the kind of file: as it ends, or as it was asked for; Markdown where neither says."""
    if output is None:
        return form if form in ("html", "json") else "md"
    ends = output.suffix.lower().removeprefix(".")
    if ends not in ("html", "md", "json"):
        raise typer.BadParameter(f"{output}: wanted .html, .md or .json", param_hint="-o")
    if form in ("html", "md", "json") and form != ends:
        raise typer.BadParameter(f"{output} is written as its ending says", param_hint="--format")
    return ends
