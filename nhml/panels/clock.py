"""The hour of a draw, where it stands in the time of the draw and nowhere else."""

from dataclasses import replace
from datetime import datetime

import numpy as np

from nhml.panels import numbers
from nhml.panels.panel import Panels

_DRAWN, _HOUR = "drawn_at", "sample_hour"


def with_hour(panels: Panels) -> Panels:
    """Fill the hour of a draw from ``drawn_at`` where nobody stated it.

    Parameters
    ----------
    panels : Panels

    Returns
    -------
    Panels
        With ``sample_hour`` by the clock of the place as ``drawn_at`` was written. A date
        alone, midnight to the second (as a date alone is often exported) and a time in UTC
        say no hour.
    """
    if _DRAWN not in panels.items:
        return panels
    places, texts = numbers.distinct(panels.items[_DRAWN])
    read = np.array([*map(_hour, map(str, texts)), np.nan])[places]
    stated = panels.number(_HOUR)
    hours = np.where(np.isnan(stated), read, stated)
    return replace(panels, items={**panels.items, _HOUR: hours})


def _hour(text: str) -> float:
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        return np.nan
    seconds = read.hour * 3600 + read.minute * 60 + read.second
    away = read.utcoffset()
    if not seconds or (away is not None and not away):
        return np.nan
    return seconds / 3600.0
