"""The sources that a page cites: a number where each is used, their titles once at its end."""

from collections.abc import Iterable, Iterator
from functools import cache

from jinja2 import pass_context
from jinja2.runtime import Context

from nhml.knowledge import tables
from nhml.reporting import wording

BETWEEN = "; "


class Sources:
    """What one page has cited so far, in that order."""

    def __init__(self) -> None:
        self.titles: list[str] = []

    def number(self, title: str) -> int:
        """Give the number under which a source stands at the end of the page.

        Parameters
        ----------
        title : str
        """
        if title not in self.titles:
            self.titles.append(title)
        return self.titles.index(title) + 1


@pass_context
def cited(context: Context, titles: str | Iterable[str]) -> str:
    """Cite sources by number on a page that lists them; by title where nothing does.

    Parameters
    ----------
    context : Context
        Of the template; its ``sources`` are those of the page.
    titles : str or iterable of str
        One text holds several with semicolons between.
    """
    several = split(titles) if isinstance(titles, str) else list(titles)
    sources = context.get("sources")
    if not isinstance(sources, Sources):
        return BETWEEN.join(wording.tidy(one, 160) for one in several)
    return ", ".join(str(one) for one in sorted({sources.number(one) for one in several}))


def split(text: str) -> list[str]:
    """Take apart titles that are joined; a title may hold a semicolon itself.

    Parameters
    ----------
    text : str
    """
    return list(_taken(text.split(BETWEEN) if text else []))


def _taken(pieces: list[str]) -> Iterator[str]:
    """Take the longest title that is known, or one piece, from the left."""
    while pieces:
        ends = range(len(pieces), 1, -1)
        end = next((at for at in ends if BETWEEN.join(pieces[:at]) in _known()), 1)
        yield BETWEEN.join(pieces[:end])
        pieces = pieces[end:]


@cache
def _known() -> frozenset[str]:
    return frozenset(str(one["title"]) for one in tables.sources().values())
