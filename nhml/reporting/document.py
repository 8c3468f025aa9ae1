"""A document about one model: a page, Markdown, or plain data."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nhml.modelling.risk_model import RiskModel
from nhml.reporting import html
from nhml.reporting.sections import Section, markdown


@dataclass(frozen=True, repr=False)
class Document:
    """What is read about one model.

    Attributes
    ----------
    kind : str
        What it is called on its page.
    model : RiskModel
    sections : tuple of Section
    content : mapping
        The same as plain data.
    """

    kind: str
    model: RiskModel
    sections: tuple[Section, ...]
    content: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"<{self.kind} of {self.model.label}: {len(self.sections)} sections>"

    def html(self) -> str:
        """Write the page: whole, without a script, fetching nothing."""
        return html.page("card.html", card=self)

    def markdown(self) -> str:
        """Write it as Markdown."""
        title = f"{self.kind}: {self.model.label}"
        return markdown(title, self.model.outcome.label, self.sections)

    def json(self) -> str:
        """Write it as plain data."""
        return as_json(self.model, self.content)


def as_json(model: RiskModel, content: Mapping[str, Any]) -> str:
    """Write plain data about a model, its name and identity before."""
    told = {"model": model.name, "identity": model.identity, "outcome": model.outcome.key}
    return json.dumps({**told, **content}, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def plain(sections: Iterable[Section]) -> list[dict[str, Any]]:
    """Give sections as plain data; a figure is left to its table."""
    return [
        {
            "title": one.title,
            "words": list(one.words),
            **(
                {"head": list(one.table.head), "rows": [list(row) for row in one.table.rows]}
                if one.table is not None
                else {}
            ),
        }
        for one in sections
    ]
