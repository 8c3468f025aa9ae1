"""Answers on self-harm that cannot be read as sent, and are no reason to be silent.

A four on a scale that ends at three may be the worst answer of another coding. Such an
answer stays unknown for the total; for the alert it counts as a yes.
"""

import re
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.panels import numbers
from nhml.panels.items import UNANSWERED
from nhml.panels.panel import Floats

Items = Mapping[str, npt.NDArray[np.object_] | Floats]

FLAG = "sx_suicidal"
ASKED = ("phq9_9", "phq9_item9", "epds_item10", "suicidal", FLAG)
_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_YES = frozenset({"yes", "y", "true"})


def heeded(frame: pd.DataFrame, items: Items) -> Items:
    """Give the items with a yes on thoughts of suicide where an unreadable answer hints at it.

    Parameters
    ----------
    frame : DataFrame
        The panel frame as sent.
    items : mapping of str to ndarray
        As read from it.

    Returns
    -------
    mapping of str to ndarray
        Codes of surveys for refused and not known (7, 9, 77, 99), and those that stand for
        missing (-9, 999), hint at nothing.
    """
    hinted = np.zeros(len(frame), dtype=bool)
    for name in ASKED:
        if name in frame.columns:
            places, cells = numbers.distinct(frame[name].to_numpy())
            told = np.array([*map(_hints, cells), False], dtype=bool)
            hinted |= told[places] & np.isnan(np.asarray(items[name], dtype=np.float64))
    if not hinted.any():
        return items
    own = items.get(FLAG, np.full(len(frame), np.nan))
    return {**items, FLAG: np.where(hinted, 1.0, np.asarray(own, dtype=np.float64))}


def _hints(cell: object) -> bool:
    text = str(cell).strip().casefold()
    found = np.array([float(one.replace(",", ".")) for one in _NUMBER.findall(text)])
    missing = np.isin(found, UNANSWERED) | numbers.stand_for_missing(found)
    return text in _YES or bool(((found >= 1.0) & ~missing).any())
