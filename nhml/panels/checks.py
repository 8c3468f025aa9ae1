"""What cannot be so, and what wants confirming: limits of every analyte."""

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
    found = [
        Problem(int(row), _code(limits[at], panels.values[row, at]), panels.keys[at])
        for row, at in np.argwhere(beyond)
    ]
    found += [
        Problem(int(row), "unit_to_confirm", panels.keys[at])
        for row, at in np.argwhere(~beyond & _unusual(panels.values, limits))
    ]
    return panels.blanked(beyond).with_problems(found)


def _code(entry: Analyte, value: float) -> str:
    """Tell an impossible value from one that is possible in another unit."""
    low, high = entry.possible
    others = (unit for unit in entry.units.values() if unit != (1.0, 0.0))
    fits = any(low <= value * unit.scale + unit.offset <= high for unit in others if value > 0)
    return "unit_suspect" if fits else "value_impossible"


def _unusual(values: Floats, limits: list[Analyte]) -> Bools:
    low = np.array([-np.inf if one.confirm[0] is None else one.confirm[0] for one in limits])
    high = np.array([np.inf if one.confirm[1] is None else one.confirm[1] for one in limits])
    return np.asarray((values < low) | (values > high), dtype=bool)
