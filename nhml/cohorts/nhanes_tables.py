"""Which NHANES variable is which column of the panel frame, cycle by cycle."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from nhml.errors import DataError
from nhml.knowledge import tables
from nhml.knowledge.entries import split

DESIGN = "DEMO"
DRUGS = "RXQ_RX"


class Cycle(NamedTuple):
    """One cycle of the survey: its first year, and the ending of its file names."""

    year: int
    suffix: str


CYCLES: Mapping[str, Cycle] = MappingProxyType(
    {
        "2007-2008": Cycle(2007, "_E"),
        "2009-2010": Cycle(2009, "_F"),
        "2011-2012": Cycle(2011, "_G"),
        "2013-2014": Cycle(2013, "_H"),
        "2015-2016": Cycle(2015, "_I"),
        "2017-2018": Cycle(2017, "_J"),
    }
)


class Variable(NamedTuple):
    """One row of ``nhanes.csv``.

    Attributes
    ----------
    column : str
        Column of the panel frame.
    table, variable : str
        Where NHANES keeps it, and under which name.
    unit : str
        UCUM unit of an analyte as NHANES stores it.
    comment : str
        Variable whose code 1 says that the value was below detection; may be empty.
    missing : tuple of float
        Codes that stand for refused, don't know, or not to be told.
    yes : tuple of float
        Codes that mean yes, for a flag.
    stands_for : float or None
        What any value above zero says: a weight of the fasting subsample is given to
        those who had fasted for 8.5 hours at least.
    """

    column: str
    table: str
    variable: str
    unit: str
    comment: str
    missing: tuple[float, ...]
    yes: tuple[float, ...]
    stands_for: float | None


class Drug(NamedTuple):
    """One row of ``drugs.csv``: a part of a drug's name that sets a therapy column."""

    column: str
    drug: str
    but_not: tuple[str, ...]


def cycle_of(name: str) -> Cycle:
    """Give a cycle by its name.

    Raises
    ------
    DataError
        If nhml does not read it.
    """
    if name not in CYCLES:
        raise DataError(f"NHANES cycle {name!r} is none of {', '.join(CYCLES)}")
    return CYCLES[name]


def variables(cycle: Cycle) -> tuple[Variable, ...]:
    """List the variables of a cycle; of several that fill one column the preferred first."""
    held = [row for row in tables.rows("nhanes") if _within(cycle.year, row)]
    return tuple(
        Variable(
            row["column"],
            row["table"],
            row["variable"],
            row["unit"],
            row["comment"],
            _codes(row["missing"]),
            _codes(row["yes"]),
            float(row["stands_for"]) if row["stands_for"] else None,
        )
        for row in sorted(held, key=lambda row: int(row["order"]))
    )


def drugs() -> tuple[Drug, ...]:
    """List the therapy columns with the names that set them."""
    return tuple(
        Drug(row["column"], row["drug"], split(row["but_not"])) for row in tables.rows("drugs")
    )


def needed(cycle: Cycle) -> Mapping[str, frozenset[str]]:
    """List the tables of a cycle with the variables wanted of each, ``DEMO`` first."""
    wanted: dict[str, set[str]] = {DESIGN: {"RIAGENDR", "RIDAGEYR"}, DRUGS: {"RXDDRUG"}}
    for one in variables(cycle):
        wanted.setdefault(one.table, set()).add(one.variable)
    return {table: frozenset(names) for table, names in wanted.items()}


def _within(year: int, row: Mapping[str, str]) -> bool:
    first, last = row["first_year"] or "0", row["last_year"] or "9999"
    return int(first) <= year <= int(last)


def _codes(cell: str) -> tuple[float, ...]:
    return tuple(float(code) for code in split(cell))
