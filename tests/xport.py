"""A tiny writer of SAS transport files (version 5), for files made by hand."""

import math
import struct
from collections.abc import Mapping, Sequence

_STAMP = b"01JAN26:00:00:00"
_NUMBER, _TEXT = 1, 2
_WIDTH = 96  # bytes of a text; readers take the blanks of a short row at the end for padding


def xport(columns: Mapping[str, Sequence[float | str]]) -> bytes:
    """Write columns of numbers (NaN is missing) or short texts as one transport file."""
    kinds = {
        name: _TEXT if isinstance(cells[0], str) else _NUMBER for name, cells in columns.items()
    }
    widths = {name: _WIDTH if kind == _TEXT else 8 for name, kind in kinds.items()}
    described, place = b"", 0
    for number, (name, kind) in enumerate(kinds.items(), start=1):
        described += struct.pack(
            ">hhhh8s40s8shhh2s8shhl52s",
            kind, 0, widths[name], number, name.encode().ljust(8), b" " * 40, b" " * 8,
            0, 0, 0, b"", b" " * 8, 0, 0, place, b"",
        )  # fmt: skip
        place += widths[name]
    rows = b"".join(
        b"".join(_cell(cell) for cell in row) for row in zip(*columns.values(), strict=True)
    )
    return b"".join(
        (
            _header("LIBRARY"),
            (b"SAS     SAS     SASLIB  9.4     Linux" + b" " * 27 + _STAMP).ljust(80),
            _STAMP.ljust(80),
            b"HEADER RECORD*******MEMBER  HEADER RECORD!!!!!!!000000000000000001600000000140  ",
            _header("DSCRPTR"),
            (b"SAS     MADE    SASDATA 9.4     Linux" + b" " * 27 + _STAMP).ljust(80),
            _STAMP.ljust(80),
            _header("NAMESTR", f"000000{len(kinds):04d}00000000000000000000"),
            _padded(described),
            _header("OBS"),
            _padded(rows),
        )
    )


def _header(kind: str, digits: str = "0" * 30) -> bytes:
    return f"HEADER RECORD*******{kind:<8}HEADER RECORD!!!!!!!{digits}".encode().ljust(80)


def _padded(block: bytes) -> bytes:
    return block + b" " * (-len(block) % 80)


def _cell(cell: float | str) -> bytes:
    if isinstance(cell, str):
        return cell.encode().ljust(_WIDTH)
    if math.isnan(cell):
        return b"." + b"\0" * 7
    if cell == 0:
        return b"\0" * 8  # which every reader of NHANES sees as 5.4e-79
    power = math.floor(math.log(abs(cell), 16)) + 1
    parts = round(abs(cell) / 16.0**power * 2**56)
    if parts >= 2**56:
        power, parts = power + 1, parts >> 4
    return bytes([64 + power + (128 if cell < 0 else 0)]) + parts.to_bytes(7, "big")
