"""Where panels come from, and what that does to their values: units, medians, prevalence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from nhml.cohorts.outcomes import auroc_alone
from nhml.knowledge import tables
from nhml.knowledge.entries import Conversion
from nhml.panels.panel import Floats, Panels

_FEWEST = 20  # known values of a place, below which its median says little
_FAR = 1.5  # as a factor: so far apart do laboratories not lie
_NEAR = 1.15  # as a factor: so near does another unit bring them
_SURE = 1e-3  # p value

Columns = Mapping[str, npt.NDArray[Any]]


class Foreign(NamedTuple):
    """An analyte whose median at one place would fit the others in another unit."""

    analyte: str
    column: str
    place: str
    unit: str


class Telling(NamedTuple):
    """How well a place tells the outcome: AUROC of its prevalence, p value of chi-square."""

    column: str
    auroc: float
    p_value: float


def units_sent(frame: pd.DataFrame, analytes: Iterable[str]) -> pd.DataFrame:
    """Count the units that values were sent in.

    Parameters
    ----------
    frame : DataFrame
        The panel frame as sent.
    analytes : iterable of str

    Returns
    -------
    DataFrame
        ``analyte, site, unit, panels``; the site is empty where none is stated.
    """
    site = frame["site"].astype(str) if "site" in frame else ""
    found = [
        frame.assign(site=site, unit=frame[f"{key}_unit"].astype(str))[frame[key].notna()]
        .groupby(["site", "unit"], as_index=False)
        .size()
        .assign(analyte=key)
        for key in analytes
        if f"{key}_unit" in frame
    ]
    columns = ["analyte", "site", "unit", "panels"]
    if not found:
        return pd.DataFrame(columns=columns)
    return pd.concat(found, ignore_index=True).rename(columns={"size": "panels"})[columns]


def foreign_medians(panels: Panels, places: Columns) -> Iterator[Foreign]:
    """Find analytes that one place seems to have sent in another unit than it stated.

    Its median lies further than half as much again from that of the other places, and
    within 15 % of it had the values been in another unit.

    Parameters
    ----------
    panels : Panels
    places : mapping of str to ndarray, shape (n,)
        Columns that name a place or a time, such as ``site``.
    """
    for column, names in places.items():
        for place in _distinct(names):
            here = np.array([str(one) == place for one in names])
            for at, key in enumerate(panels.keys):
                inside, outside = panels.values[here, at], panels.values[~here, at]
                if unit := _other_unit(key, inside, outside):
                    yield Foreign(key, column, place, unit)


def telling(event: Floats, places: Columns) -> Iterator[Telling]:
    """Find the columns of places by which the outcome can be told.

    Parameters
    ----------
    event : ndarray, shape (n,)
    places : mapping of str to ndarray, shape (n,)
    """
    for column, names in places.items():
        known = ~np.asarray(pd.isna(names))
        counted = pd.crosstab(names[known].astype(str), event[known])
        if min(counted.shape) < 2:
            continue
        share = counted[1.0] / counted.sum(axis=1)
        risk = share.loc[names[known].astype(str)].to_numpy(np.float64)
        p_value = float(stats.chi2_contingency(counted.to_numpy()).pvalue)
        if p_value < _SURE:
            yield Telling(column, auroc_alone(risk, event[known]), p_value)


def _distinct(names: npt.NDArray[Any]) -> Sequence[str]:
    found = sorted({str(one) for one in names[~np.asarray(pd.isna(names))]})
    return found if len(found) > 1 else []


def _other_unit(key: str, inside: Floats, outside: Floats) -> str:
    """Give the unit that would bring the one median to the other; empty where none is needed."""
    if min((~np.isnan(inside)).sum(), (~np.isnan(outside)).sum()) < _FEWEST:
        return ""
    here, there = float(np.nanmedian(inside)), float(np.nanmedian(outside))
    if min(here, there) <= 0.0 or max(here / there, there / here) < _FAR:
        return ""
    for unit, one in tables.analytes()[key].units.items():
        if one != Conversion(1.0) and any(
            0.0 < value < there * _NEAR and value > there / _NEAR
            for value in (one.scale * here + one.offset, (here - one.offset) / one.scale)
        ):
            return unit
    return ""
