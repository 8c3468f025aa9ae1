"""Whether an outcome happened: from the panel, and from columns of the source beside it."""

import ast
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches

import numpy as np
import pandas as pd

from nhml.errors import CohortError, listing
from nhml.features.build import with_derived
from nhml.knowledge import tables
from nhml.knowledge.entries import Item, Outcome
from nhml.panels import expressions, frame, grammar, items
from nhml.panels.panel import Floats, Panels

_SHOWN = 10  # rows named in a message
_WANTED = {
    "flag": "0, 1, no, yes, false, true or nothing",
    "number": "a number or nothing",
}


def beside(outcome: Outcome, told: Mapping[str, str]) -> tuple[str, ...]:
    """List the columns beside the panel frame that tell an outcome.

    Parameters
    ----------
    outcome : Outcome
    told : mapping of str to str
        Columns by the names that the event reads; the name itself by default.
    """
    return tuple(told.get(name, name) for name in _foreign(outcome))


def happened(
    outcome: Outcome, panels: Panels, sent: pd.DataFrame, told: Mapping[str, str]
) -> Floats:
    """Decide for every panel whether the outcome happened.

    Parameters
    ----------
    outcome : Outcome
    panels : Panels
        In canonical units.
    sent : DataFrame
        The frame they were read from, row by row.
    told : mapping of str to str
        Columns of it by the names that the event reads; the name itself by default.

    Returns
    -------
    ndarray, shape (n,)
        1 it did, 0 it did not, NaN cannot be decided.

    Raises
    ------
    CohortError
        If a column is not there, or holds what cannot be read: by rows, never by cells.
    """
    columns = {name: told.get(name, name) for name in _foreign(outcome)}
    _refuse_absent(outcome, columns, sent)
    kinds, found, wrong = _kinds(outcome.event), {}, []
    for name, column in columns.items():
        kind = kinds[name]
        found[name], mistakes = items.read(sent[column].to_numpy(), _item(name, kind))
        if bad := (np.flatnonzero(mistakes.astype(bool)) + 1).tolist():
            shown = ", ".join([*map(str, bad[:_SHOWN]), *["…"][: len(bad) > _SHOWN]])
            wrong.append(f"{column}: wanted {_WANTED[kind]}; rows beneath the header: {shown}")
    if wrong:
        raise CohortError(listing(f"{outcome.key} cannot be read", wrong))
    whole = replace(panels, items={**panels.items, **found})
    return expressions.evaluate(
        outcome.event, with_derived(whole, expressions.names(outcome.event))
    )


def _foreign(outcome: Outcome) -> list[str]:
    """List what the event reads and no panel frame holds."""
    known = {*frame.names(), *tables.indices(), *tables.instruments()}
    return sorted(grammar.names(outcome.event) - known)


def _refuse_absent(outcome: Outcome, columns: Mapping[str, str], sent: pd.DataFrame) -> None:
    there = [str(column) for column in sent.columns]
    lacking = [
        one + "".join(f"; did you mean {like}?" for like in get_close_matches(one, there, 1))
        for one in columns.values()
        if one not in there
    ]
    if lacking:
        raise CohortError(listing(f"{outcome.key} is told by columns that are not there", lacking))


def _kinds(event: str) -> Mapping[str, str]:
    """Tell how an event reads its columns: beside a text, as a number, or as a truth."""
    kinds = dict.fromkeys(grammar.names(event), "flag")
    for node in ast.walk(grammar.parse(event)):
        if isinstance(node, ast.Compare | ast.BinOp):
            parts = list(ast.iter_child_nodes(node))
            text = any(isinstance(getattr(part, "value", None), str) for part in parts)
            read = {part.id for part in parts if isinstance(part, ast.Name)}
            kinds |= dict.fromkeys(read & set(kinds), "text" if text else "number")
    return kinds


def _item(name: str, kind: str) -> Item:
    return Item(name, name, kind, "", None, None, False, (), "")
