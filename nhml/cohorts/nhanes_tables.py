"""Which NHANES variable is which column of the panel frame, cycle by cycle."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from nhml.errors import DataError
from nhml.knowledge import tables
from nhml.knowledge.entries import Row, split

DESIGN = "DEMO"
DRUGS = "RXQ_RX"
PERSON = "SEQN"
FULL_WEIGHT = "WTMEC2YR"
ORIGIN = ("RIDRETH3", "RIDRETH1")  # the newer question first: either will do
DESIGN_VARIABLES = (
    "RIDSTATR", "RIAGENDR", "RIDAGEYR", *ORIGIN, FULL_WEIGHT, "SDMVSTRA", "SDMVPSU",
)  # fmt: skip
DRUG_VARIABLES = ("RXDUSE", "RXDDRUG")


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
        UCUM unit of an analyte as NHANES stores it, after `scale`.
    comment : str
        Variable whose code 1 says that the value was below detection; may be empty.
    fill : float or None
        Where a cycle has no such variable: the number stored below detection.
    missing : tuple of float
        Codes that stand for refused, don't know, or not to be told.
    scale : float
        What the stored number is multiplied with.
    yes : tuple of float
        Codes that mean yes, for a flag.
    stands_for : float or None
        What any value above zero says: a weight of the fasting subsample is given to
        those who had fasted for 8.5 hours at least.
    order : int
        Of several variables of one column the lowest speaks; those of one order are one
        measurement repeated, and their mean is taken.
    """

    column: str
    table: str
    variable: str
    unit: str
    comment: str
    fill: float | None
    missing: tuple[float, ...]
    scale: float
    yes: tuple[float, ...]
    stands_for: float | None
    order: int


class Drug(NamedTuple):
    """One row of ``drugs.csv``: a part of a drug's name that sets a therapy column.

    A name that holds any part of `but_not` is another drug, or one that stays on the skin.
    """

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
    refuse_unknown([name])
    return CYCLES[name]


def refuse_unknown(names: Sequence[str]) -> None:
    """Raise a DataError that names every cycle which nhml does not read."""
    unknown = [repr(name) for name in names if name not in CYCLES]
    if unknown:
        raise DataError(f"NHANES cycle {', '.join(unknown)} is none of {', '.join(CYCLES)}")


def variables(cycle: Cycle) -> tuple[Variable, ...]:
    """List the variables of a cycle; of several that fill one column the preferred first."""
    held = [row for row in tables.rows("nhanes") if _within(cycle.year, row)]
    return tuple(sorted(map(_variable, held), key=lambda one: one.order))


def weights(cycle: Cycle) -> Mapping[str, str]:
    """Give the survey weight of each table that was measured in a part of the people only.

    The others have the weight of everybody who was examined, `FULL_WEIGHT`.
    """
    held = [row for row in tables.rows("nhanes_weights") if _within(cycle.year, row)]
    measured = {one.table for one in variables(cycle)}
    return {row["table"]: row["weight"] for row in held if row["table"] in measured}


def drugs() -> tuple[Drug, ...]:
    """List the therapy columns with the names that set them."""
    return tuple(
        Drug(row["column"], row["drug"], split(row["but_not"])) for row in tables.rows("drugs")
    )


def needed(cycle: Cycle) -> Mapping[str, frozenset[str]]:
    """List the tables of a cycle with the variables wanted of each, ``DEMO`` first."""
    wanted: dict[str, set[str]] = {DESIGN: set(DESIGN_VARIABLES), DRUGS: set(DRUG_VARIABLES)}
    for one in variables(cycle):
        wanted.setdefault(one.table, set()).update({one.variable, one.comment} - {""})
    for table, weight in weights(cycle).items():
        wanted[table].add(weight)
    return {table: frozenset(names) for table, names in wanted.items()}


def filled_by(cycle: Cycle) -> Mapping[str, tuple[str, ...]]:
    """List the columns of the panel frame that each table of a cycle fills."""
    filled: dict[str, dict[str, None]] = {table: {} for table in needed(cycle)}
    filled[DRUGS] = dict.fromkeys(one.column for one in drugs())
    for one in variables(cycle):
        filled[one.table][one.column] = None
    return {table: tuple(columns) for table, columns in filled.items()}


def _variable(row: Row) -> Variable:
    return Variable(
        column=row["column"],
        table=row["table"],
        variable=row["variable"],
        unit=row["unit"],
        comment=row["comment"],
        fill=_number(row["fill"]),
        missing=_codes(row["missing"]),
        scale=float(row["scale"] or 1.0),
        yes=_codes(row["yes"]),
        stands_for=_number(row["stands_for"]),
        order=int(row["order"]),
    )


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _within(year: int, row: Row) -> bool:
    return int(row["first_year"] or 0) <= year <= int(row["last_year"] or 9999)


def _codes(cell: str) -> tuple[float, ...]:
    return tuple(float(code) for code in split(cell))
