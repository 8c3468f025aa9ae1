"""A whole panel file, taken in before any of it is worked on."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from nhml.panels import checks, files
from nhml.panels.panel import Panels
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


def read(path: str, units: Mapping[str, str] | None = None) -> Intake:
    """Read a panel file and judge it as a whole.

    Parameters
    ----------
    path : str
        As `nhml.panels.files.read` takes it.
    units : mapping of str to str, optional
        Units stated once for whole columns.

    Raises
    ------
    PanelError
        If the file cannot be read, is no panel frame, or has a whole column in another
        unit than was stated.
    """
    sent = files.read(path)
    with files.naming(path):
        return take(sent, units)


def take(sent: pd.DataFrame, units: Mapping[str, str] | None = None) -> Intake:
    """Judge a whole panel frame as a file of it would be.

    Parameters
    ----------
    sent : DataFrame
        The panel frame as sent.
    units : mapping of str to str, optional
        Units stated once for whole columns.

    Raises
    ------
    PanelError
        If it is no panel frame, or has a whole column in another unit than was stated.
    """
    panels = harmonise(sent, units)
    checks.refuse_foreign_columns(panels, stated(sent, units))
    return Intake(tuple(map(str, sent.columns)), checks.check(panels))
