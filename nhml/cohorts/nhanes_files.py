"""Fetch NHANES tables from the CDC, a mirror or a folder; kept, resumable, checked."""

import csv
import hashlib
import io
import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import platformdirs

from nhml.cohorts import downloads
from nhml.cohorts.nhanes_tables import CYCLES, PERSON, cycle_of, needed, refuse_unknown
from nhml.errors import DataError, listing

CDC = "https://wwwn.cdc.gov"
_FOLDER = "Nchs/Data/Nhanes/Public/{year}/DataFiles"
_XPORT = b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!"
_RECORD = 80  # bytes; an XPT file is whole records
_MANIFEST = "MANIFEST.csv"
_PAGE = 4096  # bytes of a web page looked at

Progress = Callable[[str, int, int | None], None]


class FetchReport(NamedTuple):
    """Files by what became of them: fetched now, kept as they were, not at the address."""

    fetched: tuple[str, ...]
    kept: tuple[str, ...]
    absent: tuple[str, ...]


class _Asked(NamedTuple):
    """One table of one cycle: its place beneath the address, and where it is kept."""

    cycle: str
    place: str
    path: Path
    wanted: frozenset[str]


def home() -> Path:
    """Give the folder of fetched data: ``NHML_DATA``, or the platform's cache."""
    stated = os.environ.get("NHML_DATA")
    return Path(stated) if stated else platformdirs.user_cache_path("nhml")


def tables_of(cycle: str) -> tuple[str, ...]:
    """List the files of a cycle that nhml reads, such as ``DEMO_H``.

    Raises
    ------
    DataError
        If nhml does not read the cycle.
    """
    return tuple(f"{table}{cycle_of(cycle).suffix}" for table in needed(cycle_of(cycle)))


def path_of(home: Path, cycle: str, table: str) -> Path:
    """Give where a table of a cycle is kept."""
    return home / "nhanes" / cycle / f"{table}{cycle_of(cycle).suffix}.xpt"


def open_table(path: Path) -> pd.DataFrame:
    """Read one XPT file; its variables in capitals, for the CDC writes them either way.

    Raises
    ------
    DataError
        If it is not a whole XPT file of people; the message goes on from a file name.
    """
    _refuse_what_is_no_xport(path)
    try:
        table = pd.read_sas(path, format="xport", encoding="latin-1")
    except Exception as error:  # its message may quote a row
        raise DataError(f"cannot be read as XPT ({type(error).__name__})") from None
    table.columns = table.columns.str.upper()
    if PERSON not in table:
        raise DataError(f"has no {PERSON}")
    return table


def fetch(
    cycles: Sequence[str],
    base: str | Path | None = None,
    home: Path | None = None,
    progress: Progress = lambda name, done, total: None,
) -> FetchReport:
    """Fetch every table that nhml reads of some cycles.

    Parameters
    ----------
    cycles : sequence of str
        Such as ``["2013-2014"]``.
    base : str or path, optional
        URL or folder laid out as the CDC site; the CDC by default. Where it has a
        ``MANIFEST.csv``, files are held to the SHA-256 that it states.
    home : path, optional
        Where to keep them; `home` of this module by default.
    progress : callable
        Called with a file's name, the bytes done, and their number where known.

    Returns
    -------
    FetchReport

    Raises
    ------
    DataError
        If a cycle is unknown, the address cannot be reached or has nothing of a cycle,
        or files cannot be fetched or read: all of them at once.
    """
    refuse_unknown(cycles)
    address, wanted = str(base or CDC).rstrip("/"), _asked(cycles, home)
    stated = _manifest(address, wanted)
    fates: dict[str, list[str]] = {"fetched": [], "kept": [], "absent": []}
    mistakes = []
    for one in wanted:
        try:
            fate = _one(address, one, stated.get(one.place), progress)
            fates[fate].append(one.path.name)
        except (DataError, OSError) as error:
            mistakes.append(f"{one.path.name} {_words(error)}")
    mistakes += _without_any(wanted, fates["absent"])
    if mistakes:
        raise DataError(listing(f"{address}: tables could not be fetched", mistakes))
    return FetchReport(*(tuple(fates[fate]) for fate in FetchReport._fields))


def _words(error: DataError | OSError) -> str:
    if isinstance(error, DataError):
        return str(error)
    return f"was not fetched: {downloads.words(error)}; what came is kept: run it again"


def _asked(cycles: Sequence[str], at: Path | None) -> list[_Asked]:
    folder = at or home()
    return [
        _Asked(cycle, f"{_FOLDER.format(year=CYCLES[cycle].year)}/{path.name}", path, wanted)
        for cycle in dict.fromkeys(cycles)
        for table, wanted in needed(CYCLES[cycle]).items()
        for path in (path_of(folder, cycle, table),)
    ]


def _without_any(wanted: Sequence[_Asked], absent: Sequence[str]) -> list[str]:
    """Find the cycles of which the address has nothing: it is then not what it should be."""
    there = {one.cycle for one in wanted if one.path.name not in absent}
    first = {one.cycle: one.place for one in reversed(wanted) if one.cycle not in there}
    return [f"no table of {cycle} is there; wanted such as {first[cycle]}" for cycle in first]


def _manifest(address: str, wanted: Sequence[_Asked]) -> Mapping[str, str]:
    """Read the SHA-256 that the address states for its files; none where it states none."""
    try:
        text = downloads.text(f"{address}/{_MANIFEST}")
    except downloads.AbsentError:
        return {}
    except OSError as error:
        if not any(_fault(one.path, one.wanted) for one in wanted):
            return {}  # all is here: nothing needs the network
        raise DataError(
            f"{address} cannot be reached: {downloads.words(error)}; "
            "wanted a URL or a folder laid out as the CDC site"
        ) from None
    rows = csv.DictReader(io.StringIO(text))
    return {row["path"]: row["sha256"] for row in rows if row.get("path") and row.get("sha256")}


def _one(address: str, one: _Asked, digest: str | None, progress: Progress) -> str:
    if one.path.is_file() and not _fault(one.path, one.wanted, digest):
        return "kept"
    one.path.parent.mkdir(parents=True, exist_ok=True)
    part = one.path.with_name(f"{one.path.name}.part")
    try:
        downloads.download(f"{address}/{one.place}", part, partial(progress, one.path.name))
    except downloads.AbsentError:
        return "absent"
    if _is_soft_404(part):
        part.unlink()
        return "absent"
    if fault := _fault(part, one.wanted, digest):
        part.unlink()
        raise DataError(f"{fault}; fetch it again, or from another --from")
    part.replace(one.path)
    return "fetched"


def _page(path: Path) -> bytes:
    """Give the beginning of a web page; nothing where it is not one."""
    with path.open("rb") as source:
        begin = source.read(_PAGE).lower()
    return begin if begin.lstrip().startswith((b"<!doctype html", b"<html")) else b""


def _is_soft_404(path: Path) -> bool:
    """Tell the page with which the CDC answers, and with success, where a file is not."""
    return b"not found" in _page(path)


def _fault(path: Path, wanted: frozenset[str], digest: str | None = None) -> str:
    """Say why a file is not the table that it should be; empty where it is."""
    if not path.is_file():
        return "is not there"
    if digest is not None and _sha256(path) != digest:
        return f"differs from the SHA-256 in {_MANIFEST}"
    try:
        table = open_table(path)
    except DataError as error:
        return str(error)
    if not wanted.intersection(table.columns):
        return f"holds none of the variables {', '.join(sorted(wanted))}"
    return ""


def _refuse_what_is_no_xport(path: Path) -> None:
    with path.open("rb") as source:
        begin = source.read(len(_XPORT))
    if _page(path):
        raise DataError("is a web page, not a SAS transport file: a login, or a proxy's answer")
    if begin != _XPORT:
        raise DataError("is not a SAS transport file: its header is another")
    if path.stat().st_size % _RECORD:
        raise DataError(f"is cut short: not a whole number of records of {_RECORD} bytes")


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
