"""Documents into files: each whole, and named by what it is about."""

import hashlib
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from nhml.errors import DataError

_SAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST = 80


def save(place: Path, text: str) -> None:
    """Write one document, its folder too; what stood there before is replaced as a whole.

    Raises
    ------
    DataError
        If it cannot be written.
    """
    spare = place.with_name(f".{place.name[:40]}.part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        spare.write_text(text, "utf-8")
        spare.replace(place)
    except OSError as error:
        raise DataError(f"{place}: cannot be written ({error.strerror or 'fault'})") from None
    finally:
        with suppress(OSError):  # where nothing could be written nothing is there
            spare.unlink(missing_ok=True)


def names(ids: Iterable[str], suffix: str) -> list[str]:
    """Name files by id; where that is no file name, or taken, by more than it.

    Parameters
    ----------
    ids : iterable of str
        Of panels or people.
    suffix : str
        Such as ``.html``.
    """
    taken: set[str] = set()
    found: list[str] = []
    for one in ids:
        name = first = _name(one)
        number = 1
        while name.lower() in taken:
            number += 1
            name = f"{first}-{number}"
        taken.add(name.lower())
        found.append(f"{name}{suffix}")
    return found


def _name(one: str) -> str:
    safe = _SAFE.sub("-", one).strip(".-")[:_LONGEST]
    if safe == one:
        return safe
    return f"{safe or 'panel'}-{hashlib.sha256(one.encode()).hexdigest()[:8]}"
