"""The page of a command says what the command does."""

from pathlib import Path
from typing import Annotated

import typer

from nhml.cli import manual
from nhml.errors import DataError


def app() -> typer.Typer:
    """A command of one verb, and one verb in a group."""
    made = typer.Typer(help="An invented command.")
    below = typer.Typer()
    made.add_typer(below, name="fetch")

    @made.command()
    def weigh(
        panels: Annotated[Path, typer.Argument(metavar="PANELS", help="A file.")],
        output: Annotated[Path, typer.Option("-o", "--output", help="New file.")],
        rows: Annotated[int, typer.Option(min=1, help="How many | of them.")] = 5,
        *,
        loud: Annotated[bool, typer.Option("--loud", help="Say more.")] = False,
    ) -> None:
        """Weigh panels.

        Nothing is lost.

        [bold]Examples[/bold]

        nhml weigh a.csv
        -o b.csv

        nhml weigh - -o b.csv
        """

    @below.command()
    def stones() -> None:
        """Fetch stones."""

    @below.command()
    def sand() -> None:
        """Fetch sand."""

    return made


def test_a_verb_is_written_with_its_examples_and_options() -> None:
    """An example is one line, a bar in a cell no column, a range a plain number."""
    page = manual.page(app(), [(DataError, 11)])
    _, _, section = page.partition("\n## nhml weigh\n")
    assert section.partition("\n## ")[0].strip().splitlines() == [
        "Weigh panels.",
        "",
        "Nothing is lost.",
        "",
        "```text",
        "nhml weigh a.csv -o b.csv",
        "nhml weigh - -o b.csv",
        "```",
        "",
        "| argument or option | what it is |",
        "| --- | --- |",
        "| `PANELS` | A file. [required] |",
        "| `-o, --output <path>` | New file. [required] |",
        "| `--rows <int>` | How many / of them. [default: 5; x>=1] |",
        "| `--loud` | Say more. |",
    ]


def test_a_verb_of_a_group_is_called_by_both_words() -> None:
    """In the order of the command; without options there is nothing to list."""
    command = typer.main.get_command(app())
    assert [words for words, _ in manual.verbs(command)] == [
        "nhml weigh", "nhml fetch stones", "nhml fetch sand",
    ]  # fmt: skip
    assert manual.page(app(), []).endswith("Fetch sand.\n\n```text\nnhml fetch sand\n```\n")


def test_a_mistake_is_written_with_its_exit_code() -> None:
    """In the words of its class, beside what is no mistake."""
    page = manual.page(app(), [(DataError, 11)])
    assert "| 11 | Data cannot be used as asked. |" in page
    assert "| 0 | Done. |" in page
