"""The names of a file's columns: units stated in them, and names that were misspelt.

Names that nhml does not know may be values, in a file without a header: none is
quoted unless it is near to a name that nhml knows.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import islice
from typing import NamedTuple

import pandas as pd

from nhml.errors import PanelError, listing
from nhml.knowledge import tables
from nhml.panels import numbers, spelling

_WITH_UNIT = re.compile(r"(?P<name>[a-z0-9_]+)\s*\[(?P<unit>.+)\]")
_NEAR = 0.8
_MOST = 500  # unknown names looked at; a wider file is another file


class Unread(NamedTuple):
    """Columns that are not of the panel frame: how many, and those near to one of it."""

    number: int
    near: tuple[tuple[str, str], ...]

    def words(self) -> str:
        """Say it in a sentence; nothing where every column is read."""
        if not self.number:
            return ""
        asked = [f"did you mean {known} by {name!r}?" for name, known in self.near]
        return "; ".join(
            [f"columns that nhml does not know and does not read: {self.number}", *asked]
        )


def unread(names: Iterable[object]) -> Unread:
    """Find the columns that are not read.

    Parameters
    ----------
    names : iterable
        Columns of a panel frame.
    """
    unknown = [str(name) for name in names if name not in spelling.columns()]
    return Unread(len(unknown), tuple(near(unknown, spelling.bare_columns())))


def near(unknown: Iterable[str], known: Mapping[str, str]) -> list[tuple[str, str]]:
    """Find the names that are near to known ones.

    Parameters
    ----------
    unknown : iterable of str
        As written.
    known : mapping of str to str
        What is known, by its bare name.

    Returns
    -------
    list of (str, str)
        A name as written, and the known one that may be meant.
    """
    found = []
    for name in islice(unknown, _MOST):
        close = get_close_matches(spelling.bare(name), known, 1, _NEAR)
        found += [(numbers.written(name), known[one]) for one in close]
    return found


def refuse_almost(names: Iterable[object]) -> None:
    """Refuse columns that differ from one of the panel frame in what the eye passes over.

    Raises
    ------
    PanelError
        Naming the columns that must have been meant, all at once.
    """
    unknown = {spelling.bare(str(name)) for name in names if name not in spelling.columns()}
    known = spelling.bare_columns()
    almost = sorted(known[name] for name in unknown if name in known)
    if almost:
        mistakes = [f"found a column that is almost {name}; write {name}" for name in almost]
        raise PanelError(listing("columns would not be read", mistakes))


def with_stated_units(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn ``tsh [m[IU]/L]`` into ``tsh`` and ``tsh_unit``, and ``age [a]`` into ``age``.

    Parameters
    ----------
    frame : DataFrame
        As read from a file.

    Raises
    ------
    PanelError
        If a unit is stated in a column of its own too, or a column that is read in one
        unit only states another.
    """
    found = {str(name): _WITH_UNIT.fullmatch(str(name).strip()) for name in frame.columns}
    stated = {
        header: (one["name"], one["unit"])
        for header, one in found.items()
        if one and one["name"] in spelling.columns()
    }
    mistakes = [wrong for name, unit in stated.values() if (wrong := _mistake(frame, name, unit))]
    if mistakes:
        raise PanelError(listing("units in the header cannot be used", mistakes))
    units = {f"{name}_unit": unit for name, unit in stated.values() if name in tables.analytes()}
    renamed = frame.rename(columns={header: name for header, (name, _) in stated.items()})
    return renamed.assign(**{str(name): unit for name, unit in units.items()})


def _mistake(frame: pd.DataFrame, name: str, unit: str) -> str:
    if name in tables.analytes():
        both = f"{name}_unit" in frame.columns
        return f"{name} states a unit, and {name}_unit too; keep one of them" if both else ""
    item = tables.context().get(name) or tables.symptoms().get(name)
    own = item.unit if item else ""
    if own and own in spelling.of_unit(unit):
        return ""
    return f"{name} states another unit; wanted {own or 'none'}: convert it, and write {name} alone"
