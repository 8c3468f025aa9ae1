"""An outcome of one's own: what a config says of it, as a row of the tables would."""

import keyword
import re
from collections.abc import Sequence
from difflib import get_close_matches

from nhml.cohorts.outcomes import columns_of
from nhml.errors import KnowledgeError
from nhml.knowledge import tables
from nhml.knowledge.entries import Outcome
from nhml.panels import grammar
from nhml.panels.frame import names


def outcome(
    *,
    column: str,
    event: str,
    key: str,
    label: str,
    eligible: str,
    defining: Sequence[str],
    pathway: Sequence[str],
    horizon: str,
    caution: str,
) -> Outcome:
    """Give an outcome of one's own; without an event, its column tells it under its key.

    A column of the panel frame that tells it defines it, whether it is named so or not.
    """
    key = key or re.sub(r"\W+", "_", column.lower()).strip("_")
    told = (column,) if column in names() else ()
    return Outcome(
        key=key,
        label=label or key.replace("_", " "),
        axis="general",
        task="present" if horizon == "0" else "incident",
        horizon=horizon,
        population=eligible or "everybody of the source",
        definition=event or "told by a column of the source",
        event=event or key,
        eligible=eligible,
        defining=tuple(dict.fromkeys([*defining, *told])),
        pathway=tuple(pathway),
        caution=caution,
        source=(),
        confidence="uncertain",
    )


def mistakes(column: str, event: str, made: Outcome) -> list[str]:
    """List what is wrong with an outcome of one's own.

    Parameters
    ----------
    column, event : str
        As the config says; one of them is empty.
    made : Outcome
        As `outcome` gives it.
    """
    if bool(column) == bool(event):
        return ["wanted one of these: a column that tells it, or an event that decides it"]
    found = [*_of_key(made.key), *_of_condition("event", event)]
    known = {*names(), *tables.indices(), *tables.instruments()}
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


def _of_key(key: str) -> list[str]:
    if not key.isidentifier() or keyword.iskeyword(key) or key in grammar.FUNCTIONS:
        return ["key: wanted a name for it, such as relapse"]
    if key in tables.outcomes():
        return [f"key: {key} is an outcome of the tables; wanted another name"]
    if key in names():
        return [f"key: {key} is a column of the panel frame; wanted another name"]
    return []


def _of_eligible(text: str, known: set[str]) -> list[str]:
    if wrong := _of_condition("eligible", text):
        return wrong
    foreign = sorted(grammar.names(text) - names())
    return [f"eligible: {name} is no column of a panel{_like(name, known)}" for name in foreign]


def _of_condition(place: str, text: str) -> list[str]:
    try:
        grammar.names(text)
    except KnowledgeError as error:
        return [f"{place}: {error}"]
    return []


def _like(name: str, known: set[str]) -> str:
    return "".join(f"; did you mean {one}?" for one in get_close_matches(name, known, 1))
