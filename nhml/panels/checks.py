"""What cannot be so, and what wants confirming: limits of every analyte."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import repeat

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.errors import PanelError, listing
from nhml.knowledge import tables
from nhml.knowledge.entries import Analyte, Conversion
from nhml.panels.panel import Floats, Panels, Problem
from nhml.panels.totals import contradicted
from nhml.panels.units import conversion

Bools = npt.NDArray[np.bool_]

_FEWEST = 10  # known values from which a column is judged as a whole


def check(panels: Panels, confirmed: Collection[str] = ()) -> Panels:
    """Find values beyond the possible limits, and those whose unit wants confirming.

    Parameters
    ----------
    panels : Panels
        Panels in canonical units.

    confirmed : collection of str
        Analytes whose unit is known to be right, however unusual their values.

    Returns
    -------
    Panels
        The same panels; an impossible value is NaN and its panel carries the problem.
        It is called a suspect unit where another unit of the analyte would make it
        possible, and a code for missing where it is a usual one.
    """
    limits = [tables.analytes()[key] for key in panels.keys]
    low = np.array([entry.possible[0] for entry in limits])
    high = np.array([entry.possible[1] for entry in limits])
    beyond = (panels.values < low) | (panels.values > high)
    unusual = ~beyond & _unusual(panels.values, limits)
    unusual[:, [key in confirmed for key in panels.keys]] = False
    found: list[Problem] = []
    for at in np.flatnonzero(beyond.any(axis=0)):
        rows = np.flatnonzero(beyond[:, at])
        fits = _fits_another_unit(limits[at], panels.values[rows, at])
        codes = np.where(fits, "unit_suspect", "value_impossible").tolist()
        found += map(Problem, rows.tolist(), codes, repeat(panels.keys[at]))
    for at in np.flatnonzero(unusual.any(axis=0)):
        rows = np.flatnonzero(unusual[:, at])
        found += map(Problem, rows.tolist(), repeat("unit_to_confirm"), repeat(panels.keys[at]))
    told = panels.with_problems([*found, *_of_the_other_sex(panels), *contradicted(panels)])
    sure = _with_sure_codes(told)
    return sure.blanked(beyond, _refused(sure, beyond) if beyond.any() else None)


def _refused(panels: Panels, beyond: Bools) -> Floats:
    """Keep what lies beyond the limits and may be a value: above 0, and no code for missing."""
    kept = np.where(beyond & (panels.values > 0), panels.values, np.nan)
    place = {key: at for at, key in enumerate(panels.keys)}
    for one in panels.problems:
        if one.code == "missing_code" and one.column in place:
            kept[one.row, place[one.column]] = np.nan
    return kept


def _with_sure_codes(panels: Panels) -> Panels:
    """Call an impossible value that is a usual code for missing by that name alone."""
    impossible = {
        (one.row, one.column): one
        for one in panels.problems
        if one.code in ("unit_suspect", "value_impossible")
    }
    sure = {
        one: impossible[one.row, one.column]
        for one in panels.problems
        if one.code == "missing_code_perhaps" and (one.row, one.column) in impossible
    }
    if not sure:
        return panels
    kept = {*panels.problems} - {*sure} - {*sure.values()}
    renamed = [one._replace(code="missing_code") for one in sure]
    return replace(panels, problems=tuple(sorted([*kept, *renamed])))


def _of_the_other_sex(panels: Panels) -> list[Problem]:
    """Find what only the other sex has; a flag that says no is nothing."""
    if "sex" not in panels.items:
        return []
    sex, found = panels.items["sex"], list[Problem]()
    for name, only in tables.single_sex().items():
        if name in panels.keys or name in panels.items:
            column = panels.column(name)
            denied = (column == 0.0) & _is_flag(name)
            there = pd.notna(column) & ~denied & pd.notna(sex) & (sex != only)
            found += [Problem(row, "other_sex", name) for row in np.flatnonzero(there).tolist()]
    return found


def _is_flag(name: str) -> bool:
    item = tables.context().get(name) or tables.symptoms().get(name)
    return item is not None and item.kind == "flag"


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


def foreign_columns(
    panels: Panels, stated: Mapping[str, str] | None = None, confirmed: Collection[str] = ()
) -> list[str]:
    """Find the whole columns that are in another unit than was stated.

    The median of a column with ten known values at least lies outside the limits that
    want confirming, and within them had the values been sent in another unit.

    Parameters
    ----------
    panels : Panels
        All panels of a file in canonical units, impossible values among them.
    stated : mapping of str to str, optional
        The unit of each column that was sent in one, as `nhml.panels.units.stated`
        gives it; a column without is judged as it stands.
    confirmed : collection of str
        Analytes whose unit is known to be right.

    Returns
    -------
    list of str
        A sentence for every such column: its unit, the unit that it fits, the way out.
    """
    limits = [tables.analytes()[key] for key in panels.keys]
    many = np.flatnonzero((~np.isnan(panels.values)).sum(axis=0) >= _FEWEST)
    many = many[[panels.keys[at] not in confirmed for at in many]]
    medians = np.nanmedian(panels.values[:, many], axis=0)
    outside = _unusual(medians, [limits[at] for at in many])
    sent = stated or {}
    found = [
        _fits_as_a_whole(limits[at], float(median), sent.get(panels.keys[at], ""))
        for at, median in zip(many[outside], medians[outside], strict=True)
    ]
    return [words for words in found if words]


def refuse_foreign_columns(
    panels: Panels, stated: Mapping[str, str] | None = None, confirmed: Collection[str] = ()
) -> None:
    """Refuse a file that has a whole column in another unit than was stated.

    Parameters
    ----------
    panels, stated, confirmed
        As `foreign_columns` takes them.

    Raises
    ------
    PanelError
        Naming every such column, its unit and the unit that it fits.
    """
    mistakes = foreign_columns(panels, stated, confirmed)
    if mistakes:
        raise PanelError(listing("units of whole columns are wrong", mistakes))


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
    return (
        f"{said}, and its values fit only {' or '.join(fitting)}: correct the unit, or, if it "
        f'is right, write confirmed = ["{entry.key}"] into the file of --units'
    )
