"""The hour of a draw, where it stands in the time of the draw and nowhere else."""

import re
from dataclasses import replace
from datetime import datetime

import numpy as np

from nhml.panels import numbers
from nhml.panels.panel import Panels

_DRAWN, _HOUR = "drawn_at", "sample_hour"
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.0+)?)?")
_BEHIND_A_DATE = re.compile(r"(?:.*[ T])?([0-9:]+)", re.DOTALL)


def with_hour(panels: Panels) -> Panels:
    """Fill the hour of a draw from ``drawn_at`` where nobody stated it.

    Parameters
    ----------
    panels : Panels

    Returns
    -------
    Panels
        With ``sample_hour`` by the clock of the place as ``drawn_at`` was written, also
        behind a date that reads more than one way. A date alone, midnight to the second (as
        a date alone is often exported) and a time in UTC say no hour.
    """
    if _DRAWN not in panels.items:
        return panels
    places, texts = numbers.distinct(panels.items[_DRAWN])
    read = np.array([*map(_hour, map(str, texts)), np.nan])[places]
    stated = panels.number(_HOUR)
    hours = np.where(np.isnan(stated), read, stated)
    return replace(panels, items={**panels.items, _HOUR: hours})


def of_clock(text: str) -> float:
    """Read a time of day, 24:00 among them [h]; NaN where it is none.

    Examples
    --------
    >>> of_clock("7:30")
    7.5
    """
    found = _CLOCK.fullmatch(text.strip())
    hour, minute, second = (int(part or 0) for part in found.groups()) if found else (99, 0, 0)
    at = hour + minute / 60.0 + second / 3600.0
    return np.nan if at > 24.0 or minute > 59 or second > 59 else at


def _hour(text: str) -> float:
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        behind = _BEHIND_A_DATE.fullmatch(text.strip())
        return (of_clock(behind[1]) % 24.0 or np.nan) if behind else np.nan
    seconds = read.hour * 3600 + read.minute * 60 + read.second
    away = read.utcoffset()
    if not seconds or (away is not None and not away):
        return np.nan
    return seconds / 3600.0
