"""CSV as text: a row is a line, whatever stands in its cells."""

import gzip
import re
from pathlib import Path
from typing import Any

import pandas as pd

from nhml.errors import PanelError, listing

# quantifiers that give nothing back: a row is read once, however it is made
_CELL = rb'(?:"(?:[^"]++|"")*+"|[^",]*+)'
_ROW = re.compile(rb"%b(?:,%b)*+" % (_CELL, _CELL))
_ONE_CELL = re.compile(_CELL)
_BLOCK = 1 << 20  # bytes that the parser looks at together; a row must fit in
_SHOWN = 10


def read(source: Any) -> pd.DataFrame:
    """Read every cell as text; a row of another width than the header stops the file.

    Parameters
    ----------
    source : path or binary stream
        UTF-8, may be compressed by gzip. A cell may stand in quotes, which are doubled
        within it, and holds no line break.

    Raises
    ------
    PanelError
        Naming rows; the message goes on from a file name.
    """
    import pyarrow as pa
    from pyarrow import csv

    content = _plain_bytes(source)
    _refuse_what_is_no_csv(content)
    lines = content.splitlines()
    _refuse_stray_quotes(lines)
    top = next(at for at, line in enumerate(lines) if line)
    narrow = _ONE_CELL.fullmatch(lines[top]) is not None  # then an empty line is a blank cell
    rows = [at + 1 for at, line in enumerate(lines) if line or (narrow and at > top)]
    ragged: list[str] = []

    def note(row: Any) -> str:
        ragged.append(f"row {rows[row.number - 1]} has {row.actual_columns} cells")
        return "skip"

    block = max(_BLOCK, 2 * max(map(len, lines)))
    table = csv.read_csv(
        pa.py_buffer(content.lstrip(b"\r\n")),
        read_options=csv.ReadOptions(
            use_threads=False, autogenerate_column_names=True, block_size=block
        ),
        parse_options=csv.ParseOptions(invalid_row_handler=note, ignore_empty_lines=not narrow),
        convert_options=csv.ConvertOptions(
            default_column_type=pa.string(), null_values=[""], strings_can_be_null=True
        ),
    )
    if ragged:
        wanted = f"its header has {table.num_columns} cells; see to separators and quotes"
        raise PanelError(listing(wanted, _first(ragged)))
    header = ["" if name is None else name for name in (c[0].as_py() for c in table.columns)]
    frame: pd.DataFrame = table.slice(1).to_pandas()
    frame.columns = pd.Index(header)
    return frame


def _first(mistakes: list[str]) -> list[str]:
    return [*mistakes[:_SHOWN], *["…"][: len(mistakes) > _SHOWN]]


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


def _refuse_stray_quotes(lines: list[bytes]) -> None:
    """Refuse a quote that opens a cell and never closes it: it would swallow the next rows."""
    wrong = [
        f"row {number}"
        for number, line in enumerate(lines, start=1)
        if b'"' in line and _ROW.fullmatch(line) is None
    ]
    if wrong:
        raise PanelError(
            listing(
                "a quote stands inside a cell, or a quoted cell does not end in its row; put "
                "the whole cell into quotes, double those within, and take line breaks out",
                _first(wrong),
            )
        )
