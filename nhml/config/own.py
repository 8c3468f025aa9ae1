"""An outcome of one's own: what a config says of it, as a row of the tables would."""

import keyword
import re
from difflib import get_close_matches
from typing import Annotated, Self

from pydantic import Field, model_validator

from nhml.cohorts.outcomes import columns_of
from nhml.config.kinds import Part, Place
from nhml.errors import KnowledgeError
from nhml.knowledge import tables
from nhml.knowledge.entries import Outcome
from nhml.panels import grammar
from nhml.panels.frame import names


class OutcomePart(Part):
    """An outcome of your own, in place of ``cohort.outcome``.

    Attributes
    ----------
    column : str
        Column of the source that tells it: 0, 1, no, yes, false or true; empty is unknown.
        It never predicts, and is not written by ``nhml cohort``.
    event : str
        In place of a column: a condition over the panel and columns beside it.
    key : str
        What it is called, in lower case: the column's own name where empty.
    label : str
        What it is called on a page; the key where empty.
    eligible : str
        Condition over the panel that says whom the model is about; everybody where empty.
    defining : list of str
        What writes the outcome, and so may not predict it: columns, and ``idx:``, ``tx:``,
        ``hx:``, ``sx:``, ``img:`` for indices, treatments, histories, symptoms, imaging.
        Where nothing of the panel does, an empty list says so.
    pathway : list of str
        Columns tied to it by physiology: they predict only by name and reason.
    horizon : str
        ``"0"`` at the draw; else how long after it the outcome is looked for.
    caution : str
        What is to be said beside every model of it.
    """

    column: Place = ""
    event: str = ""
    key: str = ""
    label: Place = ""
    eligible: str = ""
    defining: tuple[str, ...]
    pathway: tuple[str, ...] = ()
    horizon: Annotated[Place, Field(min_length=1)] = "0"
    caution: Place = ""

    @model_validator(mode="after")
    def _checked(self) -> Self:
        if wrong := mistakes(self.column, self.event, self.outcome()):
            raise ValueError("; ".join(wrong))
        return self

    def outcome(self) -> Outcome:
        """Give it as a row of ``outcomes.csv`` would be read.

        A column of the panel frame that tells it defines it, whether it is named or not.
        """
        key = self.key or re.sub(r"\W+", "_", self.column.lower()).strip("_")
        told = (self.column,) if self.column in names() else ()
        return Outcome(
            key=key,
            label=self.label or key.replace("_", " "),
            axis="general",
            task="present" if self.horizon == "0" else "incident",
            horizon=self.horizon,
            population=self.eligible or "everybody of the source",
            definition=self.event or "told by a column of the source",
            event=self.event or key,
            eligible=self.eligible,
            defining=tuple(dict.fromkeys([*self.defining, *told])),
            pathway=self.pathway,
            caution=self.caution,
            source=(),
            confidence="uncertain",
        )

    def told(self) -> dict[str, str]:
        """Give the column that tells it, by the name that its event reads."""
        return {self.outcome().key: self.column} if self.column else {}


def mistakes(column: str, event: str, made: Outcome) -> list[str]:
    """List what is wrong with an outcome of one's own.

    Parameters
    ----------
    column, event : str
        As the config says; one of them is empty.
    made : Outcome
        As `OutcomePart.outcome` gives it.
    """
    if bool(column) == bool(event):
        return ["wanted one of these: a column that tells it, or an event that decides it"]
    known = {*names(), *tables.indices(), *tables.instruments()}
    found = [*_of_key(made.key, known), *_of_condition("event", event)]
    for place, entries in (("defining", made.defining), ("pathway", made.pathway)):
        found += [
            f"{place}: {entry!r} is nothing that a panel holds{_like(entry, known)}"
            for entry in entries
            if not known.intersection(columns_of(entry))
        ]
    hidden = {name for entry in made.defining for name in columns_of(entry)}
    both = sorted(hidden.intersection(made.pathway))
    found += [f"pathway: {name} defines it: no reason could let it in" for name in both]
    return found + _of_eligible(made.eligible, known)


def _of_key(key: str, known: set[str]) -> list[str]:
    words = {*keyword.kwlist, *grammar.FUNCTIONS, *grammar.SIDES}
    if not re.fullmatch("[a-z][a-z0-9_]*", key) or key in words:
        return ["key: wanted a name of its own in lower case, a to z, such as relapse"]
    if key in tables.outcomes() or key in known:
        return [f"key: {key} is a name of the tables already; wanted another"]
    return []


def _of_eligible(text: str, known: set[str]) -> list[str]:
    if wrong := _of_condition("eligible", text):
        return wrong
    foreign = sorted(grammar.names(text) - (names() - tables.other_names().keys()))
    return [f"eligible: {name} is no column of a panel{_like(name, known)}" for name in foreign]


def _of_condition(place: str, text: str) -> list[str]:
    try:
        grammar.names(text)
    except KnowledgeError as error:
        return [f"{place}: {error}"]
    return []


def _like(name: str, known: set[str]) -> str:
    return "".join(f"; did you mean {one}?" for one in get_close_matches(name, known, 1))
