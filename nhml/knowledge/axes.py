"""What the tables of the hormonal axes say, typed: loops, patterns, how partners go together."""

from dataclasses import dataclass
from typing import Self

from nhml.knowledge.entries import Row, refuse_unknown, split

READINGS = ("primary", "central", "resistance", "exogenous", "in_keeping", "not_assessable")
STAGES = ("", "overt", "compensated")
DIRECTIONS = ("", "under", "over")


@dataclass(frozen=True)
class Loop:
    """One row of ``axes_loops.csv``: a hormone and what drives it.

    Attributes
    ----------
    sex : str
        ``F``, ``M``, or empty for both.
    driver : tuple of str
        Analytes that drive, the usual one first; empty where none is measured.
    target : str
        Analyte that answers, and holds the driver down.
    beside : tuple of str
        Further analytes, indices and results that patterns may read.
    needs : tuple of str
        Columns that a reading hangs on, in the order in which to ask for them.
    feedback : str
        How the loop works, in a sentence.
    up_left, down_left, up_right, down_right : str
        What a corner of the plane says, the target to the right and the driver upwards.
    """

    key: str
    axis: str
    label: str
    sex: str
    driver: tuple[str, ...]
    target: str
    beside: tuple[str, ...]
    needs: tuple[str, ...]
    feedback: str
    up_left: str
    down_left: str
    up_right: str
    down_right: str
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``axes_loops.csv``."""
        lists = {name: split(row[name]) for name in ("driver", "beside", "needs", "source")}
        text = {name: row[name] for name in row if name not in lists}
        return cls(**text, **lists)  # type: ignore[arg-type]

    @property
    def shown(self) -> tuple[str, ...]:
        """List what evidence is shown of, the driver first."""
        return (*self.driver, self.target, *self.beside)


@dataclass(frozen=True)
class Pattern:
    """One row of ``axes.csv``: what values of a loop together say.

    Attributes
    ----------
    loop : str
        Key of ``axes_loops.csv``.
    priority : int
        Of several patterns that hold, the one with the least speaks.
    reading : str
        One of `READINGS`.
    stage : str
        One of `STAGES`: ``compensated`` where the target still lies inside its interval.
    direction : str
        One of `DIRECTIONS`: which way the axis works.
    condition : str
        In the grammar of `nhml.panels.expressions`; ``limit(tsh, high)`` is the upper limit
        that holds for the panel.
    words, settles : str
        The reading in a line, and what would settle what it leaves open.
    """

    key: str
    loop: str
    priority: int
    reading: str
    stage: str
    direction: str
    condition: str
    words: str
    settles: str
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``axes.csv``.

        Raises
        ------
        ValueError
            If a word is not one of those known.
        """
        refuse_unknown(row, _WORDS)
        text = ("key", "loop", "reading", "stage", "direction", "condition", "words", "settles")
        return cls(
            **{name: row[name] for name in text},
            priority=int(row["priority"]),
            source=split(row["source"]),
            confidence=row["confidence"],
        )


@dataclass(frozen=True)
class Pair:
    """One row of ``axes_pairs.csv``: how far logs of two analytes go together in health.

    Attributes
    ----------
    driver, target : str
    correlation, low, high : float
        Of the logs, with its interval of 95 %.
    people : int
    whom : str
        Among whom it was computed.
    """

    key: str
    driver: str
    target: str
    correlation: float
    low: float
    high: float
    people: int
    whom: str
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``axes_pairs.csv``."""
        return cls(
            key=row["key"],
            driver=row["driver"],
            target=row["target"],
            correlation=float(row["correlation"]),
            low=float(row["low"]),
            high=float(row["high"]),
            people=int(row["people"]),
            whom=row["whom"],
            source=split(row["source"]),
            confidence=row["confidence"],
        )


_WORDS = {"reading": READINGS, "stage": STAGES, "direction": DIRECTIONS}
