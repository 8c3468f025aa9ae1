"""Parts of a document, whether a page or Markdown is made of them."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from markupsafe import Markup

from nhml.reporting import wording

_MOST = 1_000  # signs of a sentence or a cell


class Table(NamedTuple):
    """Cells under a heading each; the first of a row says what the row is."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Section(NamedTuple):
    """Sentences, then a table, then a figure, which must say no more than the table."""

    title: str
    words: tuple[str, ...] = ()
    table: Table | None = None
    figure: Markup | None = None


def markdown(title: str, words: str, sections: Iterable[Section]) -> str:
    """Write a document as Markdown; a figure is left to its table.

    Parameters
    ----------
    title, words : str
        What stands above all sections.
    sections : iterable of Section
    """
    lines = [f"# {_plain(title)}", "", _plain(words)]
    for section in sections:
        lines += ["", f"## {_plain(section.title)}"]
        for sentence in section.words:
            lines += ["", _plain(sentence)]
        if section.table is not None:
            lines += ["", *_table(section.table)]
    return "\n".join([*lines, ""])


def _table(table: Table) -> Iterator[str]:
    for row in (table.head, tuple("---" for _ in table.head), *table.rows):
        yield f"| {' | '.join(_plain(cell) for cell in row)} |"


def _plain(text: str) -> str:
    """Keep signs from being read as Markdown or HTML."""
    shown = wording.tidy(text, _MOST).replace("&", "&amp;").replace("<", "&lt;")
    for sign in "\\`*[]|":
        shown = shown.replace(sign, f"\\{sign}")
    return shown
