"""Pages about the people of a panel file, one file a person."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from nhml.errors import DataError
from nhml.modelling.risk_model import RiskModel
from nhml.panels import files, headers
from nhml.panels.limits import LimitsOrPath, limits_of
from nhml.panels.mapping import FileMapping
from nhml.reporting.reading import reports
from nhml.reporting.report import RiskReport

Tell = Callable[[str], None]

_PAGE = ".html"
_SAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST = 80


def write(
    model: RiskModel,
    source: str,
    destination: str,
    panel_ids: Sequence[str] | None = None,
    *,
    units: Mapping[str, str] | None = None,
    mapping: FileMapping | Path | str | None = None,
    limits: LimitsOrPath | None = None,
    tell: Tell = lambda words: None,
) -> list[Path]:
    """Write pages about panels.

    Parameters
    ----------
    model : RiskModel
    source : str
        A panel file, as `nhml.panels.files.read` takes it.
    destination : str
        A file that ends with ``.html`` for one panel; else a folder, which is made.
    panel_ids : sequence of str, optional
        None takes every row of the file.
    units : mapping of str to str, optional
        Units stated once for whole columns.
    mapping : FileMapping or path, optional
        How a stranger's file is read.
    limits : LaboratoryLimits or path, optional
        A laboratory's own limits, in place of the generic ones of the safety rules.
    tell : callable
        Called with a sentence on columns that are not read.

    Returns
    -------
    list of path
        A page a panel, in their order.

    Raises
    ------
    PanelError
        If the file or a panel cannot be read as `nhml.report` says.
    DataError
        If the destination cannot be written.
    """
    one = destination.lower().endswith(_PAGE)
    if one and (panel_ids is None or len(set(panel_ids)) != 1):
        raise DataError(f"{destination}: is one page; name a folder for several panels")
    own, sent = limits_of(limits), files.read(source, mapping)
    if words := headers.unread(tuple(map(str, sent.columns))).words():
        tell(words)
    with files.naming(source):
        made = reports(model, sent, panel_ids, units, limits=own)
    home = Path(destination)
    places = [home] if one else [home / name for name in _names(made)]
    for place, report in zip(places, made, strict=True):
        save(place, report.html())
    return places


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


def _names(made: Sequence[RiskReport]) -> Iterator[str]:
    """Name files by panel id; where that is no file name, or taken, by more than it."""
    taken: set[str] = set()
    for report in made:
        name = first = _name(report.panel_id)
        number = 1
        while name.lower() in taken:
            number += 1
            name = f"{first}-{number}"
        taken.add(name.lower())
        yield f"{name}{_PAGE}"


def _name(panel_id: str) -> str:
    safe = _SAFE.sub("-", panel_id).strip(".-")[:_LONGEST]
    if safe == panel_id:
        return safe
    return f"{safe or 'panel'}-{hashlib.sha256(panel_id.encode()).hexdigest()[:8]}"
