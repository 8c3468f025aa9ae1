"""Everything that was measured in one panel, each value beside its interval."""

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from nhml.errors import PanelError
from nhml.knowledge import tables
from nhml.panels.panel import Panels
from nhml.reporting import labels, wording
from nhml.reporting.intervals import Drawn, drawn
from nhml.reporting.sent import Sent, measured


class Measured(NamedTuple):
    """One value as sent, and the reference interval that holds for this person.

    Attributes
    ----------
    sent : Sent
    interval : Drawn or None
        None where no interval is known to hold, or the value was not read.
    axis : str
        What the analyte belongs to, in words.
    """

    sent: Sent
    interval: Drawn | None
    axis: str

    @property
    def read(self) -> bool:
        """Tell whether the value could be read."""
        return math.isfinite(self.sent.canonical)

    def plain(self) -> dict[str, Any]:
        """Give it as plain data."""
        one = self.sent
        return {
            "analyte": one.key,
            "written": one.written,
            "value": one.canonical if self.read else None,
            "unit": tables.analytes()[one.key].unit,
            "interval": self.interval.words if self.interval else None,
            "place": self.interval.place if self.interval else None,
        }


def of(
    cells: pd.Series, panel: Panels, units: Mapping[str, str] | None = None
) -> tuple[Measured, ...]:
    """Give everything that was sent of one panel, axis by axis.

    Parameters
    ----------
    cells : Series
        The row of the panel frame as sent.
    panel : Panels
        That row alone, checked, in canonical units.
    units : mapping of str to str, optional
        Units stated once for whole columns.
    """
    axes = list(labels.GROUPS)
    found = [
        (_group(one.key), Measured(one, drawn(one, panel), ""))
        for one in measured(cells, panel, units).values()
    ]
    found.sort(key=lambda pair: axes.index(pair[0]))
    return tuple(one._replace(axis=labels.GROUPS[axis]) for axis, one in found)


def by_axis(rows: Sequence[Measured]) -> list[tuple[str, list[Measured]]]:
    """Put values of one axis together, in their order."""
    return [(axis, list(some)) for axis, some in itertools.groupby(rows, lambda one: one.axis)]


def marked(rows: Sequence[Measured]) -> dict[str, str]:
    """Give a letter to the people of each interval; none to those of most values, who come first.

    Parameters
    ----------
    rows : sequence of Measured
    """
    counted = Counter(one.interval.whose for one in rows if one.interval)
    whose = [people for people, _ in counted.most_common()]
    return {people: wording.letters(at) if at else "" for at, people in enumerate(whose)}


def _group(analyte: str) -> str:
    axis = tables.analytes()[analyte].axis
    return "exposure" if axis == "EDC" else axis


def places(panels: Panels, panel_ids: Iterable[str]) -> list[int]:
    """Find panels by id; a message names only what was asked for.

    Raises
    ------
    PanelError
        If one is not there. Of an id that stands in several rows, the first is taken.
    """
    wanted = list(dict.fromkeys(map(str, panel_ids)))
    found = {one: np.flatnonzero(panels.panel_id == one) for one in wanted}
    absent = [wording.tidy(one) for one in wanted if not len(found[one])]
    if absent:
        raise PanelError(
            f"no panel {', '.join(absent)} among the {len(panels):,} that were sent; "
            "ids stand in the column panel_id, or are row numbers from 1 where there is none"
        )
    return [int(found[one][0]) for one in wanted]
