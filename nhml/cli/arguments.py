"""Arguments and options that several verbs share."""

from pathlib import Path
from typing import Annotated

import typer

Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Override one key of the config; repeatable."),
]
Config = Annotated[Path, typer.Argument(metavar="CONFIG", help="A .toml file of configs/.")]
Model = Annotated[
    str, typer.Argument(metavar="MODEL", help="A folder, runs:/… or models:/name@alias.")
]
Source = Annotated[
    str, typer.Argument(metavar="PANELS", help=".csv, .csv.gz, .parquet, .jsonl, or - for stdin.")
]
Output = Annotated[
    str, typer.Option("-o", "--output", help=".csv, .csv.gz, .parquet, .jsonl, or - for stdout.")
]
Mapping = Annotated[
    Path | None,
    typer.Option("--mapping", help="What the file calls things: a .toml file of nhml map."),
]
Trust = Annotated[
    Path | None,
    typer.Option("--trust", help="Public key (PEM): refuse a model that its holder did not sign."),
]
Units = Annotated[
    str | None, typer.Option("--units", help='A .toml file of units by column: tsh = "mIU/L".')
]
Limits = Annotated[
    Path | None,
    typer.Option("--limits", help="A laboratory's own limits: a .toml file."),
]
