"""Limits that conditions hold as plain numbers, and that a laboratory may replace."""

from typing import NamedTuple, Self

from nhml.knowledge.entries import Row, split


class GenericLimit(NamedTuple):
    """One row of ``generic_limits.csv``: a number in conditions that is somebody's limit.

    Attributes
    ----------
    key : str
    analyte : str
        Whose limit it is.
    side : str
        ``low``, ``high``, ``critical_low`` or ``critical_high``.
    column : str
        The analyte or index that conditions compare with it.
    value : float
        As it stands in conditions [canonical unit].
    meaning : str
    source : tuple of str
        Keys of ``sources.toml``.
    confidence : str
    """

    key: str
    analyte: str
    side: str
    column: str
    value: float
    meaning: str
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``generic_limits.csv``."""
        return cls(
            **{name: row[name] for name in ("key", "analyte", "side", "column", "meaning")},
            value=float(row["value"]),
            source=split(row["source"]),
            confidence=row["confidence"],
        )
