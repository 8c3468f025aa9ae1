"""What one row of ``phenotypes.csv`` says: a case definition judged on one panel."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from nhml.errors import KnowledgeError, listing
from nhml.knowledge import tables
from nhml.knowledge.entries import Row, split

UNANSWERED = "none"  # a condition that no single panel can decide
SIDES = ("low", "high")
Marks = tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False)  # one a row: the row is its identity
class Phenotype:
    """One row of ``phenotypes.csv``, its empty cells filled from ``outcomes.csv``.

    Attributes
    ----------
    same_as : str
        Another phenotype, of which this is a second name.
    condition : str
        What makes a case; empty where no single panel can decide it.
    assessable_when : str
        Whom it is about. What stands under ``not`` is an exclusion: one that is unknown
        is taken as absent. What stands under none has to be known to hold.
    limits : mapping of (analyte, side) to float
        Limits of ``limit(analyte, side)`` where the laboratory gives none; where neither
        does, the reference interval of age and sex holds [canonical unit].
    unread : tuple of (column, condition)
        When a value counts as not measured, for it was taken in the wrong way.
    doubtful : tuple of (column, condition)
        When a value neither makes a case nor clears one.
    rules : tuple of str
        Safety rules; where one of them fires the phenotype cannot be assessed.
    words : str
        What a reader has to know of it.
    """

    key: str
    same_as: str
    label: str
    axis: str
    condition: str
    assessable_when: str
    limits: Mapping[tuple[str, str], float]
    unread: Marks
    doubtful: Marks
    rules: tuple[str, ...]
    words: str
    source: tuple[str, ...]
    confidence: str


@cache
def phenotypes() -> Mapping[str, Phenotype]:
    """Read ``phenotypes.csv``, in its order.

    Raises
    ------
    KnowledgeError
        Naming every row that cannot be read.
    """
    read, mistakes = dict[str, Phenotype](), []
    for number, row in enumerate(tables.rows("phenotypes"), start=2):
        try:
            read[row["key"]] = _read(row)
        except (KeyError, ValueError) as error:
            mistakes.append(f"row {number}: {type(error).__name__}: {error}")
    if mistakes:
        raise KnowledgeError(listing("tables/phenotypes.csv cannot be used", mistakes))
    return MappingProxyType({key: _resolved(one, read) for key, one in read.items()})


def _read(row: Row) -> Phenotype:
    outcome = tables.outcomes()[row["same_as"] or row["key"]]
    condition = row["condition"] or outcome.event
    return Phenotype(
        key=row["key"],
        same_as=row["same_as"],
        label=outcome.label,
        axis=outcome.axis,
        condition="" if condition == UNANSWERED else condition,
        assessable_when=row["assessable_when"] or outcome.eligible,
        limits=MappingProxyType(dict(map(_limit, split(row["limits"])))),
        unread=_marks(row["unread"]),
        doubtful=_marks(row["doubtful"]),
        rules=split(row["rules"]),
        words=row["words"],
        source=split(row["source"]),
        confidence=row["confidence"],
    )


def _limit(text: str) -> tuple[tuple[str, str], float]:
    analyte, side, value = text.split()
    if side not in SIDES or analyte not in tables.analytes():
        raise ValueError(f"{text!r} is no limit; wanted such as 'tsh high 4.5'")
    return (analyte, side), float(value)


def _marks(text: str) -> Marks:
    parted = (one.partition(":") for one in split(text))
    return tuple((column.strip(), condition.strip()) for column, _, condition in parted)


def _resolved(one: Phenotype, read: Mapping[str, Phenotype]) -> Phenotype:
    """Give a second name what it stands for."""
    if not one.same_as:
        return one
    return replace(read[one.same_as], key=one.key, same_as=one.same_as, words=one.words)
