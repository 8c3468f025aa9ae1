"""Panel files: CSV, Parquet and JSON lines, by suffix; ``-`` is the standard stream."""

import gzip
import io
import os
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.errors import PanelError
from nhml.panels import (
    csv_rows,
    formats,
    formulas,
    headers,
    long,
    plain_text,
    spelling,
    stated,
    translation,
)
from nhml.panels.mapping import FileMapping, MappingOrPath
from nhml.panels.mapping_read import mapping_of
from nhml.panels.stated import Units

TEXT = (".csv", ".csv.gz", ".txt", ".tsv")
_Read = TypeVar("_Read")


class Sent(NamedTuple):
    """What a file sent: a row a panel, and where in the file it stood.

    Attributes
    ----------
    frame : DataFrame
        A panel frame in the units it was sent in.
    rows : ndarray of int, shape (n,)
        Row of the file in which each panel begins, the header's being 1.
    places : mapping of str to ndarray of int, shape (n,)
        Of a file of one row a measurement: where each measurement of a column stood.
    """

    frame: pd.DataFrame
    rows: npt.NDArray[np.int64]
    places: Mapping[str, npt.NDArray[np.int64]]

    def row(self, panel: int, column: str) -> int:
        """Give the row of the file that a problem of a panel is in."""
        own = column.removesuffix("_unit").removesuffix("_comparator")
        place = int(self.places[own][panel]) if own in self.places else 0
        return place or int(self.rows[panel])


def read(path: str, mapping: MappingOrPath | None = None) -> pd.DataFrame:
    """Read a panel file as it was sent; cells of text files stay text.

    Parameters
    ----------
    path : str
        ``.csv``, ``.csv.gz``, ``.parquet`` or ``.jsonl``; ``-`` reads CSV from the
        standard input. A column headed ``tsh [m[IU]/L]`` states its unit once. A file
        of one row a measurement (see `nhml.panels.long`) becomes one row a panel.
    mapping : FileMapping or path, optional
        How a stranger's file is read, which may then be ``.txt`` or ``.tsv`` too.

    Returns
    -------
    DataFrame
        A panel frame in the units it was sent in.

    Raises
    ------
    PanelError
        If the file is not there, not readable as its suffix says, holds no row, states
        a unit twice, has a row with more or fewer cells than its header, a column whose
        name is almost one of the panel frame, or lacks a column that is mapped.
    """
    return sent(path, mapping).frame


def sent(path: str, mapping: MappingOrPath | None = None) -> Sent:
    """Read a panel file as `read` does, and keep where everything stood."""
    frame = cells(path, mapping)
    with naming(path):
        of_measurements = mapping is None and long.is_long(frame.columns)
        wide, places = long.pivot(frame) if of_measurements else (frame, {})
        headers.refuse_almost(wide.columns)
        rows = wide.index.to_numpy(dtype=np.int64)
    return Sent(wide.reset_index(drop=True), rows, places)


def cells(path: str, mapping: MappingOrPath | None = None) -> pd.DataFrame:
    """Read the rows of a panel file as they stand: those of one measurement each, too.

    Returns
    -------
    DataFrame
        Its index holds the row of the file, the header's being 1.
    """
    mapped = mapping_of(mapping)
    found = _raw(path, mapped)
    with naming(path):
        frame = translation.panel_frame(found, mapped) if mapped else _with_names(found)
        if frame.empty:
            raise PanelError("no panel beneath the header")
        if not mapped:
            frame = headers.with_stated_units(frame)
            stated.refuse_row_of_units(frame)
    return frame


def _raw(path: str, mapping: FileMapping | None) -> pd.DataFrame:
    """Read the cells of a file, its header as sent."""
    text, readers = csv_rows.read, _READERS
    if mapping:
        text = partial(text, separator=mapping.separator, encoding=mapping.encoding)
        readers = {**_READERS, **dict.fromkeys(TEXT, text)}
    reader = text if path == "-" else readers.get(_suffix(path))
    if reader is None:
        raise PanelError(f"{path}: {_another_format(path)}")
    if path == "-" and sys.stdin is None:  # it was closed, as some schedulers do
        raise PanelError("-: nothing stands on the standard input; name a file")
    source: Any = io.BytesIO(sys.stdin.buffer.read()) if path == "-" else path
    return guarded(path, lambda: reader(source))


@contextmanager
def naming(path: str) -> Iterator[None]:
    """Put the name of the file before what is wrong with its panels."""
    try:
        yield
    except PanelError as error:
        raise PanelError(f"{path}: {error}") from None


def read_units(path: str | None) -> Units | None:
    """Read a file of units, as `nhml.panels.stated.read` does; None where none is named."""
    return None if path is None else stated.read(path)


def write(frame: pd.DataFrame, path: str) -> None:
    """Write a frame by suffix, ``-`` as CSV to the standard output.

    Parameters
    ----------
    frame : DataFrame
    path : str
        ``.csv``, ``.csv.gz``, ``.parquet`` or ``.jsonl``, or ``-``.

    Raises
    ------
    PanelError
        If the suffix is none of these, or the path cannot be written; what stood there
        before stays.
    """
    writer = _csv if path == "-" else _WRITERS.get(_suffix(path))
    if writer is None:
        raise PanelError(f"{path}: cannot tell the format; wanted {', '.join(_READERS)} or -")
    try:
        if path == "-":
            sys.stdout.buffer.write(_csv_text(frame))
            sys.stdout.buffer.flush()
        else:
            _replace(Path(os.path.realpath(path)), lambda place: writer(frame, place))
    except OSError as error:
        raise PanelError(f"{path}: cannot be written ({error.strerror or 'fault'})") from None


def _replace(target: Path, write: Callable[[Path], None]) -> None:
    """Write beside and rename, so that what stands there is whole, old or new."""
    if target.exists() and not target.is_file():  # a pipe is written to; a folder refuses
        write(target)
        return
    spare = target.with_name(f".nhml-{secrets.token_hex(8)}.part")
    try:
        write(spare)
        spare.replace(target)
    finally:
        spare.unlink(missing_ok=True)


def _csv_text(frame: pd.DataFrame) -> bytes:
    """Write CSV as UTF-8 wherever it goes; a line break in a cell would end its row."""
    plain = formulas.guard(frame.replace(r"[\r\n]+", " ", regex=True))
    text: str = plain.to_csv(index=False)
    return text.encode("utf-8", "replace")


def _csv(frame: pd.DataFrame, place: Path) -> None:
    place.write_bytes(_csv_text(frame))


def _csv_gz(frame: pd.DataFrame, place: Path) -> None:
    place.write_bytes(gzip.compress(_csv_text(frame), mtime=0))


def _to_parquet(frame: pd.DataFrame, place: Path) -> None:
    frame.to_parquet(place, index=False)


def _to_jsonl(frame: pd.DataFrame, place: Path) -> None:
    frame.to_json(place, orient="records", lines=True, double_precision=15)


_WRITERS: dict[str, Callable[[pd.DataFrame, Path], None]] = {
    ".csv": _csv,
    ".csv.gz": _csv_gz,
    ".parquet": _to_parquet,
    ".jsonl": _to_jsonl,
}


def check_writable(path: str, also: Sequence[str] = ()) -> None:
    """Refuse an output path before any work is done for it.

    Parameters
    ----------
    path : str
    also : sequence of str
        Suffixes that are written by somebody else.

    Raises
    ------
    PanelError
        If its suffix is no format, it is a folder, or its folder is not there or may
        not be written to.
    """
    if path == "-":
        return
    try:
        _check_writable(path, also)
    except OSError as error:  # such as a name longer than any file's
        raise PanelError(f"{path}: cannot be written ({error.strerror or 'fault'})") from None


def _check_writable(path: str, also: Sequence[str]) -> None:
    if _suffix(path) not in (*_WRITERS, *also):
        wanted = ", ".join((*_WRITERS, *also))
        raise PanelError(f"{path}: cannot tell the format; wanted {wanted} or -")
    folder = Path(path).absolute().parent
    if Path(path).is_dir():
        raise PanelError(f"{path}: is a folder; name a file")
    if not folder.is_dir():
        raise PanelError(f"{path}: its folder does not exist")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PanelError(f"{path}: nothing may be written into its folder")


def _another_format(path: str) -> str:
    words = f"cannot tell the format; wanted {', '.join(_READERS)} or -"
    suffix = _suffix(path)
    if suffix in (".xlsx", ".xls", ".ods"):
        return f"{words}. Of a workbook, {plain_text.SAVE}"
    if suffix in (".txt", ".tsv"):
        return f"{words}. Call it .csv if commas part its cells, or let {spelling.MAP} read it"
    return words


def _suffix(path: str) -> str:
    name = Path(path).name.lower()
    return ".csv.gz" if name.endswith(".csv.gz") else Path(name).suffix


def guarded(path: str, action: Callable[[], _Read]) -> _Read:
    """Run a library's reader; its own messages may quote a patient, so none gets out."""
    try:
        return action()
    except PanelError as error:
        raise PanelError(f"{path}: {error}") from None
    except FileNotFoundError:
        raise PanelError(f"{path}: no such file") from None
    except Exception as error:
        kind = type(error).__name__
        raise PanelError(f"{path}: cannot be read as {_suffix(path) or 'CSV'} ({kind})") from None


def _with_names(frame: pd.DataFrame) -> pd.DataFrame:
    """Take blanks off the names of columns; drop columns that have neither name nor cell."""
    names = [str(name).strip() for name in frame.columns]
    kept = [bool(name) or bool(frame.iloc[:, at].notna().any()) for at, name in enumerate(names)]
    if any(not name for name, keep in zip(names, kept, strict=True) if keep):
        raise PanelError("a column with cells has no name; name it or take it out")
    result = frame.loc[:, kept]
    return result.set_axis([name for name in names if name], axis=1)


_READERS: dict[str, Callable[[Any], pd.DataFrame]] = {
    ".csv": csv_rows.read,
    ".csv.gz": csv_rows.read,
    ".parquet": formats.parquet,
    ".jsonl": formats.jsonl,
}
