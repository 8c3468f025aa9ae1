"""A value beside the reference interval that holds for one person."""

import math
from typing import NamedTuple

from markupsafe import Markup

from nhml.features.intervals import usual
from nhml.knowledge import tables
from nhml.panels.panel import Panels
from nhml.reporting import drawing, labels, wording
from nhml.reporting.sent import Sent

_OPEN = {"up to ": "not above", "from ": "not below"}


class Drawn(NamedTuple):
    """A reference interval in the unit as sent, and where the value lies.

    Attributes
    ----------
    words : str
        Such as ``0.45 to 4.12 mIU/L``.
    place : str
        As `nhml.reporting.wording.place` says it.
    whose : str
        Of which people, and by which method.
    svg : Markup
    """

    words: str
    place: str
    whose: str
    svg: Markup

    @property
    def told(self) -> tuple[str, str]:
        """Give the place, and what it is of; beside one limit alone nothing lies within."""
        first = next((one for one in _OPEN if self.words.startswith(one)), "")
        place = _OPEN[first] if first and self.place == "within" else self.place
        return place, self.words.removeprefix(first)


def drawn(measured: Sent, panel: Panels) -> Drawn | None:
    """Draw the interval that holds for this person in the unit as sent.

    Parameters
    ----------
    measured : Sent
    panel : Panels
        That panel alone.

    Returns
    -------
    Drawn or None
        None where no interval is known to hold, or the value was not read.
    """
    found = usual(measured.key, panel)
    one = found.interval[0]
    if one is None or one.low is one.high is None or math.isnan(measured.value):
        return None
    low, high = (
        (float(limit[0]) - measured.factor.offset) / measured.factor.scale
        for limit in (found.low, found.high)
    )
    digits = 3 if measured.converted else 4  # a limit that was converted is no finer than it was
    words = wording.interval(low, high, measured.unit, digits)
    place = wording.place(measured.value, low, high, measured.sign)
    told = f"{measured.label}: {measured.written}, {place} the reference interval {words}"
    log = tables.analytes()[measured.key].log
    svg = drawing.interval_bar(
        measured.value, low, high, log=log, words=told, sign=measured.sign, limited=False
    )
    return Drawn(words, place, labels.whose(one), svg)
