"""The verb that reads what was sampled over a day."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from nhml.cli.arguments import Mapping, Units
from nhml.cli.forms import write_json
from nhml.terminal import note


class Format(StrEnum):
    """How an answer is written."""

    csv = "csv"
    json = "json"


def rhythm(
    source: Annotated[
        str,
        typer.Argument(metavar="SERIES", help=".csv, .csv.gz, .parquet, .jsonl, or - for stdin."),
    ],
    analyte: Annotated[
        str | None, typer.Option(help="Only this one, such as cortisol_saliva.")
    ] = None,
    output: Annotated[
        str,
        typer.Option("-o", "--output", help=".csv, .parquet, .json, .html, or - for stdout."),
    ] = "-",
    form: Annotated[
        Format | None, typer.Option("--format", help="csv or json, on the standard output.")
    ] = None,
    subject: Annotated[
        list[str] | None, typer.Option("--subject", metavar="ID", help="A person; repeatable.")
    ] = None,
    units: Units = None,
    mapping: Mapping = None,
) -> None:
    """Read what was sampled over a day: areas, awakening response, slope, late night, cosinor.

    A row a sample: subject_id, analyte, value, unit, time, and woke_at if it is known. Or
    a panel file in which a person has several draws.

    [bold]Examples[/bold]

    nhml rhythm saliva.csv -o day.html

    nhml rhythm saliva.csv --analyte cortisol_saliva --format json
    """
    from nhml.features import rhythm_frame
    from nhml.panels import files, series
    from nhml.reporting import saving

    suffix = Path(output).suffix.lower()
    as_json = suffix == ".json" or (output == "-" and form is Format.json)
    written = "json" if suffix == ".json" else "html" if suffix == ".html" else "csv"
    if output != "-" and form is not None and form.value != written:
        raise typer.BadParameter(f"{output} says otherwise", param_hint="--format")
    if suffix not in (".json", ".html"):
        files.check_writable(output)
    stated = files.read_units(units)
    found = series.of_people(series.read(source, stated, mapping, analyte), subject)
    read = rhythm_frame.read(found)
    if suffix == ".html":
        from nhml.reporting import rhythms

        saving.save(Path(output), rhythms.page(read))
    elif as_json:
        write_json([rhythm_frame.plain(one) for one in read], output)
    else:
        files.write(rhythm_frame.table(read), output)
    days = sum(len(one.days) for one in read)
    lost = sum(one.missing for one in read)
    people = len({one.series.subject for one in read})
    note(
        f"series: {len(read):,}, of {people:,} persons on {days:,} days; "
        f"samples without a value or a time: {lost:,}"
    )
