"""Panel files: CSV, Parquet and JSON lines, by suffix; ``-`` is the standard stream."""

import gzip
import io
import json
import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from nhml.errors import PanelError, listing
from nhml.knowledge import tables
from nhml.panels.units import conversion

_UNIT_IN_HEADER = re.compile(r"(?P<name>[a-z0-9_]+) \[(?P<unit>.+)\]")


def read(path: str) -> pd.DataFrame:
    """Read a panel file as it was sent; cells of text files stay text.

    Parameters
    ----------
    path : str
        ``.csv``, ``.csv.gz``, ``.parquet`` or ``.jsonl``; ``-`` reads CSV from the
        standard input. A column headed ``tsh [m[IU]/L]`` states its unit once.

    Returns
    -------
    DataFrame
        A panel frame in the units it was sent in.

    Raises
    ------
    PanelError
        If the file is not there, not readable as its suffix says, holds no row, states
        a unit twice, or has a row with more or fewer cells than its header.
    """
    reader = _CSV if path == "-" else _READERS.get(_suffix(path))
    if reader is None:
        raise PanelError(f"{path}: cannot tell the format; wanted {', '.join(_READERS)} or -")
    source: Any = io.BytesIO(sys.stdin.buffer.read()) if path == "-" else path
    frame = _with_names(path, _guarded(path, lambda: reader(source)))
    if frame.empty:
        raise PanelError(f"{path}: no panel beneath the header")
    return _with_stated_units(path, frame)


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
    except (OSError, ValueError):
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
        If the suffix is none of these.
    """
    if path == "-":
        frame.to_csv(sys.stdout, index=False)
    elif _suffix(path) == ".parquet":
        frame.to_parquet(path, index=False)
    elif _suffix(path) == ".jsonl":
        frame.to_json(path, orient="records", lines=True, double_precision=15)
    elif _suffix(path) in (".csv", ".csv.gz"):
        frame.to_csv(path, index=False)
    else:
        raise PanelError(f"{path}: cannot tell the format; wanted {', '.join(_READERS)} or -")


def check_writable(path: str) -> None:
    """Refuse an output path before any work is done for it."""
    if path != "-" and _suffix(path) not in _READERS:
        raise PanelError(f"{path}: cannot tell the format; wanted {', '.join(_READERS)} or -")
    if path != "-" and not Path(path).absolute().parent.is_dir():
        raise PanelError(f"{path}: its folder does not exist")


def _suffix(path: str) -> str:
    name = Path(path).name.lower()
    return ".csv.gz" if name.endswith(".csv.gz") else Path(name).suffix


def _guarded(path: str, action: Callable[[], pd.DataFrame]) -> pd.DataFrame:
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


def _CSV(source: Any) -> pd.DataFrame:  # noqa: N802  (stands in a table of formats)
    """Read every cell as text; a row of another width than the header stops the file."""
    import pyarrow as pa
    from pyarrow import csv

    content = _plain_bytes(source)
    _refuse_what_is_no_csv(content)
    ragged: list[str] = []

    def note(row: Any) -> str:
        ragged.append(f"row {row.number} has {row.actual_columns} cells")
        return "skip"

    table = csv.read_csv(
        pa.py_buffer(content),
        read_options=csv.ReadOptions(use_threads=False, autogenerate_column_names=True),
        parse_options=csv.ParseOptions(newlines_in_values=True, invalid_row_handler=note),
        convert_options=csv.ConvertOptions(
            default_column_type=pa.string(), null_values=[""], strings_can_be_null=True
        ),
    )
    if ragged:
        wanted = f"its header has {table.num_columns} cells; see to separators and quotes"
        raise PanelError(listing(wanted, [*ragged[:10], *["…"][: len(ragged) > 10]]))
    header = ["" if name is None else name for name in (c[0].as_py() for c in table.columns)]
    frame: pd.DataFrame = table.slice(1).to_pandas()
    frame.columns = pd.Index(header)
    return frame


def _plain_bytes(source: Any) -> bytes:
    content: bytes = source.read() if hasattr(source, "read") else Path(source).read_bytes()
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)
    return content.removeprefix(b"\xef\xbb\xbf")


def _refuse_what_is_no_csv(content: bytes) -> None:
    header = content.partition(b"\n")[0]
    if not content.strip():
        raise PanelError("is empty; wanted a header and a row a panel")
    if b"\x00" in content:
        raise PanelError("is not UTF-8; save it as UTF-8 text")
    for sign, word in ((b";", "semicolons"), (b"\t", "tabs")):
        if sign in header and b"," not in header:
            raise PanelError(f"its cells are separated by {word}; save it with commas")
    content.decode("utf-8")


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
    found = json.loads(line, parse_constant=_refuse_constant, object_pairs_hook=_once)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _parquet(source: Any) -> pd.DataFrame:
    frame = pd.read_parquet(source)
    named = any(name is not None for name in frame.index.names)
    return frame.reset_index() if named else frame.reset_index(drop=True)


def _with_names(path: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Take blanks off the names of columns; drop columns that have neither name nor cell."""
    names = [str(name).strip() for name in frame.columns]
    kept = [bool(name) or bool(frame.iloc[:, at].notna().any()) for at, name in enumerate(names)]
    if any(not name for name, keep in zip(names, kept, strict=True) if keep):
        raise PanelError(f"{path}: a column with cells has no name; name it or take it out")
    result = frame.loc[:, kept]
    return result.set_axis([name for name in names if name], axis=1)


_READERS: dict[str, Callable[[Any], pd.DataFrame]] = {
    ".csv": _CSV,
    ".csv.gz": _CSV,
    ".parquet": _parquet,
    ".jsonl": _jsonl,
}


def _with_stated_units(path: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Turn ``tsh [m[IU]/L]`` into ``tsh`` and ``tsh_unit``."""
    stated = {
        str(header): found
        for header in frame.columns
        if (found := _UNIT_IN_HEADER.fullmatch(str(header).strip()))
    }
    if not stated:
        return frame
    units = {f"{found['name']}_unit": found["unit"] for found in stated.values()}
    twice = sorted(set(units) & set(frame.columns))
    if twice:
        both = ", ".join(twice)
        raise PanelError(f"{path}: a header states a unit, and {both} too; keep one of them")
    renamed = frame.rename(columns={header: found["name"] for header, found in stated.items()})
    return renamed.assign(**{str(name): unit for name, unit in units.items()})
