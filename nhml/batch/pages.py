"""Pages about the people of a panel file, one file a person."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from nhml.errors import DataError
from nhml.modelling.risk_model import RiskModel
from nhml.panels import files, headers
from nhml.panels.mapping import FileMapping
from nhml.reporting.reading import reports
from nhml.reporting.saving import names, save

__all__ = ["save", "write"]

Tell = Callable[[str], None]

_PAGE = ".html"


def write(
    model: RiskModel,
    source: str,
    destination: str,
    panel_ids: Sequence[str] | None = None,
    *,
    units: Mapping[str, str] | None = None,
    mapping: FileMapping | Path | str | None = None,
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
    sent = files.read(source, mapping)
    if words := headers.unread(tuple(map(str, sent.columns))).words():
        tell(words)
    with files.naming(source):
        made = reports(model, sent, panel_ids, units)
    home = Path(destination)
    places = (
        [home]
        if one
        else [home / name for name in names([report.panel_id for report in made], _PAGE)]
    )
    for place, report in zip(places, made, strict=True):
        save(place, report.html())
    return places
