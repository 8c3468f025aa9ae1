"""What laboratories call columns, and the codes that they write into them."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from nhml.knowledge.entries import split
from nhml.knowledge.tables import rows


class Name(NamedTuple):
    """One row of ``names.csv``: what a column is called.

    Attributes
    ----------
    alias : str
    means : tuple of str
        Columns of the panel frame, or ``date_of_birth``; several where it may be either.
    languages : tuple of str
        ISO 639-1 codes, or ``any``.
    certain : bool
        Whether the name says enough: ``Glucose`` alone does not say that it was fasting.
    """

    alias: str
    means: tuple[str, ...]
    languages: tuple[str, ...]
    certain: bool


class Codes(NamedTuple):
    """One row of ``codes.csv``: codes that stand together in a column.

    Attributes
    ----------
    key : str
    of : str
        ``sex``, ``flag``, ``absent`` or ``not_detected``.
    meanings : mapping of str to str
        ``F``, ``M``, ``yes``, ``no``, or empty for not known.
    languages : tuple of str
    certain : bool
        Whether the codes say enough: 1 and 2 may stand for either sex.
    """

    key: str
    of: str
    meanings: Mapping[str, str]
    languages: tuple[str, ...]
    certain: bool


@cache
def names() -> tuple[Name, ...]:
    """Read ``names.csv``, in its order."""
    return tuple(
        Name(
            row["alias"],
            split(row["means"]),
            split(row["language"]),
            row["confidence"] != "uncertain",
        )
        for row in rows("names")
    )


@cache
def codes(of: str) -> tuple[Codes, ...]:
    """Read the rows of ``codes.csv`` for one kind of column, in their order."""
    return tuple(
        Codes(
            row["key"],
            of,
            MappingProxyType(dict(_pair(text) for text in split(row["codes"]))),
            split(row["language"]),
            row["confidence"] != "uncertain",
        )
        for row in rows("codes")
        if row["of"] == of
    )


@cache
def words(of: str) -> frozenset[str]:
    """Give all words that stand for one thing: no value, or none detected."""
    return frozenset(word for one in codes(of) for word in one.meanings)


def _pair(text: str) -> tuple[str, str]:
    code, _, meaning = text.rpartition("=")
    return code, meaning
