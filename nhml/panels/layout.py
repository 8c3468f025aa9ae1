"""How a text file is laid out: its encoding, and what separates its cells."""

import io
from typing import NamedTuple

import pandas as pd

from nhml.errors import PanelError
from nhml.panels import csv_rows, plain_text
from nhml.panels.mapping import SEPARATORS

_LEGACY = ("cp1252", "cp850")  # the old code pages of Western Europe: Windows, DOS
_USUAL = frozenset("äöüßéèêëàâáíìîïóòôúùûñçÄÖÜÉÈÀÁÓÚÍÑÇœµ°²³€–±≤≥ºª\u00a0")
_WORDS = {";": "semicolons", ",": "commas", "\t": "tabs", "|": "bars"}


class Layout(NamedTuple):
    """What a file was found to be, and why.

    Attributes
    ----------
    encoding, separator : str
    why_encoding, why_separator : str
    cells : DataFrame
        As read so, every cell text; header as sent.
    """

    encoding: str
    why_encoding: str
    separator: str
    why_separator: str
    cells: pd.DataFrame


def look(content: bytes) -> Layout:
    """Find encoding and separator of a text file.

    Parameters
    ----------
    content : bytes
        The whole file, which may be compressed by gzip.

    Raises
    ------
    PanelError
        If no separator gives rows of one width; the message goes on from a file name.
    """
    encoding, why = _encoding(plain_text.unpacked(io.BytesIO(content)))
    text = plain_text.read(io.BytesIO(content), encoding)
    lines = [line for line in text.splitlines() if line and not line.lower().startswith(b"sep=")]
    header = lines[0] if lines else b""
    there = [one for one in SEPARATORS if one.encode() in header] or [","]
    tried, said = [], []
    for separator in there:
        try:
            cells = csv_rows.read(io.BytesIO(text), separator)
            tried.append((cells.shape[1], separator, cells))
        except PanelError as error:
            said.append((header.count(separator.encode()), str(error)))
    if not tried:
        raise PanelError(max(said)[1])
    columns, separator, cells = max(tried, key=lambda one: one[0])
    found = f"{_WORDS[separator]} give {columns} columns in every row"
    return Layout(encoding, why, separator, found, cells)


def _encoding(content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", "the file says so in its first bytes"
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8", "the file says so in its first bytes"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8", "plain ASCII" if content.isascii() else "every sign is valid"
    odd = {name: _odd(content, name) for name in _LEGACY}
    best = min(odd, key=lambda name: odd[name])
    return best, "not UTF-8, and the letters of Western Europe come out so"


def _odd(content: bytes, encoding: str) -> int:
    """Count the signs beyond ASCII that no laboratory would write."""
    text = content.decode(encoding, "replace")
    return sum(not one.isascii() and one not in _USUAL for one in text)
