"""A whole panel file, taken in before any of it is worked on."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import pandas as pd

from nhml.errors import PanelError, listing
from nhml.panels import checks, duplicates, files
from nhml.panels.mapping import MappingOrPath
from nhml.panels.panel import Panels
from nhml.panels.stated import confirmed
from nhml.panels.units import harmonise, stated


class Intake(NamedTuple):
    """What a file sent, and the panels of it.

    Attributes
    ----------
    columns : tuple of str
        Names of the columns that were sent.
    panels : Panels
        Checked, in canonical units, each with an id that holds for the whole file.
    """

    columns: tuple[str, ...]
    panels: Panels


class Judged(NamedTuple):
    """The panels of a file, and what is wrong with the file as a whole.

    Attributes
    ----------
    sent : Sent
        As it stood in the file.
    panels : Panels
        Checked, in canonical units.
    mistakes : list of str
        A sentence for every column that is in another unit than was stated.
    """

    sent: files.Sent
    panels: Panels
    mistakes: list[str]


def read(
    path: str,
    units: Mapping[str, str] | None = None,
    mapping: MappingOrPath | None = None,
    *,
    tell: Callable[[str], None] | None = None,
) -> Intake:
    """Read a panel file and judge it as a whole.

    Parameters
    ----------
    path : str
        As `nhml.panels.files.read` takes it.
    units : mapping of str to str, optional
        Units stated once for whole columns; `nhml.panels.stated.Units` confirms some.
    mapping : FileMapping or path, optional
        How a stranger's file is read.
    tell : callable, optional
        Called with a sentence for every whole column in another unit than was stated,
        which is then read as it stands: for those who would lose more by a refusal.

    Raises
    ------
    PanelError
        If the file cannot be read, is no panel frame, or, with nobody to `tell`, has a
        whole column in another unit than was stated.
    """
    sent, panels, mistakes = judge(path, units, mapping)
    if tell:
        for words in mistakes:
            tell(f"{path}: {words}")
    elif mistakes:
        raise PanelError(listing(f"{path}: units of whole columns are wrong", mistakes))
    return Intake(tuple(map(str, sent.frame.columns)), panels)


def judge(
    path: str,
    units: Mapping[str, str] | None = None,
    mapping: MappingOrPath | None = None,
) -> Judged:
    """Read a panel file as `read` does, and give what is wrong with it as a whole."""
    sent = files.sent(path, mapping)
    with files.naming(path):
        return Judged(sent, *_judged(sent.frame, units))


def take(frame: pd.DataFrame, units: Mapping[str, str] | None = None) -> Panels:
    """Judge a panel frame as a whole, as a file of it would be.

    Parameters
    ----------
    frame : DataFrame
        The panel frame as sent.
    units : mapping of str to str, optional
        Units stated once for whole columns.

    Returns
    -------
    Panels
        Checked, in canonical units.

    Raises
    ------
    PanelError
        If it is no panel frame, or has a whole column in another unit than was stated.
    """
    panels, mistakes = _judged(frame, units)
    if mistakes:
        raise PanelError(listing("units of whole columns are wrong", mistakes))
    return panels


def _judged(frame: pd.DataFrame, units: Mapping[str, str] | None) -> tuple[Panels, list[str]]:
    sure = confirmed(units)
    panels = harmonise(frame, units)
    mistakes = checks.foreign_columns(panels, stated(frame, units), sure)
    panels = panels.with_problems(duplicates.problems(panels))
    return checks.check(panels, sure), mistakes
