"""CSV as text: a row is a line, whatever stands in its cells."""

import re
from functools import cache
from typing import Any

import pandas as pd

from nhml.errors import PanelError, listing
from nhml.panels import formulas, plain_text, spelling

# quantifiers that give nothing back: a row is read once, however it is made
_CELL = rb'(?:"(?:[^"]++|"")*+"|[^"%b]*+)'
_BLOCK = 1 << 20  # bytes that the parser looks at together; a row must fit in
_SEPARATORS = ((";", "semicolons"), ("\t", "tabs"), ("|", "bars"))
_TITLES = 20  # lines in which the names of the columns may stand, if not in the first
_NOTE = b"sep="  # what Excel writes into the first row


@cache
def _patterns(separator: str) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Give the pattern of one cell, and of a whole row."""
    sign = re.escape(separator.encode())
    cell = _CELL % sign
    return re.compile(cell), re.compile(rb"%b(?:%b%b)*+" % (cell, sign, cell))


def read(source: Any, separator: str = "", encoding: str = "utf-8") -> pd.DataFrame:
    """Read every cell as text; a row of another width than the header stops the file.

    Parameters
    ----------
    source : path or binary stream
        May be compressed by gzip. A cell may stand in quotes, which are doubled within
        it, and holds no line break.
    separator : str
        Of the cells, where a mapping states it; else commas, and what looks otherwise
        is refused.
    encoding : str

    Returns
    -------
    DataFrame
        Its index holds the number of each row in the file, the header's being 1.

    Raises
    ------
    PanelError
        Naming rows; the message goes on from a file name.
    """
    import pyarrow as pa
    from pyarrow import csv

    content = plain_text.read(source, encoding)
    lines = content.splitlines()
    one_cell, row = _patterns(separator or ",")
    top = next(at for at, line in enumerate(lines) if line)
    if separator and lines[top].lower().startswith(_NOTE):
        lines[top] = b""
        top = next((at for at, line in enumerate(lines) if line), top)
        content = b"\n".join(lines)
    if not separator:
        _refuse_another_separator(lines[top])
        _refuse_titles(lines, top)
    _refuse_stray_quotes(lines, row)
    narrow = one_cell.fullmatch(lines[top]) is not None  # then an empty line is a blank cell
    rows = [at + 1 for at, line in enumerate(lines) if line or (narrow and at > top)]
    ragged: list[str] = []

    def note(wrong: Any) -> str:
        ragged.append(f"row {rows[wrong.number - 1]} has {wrong.actual_columns} cells")
        return "skip"

    block = max(_BLOCK, 2 * max(map(len, lines)))
    table = csv.read_csv(
        pa.py_buffer(content.lstrip(b"\r\n")),
        read_options=csv.ReadOptions(
            use_threads=False, autogenerate_column_names=True, block_size=block
        ),
        parse_options=csv.ParseOptions(
            delimiter=separator or ",", invalid_row_handler=note, ignore_empty_lines=not narrow
        ),
        convert_options=csv.ConvertOptions(
            default_column_type=pa.string(), null_values=[""], strings_can_be_null=True
        ),
    )
    if ragged:
        wanted = (
            f"its header has {table.num_columns} cells; see to separators, quotes and decimal "
            "commas, which belong in quotes"
        )
        raise PanelError(listing(wanted, plain_text.some(ragged)))
    header = ["" if name is None else name for name in (c[0].as_py() for c in table.columns)]
    frame: pd.DataFrame = table.slice(1).to_pandas()
    frame = formulas.unguard(frame, content)
    return frame.set_axis(header, axis=1).set_axis(rows[1 : len(frame) + 1], axis=0)


def _cells(line: bytes, separator: str = ",") -> list[str]:
    return [cell.strip().strip('"') for cell in line.decode("utf-8").split(separator)]


def _known(line: bytes, separator: str = ",") -> int:
    """Count the cells that are names of columns."""
    return sum(spelling.bare(cell) in spelling.bare_columns() for cell in _cells(line, separator))


def _refuse_another_separator(header: bytes) -> None:
    if header.lower().startswith(_NOTE):
        raise PanelError(
            "its first row is a note of Excel (sep=); take the row out, and save it with commas, "
            f"or let {spelling.MAP} read it"
        )
    for sign, word in _SEPARATORS:
        apart = header.count(sign.encode())
        if apart and (b"," not in header or _known(header, sign) > _known(header)):
            raise PanelError(
                f"its cells are separated by {word}; save it with commas, or let "
                f"{spelling.MAP} read it"
            )


def _refuse_titles(lines: list[bytes], top: int) -> None:
    """Refuse names of columns that stand beneath a title, or beneath merged headings."""
    if _known(lines[top]):
        return
    for at, line in enumerate(lines[top + 1 : top + _TITLES], start=top + 2):
        if _known(line) > 1:
            raise PanelError(
                f"the names of its columns stand in row {at}, beneath a title or merged "
                "headings; take the rows above out"
            )


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
                plain_text.some(wrong),
            )
        )
