"""What is read of urine, and what of it is validated."""

from dataclasses import dataclass
from typing import Self

from nhml.knowledge.entries import Row, number, split


@dataclass(frozen=True)
class UrineTest:
    """One row of ``urine.csv``.

    Attributes
    ----------
    kind : str
        ``screen``, ``marker``, ``turnover`` (the first analyte over the second),
        ``panel`` (without a meaning of its own) or ``collection`` (of a day).
    analytes : tuple of str
    low, high : float or None
        Of a collection, between which creatinine is credible [umol/kg/(24.h)].
    asks : tuple of str
        Therapies that change it.
    words : str
        What it is validated for, or that it is not.
    """

    key: str
    kind: str
    label: str
    analytes: tuple[str, ...]
    low: float | None
    high: float | None
    asks: tuple[str, ...]
    words: str
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``urine.csv``."""
        return cls(
            **{name: row[name] for name in ("key", "kind", "label", "words", "confidence")},
            analytes=split(row["analytes"]),
            low=number(row["low"]),
            high=number(row["high"]),
            asks=split(row["asks"]),
            source=split(row["source"]),
        )
