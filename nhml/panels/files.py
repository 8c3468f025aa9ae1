"""Panel files: CSV, Parquet and JSON lines, by suffix; ``-`` is the standard stream."""

import io
import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from nhml.errors import PanelError

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
        If the file is not there, not readable as its suffix says, or holds no row.
    """
    reader = _CSV if path == "-" else _READERS.get(_suffix(path))
    if reader is None:
        raise PanelError(f"{path}: cannot tell the format; wanted {', '.join(_READERS)} or -")
    source: Any = io.TextIOWrapper(sys.stdin.buffer, "utf-8-sig") if path == "-" else path
    frame = _guarded(path, lambda: reader(source))
    if frame.empty:
        raise PanelError(f"{path}: no panel beneath the header")
    return _with_stated_units(frame)


def read_units(path: str) -> dict[str, str]:
    """Read a TOML file that states units of whole columns: ``tsh = "mIU/L"``."""
    try:
        table = tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError):
        raise PanelError(f"{path}: wanted lines such as tsh = \"mIU/L\"") from None
    return {str(key): str(unit) for key, unit in table.items()}


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
    except FileNotFoundError:
        raise PanelError(f"{path}: no such file") from None
    except UnicodeDecodeError:
        raise PanelError(f"{path}: is not UTF-8; save it as UTF-8 text") from None
    except Exception as error:
        kind = type(error).__name__
        raise PanelError(f"{path}: cannot be read as {_suffix(path) or 'CSV'} ({kind})") from None


def _CSV(source: Any) -> pd.DataFrame:  # noqa: N802  (stands in a table of formats)
    return pd.read_csv(
        source, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8-sig"
    )


def _jsonl(source: Any) -> pd.DataFrame:
    return pd.read_json(
        source, lines=True, dtype={"panel_id": str, "subject_id": str}, convert_dates=False
    )


_READERS: dict[str, Callable[[Any], pd.DataFrame]] = {
    ".csv": _CSV,
    ".csv.gz": _CSV,
    ".parquet": pd.read_parquet,
    ".jsonl": _jsonl,
}


def _with_stated_units(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn ``tsh [m[IU]/L]`` into ``tsh`` and ``tsh_unit``."""
    stated = {
        str(header): found
        for header in frame.columns
        if (found := _UNIT_IN_HEADER.fullmatch(str(header).strip()))
    }
    if not stated:
        return frame
    units = {f"{found['name']}_unit": found["unit"] for found in stated.values()}
    renamed = frame.rename(columns={header: found["name"] for header, found in stated.items()})
    return renamed.assign(**units)
