"""The clinical tables as text: rows that name their source, mistakes all at once."""

import csv
import hashlib
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TypeVar

from nhml.errors import KnowledgeError, listing
from nhml.knowledge.entries import AXES, CONFIDENCE, Row, split

_FOLDER = files("nhml.knowledge") / "tables"
_Entry = TypeVar("_Entry")


@cache
def sources() -> Mapping[str, Mapping[str, str]]:
    """Read ``sources.toml``: for each key a title and where it was found."""
    return MappingProxyType(tomllib.loads((_FOLDER / "sources.toml").read_text("utf-8")))


@cache
def rows(name: str) -> tuple[Row, ...]:
    """Read one table as text, after checking sources, confidence and keys.

    Parameters
    ----------
    name : str
        File name without suffix, such as ``"analytes"``.

    Raises
    ------
    KnowledgeError
        If there is no such table, or a row has no known source, a confidence that is not
        one, cells too many or too few, or repeats a key.
    """
    table = tuple(csv.DictReader(text(name).splitlines()))
    mistakes = [
        f"row {number}: {mistake}"
        for number, row in enumerate(table, start=2)
        for mistake in _mistakes(row)
    ]
    keys = [row.get("key") or row.get("alias") for row in table]
    mistakes += [
        f"key {key!r} stands twice"
        for key in sorted({key for key in keys if key and keys.count(key) > 1})
    ]
    if mistakes:
        raise KnowledgeError(listing(f"tables/{name}.csv cannot be used", mistakes))
    return table


def text(name: str) -> str:
    """Give one table as it stands in its file.

    Raises
    ------
    KnowledgeError
        If there is no such table.
    """
    files = sorted(one.name for one in _FOLDER.iterdir() if one.name.endswith(".csv"))
    known = [one.removesuffix(".csv") for one in files]
    if name not in known:
        raise KnowledgeError(f"there is no table {name!r}; wanted {', '.join(known)}")
    return (_FOLDER / f"{name}.csv").read_text("utf-8")


@cache
def titles(keys: tuple[str, ...]) -> str:
    """Write the titles of sources, semicolons between."""
    return "; ".join(sources()[key]["title"] for key in keys)


def cited(row: Row) -> tuple[str, ...]:
    """Give the sources of a row: title and where each was found."""
    found = [sources()[key] for key in split(row["source"])]
    return tuple(f"{one['title']} ({one['where']})" for one in found)


def _mistakes(row: Row) -> list[str]:
    if None in row or None in row.values():
        return ["cells too many or too few for the header"]
    found = []
    cited = split(row.get("source", ""))
    unknown = [key for key in cited if key not in sources()]
    if not cited:
        found.append("no source")
    if unknown:
        found.append(f"source {', '.join(unknown)} is not a key of sources.toml")
    if row.get("confidence") not in CONFIDENCE:
        found.append(f"confidence is not one of {', '.join(CONFIDENCE)}")
    if "axis" in row and row["axis"] not in AXES:
        found.append(f"axis is not one of {', '.join(AXES)}")
    return found


def digest(name: str) -> str:
    """Give the SHA-256 of a table's rows as read, whatever its line ends."""
    text = "\n".join("\x1f".join(row.values()) for row in rows(name))
    return hashlib.sha256(text.encode()).hexdigest()


def keyed(name: str, build: Callable[[Row], _Entry]) -> Mapping[str, _Entry]:
    """Build an entry a row, by its key."""
    keys = [row.get("key", "") for row in rows(name)]
    return MappingProxyType(dict(zip(keys, built(name, build), strict=True)))


def built(name: str, build: Callable[[Row], _Entry]) -> list[_Entry]:
    """Build an entry a row.

    Raises
    ------
    KnowledgeError
        Naming every row that cannot be built.
    """
    entries, mistakes = [], []
    for number, row in enumerate(rows(name), start=2):
        try:
            entries.append(build(row))
        except (KeyError, ValueError) as error:
            mistakes.append(f"row {number}: {type(error).__name__}: {error}")
    if mistakes:
        raise KnowledgeError(listing(f"tables/{name}.csv cannot be used", mistakes))
    return entries
