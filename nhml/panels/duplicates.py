"""What only a whole file shows: panels that stand twice, and ids that lost their noughts."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.panels.ids import PANEL, SUBJECT
from nhml.panels.panel import Panels, Problem

Objects = npt.NDArray[np.object_]


def problems(panels: Panels) -> list[Problem]:
    """Find panels of one id in several rows, and ids that seem to be cut.

    Parameters
    ----------
    panels : Panels
        All panels of a file, harmonised.

    Returns
    -------
    list of Problem
        Rows of one id that say the same are a warning, rows that differ are rejected:
        nobody can tell which of them is the panel.
    """
    found = [Problem(row, code, PANEL) for row, code in _twice(panels)]
    found += [Problem(row, "id_shortened", PANEL) for row in _shortened(panels.panel_id)]
    if (panels.subject_id != panels.panel_id).any():
        found += [Problem(row, "id_shortened", SUBJECT) for row in _shortened(panels.subject_id)]
    return found


def _twice(panels: Panels) -> list[tuple[int, str]]:
    ids = pd.Series(panels.panel_id)
    rows = np.flatnonzero(ids.duplicated(keep=False))
    if not rows.size:
        return []
    content = panels.take(rows).frame()
    said = pd.util.hash_pandas_object(content.astype(str), index=False)
    differ = said.groupby(panels.panel_id[rows]).transform("nunique") > 1
    codes = np.where(differ, "panel_contradicted", "panel_twice")
    return list(zip(rows.tolist(), codes.tolist(), strict=True))


def _shortened(ids: Objects) -> list[int]:
    """Find whole numbers shorter than those beginning with 0, where these have one length."""
    texts = pd.Series(ids, dtype="str")
    whole = texts.str.fullmatch("[0-9]+").to_numpy(dtype=bool)
    padded = whole & texts.str.startswith("0").to_numpy(dtype=bool)
    length = texts.str.len().to_numpy()
    lengths = np.unique(length[padded])
    if len(lengths) != 1 or lengths[0] < 2:
        return []
    return [int(row) for row in np.flatnonzero(whole & (length < lengths[0]))]
