"""Reference intervals: what is usual at an age, in a sex, a phase and an hour."""

from dataclasses import dataclass
from typing import Self

from nhml.knowledge.entries import Row, number, split


@dataclass(frozen=True)
class ReferenceInterval:
    """One row of ``reference_intervals.csv``.

    Attributes
    ----------
    analyte : str
    sex : str
        ``F``, ``M``, or empty for both.
    ages : tuple of int
        First and last completed year of age that it holds for.
    phase : str
        Of cycle, menopause or pregnancy; empty where it does not matter.
    hours : tuple of float or None
        From and to which hour of the day; an end past 24 lies after midnight.
    low, high : float or None
        Limits [canonical unit]; None is open.
    critical_low, critical_high : float or None
        Beyond these nobody waits [canonical unit].
    preferred : bool
        Whether it is the one to take where several hold.
    """

    analyte: str
    sex: str
    ages: tuple[int, int]
    phase: str
    hours: tuple[float, float] | None
    low: float | None
    high: float | None
    critical_low: float | None
    critical_high: float | None
    method: str
    population: str
    preferred: bool
    note: str
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``reference_intervals.csv``."""
        hours = (float(row["hour_low"]), float(row["hour_high"])) if row["hour_low"] else None
        return cls(
            analyte=row["analyte"],
            sex=row["sex"],
            ages=(int(row["age_low"]), int(row["age_high"])),
            phase=row["phase"],
            hours=hours,
            low=number(row["low"]),
            high=number(row["high"]),
            critical_low=number(row["critical_low"]),
            critical_high=number(row["critical_high"]),
            method=row["method"],
            population=row["population"],
            preferred=row["preferred"] == "yes",
            note=row["note"],
            source=split(row["source"]),
            confidence=row["confidence"],
        )

    @property
    def default(self) -> bool:
        """Tell whether it may be shown unasked: preferred, and of known standing."""
        return self.preferred and self.confidence != "uncertain"
