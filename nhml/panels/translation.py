"""A stranger's file into the panel frame, by its mapping."""

from collections.abc import Callable, Iterable
from itertools import chain, count
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.errors import PanelError, listing
from nhml.knowledge import tables
from nhml.panels import dates, decimals, numbers, spelling
from nhml.panels.decimals import UNREAD
from nhml.panels.mapping import BORN, Column, FileMapping, code_key
from nhml.panels.units import conversion

Objects = npt.NDArray[np.object_]


def panel_frame(sent: pd.DataFrame, mapping: FileMapping) -> pd.DataFrame:
    """Rename and translate the columns that are mapped; every other is kept, unread.

    What cannot be read as the mapping says (a code that it does not know, a date of
    another form, a number with other signs) becomes ``"?"``, so that the reader of
    panels tells it as a problem of that panel.

    Parameters
    ----------
    sent : DataFrame
        As read from the file, cells as text.
    mapping : FileMapping

    Returns
    -------
    DataFrame
        The panel frame, as many rows as panels were sent.

    Raises
    ------
    PanelError
        If the file lacks columns that are mapped, or its row of units says another unit
        than the mapping; all of them at once.
    """
    frame = sent.set_axis(names_of(sent.columns), axis=1)
    missing = [one.header for one in mapping.columns if one.header not in frame.columns]
    if missing:
        raise PanelError(listing("columns that the mapping names are not in the file", missing))
    if mapping.unit_row:
        _refuse_other_units(frame, mapping)
        frame = frame.iloc[1:]
    made: dict[str, Any] = {}
    for one in mapping.columns:
        made[one.column] = _translated(frame[one.header].to_numpy(), one, mapping)
        if one.column in tables.analytes() and one.unit:
            made[f"{one.column}_unit"] = one.unit
    if BORN in made:
        made["age"] = _ages(made.pop(BORN), made["drawn_at"])
    read = {one.header for one in mapping.columns}
    for at, name in enumerate(frame.columns):
        if name not in read:
            made[_beside(name, at, made)] = frame[name].to_numpy()
    return pd.DataFrame(made, index=frame.index)


def names_of(headers: Iterable[object]) -> list[str]:
    """Give every column of a file a name of its own.

    A name that stands again is followed by its number, ``Einheit (2)``; a column
    without a name is ``column 7`` by its place.
    """
    names: dict[str, None] = {}
    for place, header in enumerate(headers, start=1):
        plain = str(header).strip() or f"column {place}"
        numbered = (f"{plain} ({number})" for number in count(2))
        names[next(name for name in chain([plain], numbered) if name not in names)] = None
    return list(names)


def _beside(name: str, at: int, taken: dict[str, Any]) -> str:
    """Name a column that is not read so that nobody takes it for one of the panel frame."""
    known = spelling.bare(name) in spelling.bare_columns() or not spelling.bare(name)
    return f"unmapped column {at + 1}" if known or name in taken else name


def _refuse_other_units(frame: pd.DataFrame, mapping: FileMapping) -> None:
    mistakes = []
    for one in mapping.columns:
        cell = frame[one.header].iloc[0] if len(frame) else None
        sent = "" if pd.isna(cell) else str(cell).strip()
        stated = sent and one.unit and one.column in tables.analytes()
        if stated and conversion(one.column, sent) != conversion(one.column, one.unit):
            mistakes.append(f"{one.header}: {one.unit} is mapped, and not what the file says")
    if mistakes:
        raise PanelError(listing("the row of units says otherwise than the mapping", mistakes))


def _translated(column: npt.NDArray[Any], one: Column, mapping: FileMapping) -> Objects:
    """Translate each distinct cell once; numbers and truth values stay as they are."""
    places, cells = numbers.distinct(column)
    rewrite = _rewriter(one, mapping)
    absent = {code_key(word) for word in mapping.absent} if rewrite else frozenset()
    found = [
        None if code_key(cell) in absent else cell if rewrite is None else rewrite(str(cell))
        for cell in cells
    ]
    numeric = one.kind == "number"
    kept = [
        cell if numeric and not isinstance(cell, str) else new
        for cell, new in zip(cells, found, strict=True)
    ]
    return np.array([*kept, None], dtype=object)[places]


def _rewriter(one: Column, mapping: FileMapping) -> Callable[[str], str | None] | None:
    if one.kind == "number":
        return _number(one, mapping)
    if one.kind == "time":
        return lambda text: _date(text, one.dates)
    if one.codes:
        return _coder(one)
    return None


def _number(one: Column, mapping: FileMapping) -> Callable[[str], str]:
    decimal = one.decimal or mapping.decimal
    grouped = mapping.thousands if one.thousands is None else one.thousands
    rewritten = decimals.translator(decimal, "" if grouped == decimal else grouped)
    undetected = {code_key(word) for word in mapping.not_detected}
    return lambda text: "ND" if code_key(text) in undetected else rewritten(text)


def _date(text: str, form: str) -> str | None:
    if text.strip().lower() in numbers.ABSENT:
        return None
    found = dates.read(text, form)
    return UNREAD if found is None else dates.written(found, text)


def _coder(one: Column) -> Callable[[str], str | None]:
    """Look codes up; of sex and flags every code must be known, other text stays."""
    known = {code_key(code): meaning or None for code, meaning in one.codes.items()}
    closed = one.kind != "text"

    def coded(text: str) -> str | None:
        key = code_key(text)
        if key in known:
            return known[key]
        return UNREAD if closed and key not in numbers.ABSENT else text

    return coded


def _ages(born: Objects, drawn: Objects) -> Objects:
    """Give completed years at the draw [a]; ``"?"`` where a date cannot be read."""
    return np.array([_age(*pair) for pair in zip(born, drawn, strict=True)], dtype=object)


def _age(born: str | None, drawn: str | None) -> float | str | None:
    if UNREAD in (born, drawn):
        return UNREAD
    if born is None or drawn is None:
        return None
    first, last = (dates.read(day[:10], "yyyy-mm-dd") for day in (born, drawn))
    assert first is not None and last is not None
    return float(dates.completed_years(first.date(), last.date()))
