"""CSV as text: a row is a line, whatever stands in its cells."""

import gzip
import re
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from nhml.errors import PanelError, listing

# quantifiers that give nothing back: a row is read once, however it is made
_CELL = r'(?:"(?:[^"]++|"")*+"|[^"{sign}]*+)'
_BLOCK = 1 << 20  # bytes that the parser looks at together; a row must fit in
_SHOWN = 10


@cache
def _patterns(separator: str) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Give the pattern of one cell, and of a whole row."""
    sign = re.escape(separator)
    cell = _CELL.replace("{sign}", sign)
    return re.compile(cell.encode()), re.compile(f"{cell}(?:{sign}{cell})*+".encode())


def read(source: Any, separator: str = ",", encoding: str = "utf-8") -> pd.DataFrame:
    """Read every cell as text; a row of another width than the header stops the file.

    Parameters
    ----------
    source : path or binary stream
        May be compressed by gzip. A cell may stand in quotes, which are doubled within
        it, and holds no line break.
    separator, encoding : str, optional
        Of the cells, and of the text.

    Raises
    ------
    PanelError
        Naming rows; the message goes on from a file name.
    """
    import pyarrow as pa
    from pyarrow import csv

    content = decoded(plain_bytes(source), encoding)
    _refuse_what_is_no_csv(content, separator)
    lines = content.splitlines()
    one_cell, whole = _patterns(separator)
    _refuse_stray_quotes(lines, whole)
    top = next(at for at, line in enumerate(lines) if line)
    narrow = one_cell.fullmatch(lines[top]) is not None  # then an empty line is a blank cell
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
        parse_options=csv.ParseOptions(
            delimiter=separator, invalid_row_handler=note, ignore_empty_lines=not narrow
        ),
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


def plain_bytes(source: Any) -> bytes:
    """Give what a file holds, decompressed."""
    content: bytes = source.read() if hasattr(source, "read") else Path(source).read_bytes()
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)
    return content


def decoded(content: bytes, encoding: str) -> bytes:
    """Write text as UTF-8 without its byte order mark.

    Raises
    ------
    PanelError
        If it is not of this encoding.
    """
    if encoding == "utf-8":
        return content.removeprefix(b"\xef\xbb\xbf")
    try:
        return content.decode(encoding).removeprefix("\ufeff").encode()
    except (LookupError, UnicodeError):
        raise PanelError(f"is not {encoding}; state the encoding that it was saved in") from None


def _refuse_what_is_no_csv(content: bytes, separator: str) -> None:
    header = content.partition(b"\n")[0]
    if not content.strip():
        raise PanelError("is empty; wanted a header and a row a panel")
    if b"\x00" in content:
        raise PanelError("is not UTF-8; save it as UTF-8 text")
    for sign, word in ((b";", "semicolons"), (b"\t", "tabs")):
        if separator == "," and sign in header and b"," not in header:
            raise PanelError(
                f"its cells are separated by {word}; save it with commas, or let nhml map "
                "look at it"
            )
    content.decode("utf-8")


def _refuse_stray_quotes(lines: list[bytes], row: re.Pattern[bytes]) -> None:
    """Refuse a quote that opens a cell and never closes it: it would swallow the next rows."""
    wrong = [
        f"row {number}"
        for number, line in enumerate(lines, start=1)
        if b'"' in line and row.fullmatch(line) is None
    ]
    if wrong:
        raise PanelError(
            listing(
                "a quote stands inside a cell, or a quoted cell does not end in its row; put "
                "the whole cell into quotes, double those within, and take line breaks out",
                _first(wrong),
            )
        )
