"""NHANES as a panel frame: its traps met once, here.

What it does to what the CDC stores: zeros that XPT keeps as 5.4e-79 become zero;
codes for refused and don't know become missing; a value below detection, stored as
its limit over the root of two, becomes the limit with the comparator ``<``, so that it
still counts as the CDC stored it;
prescriptions become therapy columns; of two laboratories that measured one analyte
the better one speaks, the other fills in.
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.cohorts import nhanes_files
from nhml.cohorts.nhanes_columns import fill, zeros
from nhml.cohorts.nhanes_survey import Found, describe, sampled, weigh
from nhml.cohorts.nhanes_tables import (
    CYCLES,
    DESIGN,
    DRUGS,
    ORIGIN,
    PERSON,
    Cycle,
    Drug,
    cycle_of,
    drugs,
    filled_by,
    needed,
    refuse_unknown,
    variables,
)
from nhml.cohorts.survey import SURVEY
from nhml.errors import CohortError, DataError, listing

Column = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_EXAMINED = 2.0
_ANSWERED = (1.0, 2.0)  # takes prescribed drugs, or none
_UNNAMED = ("55555", "77777", "99999")  # takes a drug, nobody knows which


class NhanesPanels(NamedTuple):
    """The panel frame of some cycles, and what its reader wants said."""

    panels: pd.DataFrame
    notes: tuple[str, ...]


def read(
    cycles: Sequence[str], home: Path | None = None, reads: Collection[str] = ()
) -> NhanesPanels:
    """Read everybody who was examined.

    Parameters
    ----------
    cycles : sequence of str
        Such as ``["2013-2014"]``.
    home : path, optional
        Folder of the fetched files; `nhml.cohorts.nhanes_files.home` by default.
    reads : collection of str, optional
        Columns that the outcome is decided from; they choose the survey weight, see
        `nhml.cohorts.nhanes_survey.weigh`.

    Returns
    -------
    NhanesPanels
        The panel frame, with ``ethnicity, cycle, survey_weight, survey_stratum`` and
        ``survey_psu`` beside it. Weights are divided by the number of cycles, NaN for
        those whom the weighted sample does not hold. The notes say which table or
        variable is absent, and which columns it would have filled.

    Raises
    ------
    CohortError
        If no cycle is named, one is named twice, or one was not fetched.
    DataError
        If nhml does not read a cycle, or a kept file cannot be read.
    """
    _refuse(cycles, home or nhanes_files.home())
    parts = [_cycle(name, home or nhanes_files.home(), reads) for name in cycles]
    panels = pd.concat([part.panels for part in parts], ignore_index=True)
    panels["survey_weight"] = panels["survey_weight"] / len(parts)
    if any(part.panels["survey_weight"].isna().all() for part in parts):
        panels = panels.drop(columns=list(SURVEY))  # one cycle would stand for all of them
    return NhanesPanels(panels, tuple(note for part in parts for note in part.notes))


def _refuse(cycles: Sequence[str], home: Path) -> None:
    if not cycles:
        raise CohortError(
            'no NHANES cycle is named; wanted such as ["2013-2014"], of ' + ", ".join(CYCLES)
        )
    refuse_unknown(cycles)
    if len(set(cycles)) < len(cycles):
        raise CohortError(f"an NHANES cycle stands twice in {', '.join(cycles)}; name each once")
    lacking = [name for name in cycles if not nhanes_files.path_of(home, name, DESIGN).is_file()]
    if lacking:
        found = [f"{name}: no {DESIGN}{CYCLES[name].suffix}.xpt" for name in lacking]
        wanted = f"nhml fetch nhanes --cycles {','.join(lacking)}"
        raise CohortError(listing(f"NHANES is not in {home}", found) + f"\nrun: {wanted}")


def _cycle(name: str, home: Path, reads: Collection[str]) -> NhanesPanels:
    cycle = cycle_of(name)
    found = {
        table: _table(nhanes_files.path_of(home, name, table), wanted)
        for table, wanted in needed(cycle).items()
    }
    design = found[DESIGN]
    people = design[design["RIDSTATR"] == _EXAMINED]
    weight = weigh(cycle, people, found, reads)
    columns = {**describe(name, people), **sampled(name, people, weight.values)}
    fill(columns, variables(cycle), found, people.index)
    for column, flag in _therapies(found[DRUGS], people.index).items():
        columns[column] = np.fmax(flag, columns.get(column, np.nan))
    said = [*_absent(cycle, found), *_lacking(cycle, found), *weight.words]
    return NhanesPanels(pd.DataFrame(columns), tuple(f"{name}: {words}" for words in said))


def _absent(cycle: Cycle, found: Found) -> Iterator[str]:
    """Say which tables are not there, and what follows."""
    filled = filled_by(cycle)
    for table, content in found.items():
        if content.columns.empty:
            then = "; nobody could be excluded for a treatment" if table == DRUGS else ""
            columns = ", ".join(filled[table])
            yield f"{table}{cycle.suffix} absent: columns {columns}{then}"


def _lacking(cycle: Cycle, found: Found) -> Iterator[str]:
    """Say which variables a table that is there has not."""
    for table, wanted in needed(cycle).items():
        lacking = wanted.difference(found[table].columns, ORIGIN)
        if lacking and not found[table].columns.empty:
            filled = dict.fromkeys(
                one.column
                for one in variables(cycle)
                if one.table == table and lacking & {one.variable, one.comment}
            )
            columns = f": columns {', '.join(filled)}" if filled else ""
            yield f"{table}{cycle.suffix} has no {', '.join(sorted(lacking))}{columns}"


def _table(path: Path, wanted: frozenset[str]) -> pd.DataFrame:
    """Read the wanted variables of a table, by person; an absent table has no columns."""
    if not path.is_file():
        return pd.DataFrame(index=pd.Index([], name=PERSON, dtype=np.float64))
    try:
        table = nhanes_files.open_table(path)
    except DataError as error:
        raise DataError(f"{path.name} {error}; delete it and fetch it again") from None
    kept = table[[column for column in table if column in wanted]].set_index(table[PERSON])
    return zeros(kept)


def _therapies(taken: pd.DataFrame, people: pd.Index) -> dict[str, Floats]:
    """Turn prescriptions into columns: 1 takes it, 0 does not, else unknown.

    Unknown is who did not answer, or takes a drug whose name is not known.
    """
    if taken.columns.empty:
        return {}
    answered = people.isin(taken.index[taken["RXDUSE"].isin(_ANSWERED)])
    unnamed = people.isin(taken.index[taken["RXDDRUG"].isin(_UNNAMED)])
    otherwise = np.where(answered & ~unnamed, 0.0, np.nan)
    places, names = pd.factorize(taken["RXDDRUG"].fillna("").str.upper())
    columns: dict[str, Floats] = {}
    for one in drugs():
        takes = people.isin(taken.index[_holds(one, names)[places]])
        columns[one.column] = np.where(takes, 1.0, columns.get(one.column, otherwise))
    return columns


def _holds(one: Drug, names: "pd.Index[str]") -> Bools:
    """Tell which names contain the drug."""
    return np.array(
        [one.drug in name and not any(other in name for other in one.but_not) for name in names],
        dtype=bool,
    )
