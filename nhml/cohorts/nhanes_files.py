"""Fetch NHANES tables from the CDC, a mirror or a folder; kept, resumable, checked."""

import csv
import hashlib
import io
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

import pandas as pd
import platformdirs

from nhml.cohorts.nhanes_tables import cycle_of, needed
from nhml.errors import DataError, listing

CDC = "https://wwwn.cdc.gov"
_FOLDER = "Nchs/Data/Nhanes/Public/{year}/DataFiles"
_XPORT = b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!"
_BLOCK = 1 << 18
_ATTEMPTS = 4
_TIMEOUT = 60.0  # seconds without a byte
_ABSENT = (403, 404, 410)

Progress = Callable[[str, int, int | None], None]


class FetchReport(NamedTuple):
    """Files by what became of them: fetched now, kept as they were, not at the address."""

    fetched: tuple[str, ...]
    kept: tuple[str, ...]
    absent: tuple[str, ...]


class _AbsentError(Exception):
    """The address has no such file."""


def home_of(home: Path | None = None) -> Path:
    """Give the folder of fetched data: this one, ``NHML_DATA``, or the platform's cache."""
    if home is not None:
        return home
    stated = os.environ.get("NHML_DATA")
    return Path(stated) if stated else platformdirs.user_cache_path("nhml")


def path_of(home: Path, cycle: str, table: str) -> Path:
    """Give where a table of a cycle is kept."""
    return home / "nhanes" / cycle / f"{table}{cycle_of(cycle).suffix}.xpt"


def fetch(
    cycles: Sequence[str],
    base: str | None = None,
    home: Path | None = None,
    progress: Progress = lambda name, done, total: None,
) -> FetchReport:
    """Fetch every table that nhml reads of some cycles.

    Parameters
    ----------
    cycles : sequence of str
        Such as ``["2013-2014"]``.
    base : str, optional
        URL or folder laid out as the CDC site; the CDC by default. Where it has a
        ``MANIFEST.csv``, files are held to the SHA-256 that it states.
    home : path, optional
        Where to keep them; see `home_of`.
    progress : callable
        Called with a file's name, the bytes done, and their number where known.

    Returns
    -------
    FetchReport

    Raises
    ------
    DataError
        If a cycle is unknown, or files cannot be fetched or read: all of them at once.
    """
    address, kept_in = (base or CDC).rstrip("/"), home_of(home)
    asked = [(name, table, cycle_of(name)) for name in cycles for table in needed(cycle_of(name))]
    stated = _manifest(address)
    found: dict[str, list[str]] = {"fetched": [], "kept": [], "absent": []}
    mistakes = []
    for name, table, cycle in asked:
        path = path_of(kept_in, name, table)
        place = f"{_FOLDER.format(year=cycle.year)}/{path.name}"
        try:
            fate = _one(f"{address}/{place}", path, stated.get(place), progress)
            if fate == "fetched":
                _check_columns(path, needed(cycle)[table])
            found[fate].append(path.name)
        except _AbsentError:
            found["absent"].append(path.name)
        except (DataError, OSError) as error:
            mistakes.append(f"{path.name}: {_words(error)}")
    if mistakes:
        raise DataError(listing(f"{address}: tables could not be fetched", mistakes))
    return FetchReport(*(tuple(found[fate]) for fate in FetchReport._fields))


def _words(error: Exception) -> str:
    if isinstance(error, DataError):
        return str(error)
    reason = getattr(error, "reason", None) or getattr(error, "strerror", None)
    return f"{reason or type(error).__name__}; what was fetched is kept: run the command again"


def _manifest(address: str) -> Mapping[str, str]:
    """Read the SHA-256 that the address states for its files; none where it states none."""
    try:
        with _opened(f"{address}/MANIFEST.csv", 0)[0] as source:
            text = source.read(10_000_000).decode("utf-8")
    except (_AbsentError, urllib.error.HTTPError, UnicodeDecodeError):
        return {}
    except OSError as error:
        raise DataError(f"{address}: cannot be reached: {_words(error)}") from None
    rows = csv.DictReader(io.StringIO(text))
    return {row["path"]: row["sha256"] for row in rows if row.get("path") and row.get("sha256")}


def _one(url: str, path: Path, digest: str | None, progress: Progress) -> str:
    if path.exists() and _fits(path, digest):
        return "kept"
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    _download(url, part, path.name, progress)
    with part.open("rb") as source:
        readable = source.read(len(_XPORT)) == _XPORT
    if not readable:
        page = _is_page(part)
        part.unlink()
        if page:
            raise _AbsentError
        raise DataError("is not a SAS transport file; try again, or another --from")
    if digest is not None and _sha256(part) != digest:
        part.unlink()
        raise DataError("differs from the SHA-256 of MANIFEST.csv; try again, or another --from")
    part.replace(path)
    return "fetched"


def _fits(path: Path, digest: str | None) -> bool:
    with path.open("rb") as source:
        readable = source.read(len(_XPORT)) == _XPORT
    return readable and (digest is None or _sha256(path) == digest)


def _is_page(part: Path) -> bool:
    """Tell a web page: the CDC answers with one, and with success, where a file is not."""
    with part.open("rb") as source:
        return source.read(512).lstrip().lower().startswith((b"<!doctype html", b"<html"))


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _download(url: str, part: Path, name: str, progress: Progress) -> None:
    """Fetch into a part file, going on where an earlier attempt stopped."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return _once(url, part, name, progress)
        except urllib.error.HTTPError as error:
            if error.code < 500 or attempt == _ATTEMPTS:
                raise
        except OSError:
            if attempt == _ATTEMPTS:
                raise
        time.sleep(0.2 * 4.0 ** (attempt - 1))
    return None


def _once(url: str, part: Path, name: str, progress: Progress) -> None:
    done = part.stat().st_size if part.exists() else 0
    source, total = _opened(url, done)
    with source:
        resumed = getattr(source, "status", 200) == 206
        done = done if resumed else 0
        total = None if total is None else total + done
        with part.open("ab" if resumed else "wb") as sink:
            while block := source.read(_BLOCK):
                sink.write(block)
                done += len(block)
                progress(name, done, total)
    if total is not None and done != total:
        raise OSError("the connection ended early")


def _opened(url: str, start: int) -> tuple[IO[bytes], int | None]:
    """Open a URL or a path, from a byte on where the server can."""
    if "://" not in url:
        return _opened_path(Path(url))
    headers = {"User-Agent": "nhml", **({"Range": f"bytes={start}-"} if start else {})}
    try:
        answer = urllib.request.urlopen(
            urllib.request.Request(url, headers=headers), timeout=_TIMEOUT
        )
    except urllib.error.HTTPError as error:
        if error.code in _ABSENT:
            raise _AbsentError from None
        if error.code == 416 and start:  # what was asked for lies beyond the end: begin anew
            return _opened(url, 0)
        raise
    length = answer.headers.get("Content-Length")
    return answer, int(length) if length else None


def _opened_path(path: Path) -> tuple[IO[bytes], int | None]:
    if not path.is_file():
        raise _AbsentError
    return path.open("rb"), path.stat().st_size


def _check_columns(path: Path, wanted: frozenset[str]) -> None:
    try:
        with pd.read_sas(path, format="xport", encoding="latin-1", chunksize=1) as reader:
            columns = set(reader.read(1).columns)
    except Exception as error:
        path.unlink()
        raise DataError(f"cannot be read as XPT ({type(error).__name__}); fetch it again") from None
    if "SEQN" not in columns or not columns & wanted:
        path.unlink()
        raise DataError(f"has none of the columns wanted: {', '.join(sorted(wanted))}")
