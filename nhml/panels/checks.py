"""What cannot be so, and what wants confirming: limits of every analyte."""

from itertools import repeat

import numpy as np
import numpy.typing as npt

from nhml.knowledge import tables
from nhml.knowledge.entries import Analyte
from nhml.panels.panel import Floats, Panels, Problem

Bools = npt.NDArray[np.bool_]


def check(panels: Panels) -> Panels:
    """Find values beyond the possible limits, and those whose unit wants confirming.

    Parameters
    ----------
    panels : Panels
        Panels in canonical units.

    Returns
    -------
    Panels
        The same panels; an impossible value is NaN and its panel carries the problem.
        It is called a suspect unit where another unit of the analyte would make it
        possible.
    """
    limits = [tables.analytes()[key] for key in panels.keys]
    low = np.array([entry.possible[0] for entry in limits])
    high = np.array([entry.possible[1] for entry in limits])
    beyond = (panels.values < low) | (panels.values > high)
    unusual = ~beyond & _unusual(panels.values, limits)
    found: list[Problem] = []
    for at in np.flatnonzero(beyond.any(axis=0)):
        rows = np.flatnonzero(beyond[:, at])
        fits = _fits_another_unit(limits[at], panels.values[rows, at])
        codes = np.where(fits, "unit_suspect", "value_impossible").tolist()
        found += map(Problem, rows.tolist(), codes, repeat(panels.keys[at]))
    for at in np.flatnonzero(unusual.any(axis=0)):
        rows = np.flatnonzero(unusual[:, at])
        found += map(Problem, rows.tolist(), repeat("unit_to_confirm"), repeat(panels.keys[at]))
    return panels.blanked(beyond).with_problems(found)


def _fits_another_unit(entry: Analyte, values: Floats) -> Bools:
    """Tell the values that would be possible if they had been sent in another unit."""
    low, high = entry.possible
    fits = np.zeros(len(values), dtype=bool)
    for unit in entry.units.values():
        with np.errstate(over="ignore"):
            other = values * unit.scale + unit.offset
        fits |= (unit != (1.0, 0.0)) & (low <= other) & (other <= high)
    return fits & (values > 0)


def _unusual(values: Floats, limits: list[Analyte]) -> Bools:
    low = np.array([-np.inf if one.confirm[0] is None else one.confirm[0] for one in limits])
    high = np.array([np.inf if one.confirm[1] is None else one.confirm[1] for one in limits])
    return np.asarray((values < low) | (values > high), dtype=bool)
