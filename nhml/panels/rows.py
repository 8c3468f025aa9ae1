"""Rows that are no panel, and ids that a spreadsheet spoilt; each row judged by itself."""

import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.panels import numbers, spelling, unreadable
from nhml.panels.ids import IDS, PANEL
from nhml.panels.panel import Problem

Bools = npt.NDArray[np.bool_]

UNREAD = "analyte"  # column of a pivoted long file: measurements that nhml does not know

_PERSON = (*IDS, "age", "sex")
_SUMMARY = frozenset(
    {"total", "totals", "sum", "subtotal", "grand total", "mean", "average", "median", "sd",
     "std", "min", "max", "count", "n", "summe", "gesamt", "gesamtsumme", "mittelwert",
     "durchschnitt", "anzahl", "totale", "moyenne", "suma", "media"}
)  # fmt: skip
_ROUNDED = re.compile(r"[+-]?[0-9](?:[.,][0-9]+)?[eE]\+[0-9]+")


def problems(frame: pd.DataFrame, others: Iterable[Problem]) -> tuple[Problem, ...]:
    """Find the rows of a panel frame that are no panel, and the ids that are none any more.

    Parameters
    ----------
    frame : DataFrame
        The panel frame as sent.
    others : iterable of Problem
        What was found in its cells; of a row that is no panel nothing else is said.

    Returns
    -------
    tuple of Problem
        All of them, sorted.
    """
    found = _own(frame)
    no_panel: dict[int, Problem] = {}
    for one in found:
        if one.code in ("header_row", "summary_row"):
            no_panel.setdefault(one.row, one)
    rest = [one for one in (*found, *others) if one.row not in no_panel]
    return tuple(sorted({*rest, *no_panel.values()}))


def _own(frame: pd.DataFrame) -> list[Problem]:
    found: list[Problem] = []
    for name in _PERSON:
        if name in frame.columns:
            places, cells = numbers.distinct(frame[name].to_numpy())
            codes = np.array([*(_code(cell, name) for cell in cells), None], dtype=object)[places]
            rows = np.flatnonzero(codes.astype(bool)).tolist()
            found += [Problem(row, codes[row], name) for row in rows]
    blank = np.flatnonzero(_blank(frame)).tolist()
    found += [Problem(row, "blank_row", PANEL) for row in blank]
    if UNREAD in frame.columns:
        unread = np.flatnonzero(frame[UNREAD].notna()).tolist()
        found += [Problem(row, "analyte_unknown", UNREAD) for row in unread]
    return found


def _code(cell: object, name: str) -> str | None:
    if not isinstance(cell, str) or cell.isdigit():
        return None
    text = cell.strip()
    if spelling.bare(text) == spelling.bare(name):
        return "header_row"
    if name not in IDS:
        return None
    if text.casefold().rstrip(":") in _SUMMARY and name == PANEL:
        return "summary_row"
    if unreadable.SEVERAL in text:
        return "sent_twice"
    spoilt = _ROUNDED.fullmatch(text) or unreadable.is_named_date(text) or unreadable.is_error(text)
    return "id_mangled" if spoilt else None


def _blank(frame: pd.DataFrame) -> Bools:
    """Tell the rows without a cell; a unit alone is none, for a header states it for all."""
    blank = np.ones(len(frame), dtype=bool)
    for name in frame.columns:
        if name in spelling.columns() and not str(name).endswith(("_unit", "_comparator")):
            blank &= numbers.distinct(frame[name].to_numpy())[0] < 0
        if not blank.any():
            break
    return blank
