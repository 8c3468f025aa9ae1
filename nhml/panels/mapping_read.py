"""A mapping as a person wrote it: TOML, read strictly, all mistakes at once."""

import codecs
import tomllib
from collections.abc import Iterable
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from nhml.errors import PanelError, listing
from nhml.knowledge import tables
from nhml.panels import dates, frame, spelling, strict_toml
from nhml.panels.mapping import (
    BORN,
    DATED,
    DECIMALS,
    MEANINGS,
    OWN,
    SEPARATORS,
    THOUSANDS,
    Column,
    FileMapping,
    MappingOrPath,
    code_key,
)
from nhml.panels.units import conversion

_NO_TABLE = ("idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "utf-7")


def read(path: Path | str) -> FileMapping:
    """Read and check a mapping, as ``nhml map`` proposes it and a person corrects it.

    Parameters
    ----------
    path : path
        TOML: a section ``[file]``, and ``[columns."…"]`` for each column that is read.

    Raises
    ------
    PanelError
        Naming every key that is wrong, all at once.
    """
    try:
        content = strict_toml.read(path)
    except FileNotFoundError:
        raise PanelError(f"{path}: no such file; nhml map FILE -o {path} proposes one") from None
    except tomllib.TOMLDecodeError as error:
        raise PanelError(f"{path}: is not TOML: {error}") from None
    except (OSError, ValueError, RecursionError) as error:
        raise PanelError(f"{path}: cannot be read ({type(error).__name__})") from None
    found, mistakes = _mapping(content)
    if mistakes:
        raise PanelError(listing(f"{path} cannot be used", mistakes))
    return found


def mapping_of(given: MappingOrPath | None) -> FileMapping | None:
    """Give a mapping, read from its file where that was given."""
    return read(given) if isinstance(given, Path | str) else given


def _mapping(content: dict[str, Any]) -> tuple[FileMapping, list[str]]:
    mistakes = _unknown("", content, ("file", "columns"))
    file, columns = content.get("file", {}), content.get("columns", {})
    if not isinstance(file, dict) or not isinstance(columns, dict):
        return FileMapping("."), [*mistakes, "wanted the sections [file] and [columns]"]
    known = [one.name for one in fields(FileMapping) if one.name != "columns"]
    mistakes += _unknown("file.", file, known) + _file_mistakes(file)
    listed = []
    for header, cells in columns.items():
        wrong = _cell_mistakes(header, cells)
        mistakes += wrong
        if not wrong:
            listed.append(Column(header, cells["as"], **{k: cells[k] for k in cells if k != "as"}))
    mistakes += [wrong for one in listed for wrong in _column_mistakes(one)]
    mistakes += _mistakes_together(listed) if columns else ["columns: none is mapped"]
    if mistakes:
        return FileMapping("."), mistakes
    settled: dict[str, Any] = {
        key: tuple(one) if isinstance(one, list) else one for key, one in file.items()
    }
    return FileMapping(**settled, columns=tuple(listed)), []


def _unknown(place: str, content: Iterable[str], known: Iterable[str]) -> list[str]:
    wanted = list(known)
    return [
        f"{place}{key}: is not a key; wanted {', '.join(near or wanted)}"
        for key in content
        if key not in wanted
        for near in [get_close_matches(key, wanted, 1)]
    ]


def _file_mistakes(file: dict[str, Any]) -> list[str]:
    found = [
        f"file.{key}: wanted one of {', '.join(map(repr, allowed))}"
        for key, allowed in (
            ("separator", SEPARATORS), ("decimal", DECIMALS), ("thousands", THOUSANDS),
            ("unit_row", (True, False)),
        )
        if key in file and file[key] not in allowed
    ]  # fmt: skip
    if "decimal" not in file:
        found.append('file.decimal: is not stated; write decimal = "," or decimal = "."')
    elif file["decimal"] == file.get("thousands"):
        found.append("file.thousands: is the decimal sign too")
    for key in ("absent", "not_detected"):
        words = file.get(key, [])
        if not isinstance(words, list) or not all(isinstance(one, str) for one in words):
            found.append(f"file.{key}: wanted a list of words")
    if not _is_encoding(file.get("encoding", "utf-8")):
        found.append("file.encoding: is not known; usual are utf-8 and cp1252")
    return found


def _is_encoding(name: object) -> bool:
    """Tell whether a table may be saved so; what unpacks or rewrites its bytes is none."""
    try:
        found = codecs.lookup(name)  # type: ignore[arg-type]
        return found.name not in _NO_TABLE and "".encode(found.name) is not None
    except (LookupError, TypeError, ValueError):
        return False


def _cell_mistakes(header: str, cells: object) -> list[str]:
    place = f"columns.{header}"
    if not isinstance(cells, dict):
        return [f'{place}: wanted keys such as as = "tsh"']
    known = ["as", *(one.name for one in fields(Column) if one.name not in ("header", "column"))]
    found = _unknown(f"{place}.", cells, known)
    found += [
        f"{place}.{key}: wanted text"
        for key in cells
        if key != "codes" and key in known and not isinstance(cells[key], str)
    ]
    codes = cells.get("codes", {})
    if not isinstance(codes, dict) or not all(isinstance(one, str) for one in codes.values()):
        found.append(f'{place}.codes: wanted such as {{ w = "F", m = "M" }}')
    return found if "as" in cells else [*found, f"{place}.as: is not stated"]


def _column_mistakes(one: Column) -> list[str]:
    found = [_name_mistake(one), _unit_mistake(one)]
    wanted = MEANINGS.get(one.kind)
    if wanted and not one.codes:
        found.append(f"codes: is not stated; wanted what stands for {', '.join(wanted[:2])}")
    elif wanted and set(one.codes.values()) - set(wanted):
        found.append(f"codes: mean {', '.join(wanted[:2])}, or nothing where not known")
    elif one.codes and one.kind != "text":
        found += [] if wanted else ["codes: are only of text, sex, and yes or no"]
    if len({code_key(code) for code in one.codes}) < len(one.codes):
        found.append("codes: one stands twice; case does not matter")
    if (one.kind == "time") != bool(one.dates) or (one.dates and one.dates not in dates.FORMS):
        found.append(f"dates: of {' and '.join(DATED)}; wanted one of {', '.join(dates.FORMS)}")
    for key, allowed in (("decimal", DECIMALS), ("thousands", THOUSANDS)):
        stated = getattr(one, key)
        if stated is not None and (stated not in allowed or one.kind != "number"):
            found.append(f"{key}: of numbers, one of {', '.join(map(repr, allowed))}")
    return [f"columns.{one.header}.{wrong}" for wrong in found if wrong]


def _name_mistake(one: Column) -> str:
    known = {*frame.names(), BORN}
    if one.own:
        if one.own not in OWN:
            return f"own: wanted one of {', '.join(OWN)}"
        if one.column in known or spelling.bare(one.column) in spelling.bare_columns():
            return f"as: {one.column} is a column of the panel frame, so it is not your own"
        return "" if one.column.strip() else "as: wanted a name"
    if one.column in known:
        return ""
    near = get_close_matches(one.column, sorted(known), 1)
    asked = "".join(f"did you mean {name}? " for name in near)
    return (
        f"as: {one.column!r} is not a column of the panel frame; {asked}"
        'For a column of your own add own = "flag", "number" or "text"'
    )


def _unit_mistake(one: Column) -> str:
    if not one.unit:
        return ""
    if one.column in tables.analytes():
        units = tables.analytes()[one.column].units
        known = conversion(one.column, one.unit) is not None
        return "" if known else f"unit: {one.unit} is not one of it; wanted {', '.join(units)}"
    item = tables.context().get(one.column) or tables.symptoms().get(one.column)
    if item and item.unit and item.unit in spelling.of_unit(one.unit):
        return ""
    return f"unit: wanted {item.unit if item and item.unit else 'none'}; nothing else is read"


def _mistakes_together(columns: list[Column]) -> list[str]:
    """Find what no column can say alone."""
    mapped = [one.column for one in columns]
    found = [
        f"columns: {name} is mapped {mapped.count(name)} times"
        for name in dict.fromkeys(mapped)
        if mapped.count(name) > 1
    ]
    for one in columns:
        if one.column in tables.analytes() and bool(one.unit) == (f"{one.column}_unit" in mapped):
            how = "twice" if one.unit else "nowhere"
            found.append(
                f"columns.{one.header}: its unit is stated {how}; write unit = "
                f'"{tables.analytes()[one.column].unit}" or whichever it is, or map its column '
                f"of units as {one.column}_unit"
            )
    if BORN in mapped and "age" in mapped:
        found.append(f"columns: age and {BORN} are both mapped; keep one of them")
    if BORN in mapped and "drawn_at" not in mapped:
        found.append(f"columns: {BORN} is mapped and drawn_at is not, so no age is known")
    return found
