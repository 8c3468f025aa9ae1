"""Bytes that are to be text: what else they may be, and where they cease to be UTF-8."""

import gzip
import io
from pathlib import Path
from typing import Any

from nhml.errors import PanelError, listing

SAVE = "save it as CSV UTF-8 (in Excel: Save as, CSV UTF-8 (comma delimited))"
_KINDS = (
    (b"PK\x03\x04", f"is a workbook of a spreadsheet (.xlsx, .ods), whatever its name; {SAVE}"),
    (b"\xd0\xcf\x11\xe0", f"is a workbook of a spreadsheet (.xls), whatever its name; {SAVE}"),
    (b"PAR1", "is Parquet; call it .parquet"),
    (b"%PDF", "is a PDF; ask the laboratory for a table"),
    (b"{\\rtf", "is a document of a word processor; ask the laboratory for a table"),
    (b"\xff\xfe", f"is not UTF-8 but UTF-16; {SAVE}"),
    (b"\xfe\xff", f"is not UTF-8 but UTF-16; {SAVE}"),
)
_PAGES = (b"<!doctype", b"<html", b"<?xml", b"<table")
_SHOWN = 10
_UNPACKED, _TIMES = 50_000_000, 100  # bytes that anything may unpack to, and beyond them
_ICONV = "iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW"
_LATIN = frozenset(range(0xC0, 0x100)) | frozenset((0x96, 0xB0, 0xB2, 0xB5, 0x80))


def unpacked(source: Any) -> bytes:
    """Read the bytes of a file, which may be compressed by gzip.

    Raises
    ------
    PanelError
        If it unpacks to more than any table would.
    """
    content: bytes = source.read() if hasattr(source, "read") else Path(source).read_bytes()
    if not content.startswith(b"\x1f\x8b"):
        return content
    most = max(_UNPACKED, _TIMES * len(content))
    with gzip.open(io.BytesIO(content)) as file:
        found = file.read(most + 1)
    if len(found) > most:
        raise PanelError(
            f"unpacks to more than {_TIMES} times its size, as no table of panels does; "
            "export it again"
        )
    return found


def read(source: Any, encoding: str = "utf-8") -> bytes:
    """Read the bytes of a text file, unpacked, as UTF-8 without its mark.

    Parameters
    ----------
    source : path or binary stream
        May be compressed by gzip.
    encoding : str

    Raises
    ------
    PanelError
        If it is empty, another kind of file, or not of this encoding; the message goes on
        from a file name and, of UTF-8, says where.
    """
    content = unpacked(source)
    if encoding != "utf-8":
        content = _recoded(content, encoding)
    _refuse_another_kind(content)
    content = content.removeprefix(b"\xef\xbb\xbf")
    if not content.strip():
        raise PanelError("is empty; wanted a header and a row a panel")
    _refuse_nul(content)
    _refuse_another_encoding(content)
    return content


def _recoded(content: bytes, encoding: str) -> bytes:
    try:
        return content.decode(encoding).encode()
    except (LookupError, UnicodeError):
        raise PanelError(f"is not {encoding}; state the encoding that it was saved in") from None


def _refuse_another_kind(content: bytes) -> None:
    for start, words in _KINDS:
        if content.startswith(start):
            raise PanelError(words)
    if content[:200].lstrip().lower().startswith(_PAGES):
        raise PanelError("is a web page or XML, whatever its name; export the table again")


def _refuse_nul(content: bytes) -> None:
    if b"\x00" not in content:
        return
    if content[1:2] == b"\x00" or content[:1] == b"\x00":
        raise PanelError(f"is not UTF-8 but UTF-16; {SAVE}")
    rows = [f"row {at}" for at, line in enumerate(content.splitlines(), 1) if b"\x00" in line]
    raise PanelError(
        listing(
            "holds NUL bytes, as a file does that was cut short or copied in the wrong mode; "
            "export it again",
            some(rows),
        )
    )


def _refuse_another_encoding(content: bytes) -> None:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        lines = content.splitlines()
        wrong = [(number, _not_utf_8(line)) for number, line in enumerate(lines, 1)]
        places = [(number, *found) for number, found in wrong if found is not None]
        rows = [f"row {number}, byte {place}: 0x{byte:02X}" for number, place, byte in places]
        if any(found is None and not lines[number - 1].isascii() for number, found in wrong):
            words = "is UTF-8 in some rows and not in others: files were joined; save each as UTF-8"
        elif {byte for *_, byte in places} <= _LATIN:
            words = f"is not UTF-8 but Windows-1252, it seems; {SAVE}, or: {_ICONV}"
        else:
            words = f"is not UTF-8; {SAVE}"
        raise PanelError(listing(words, some(rows))) from None


def _not_utf_8(line: bytes) -> tuple[int, int] | None:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start + 1, line[error.start]
    return None


def some(mistakes: list[str]) -> list[str]:
    """Give the first ten of many mistakes, and a sign that there are more."""
    return [*mistakes[:_SHOWN], *["…"][: len(mistakes) > _SHOWN]]
