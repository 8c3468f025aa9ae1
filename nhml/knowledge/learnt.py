"""What is learnt of several columns at once: loops of hormones, and load."""

from dataclasses import dataclass
from typing import Self

from nhml.knowledge.entries import Row, split


@dataclass(frozen=True)
class Learnt:
    """One row of ``learnt.csv``: a number whose reference is learnt in training.

    Attributes
    ----------
    kind : str
        ``residual``: the first input beyond what the second leads one to expect at this
        age and sex. ``quantile``: how high both stand together among people. ``load``:
        how many markers lie in the quarter of people that bears the risk.
    inputs : tuple of str
        Columns that it is made of.
    markers : tuple of str
        Of a load: an input, or one over another; a minus stands before those whose low
        values bear the risk.
    least : int
        Of a load: how many markers must be known.
    valid_when : str
        Expression that must hold for it to be computed.
    """

    key: str
    label: str
    axis: str
    unit: str
    kind: str
    inputs: tuple[str, ...]
    markers: tuple[str, ...]
    least: int
    valid_when: str
    predictor: bool
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``learnt.csv``."""
        text = ("key", "label", "axis", "unit", "kind", "valid_when")
        return cls(
            **{name: row[name] for name in text},
            inputs=split(row["inputs"]),
            markers=split(row["markers"]),
            least=int(row["least"] or 0),
            predictor=row["predictor"] == "yes",
            source=split(row["source"]),
            confidence=row["confidence"],
        )
