"""Panel files: CSV, Parquet and JSON lines, by suffix; ``-`` is the standard stream."""

import gzip
import io
import os
import re
import secrets
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from nhml.errors import PanelError, listing
from nhml.knowledge import tables
from nhml.panels import csv_rows, headers, strict_json, translation
from nhml.panels.ids import IDS
from nhml.panels.mapping import FileMapping
from nhml.panels.mapping_read import mapping_of
from nhml.panels.units import conversion

TEXT = (".csv", ".csv.gz", ".txt", ".tsv")
_WORKBOOKS = (".xlsx", ".xls", ".xlsm", ".ods")
_Read = TypeVar("_Read")
_UNNAMED = re.compile(r"__index_level_[0-9]+__")  # as pandas calls an index without a name


def read(path: str, mapping: FileMapping | Path | str | None = None) -> pd.DataFrame:
    """Read a panel file as it was sent; cells of text files stay text.

    Parameters
    ----------
    path : str
        ``.csv``, ``.csv.gz``, ``.parquet`` or ``.jsonl``; ``-`` reads CSV from the
        standard input. A column headed ``tsh [m[IU]/L]`` states its unit once.
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
    mapped = mapping_of(mapping)
    sent = raw(path, mapped)
    with naming(path):
        frame = translation.panel_frame(sent, mapped) if mapped else _with_names(sent)
        if frame.empty:
            raise PanelError("no panel beneath the header")
        frame = frame if mapped else headers.with_stated_units(frame)
        headers.refuse_almost(frame.columns)
    return frame


def raw(path: str, mapping: FileMapping | None = None) -> pd.DataFrame:
    """Read the cells of a file, its header as sent.

    Raises
    ------
    PanelError
        If the file is not there, or not readable as its suffix says.
    """
    text, readers = csv_rows.read, _READERS
    if mapping:
        text = partial(text, separator=mapping.separator, encoding=mapping.encoding)
        readers = {**_READERS, **dict.fromkeys(TEXT, text)}
    reader = text if path == "-" else readers.get(_suffix(path))
    if reader is None:
        table = "; save its sheet as CSV" if _suffix(path) in _WORKBOOKS else ""
        wanted = f"{', '.join(readers)} or -{table}"
        raise PanelError(f"{path}: cannot tell the format; wanted {wanted}")
    source: Any = io.BytesIO(sys.stdin.buffer.read()) if path == "-" else path
    return guarded(path, lambda: reader(source))


@contextmanager
def naming(path: str) -> Iterator[None]:
    """Put the name of the file before what is wrong with its panels."""
    try:
        yield
    except PanelError as error:
        raise PanelError(f"{path}: {error}") from None


def read_units(path: str) -> dict[str, str]:
    """Read a TOML file that states units of whole columns: ``tsh = "mIU/L"``.

    Raises
    ------
    PanelError
        If it cannot be read, or names what is no analyte or a unit that is not the
        analyte's; all mistakes at once.
    """
    try:
        table = tomllib.loads(Path(path).read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        raise PanelError(f'{path}: wanted lines such as tsh = "mIU/L"') from None
    mistakes = [wrong for key, unit in table.items() if (wrong := _unit_mistake(key, unit))]
    if mistakes:
        raise PanelError(listing(f"{path} cannot be used", mistakes))
    return table


def _unit_mistake(key: str, unit: object) -> str | None:
    if key not in tables.analytes():
        return f"{key} is not an analyte"
    if not isinstance(unit, str) or conversion(key, unit) is None:
        return (
            f"{key}: {unit!r} is not a unit of it; wanted {', '.join(tables.analytes()[key].units)}"
        )
    return None


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
    text: str = frame.replace(r"[\r\n]+", " ", regex=True).to_csv(index=False)
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


def check_writable(path: str) -> None:
    """Refuse an output path before any work is done for it.

    Raises
    ------
    PanelError
        If its suffix is no format, it is a folder, or its folder is not there or may
        not be written to.
    """
    if path == "-":
        return
    if _suffix(path) not in _WRITERS:
        raise PanelError(f"{path}: cannot tell the format; wanted {', '.join(_READERS)} or -")
    folder = Path(path).absolute().parent
    if Path(path).is_dir():
        raise PanelError(f"{path}: is a folder; name a file")
    if not folder.is_dir():
        raise PanelError(f"{path}: its folder does not exist")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PanelError(f"{path}: nothing may be written into its folder")


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
    except UnicodeDecodeError:
        raise PanelError(f"{path}: is not UTF-8; save it as UTF-8 text") from None
    except Exception as error:
        kind = type(error).__name__
        raise PanelError(f"{path}: cannot be read as {_suffix(path) or 'CSV'} ({kind})") from None


def _jsonl(source: Any) -> pd.DataFrame:
    """Read one object a line; NaN, infinity and a key that stands twice are mistakes."""
    lines = Path(source).read_text("utf-8-sig").split("\n")
    records, wrong = [], []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                records.append(_record(line))
            except (ValueError, RecursionError):
                wrong.append(f"line {number}")
    if wrong:
        rest = ["…"] if len(wrong) > 10 else []
        raise PanelError(listing("wanted one JSON object a line", [*wrong[:10], *rest]))
    return pd.DataFrame(records, dtype=object) if records else pd.DataFrame()


def _record(line: str) -> dict[str, Any]:
    found = strict_json.loads(line)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def _parquet(source: Any) -> pd.DataFrame:
    """Read a table; ids that are numbers become text first, for a gap would make them floats.

    A named index comes as a column, whatever pandas noted of its type.
    """
    import pyarrow as pa
    from pyarrow import parquet

    table = parquet.read_table(source)
    for at, field in enumerate(table.schema):
        coded = pa.types.is_dictionary(field.type)
        kind = field.type.value_type if coded else field.type
        if field.name in IDS and pa.types.is_integer(kind):
            ids = table.column(at).cast(kind).cast(pa.string())
            table = table.set_column(at, field.name, ids)
    frame: pd.DataFrame = table.to_pandas(ignore_metadata=True)
    return frame.loc[:, [not _UNNAMED.fullmatch(str(name)) for name in frame.columns]]


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
    ".parquet": _parquet,
    ".jsonl": _jsonl,
}
