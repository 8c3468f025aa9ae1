"""NHANES variables into columns of the panel frame, each value with its unit and sign."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.cohorts.nhanes_tables import Variable
from nhml.knowledge import tables
from nhml.panels.numbers import rounded

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_NEARLY_ZERO = 1e-60  # XPT keeps zero as 5.4e-79


def zeros(table: pd.DataFrame) -> pd.DataFrame:
    """Give a table whose zeros are zero, not the 5.4e-79 of an XPT file."""
    numbers = table.select_dtypes("number")
    return table.assign(**numbers.mask(numbers.abs() < _NEARLY_ZERO, 0.0))


def fill(
    columns: dict[str, Any],
    variables: Sequence[Variable],
    found: Mapping[str, pd.DataFrame],
    people: "pd.Index[float]",
) -> None:
    """Put variables into columns, each where nothing better stands yet.

    Parameters
    ----------
    columns : dict of str to ndarray, shape (n,)
        The panel frame as far as it goes; it is added to.
    variables : sequence of Variable
        The preferred first. Of those that share column and order the mean is taken.
    found : mapping of str to DataFrame
        Tables by person.
    people : Index, length n
    """
    places: dict[tuple[str, int], list[Variable]] = {}
    for one in variables:
        if one.variable in found[one.table]:
            places.setdefault((one.column, one.order), []).append(one)
    for same in places.values():
        _fill(columns, same, found[same[0].table].reindex(people))


def _fill(columns: dict[str, Any], same: Sequence[Variable], table: pd.DataFrame) -> None:
    one = same[0]
    values = _mean([_values(each, table) for each in same])
    before = columns.get(one.column, np.full(len(values), np.nan))
    new = np.isnan(before) & ~np.isnan(values)
    if one.column not in tables.analytes():
        columns[one.column] = np.where(new, values, before)
        return
    below = new & _below(one, table)
    columns[one.column] = np.where(new, _limits(values, below), before)
    for ending, where, text in (("unit", new, one.unit), ("comparator", below, "<")):
        empty = np.full(len(values), None, dtype=object)
        written = columns.get(f"{one.column}_{ending}", empty)
        columns[f"{one.column}_{ending}"] = np.where(where, text, written)


def _mean(readings: Sequence[Floats]) -> Floats:
    """Take the mean of the readings that are known, person by person."""
    if len(readings) == 1:
        return readings[0]
    known = np.sum(~np.isnan(readings), axis=0)
    return np.where(known, np.nansum(readings, axis=0) / np.maximum(known, 1), np.nan)


def _values(one: Variable, table: pd.DataFrame) -> Floats:
    """Read one variable; codes that are no answer are missing."""
    values = table[one.variable].to_numpy(np.float64)
    values = np.where(np.isin(values, one.missing), np.nan, values) * one.scale
    if one.stands_for is not None:
        return np.where(values > 0.0, one.stands_for, np.nan)
    if one.yes:
        return np.where(np.isnan(values), np.nan, np.isin(values, one.yes))
    return values


def _below(one: Variable, table: pd.DataFrame) -> Bools:
    """Tell the values below detection by their code, or by what is stored in their place."""
    below: Bools = np.zeros(len(table), dtype=bool)
    if one.comment in table:
        below = table[one.comment].to_numpy(np.float64) == 1.0
    elif one.fill is not None:
        stored = table[one.variable].to_numpy(np.float64)
        below = np.isclose(stored, one.fill, rtol=1e-6, atol=0.0)
    return below


def _limits(values: Floats, below: Bools) -> Floats:
    """Give back the limit of detection where it was stored over the root of two."""
    return np.where(below, rounded(values * np.sqrt(2.0)), values)
