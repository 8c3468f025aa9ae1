"""What a panel file holds and what is wrong with it, as plain data without any value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from nhml.knowledge import tables
from nhml.panels import headers, intake, numbers, spelling
from nhml.panels.codes import CODES, Severity
from nhml.panels.files import Sent
from nhml.panels.mapping import FileMapping
from nhml.panels.panel import Panels, Problem
from nhml.panels.rows import UNREAD
from nhml.panels.stated import confirmed
from nhml.panels.units import conversion

_PERSON = ("panel_id", "subject_id", "age", "sex")


class Finding(NamedTuple):
    """One code in one column.

    Attributes
    ----------
    severity : str
        ``reject`` or ``warn``.
    code, column, words, cure : str
        As `nhml.panels.codes.CODES` says it.
    panels : int
        How many panels have it.
    rows : tuple of int
        Rows of the file in which the first of them stand.
    """

    severity: Severity
    code: str
    column: str
    words: str
    cure: str
    panels: int
    rows: tuple[int, ...]


class Measured(NamedTuple):
    """One analyte of a file.

    Attributes
    ----------
    key, label : str
    measured : float
        Share of the panels that have a usable value.
    censored : float
        Share of these that are a limit, such as <0.01.
    units : mapping of str to int
        Panels by the unit that was sent, as nhml writes it; ``?`` is any that is none.
    confirmed : bool
        Whether its unit was stated to be certain.
    """

    key: str
    label: str
    measured: float
    censored: float
    units: Mapping[str, int]
    confirmed: bool


@dataclass(frozen=True)
class Inspection:
    """What is said of a panel file before anything is done with it.

    Attributes
    ----------
    path : str
    form : str
        ``a row a panel`` or ``a row a measurement``.
    panels, persons : int
    fine, warned, rejected : int
        Panels without a problem, with warnings only, and that cannot be used.
    mistakes : tuple of str
        What is wrong with the file as a whole, such as a column in another unit.
    findings : tuple of Finding
        Rejections first, the most frequent first.
    unread : int
        Columns that nhml does not know.
    near : tuple of (str, str)
        Of these, and of names of measurements: as written, and the name that may be meant.
    absent : tuple of str
        Columns of the person that the file does not have.
    analytes : tuple of Measured
    """

    path: str
    form: str
    panels: int
    persons: int
    fine: int
    warned: int
    rejected: int
    mistakes: tuple[str, ...]
    findings: tuple[Finding, ...]
    unread: int
    near: tuple[tuple[str, str], ...]
    absent: tuple[str, ...]
    analytes: tuple[Measured, ...]

    def usable(self, *, strict: bool = False) -> bool:
        """Tell whether no panel is rejected; if `strict`, whether nothing was found at all."""
        return not (self.mistakes or self.rejected or (strict and self.warned))

    def plain(self) -> dict[str, Any]:
        """Give everything as dictionaries and lists, as JSON holds it."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        for name in ("findings", "analytes"):
            said[name] = [one._asdict() for one in said[name]]
        return said


class Inspected(NamedTuple):
    """What is said of a file, and every problem with its place."""

    inspection: Inspection
    problems: pd.DataFrame


def inspect(
    path: str,
    units: Mapping[str, str] | None = None,
    *,
    mapping: FileMapping | Path | str | None = None,
    examples: int = 5,
) -> Inspected:
    """Read a panel file and say what it holds and what is wrong with it.

    Parameters
    ----------
    path : str
        As `nhml.panels.files.read` takes it.
    units : mapping of str to str, optional
        Units stated once for whole columns.
    mapping : FileMapping or path, optional
        How a stranger's file is read.
    examples : int
        Rows named for each finding.

    Returns
    -------
    Inspected
        ``problems`` has the columns ``row, panel_id, column, severity, code, words, cure``.

    Raises
    ------
    PanelError
        If the file cannot be read at all.
    """
    sent, panels, mistakes = intake.judge(path, units, mapping)
    placed = sorted((sent.row(one.row, one.column), one) for one in panels.problems)
    rejected = panels.rejected()
    problematic = np.zeros(len(panels), dtype=bool)
    problematic[[one.row for one in panels.problems]] = True
    unread = headers.unread(name for name in sent.frame.columns if name != UNREAD)
    said = Inspection(
        path=path,
        form="a row a measurement" if sent.places else "a row a panel",
        panels=len(panels),
        persons=len(set(panels.subject_id)),
        fine=int((~problematic).sum()),
        warned=int((problematic & ~rejected).sum()),
        rejected=int(rejected.sum()),
        mistakes=tuple(mistakes),
        findings=_findings(placed, examples),
        unread=unread.number,
        near=(*unread.near, *_near_measurements(sent.frame)),
        absent=tuple(name for name in _PERSON if name not in sent.frame.columns),
        analytes=_analytes(sent, panels, units),
    )
    return Inspected(said, _listed(placed, panels))


def _findings(placed: Iterable[tuple[int, Problem]], examples: int) -> tuple[Finding, ...]:
    def kind(one: tuple[int, Problem]) -> tuple[str, str]:
        return one[1].column, one[1].code

    found = []
    for (column, code), group in groupby(sorted(placed, key=kind), key=kind):
        rows = [row for row, _ in group]
        severity, words, cure = CODES[code]
        found.append(
            Finding(severity, code, column, words, cure, len(rows), tuple(rows[:examples]))
        )
    return tuple(sorted(found, key=lambda one: (one.severity, -one.panels, one.column)))


def _listed(placed: Iterable[tuple[int, Problem]], panels: Panels) -> pd.DataFrame:
    names = ("row", "panel_id", "column", "severity", "code", "words", "cure")
    records = []
    for row, one in placed:
        severity, words, cure = CODES[one.code]
        records.append((row, panels.panel_id[one.row], one.column, severity, one.code, words, cure))
    return pd.DataFrame(records, columns=names)


def _near_measurements(frame: pd.DataFrame) -> list[tuple[str, str]]:
    """Say which names of measurements that are not read may be meant for ones that are."""
    if UNREAD not in frame.columns:
        return []
    cells = numbers.distinct(frame[UNREAD].to_numpy())[1]
    names = dict.fromkeys(name for cell in cells for name in str(cell).split("; "))
    return headers.near(names, spelling.measured())


def _analytes(sent: Sent, panels: Panels, units: Mapping[str, str] | None) -> tuple[Measured, ...]:
    sure = confirmed(units)
    found = []
    for at, key in enumerate(panels.keys):
        there = ~np.isnan(panels.values[:, at])
        limits = panels.censored[there, at] != 0
        found.append(
            Measured(
                key=key,
                label=tables.analytes()[key].label,
                measured=float(there.mean()),
                censored=float(limits.mean()) if limits.size else 0.0,
                units=_units(sent.frame, key, (units or {}).get(key)),
                confirmed=key in sure,
            )
        )
    return tuple(found)


def _units(frame: pd.DataFrame, key: str, stated: str | None) -> dict[str, int]:
    """Count the panels by unit; what is no unit may be anything, and is not shown."""
    filled = numbers.distinct(frame[key].to_numpy())[0] >= 0
    if f"{key}_unit" not in frame.columns:
        return {stated: int(filled.sum())} if stated else {}
    places, cells = numbers.distinct(frame[f"{key}_unit"].to_numpy())
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        known = conversion(key, str(cell)) is not None
        name = spelling.of_unit(str(cell))[-1] if known else "?"
        found[name] = found.get(name, 0) + int(((places == at) & filled).sum())
    return {name: count for name, count in found.items() if count}
