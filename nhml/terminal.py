"""What the command shows: sentences on the error stream, figures on the output."""

import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import isfinite
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.progress import Progress

    from nhml.modelling.evaluation import Evaluation

_LONGEST = 2_000  # signs of a line
_WHOLE = 13  # signs of a column that are always shown
_OFTEN = 0.002  # a share below which a ground stands in the file of figures alone
_CORRECTED = ("apparent", "optimism", "corrected")
HEADLINES = (
    "auroc", "average_precision", "log_loss", "brier", "o_e", "calibration_slope",
    "calibration_intercept", "ici", "scored_share",
)  # fmt: skip


def note(words: str) -> None:
    """Say something beside the output."""
    typer.echo(plain(words), err=True)


def plain(words: str) -> str:
    """Take out signs that steer a terminal, and the end of lines that nobody would read.

    What is said quotes file names, keys and names that others wrote.
    """
    return "\n".join(_line(one) for one in words.split("\n"))


def _line(words: str) -> str:
    kept = words[:_LONGEST]
    seen = "".join("\N{REPLACEMENT CHARACTER}" if _steers(sign) else sign for sign in kept)
    return seen if len(words) <= _LONGEST else f"{seen}…"


def _steers(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cf") and sign != "\t"


def put(text: str) -> None:
    """Write what other programs read to the output, as UTF-8 whatever the terminal can show."""
    typer.echo(text.encode("utf-8"), nl=not text.endswith("\n"))


def warn(words: str) -> None:
    """Say something that the user should act upon."""
    typer.secho(plain(words), fg="yellow", err=True)


def complain(words: str) -> None:
    """Say why nothing came of it."""
    typer.secho(plain(words), fg="red", err=True)


def bar() -> "Progress":
    """Draw progress on the error stream, and only on a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    parts = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*parts, console=console, disable=not console.is_terminal)


@contextmanager
def steps() -> Iterator[Callable[[str], None]]:
    """Tell the steps of a long run, with the seconds since it began."""
    began = time.monotonic()
    yield lambda words: typer.echo(f"{time.monotonic() - began:6.1f} s  {words}", err=True)


def print_evaluation(evaluation: "Evaluation", title: str) -> None:
    """Print the figures people look at first, beside each that of all eligible and the baseline.

    Then come the grounds on which people were left without a risk, or their risk was marked.
    """
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for heading in ("", "value", "95 % interval", "all eligible", "logistic baseline"):
        table.add_column(heading, justify="right" if heading else "left")
    for metric in HEADLINES:
        row, every, plain = (
            evaluation.row(name)
            for name in (metric, f"{metric}_all_eligible", f"baseline_{metric}")
        )
        if row is not None:
            table.add_row(
                metric,
                f"{row.value:.3f}",
                f"{row.low:.3f} to {row.high:.3f}" if isfinite(row.low) else "not known",
                f"{every.value:.3f}" if every else "",
                f"{plain.value:.3f}" if plain else "",
            )
    Console().print(table)
    print(against_baseline(evaluation))
    for words in _grounds(evaluation):
        print(words)
    for words in _optimism(evaluation):
        print(words)


def _grounds(evaluation: "Evaluation") -> Iterator[str]:
    """Say on what grounds people were left without a risk, or their risk was marked."""
    for title, what in (("silent  ", "abstained_"), ("marked  ", "marked_")):
        rows = [one for one in evaluation.rows if one.group == "all" and one.value >= _OFTEN]
        told = [one for one in rows if one.metric.startswith(what)]
        told.sort(key=lambda one: -one.value)
        if told:
            shares = (f"{one.metric.removeprefix(what)} {one.value:.1%}" for one in told)
            yield f"{title}  {', '.join(shares)}"


def _optimism(evaluation: "Evaluation") -> Iterator[str]:
    """Say what a model shows on its own people, corrected, and what that leaves out."""
    if evaluation.row("optimism_auroc") is None:
        return
    from nhml.modelling.optimism import CAUTION, METRICS

    for metric in METRICS:
        found = {what: evaluation.value(f"{what}_{metric}") for what in _CORRECTED}
        told = (
            f"{what} {f'{value:.3f}' if isfinite(value) else 'not known'}"
            for what, value in found.items()
        )
        yield f"optimism  {metric}: {', '.join(told)}"
    yield f"          {CAUTION}"


def listed(rows: Sequence[Mapping[str, str]], most: int = 6) -> None:
    """Print rows as a table: as many columns as fit, the standing of each row among them."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    names = list(rows[0])
    shown = names[:most] + [name for name in names[most:] if name == "confidence"]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in shown:
        longest = max(len(row[name]) for row in rows)
        whole = longest if longest <= _WHOLE or name == names[0] else _WHOLE
        table.add_column(name, overflow="ellipsis", no_wrap=True, min_width=whole)
    for row in rows:
        table.add_row(*(Text(row[name]) for name in shown))
    Console().print(table)


def fields(row: Mapping[str, str]) -> None:
    """Print one row, a line a field, without the empty ones."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, cell in row.items():
        if cell:
            table.add_row(name, Text(cell))
    Console().print(table)


def against_baseline(evaluation: "Evaluation") -> str:
    """Say whether the model loses less than its logistic baseline on the same people.

    Parameters
    ----------
    evaluation : Evaluation
        With ``log_loss_minus_baseline``, whose interval is paired.
    """
    row = evaluation.row("log_loss_minus_baseline")
    if row is None:
        return "baseline  cannot be compared: everybody has the same outcome"
    if row.low == row.value == row.high == 0.0:
        return "baseline  this is the logistic baseline itself"
    by = f"log loss {row.value:+.4f}, 95 % interval {row.low:+.4f} to {row.high:+.4f}"
    if row.high < 0.0:
        return f"baseline  better than plain logistic: {by}"
    if row.low > 0.0:
        return f"baseline  WORSE than plain logistic: {by}; use model.estimator=logistic"
    return f"baseline  NOT shown to be better than plain logistic: {by}"
