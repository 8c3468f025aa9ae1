"""What is read of a timed series, and what it must have for that."""

from dataclasses import dataclass
from typing import Self

from nhml.knowledge.entries import Row, split


@dataclass(frozen=True)
class RhythmFeature:
    """One row of ``rhythms.csv``: a number of a timed series.

    Attributes
    ----------
    analytes : tuple of str
        Analytes that it is known for; empty is any.
    unit : str
        ``value`` stands for the canonical unit of the analyte.
    wants : str
        What a series must have, in words.
    example_inputs, example_output, tolerance
        A worked example (JSON), and the relative error allowed.
    reading : str
        How much it says.
    """

    key: str
    label: str
    analytes: tuple[str, ...]
    unit: str
    formula: str
    wants: str
    example_inputs: str
    example_output: float
    tolerance: float
    reading: str
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``rhythms.csv``."""
        text = ("key", "label", "unit", "formula", "wants", "example_inputs", "reading")
        return cls(
            **{name: row[name] for name in text},
            analytes=split(row["analytes"]),
            example_output=float(row["example_output"]),
            tolerance=float(row["tolerance"]),
            source=split(row["source"]),
            confidence=row["confidence"],
        )

    def of(self, analyte: str) -> bool:
        """Tell whether it is known for an analyte."""
        return not self.analytes or analyte in self.analytes
