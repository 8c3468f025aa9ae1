"""Pages about the people of a panel file, one file a person."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from nhml.errors import DataError
from nhml.modelling.risk_model import RiskModel
from nhml.panels import files, headers, intake, series
from nhml.panels.limits import LimitsOrPath, limits_of
from nhml.panels.mapping import FileMapping
from nhml.reporting.measured import places
from nhml.reporting.picture import Picture, pictures
from nhml.reporting.reading import reports
from nhml.reporting.report import RiskReport
from nhml.reporting.saving import names, save

Tell = Callable[[str], None]

_PAGE = ".html"


def read(
    model: RiskModel | None,
    source: str,
    panel_ids: Sequence[str] | None = None,
    *,
    units: Mapping[str, str] | None = None,
    mapping: FileMapping | Path | str | None = None,
    considering: str | Iterable[str] | None = None,
    limits: LimitsOrPath | None = None,
    samples: str | None = None,
    tell: Tell = lambda words: None,
) -> list[RiskReport] | list[Picture]:
    """Read panels of a file: with a model reports, without one pictures.

    Parameters
    ----------
    model : RiskModel, optional
    source : str
        A panel file, as `nhml.panels.files.read` takes it.
    panel_ids : sequence of str, optional
        None takes every row of the file.
    units : mapping of str to str, optional
        Units stated once for whole columns.
    mapping : FileMapping or path, optional
        How a stranger's file is read.
    considering : str or iterable of str, optional
        Interventions, by the keys of ``interventions.csv``.
    limits : LaboratoryLimits or path, optional
        A laboratory's own limits, in place of the generic ones.
    samples : str, optional
        A file of timed samples, as `nhml.panels.series.read` takes it.
    tell : callable
        Called with a sentence on columns that are not read.

    Raises
    ------
    PanelError
        If a file or a panel cannot be read as `nhml.report` says.
    """
    own, sent = limits_of(limits), files.read(source, mapping)
    timed = series.read(samples, units) if samples is not None else []
    if words := headers.unread(tuple(map(str, sent.columns))).words():
        tell(words)
    with files.naming(source):
        if model:
            return reports(
                model, sent, panel_ids, units, considering=considering, limits=own, timed=timed
            )
        panels, notes = intake.judged(sent, units)
        at = range(len(panels)) if panel_ids is None else places(panels, panel_ids)
        return pictures(
            panels, sent, at, units,
            considering=considering, limits=own, timed=timed, notes=notes,
        )  # fmt: skip


def refuse(destination: str, panel_ids: Sequence[str] | None) -> None:
    """Refuse one page for several panels, before anything is read.

    Raises
    ------
    DataError
        Naming the way out.
    """
    one = destination.lower().endswith(_PAGE)
    if one and (panel_ids is None or len(set(panel_ids)) != 1):
        raise DataError(f"{destination}: is one page; name a folder for several panels")


def write(made: Sequence[RiskReport | Picture], destination: str) -> list[Path]:
    """Write pages about panels.

    Parameters
    ----------
    made : sequence of RiskReport or Picture
    destination : str
        A file that ends with ``.html`` for one panel; else a folder, which is made.

    Returns
    -------
    list of path
        A page a panel, in their order.

    Raises
    ------
    DataError
        If the destination cannot be written.
    """
    home = Path(destination)
    paths = [home]
    if not destination.lower().endswith(_PAGE):
        paths = [home / name for name in names([one.panel_id for one in made], _PAGE)]
    for path, one in zip(paths, made, strict=True):
        save(path, one.html())
    return paths
