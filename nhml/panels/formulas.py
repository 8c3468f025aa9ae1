"""Text that a spreadsheet would run as a formula: made harmless in CSV, and read back.

A cell of text that begins with ``=``, ``+``, ``-`` or ``@`` is written with an apostrophe
before it, and one that begins with apostrophes before such a sign gets one more. Reading
takes one off. So every text comes back as it was; numbers and all other cells are as
they are.
"""

import re
from collections.abc import Callable

import pandas as pd

_RUN = "[=+@＝＋－＠-]"
_NUMBER = re.compile("[+-]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?")
_RUNS = re.compile(rf"'*{_RUN}.+", re.DOTALL)
_GUARDED = re.compile(rf"'+{_RUN}.+", re.DOTALL)
_TRACE = re.compile(rb"'(?:[=+@-]|\xef\xbc)")  # in UTF-8, whatever the cell


def guard(frame: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before every text that a spreadsheet would run."""

    def guarded(text: str) -> str:
        runs = _RUNS.fullmatch(text) and not _NUMBER.fullmatch(text)
        return f"'{text}" if runs else text

    return _changed(frame, guarded)


def unguard(frame: pd.DataFrame, content: bytes) -> pd.DataFrame:
    """Take the apostrophes off again.

    Parameters
    ----------
    frame : DataFrame
        As read.
    content : bytes
        The file; one without such an apostrophe is not looked at by cell.
    """
    if not _TRACE.search(content):
        return frame
    return _changed(frame, lambda text: text[1:] if _GUARDED.fullmatch(text) else text)


def _changed(frame: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    """Change the texts of a frame; each distinct one is looked at once."""
    found = {}
    for name, column in frame.items():
        if column.dtype.kind != "O":
            continue
        texts = {cell for cell in column.tolist() if isinstance(cell, str)}
        new = {text: changed for text in texts if (changed := change(text)) != text}
        if new:
            found[str(name)] = [new.get(x, x) if isinstance(x, str) else x for x in column.tolist()]
    return frame.assign(**found) if found else frame
