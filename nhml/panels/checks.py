"""What cannot be so, and what wants confirming: limits of every analyte."""

from collections.abc import Mapping
from itertools import repeat

import numpy as np
import numpy.typing as npt

from nhml.errors import PanelError, listing
from nhml.knowledge import tables
from nhml.knowledge.entries import Analyte, Conversion
from nhml.panels.panel import Floats, Panels, Problem
from nhml.panels.units import conversion

Bools = npt.NDArray[np.bool_]

_FEWEST = 10  # known values from which a column is judged as a whole


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


def refuse_foreign_columns(panels: Panels, stated: Mapping[str, str] | None = None) -> None:
    """Refuse a file that has a whole column in another unit than was stated.

    The median of a column with ten known values at least lies outside the limits that
    want confirming, and within them had the values been sent in another unit.

    Parameters
    ----------
    panels : Panels
        All panels of a file in canonical units, impossible values among them.
    stated : mapping of str to str, optional
        The unit of each column that was sent in one, as `nhml.panels.units.stated`
        gives it; a column without is judged as it stands.

    Raises
    ------
    PanelError
        Naming every such column, its unit and the unit that it fits.
    """
    limits = [tables.analytes()[key] for key in panels.keys]
    many = np.flatnonzero((~np.isnan(panels.values)).sum(axis=0) >= _FEWEST)
    medians = np.nanmedian(panels.values[:, many], axis=0)
    outside = _unusual(medians, [limits[at] for at in many])
    sent = stated or {}
    mistakes = [
        _fits_as_a_whole(limits[at], float(median), sent.get(panels.keys[at], ""))
        for at, median in zip(many[outside], medians[outside], strict=True)
    ]
    if any(mistakes):
        raise PanelError(listing("units of whole columns are wrong", filter(None, mistakes)))


def fitting_units(analyte: str, median: float) -> tuple[str, ...]:
    """Give the listed units of an analyte in which a median would be usual.

    A hint for a person who has to state the unit, or a doubt of one that was stated;
    never a reason to take one.

    Parameters
    ----------
    analyte : str
        Key of ``analytes.csv``.
    median : float
        Of the values as sent.
    """
    entry = tables.analytes()[analyte]
    return tuple(
        name
        for name, one in entry.units.items()
        if not _unusual(np.array([median * one.scale + one.offset]), [entry])[0]
    )


def _fits_as_a_whole(entry: Analyte, median: float, unit: str) -> str:
    """Say which other unit would bring the median within the limits, if there is any."""
    own = (conversion(entry.key, unit) if unit else None) or Conversion(1.0)
    sent = (median - own.offset) / own.scale
    fitting = [one for one in fitting_units(entry.key, sent) if entry.units[one] != own]
    if not fitting:
        return ""
    said = f"{entry.key} is stated in {unit}" if unit else f"{entry.key} as sent"
    return f"{said}, and its values fit only {' or '.join(fitting)}: correct the unit"
