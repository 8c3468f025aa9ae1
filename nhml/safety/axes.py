"""Each hormonal axis in one reading, with its evidence: where a fault would lie.

Of the patterns of ``axes.csv`` that hold for a panel the one of least priority speaks, so
that every loop has exactly one reading. What the safety rules say against a sample (time,
interference, unit, a person whom adult intervals do not fit) goes before all patterns.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.knowledge import tables
from nhml.knowledge.axes import Loop
from nhml.knowledge.rules import Rule
from nhml.panels import expressions, intake
from nhml.panels.checks import check
from nhml.panels.limits import LaboratoryLimits, LimitsOrPath, limits_of
from nhml.panels.mapping import MappingOrPath
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise
from nhml.safety import interval_limits, rules
from nhml.safety.evidence import SentUnits, evidence, sent_units
from nhml.safety.loop import SILENT, Doubt, LoopReading, read_loop
from nhml.safety.telling import Texts

COLUMNS = (
    "panel_id", "axis", "loop", "reading", "stage", "direction", "words", "evidence",
    "unless", "caution", "missing", "settles", "source",
)  # fmt: skip
_SAMPLE = ("validity", "interference", "unit_check")
_BARS = ("person", "analyte", "panel")


def axes(
    panels: pd.DataFrame | Panels,
    units: Mapping[str, str] | None = None,
    *,
    limits: LimitsOrPath | None = None,
    uncertain: bool = False,
) -> pd.DataFrame:
    """Read every hormonal axis of panels, rejected ones among them.

    Parameters
    ----------
    panels : DataFrame or Panels
        The panel frame as sent, or panels already checked. A value that is rejected is
        unknown.
    units : mapping of str to str, optional
        Units stated once for whole columns.
    limits : LaboratoryLimits or path, optional
        In place of generic ones; see `nhml.safety.interval_limits.intervals`.
    uncertain : bool
        Whether reference intervals of uncertain standing are used too.

    Returns
    -------
    DataFrame
        `COLUMNS`, one row a panel and loop, panel by panel in the order sent; loops of the
        other sex are left out. ``reading`` is one of ``primary`` (the gland itself),
        ``central`` (what drives it), ``resistance`` (what should answer), ``exogenous``
        (from outside the loop), ``in_keeping`` and ``not_assessable``; ``stage`` is
        ``compensated`` where the hormone still lies inside its interval.
    """
    own = limits_of(limits)
    if isinstance(panels, Panels):
        return frame(read(panels, own, uncertain=uncertain), panels)
    ready = check(harmonise(panels, units))
    sent = sent_units(panels, units)
    return frame(read(ready, own, sent=sent, uncertain=uncertain), ready)


class Taken(NamedTuple):
    """The panels of a file and their readings, with what its reader wants said.

    Attributes
    ----------
    columns : tuple of str
        Names of the columns that were sent.
    mistakes : list of str
        A sentence for every whole column in another unit than was stated; it is read as it
        stands.
    panels : Panels
    readings : list of LoopReading
    """

    columns: tuple[str, ...]
    mistakes: list[str]
    panels: Panels
    readings: list[LoopReading]


def taken(
    path: str,
    units: Mapping[str, str] | None = None,
    mapping: MappingOrPath | None = None,
    *,
    limits: LaboratoryLimits | None = None,
    uncertain: bool = False,
) -> Taken:
    """Read the axes of a panel file.

    Parameters
    ----------
    path, units, mapping
        As `nhml.panels.intake.read` takes them.
    limits, uncertain
        As `axes` takes them.

    Raises
    ------
    PanelError
        If the file cannot be read or is no panel frame.
    """
    sent, panels, mistakes = intake.judge(path, units, mapping)
    found = read(panels, limits, sent=sent_units(sent.frame, units), uncertain=uncertain)
    return Taken(tuple(map(str, sent.frame.columns)), mistakes, panels, found)


def read(
    panels: Panels,
    limits: LaboratoryLimits | None = None,
    *,
    sent: SentUnits | None = None,
    uncertain: bool = False,
) -> list[LoopReading]:
    """Read every loop of ``axes_loops.csv``.

    Parameters
    ----------
    panels : Panels
        In canonical units.
    limits : LaboratoryLimits, optional
        In place of generic ones; see `nhml.safety.interval_limits.intervals`.
    sent : mapping of str to SentUnit, optional
        The units as sent, for the evidence.
    uncertain : bool
        Whether reference intervals of uncertain standing are used too.
    """
    ready = limits.fill(panels) if limits else panels
    held = interval_limits.intervals(_measured(), ready, limits, uncertain=uncertain)
    open_ = rules.reading(ready, interval_limits.limits(held))
    found = list(rules.find(panels, _about_samples(), undecided=False, limits=limits))
    return [
        read_loop(
            loop,
            ready,
            open_,
            limits.tree if limits else expressions.parse,
            [_doubt(one, len(ready)) for one in found if concerns(one.rule, loop)],
            tuple(evidence(key, ready, held.get(key), sent) for key in loop.shown),
        )
        for loop in tables.axes_loops().values()
    ]


@cache
def _measured() -> tuple[str, ...]:
    """List the analytes that patterns or evidence read."""
    named = {key for loop in tables.axes_loops().values() for key in loop.shown}
    return tuple(key for key in tables.analytes() if key in named)


@cache
def _about_samples() -> tuple[Rule, ...]:
    return tuple(one for one in rules.active() if one.category in _SAMPLE)


def _doubt(found: rules.Finding, n: int) -> Doubt:
    where = np.zeros(n, dtype=bool)
    where[found.rows] = True
    rule = found.rule
    return Doubt(
        rule.message, rule.action, tables.titles(rule.source), rule.suppresses in _BARS, where
    )


@cache
def concerns(rule: Rule, loop: Loop) -> bool:
    """Tell whether a rule about samples speaks of a loop: of its partners, or of everybody."""
    own = {*loop.driver, loop.target}
    if rule.suppresses == "person":
        return True
    return not own.isdisjoint(rule.affects or rules.triggers(rule.condition))


def frame(readings: list[LoopReading], panels: Panels) -> pd.DataFrame:
    """Write readings as a frame of `COLUMNS`, panel by panel."""
    parts = [_part(one, panels) for one in readings]
    rows = np.concatenate([at for at, _ in parts])
    order = np.argsort(rows, kind="stable")
    return pd.DataFrame(
        {name: np.concatenate([part[name] for _, part in parts])[order] for name in COLUMNS}
    )


def _part(one: LoopReading, panels: Panels) -> tuple[npt.NDArray[np.intp], dict[str, Texts]]:
    at = np.flatnonzero(one.applies)
    spoken = [one.pattern[row] for row in at.tolist()]
    proof = _joined([part.text()[at] for part in one.evidence])
    cells = {
        "panel_id": panels.panel_id[at],
        "axis": np.full(len(at), one.loop.axis, dtype=object),
        "loop": np.full(len(at), one.loop.key, dtype=object),
        "evidence": proof,
    }
    for name, silent in (("reading", SILENT), ("stage", ""), ("direction", "")):
        told = [getattr(part, name) if part else silent for part in spoken]
        cells[name] = np.array(told, dtype=object)
    for name in ("words", "unless", "caution", "missing", "settles", "source"):
        cells[name] = getattr(one, name)[at]
    return at, cells


def _joined(texts: list[Texts]) -> Texts:
    rows = zip(*(one.tolist() for one in texts), strict=True)
    return np.array(["; ".join(filter(None, row)) for row in rows], dtype=object)


def plain(readings: list[LoopReading], panels: Panels) -> list[dict[str, Any]]:
    """Give readings as plain data, one entry a panel."""
    return [
        {
            "panel_id": str(panel_id),
            "loops": [one.told(row) for one in readings if one.applies[row]],
        }
        for row, panel_id in enumerate(panels.panel_id)
    ]
