"""The command itself: its verbs, and what a mistake becomes."""

import errno
import io
import os
import sys
import traceback
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from nhml import errors
from nhml.cli import (
    axial,
    comparing,
    fetching,
    following,
    keeping,
    knowing,
    laboratory,
    learning,
    monitoring,
    phenotyping,
    questioning,
    reading,
    rhythms,
    scoring,
    simulating,
    updating,
    watching,
)
from nhml.terminal import complain

EXIT_CODES: tuple[tuple[type[errors.NhmlError], int], ...] = (
    (errors.ConfigError, 10),
    (errors.DataError, 11),
    (errors.ModelError, 12),
    (errors.KnowledgeError, 13),
)

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

app = typer.Typer(
    help="Calibrated, explained risk models for neuro-hormonal medicine: "
    "decision support, never a diagnosis.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(fetching.app, name="fetch")
app.add_typer(knowing.app, name="tables")
app.command("map")(laboratory.map_)
for verb in (
    laboratory.check,
    learning.diagnose,
    learning.train,
    learning.evaluate,
    comparing.compare,
    updating.validate,
    updating.recalibrate,
    learning.cohort,
    scoring.features,
    scoring.score,
    watching.alerts,
    phenotyping.phenotypes,
    axial.axes,
    rhythms.rhythm,
    following.follow,
    reading.picture,
    reading.report,
    questioning.what_if,
    questioning.measure_next,
    reading.card,
    keeping.promote,
    monitoring.monitor,
    monitoring.retract,
    simulating.simulate,
):
    app.command()(verb)


def _show_version(asked: bool) -> None:
    if asked:
        from nhml import __version__

        print(f"nhml {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Take what concerns the command itself."""


def main() -> NoReturn:
    """Run the command; a mistake becomes a message and an exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that lacks a sign shows another
    try:
        app()
    except errors.NhmlError as error:
        complain(str(error))
        sys.exit(next(code for kind, code in EXIT_CODES if isinstance(error, kind)))
    except Exception as error:  # a library's own message may quote a patient
        if isinstance(error, OSError) and error.errno in _FULL:
            complain(f"the output cannot be written ({error.strerror})")
            sys.exit(dict(EXIT_CODES)[errors.DataError])
        if os.environ.get("NHML_DEBUG"):
            raise
        where = traceback.extract_tb(error.__traceback__)[-1]
        complain(
            f"nhml failed: {type(error).__name__} at {Path(where.filename).name}:{where.lineno}. "
            "This is a fault of nhml; NHML_DEBUG=1 shows where it arose, and may show patients"
        )
        sys.exit(70)
    sys.exit(0)
