"""What changed between an earlier copy of the tables and those of this nhml."""

import csv
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from nhml.errors import KnowledgeError, listing
from nhml.knowledge import tables
from nhml.knowledge.entries import Row

_BELOW = Path("nhml") / "knowledge" / "tables"  # of a whole copy of the project
_ALIKE = 0.5  # share of equal cells from which two rows without a key are one that changed


@dataclass(frozen=True)
class RowChange:
    """One row that is not as it was.

    Attributes
    ----------
    key : str
        Its first cell.
    kind : str
        ``added``, ``removed`` or ``changed``.
    cells : dict of str to (str, str)
        Before and after, of the cells that differ; of a row that came or went all cells.
    words : tuple of str
        What the change does, where it can be told.
    """

    key: str
    kind: Literal["added", "removed", "changed"]
    cells: dict[str, tuple[str, str]]
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableChange:
    """One table that is not as it was.

    Attributes
    ----------
    name : str
    kind : str
        ``added``, ``removed`` or ``changed``; of a whole table its rows are not listed.
    size : int
        Rows that it has, or had.
    came, went : tuple of str
        Columns that were added and removed.
    rows : tuple of RowChange
    """

    name: str
    kind: Literal["added", "removed", "changed"]
    size: int
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()
    rows: tuple[RowChange, ...] = field(default=())


def compare(old: Path | str) -> tuple[TableChange, ...]:
    """Compare an earlier copy of the tables with those of this nhml.

    Parameters
    ----------
    old : path
        A folder with ``*.csv`` and ``sources.toml``, a copy of the project with
        ``nhml/knowledge/tables`` in it, or one table as CSV, named as it is.

    Returns
    -------
    tuple of TableChange
        Only what differs: tables in their order, ``sources`` last. The order of rows is
        no difference.

    Raises
    ------
    KnowledgeError
        If there is no table there, or one cannot be read.
    """
    path = Path(old)
    now = {name: tables.rows(name) for name in sorted({*tables.names()})}
    if path.is_file():
        if path.stem not in now:
            raise KnowledgeError(f"{path}: wanted a table's own name, one of {', '.join(now)}")
        before = _read([path])
        return tuple(_changed(path.stem, before[path.stem], now[path.stem]))
    folder = path / _BELOW if (path / _BELOW).is_dir() else path
    files = sorted(folder.glob("*.csv")) if folder.is_dir() else []
    if not {one.stem for one in files} & {*now}:
        raise KnowledgeError(f"{path}: wanted a folder with tables such as analytes.csv in it")
    before = _read(files)
    found = [
        change
        for name in (*now, *(one for one in before if one not in now))
        for change in _of_table(name, before.get(name), now.get(name))
    ]
    return (*found, *_of_sources(folder / "sources.toml"))


def _read(paths: Sequence[Path]) -> dict[str, tuple[Row, ...]]:
    """Read tables as text; all that cannot be read are told at once."""
    found: dict[str, tuple[Row, ...]] = {}
    mistakes: list[str] = []
    for path in paths:
        try:
            rows = tuple(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
        except (OSError, UnicodeDecodeError, csv.Error):
            mistakes.append(f"{path.name}: cannot be read as CSV in UTF-8")
            continue
        wrong = [at for at, row in enumerate(rows, start=2) if None in row or None in row.values()]
        mistakes += [f"{path.name}: row {at}: cells too many or too few" for at in wrong]
        found[path.stem] = rows
    if mistakes:
        raise KnowledgeError(listing("an earlier copy of the tables cannot be compared", mistakes))
    return found


def _of_table(
    name: str, before: Sequence[Row] | None, now: Sequence[Row] | None
) -> Iterator[TableChange]:
    if before is None:
        yield TableChange(name, "added", len(now or ()))
    elif now is None:
        yield TableChange(name, "removed", len(before))
    else:
        yield from _changed(name, before, now)


def _changed(name: str, before: Sequence[Row], now: Sequence[Row]) -> Iterator[TableChange]:
    old, new = (tuple(rows[0]) if rows else () for rows in (before, now))
    came = tuple(one for one in new if one not in old)
    went = tuple(one for one in old if one not in new)
    rows = tuple(_rows(before, now))
    if came or went or rows:
        yield TableChange(name, "changed", len(now), came, went, rows)


def _rows(before: Sequence[Row], now: Sequence[Row]) -> Iterator[RowChange]:
    """Tell the rows that changed, went and came, group by group of equal first cells."""
    groups: dict[str, tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for side, rows in enumerate((now, before)):
        for row in rows:
            groups[_key(row)][side].append(row)
    for key, (new, old) in groups.items():
        unique = len(new) == len(old) == 1
        for one, other in _paired(old, new, 0.0 if unique else _ALIKE):
            cells = {name: (one[name], other[name]) for name in _differing(one, other)}
            if cells:
                yield RowChange(key, "changed", cells)
            old.remove(one)
            new.remove(other)
        for row in old:
            yield RowChange(key, "removed", {name: (cell, "") for name, cell in row.items()})
        for row in new:
            yield RowChange(key, "added", {name: ("", cell) for name, cell in row.items()})


def _paired(old: Sequence[Row], new: Sequence[Row], least: float) -> list[tuple[Row, Row]]:
    """Pair the rows that are most alike, the likest first; equal ones are paired first."""
    likeness = sorted(
        (
            (_likeness(one, other), -i, -j)
            for i, one in enumerate(old)
            for j, other in enumerate(new)
        ),
        reverse=True,
    )
    taken: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for share, i, j in likeness:
        if share >= least and i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            pairs.append((old[-i], new[-j]))
    return pairs


def _likeness(one: Row, other: Row) -> float:
    return 1.0 - len(_differing(one, other)) / max(len(one), 1)


def _differing(one: Row, other: Row) -> list[str]:
    return [name for name in one if name in other and one[name] != other[name]]


def _key(row: Row) -> str:
    return next(iter(row.values()))


def _of_sources(path: Path) -> Iterator[TableChange]:
    """Compare ``sources.toml``, where the earlier copy has one."""
    if not path.is_file():
        return
    try:
        before = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        raise KnowledgeError(f"{path.name}: cannot be read as TOML in UTF-8") from None
    now = tables.sources()
    rows = tuple(_rows(_as_rows(before), _as_rows(now)))
    if rows:
        yield TableChange("sources", "changed", len(now), rows=rows)


def _as_rows(sources: Mapping[str, Mapping[str, str]]) -> list[Row]:
    """Give sources as rows; what is no title and place is left as text."""
    return [
        {"key": key, **{name: str(cell) for name, cell in dict(one).items()}}
        for key, one in sources.items()
        if isinstance(one, Mapping)
    ]
