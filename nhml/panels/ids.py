"""Pseudonyms of panels and of people, as text."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.panels import numbers

PANEL, SUBJECT = IDS = ("panel_id", "subject_id")

Objects = npt.NDArray[np.object_]


def read_ids(frame: pd.DataFrame) -> tuple[Objects, Objects]:
    """Read the ids of panels and of people; none is missing.

    Parameters
    ----------
    frame : DataFrame
        The panel frame as sent.

    Returns
    -------
    panel_id, subject_id : ndarray of str, shape (n,)
        Control and format characters, which would break a line or hide, become ``?``. A
        blank panel is ``row-2`` by its place, a blank subject is its panel; where a real
        id is written so, another ``row-`` goes before. Without a column, panels are
        their places from 1.
    """
    places: Objects = np.arange(1, len(frame) + 1).astype(str).astype(object)
    panel = _filled(frame, PANEL, _marked(places)) if PANEL in frame.columns else places
    subject = _filled(frame, SUBJECT, panel) if SUBJECT in frame.columns else panel
    return panel, subject


def with_ids_of_index(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the ids that are kept in a named index as columns."""
    kept = [name for name in IDS if name in frame.index.names and name not in frame.columns]
    return frame.assign(**{name: frame.index.get_level_values(name).to_numpy() for name in kept})


def _filled(frame: pd.DataFrame, name: str, otherwise: Objects) -> Objects:
    places, cells = numbers.distinct(frame[name].to_numpy())
    texts = np.array([*(id_text(cell) for cell in cells), ""], dtype=object)[places]
    blank = texts == ""
    real, stand_in = set(texts[~blank]), otherwise[blank]
    while real.intersection(stand_in):
        stand_in = _marked(stand_in)
    texts[blank] = stand_in
    return texts


def _marked(ids: Objects) -> Objects:
    return np.array([f"row-{one}" for one in ids], dtype=object)


def id_text(cell: object) -> str:
    """Write one id; a column of whole numbers with a gap comes as 7.0, which is 7."""
    whole = isinstance(cell, float) and cell.is_integer()
    return f"{cell:.0f}" if whole else numbers.written(cell)
