"""NHANES as a panel frame: its traps met once, here.

What it does to what the CDC stores: zeros that XPT keeps as 5.4e-79 become zero;
codes for refused and don't know become missing; a value below detection, stored as
its limit over the root of two, becomes the limit with the comparator ``<``;
prescriptions become therapy columns; of two laboratories that measured one analyte
the better one speaks, the other fills in.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.cohorts.nhanes_files import home_of, path_of
from nhml.cohorts.nhanes_tables import (
    DESIGN,
    DRUGS,
    Cycle,
    Variable,
    cycle_of,
    drugs,
    needed,
    variables,
)
from nhml.errors import CohortError
from nhml.knowledge import tables
from nhml.panels.numbers import rounded

Floats = npt.NDArray[np.float64]

_NEARLY_ZERO = 1e-60
_EXAMINED = 2
_SEX = {1.0: "M", 2.0: "F"}
_ETHNICITY = {
    1.0: "Mexican American",
    2.0: "other Hispanic",
    3.0: "non-Hispanic White",
    4.0: "non-Hispanic Black",
    5.0: "other",
}


class NhanesPanels(NamedTuple):
    """The panel frame of some cycles, and what its reader wants said."""

    panels: pd.DataFrame
    notes: tuple[str, ...]


def read(cycles: Sequence[str], home: Path | None = None) -> NhanesPanels:
    """Read everybody who was examined.

    Parameters
    ----------
    cycles : sequence of str
        Such as ``["2013-2014"]``.
    home : path, optional
        Folder of the fetched files; see `nhml.cohorts.nhanes_files.home_of`.

    Returns
    -------
    NhanesPanels
        The panel frame, with ``ethnicity, cycle, survey_weight, survey_stratum`` and
        ``survey_psu`` beside it. Weights are divided by the number of cycles.

    Raises
    ------
    CohortError
        If no cycle is named, or a cycle was not fetched.
    DataError
        If nhml does not read a cycle.
    """
    if not cycles:
        raise CohortError('cohort.cycles names no NHANES cycle; wanted such as ["2013-2014"]')
    parts = [_cycle(name, cycle_of(name), home_of(home)) for name in cycles]
    panels = pd.concat([part.panels for part in parts], ignore_index=True)
    panels["survey_weight"] = panels["survey_weight"] / len(parts)
    return NhanesPanels(panels, tuple(note for part in parts for note in part.notes))


def _cycle(name: str, cycle: Cycle, home: Path) -> NhanesPanels:
    found = {table: _table(path_of(home, name, table)) for table in needed(cycle)}
    design = found[DESIGN]
    if design is None:
        raise CohortError(f"NHANES {name} is not in {home}; run: nhml fetch nhanes --cycles {name}")
    people = design[design["RIDSTATR"] == _EXAMINED].set_index("SEQN")
    columns = _design(name, people)
    for one in variables(cycle):
        table = found[one.table]
        if table is not None and one.variable in table:
            _fill(columns, one, table.set_index("SEQN").reindex(people.index))
    for column, takes in _therapies(found[DRUGS], people.index).items():
        columns[column] = np.fmax(takes, np.asarray(columns.get(column, takes), dtype=np.float64))
    absent = [f"{name}: table {table} was not fetched" for table in found if found[table] is None]
    return NhanesPanels(pd.DataFrame(columns), tuple(absent))


def _table(path: Path) -> pd.DataFrame | None:
    if not path.exists():
        return None
    table = pd.read_sas(path, format="xport", encoding="latin-1")
    numbers = table.select_dtypes("number").columns
    values = table[numbers].to_numpy(copy=True)
    values[np.abs(values) < _NEARLY_ZERO] = 0.0
    table[numbers] = values
    return table


def _design(name: str, people: pd.DataFrame) -> dict[str, object]:
    """Write who they are and how they were sampled."""
    ids = [f"nhanes-{name}-{int(number)}" for number in people.index]
    return {
        "panel_id": ids,
        "subject_id": ids,
        "age": people["RIDAGEYR"].to_numpy(),
        "sex": people["RIAGENDR"].map(_SEX).to_numpy(object),
        "ethnicity": people["RIDRETH1"].map(_ETHNICITY).to_numpy(object),
        "cycle": name,
        "survey_weight": people["WTMEC2YR"].to_numpy(),
        "survey_stratum": [f"{name}/{stratum:.0f}" for stratum in people["SDMVSTRA"]],
        "survey_psu": people["SDMVPSU"].to_numpy(),
    }


def _fill(columns: dict[str, object], one: Variable, table: pd.DataFrame) -> None:
    """Put one variable where nothing better stands yet."""
    values = table[one.variable].to_numpy(dtype=np.float64, copy=True)
    values[np.isin(values, one.missing)] = np.nan
    if one.stands_for is not None:
        values = np.where(values > 0.0, one.stands_for, np.nan)
    if one.yes:
        values = np.where(np.isnan(values), np.nan, np.isin(values, one.yes))
    if one.column not in tables.analytes():
        before = np.asarray(columns.get(one.column, np.full(len(values), np.nan)), dtype=np.float64)
        columns[one.column] = np.where(np.isnan(before), values, before)
        return
    below = _below(one, table)
    values = np.where(below, rounded(values * np.sqrt(2.0)), values)
    before = np.asarray(columns.get(one.column, np.full(len(values), np.nan)), dtype=np.float64)
    new = np.isnan(before) & ~np.isnan(values)
    columns[one.column] = np.where(new, values, before)
    for ending, filling, where in (("_unit", one.unit, new), ("_comparator", "<", new & below)):
        text = columns.setdefault(f"{one.column}{ending}", np.full(len(values), None, dtype=object))
        assert isinstance(text, np.ndarray)
        text[where] = filling


def _below(one: Variable, table: pd.DataFrame) -> npt.NDArray[np.bool_]:
    if one.comment not in table:
        return np.zeros(len(table), dtype=bool)
    return (table[one.comment] == 1.0).to_numpy(dtype=np.bool_)


def _therapies(taken: pd.DataFrame | None, people: pd.Index) -> dict[str, Floats]:
    """Turn prescriptions into columns: 1 takes it, 0 does not, unknown where nobody answered."""
    if taken is None:
        return {}
    names = taken["RXDDRUG"].astype(str).str.upper()
    answered = people.isin(taken.loc[taken["RXDUSE"].isin((1.0, 2.0)), "SEQN"])
    columns: dict[str, Floats] = {}
    for one in drugs():
        holds = names.str.contains(one.drug, regex=False)
        for other in one.but_not:
            holds &= ~names.str.contains(other, regex=False)
        takes = people.isin(taken.loc[holds, "SEQN"]).astype(np.float64)
        before = columns.get(one.column, np.zeros(len(people)))
        columns[one.column] = np.maximum(before, takes)
    return {name: np.where(answered, column, np.nan) for name, column in columns.items()}
