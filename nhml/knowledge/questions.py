"""What a question to a model may change, and what moves with it."""

from dataclasses import dataclass
from typing import Self

from nhml.knowledge.entries import Row, number, split


@dataclass(frozen=True)
class Modifiable:
    """One row of ``modifiable.csv``: an input that may be changed.

    Attributes
    ----------
    change : tuple of float
        Least and most of a change [`change_in`].
    change_in : str
        ``%`` of the value, else the unit of the column; empty of a flag.
    result : tuple of float or None
        Least and most of what results [unit of the column].
    allowed_when : str
        Expression that must hold of the changed panel; empty asks for nothing.
    """

    key: str
    label: str
    change: tuple[float, float]
    change_in: str
    result: tuple[float | None, float | None]
    allowed_when: str
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``modifiable.csv``."""
        return cls(
            key=row["key"],
            label=row["label"],
            change=(float(row["least_change"]), float(row["most_change"])),
            change_in=row["change_in"],
            result=(number(row["least_result"]), number(row["most_result"])),
            allowed_when=row["allowed_when"],
            source=split(row["source"]),
            confidence=row["confidence"],
        )


@dataclass(frozen=True)
class Coupling:
    """One row of ``couplings.csv``: a column that moves with another.

    Attributes
    ----------
    share : float
        By how many per cent `moved` changes for each per cent of `moves`.
    words : str
        Whence that is known, and of whom.
    """

    key: str
    moves: str
    moved: str
    share: float
    words: str
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``couplings.csv``."""
        return cls(
            **{name: row[name] for name in ("key", "moves", "moved", "words", "confidence")},
            share=float(row["share"]),
            source=split(row["source"]),
        )
