"""TOML that a person wrote: not longer, and not deeper, than anybody would write."""

import tomllib
from pathlib import Path
from typing import Any

_LARGEST = 5_000_000  # bytes; a mapping of thousands of columns is a tenth of it
_MOST_DOTS = 400  # of a line: each may open a table in a table, at a cost that grows as its square


def read(path: Path | str) -> dict[str, Any]:
    """Read a file.

    Parameters
    ----------
    path : path

    Raises
    ------
    OSError, ValueError, RecursionError
        If it cannot be read, or is no such TOML.
    """
    with Path(path).open("rb") as file:
        content = file.read(_LARGEST + 1)
    return loads(content)


def why(error: Exception) -> str:
    """Say why a file was not read, and nothing of what stands in it."""
    words = error.strerror if isinstance(error, OSError) else None
    return f"cannot be read ({words or type(error).__name__})"


def loads(content: bytes) -> dict[str, Any]:
    """Read the bytes of a file; a byte order mark is passed over.

    Raises
    ------
    ValueError, RecursionError
        If they are no such TOML.
    """
    if len(content) > _LARGEST:
        raise ValueError("longer than anybody would write")
    if any(line.count(b".") > _MOST_DOTS for line in content.splitlines()):
        raise ValueError("a line of more dots than anybody would write")
    return tomllib.loads(content.decode("utf-8-sig"))
