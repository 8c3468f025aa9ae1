"""Questionnaires: what adds up to a total, and how the total is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple, Self

from nhml.knowledge.entries import Row, split

_WORDS = ("key", "label", "sent", "better", "caution", "recall", "licence")


class Band(NamedTuple):
    """From this total on, these words."""

    least: float
    words: str


@dataclass(frozen=True)
class Instrument:
    """One row of ``instruments.csv``.

    Attributes
    ----------
    items : tuple of str
        Columns that are added up; empty where only the total may be sent.
    reversed : tuple of str
        Those of them that count the other way round.
    most_missing : int
        How many items may be missing; the others then stand for them.
    sent : str
        Column of a total that was added up elsewhere; empty where there is none.
    better : str
        ``lower`` or ``higher``.
    predictor : bool
        Whether the total comes with its items.
    bands : tuple of Band
        What the total is called, from its least value up.
    mcid : float or None
        The least change that matters to a person.
    subscales : mapping of str to tuple of str
        Parts that are added up by themselves, and their items.
    caution, recall, licence : str
        What not to read into it; over what time people answer; what may be shipped of it.
    """

    key: str
    label: str
    items: tuple[str, ...]
    reversed: tuple[str, ...]
    most_missing: int
    sent: str
    better: str
    predictor: bool
    bands: tuple[Band, ...]
    mcid: float | None
    subscales: Mapping[str, tuple[str, ...]]
    caution: str
    recall: str
    licence: str
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``instruments.csv``."""
        return cls(
            **{name: row[name] for name in _WORDS},
            items=split(row["items"]),
            reversed=split(row["reversed"]),
            most_missing=int(row["most_missing"]),
            predictor=row["predictor"] == "yes",
            bands=tuple(_band(text) for text in split(row["cutoffs"])),
            mcid=float(row["mcid"]) if row["mcid"] else None,
            subscales=_subscales(row["subscales"]),
            source=split(row["source"]),
            confidence=row["confidence"],
        )


@dataclass(frozen=True)
class Grade:
    """One row of ``grades.csv``: what a grade or score says of a symptom.

    Attributes
    ----------
    key : str
        Column of the grade.
    flag : str
        Column of the symptom.
    yes, no : str
        Conditions under which it is there and is not; between them it is unknown.
    """

    key: str
    flag: str
    yes: str
    no: str
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``grades.csv``."""
        return cls(
            **{name: row[name] for name in ("key", "flag", "yes", "no", "confidence")},
            source=split(row["source"]),
        )


@dataclass(frozen=True)
class Overlap:
    """One row of ``overlaps.csv``: columns that are no witnesses beside each other.

    Attributes
    ----------
    one, other : tuple of str
        Columns, totals or analytes of either side.
    words : str
        What both tell of.
    """

    key: str
    one: tuple[str, ...]
    other: tuple[str, ...]
    words: str
    source: tuple[str, ...]
    confidence: str

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Read one row of ``overlaps.csv``."""
        return cls(
            **{name: row[name] for name in ("key", "words", "confidence")},
            one=split(row["one"]),
            other=split(row["other"]),
            source=split(row["source"]),
        )


def _subscales(text: str) -> Mapping[str, tuple[str, ...]]:
    """Read ``somatic=phq9_3,phq9_4|affective=phq9_1``."""
    parts = (part.partition("=") for part in text.split("|") if part)
    return MappingProxyType({name: tuple(items.split(",")) for name, _, items in parts})


def _band(text: str) -> Band:
    least, _, words = text.partition("=")
    return Band(float(least), words)
