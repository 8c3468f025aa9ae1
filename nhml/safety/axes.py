"""Each hormonal axis in one reading, with its evidence: where a fault would lie.

Of the patterns of ``axes.csv`` that hold for a panel the one of least priority speaks, so
that every loop has exactly one reading. What the safety rules say against a sample (time,
interference, unit, a person whom adult intervals do not fit) goes before all patterns.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.knowledge import tables
from nhml.knowledge.axes import Loop, Pattern
from nhml.knowledge.rules import Rule
from nhml.panels.checks import check
from nhml.panels.logic import Limits
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise
from nhml.safety import interval_limits, rules
from nhml.safety.evidence import SentUnits, evidence, sent_units
from nhml.safety.loop import Doubt, LoopReading, Texts, read_loop, titles

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
    limits: Limits | None = None,
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
    limits : mapping of (analyte, "low" or "high") to float, optional
        The laboratory's own limits [canonical unit].
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
    if isinstance(panels, Panels):
        return frame(read(panels, limits, uncertain=uncertain), panels)
    ready = check(harmonise(panels, units))
    sent = sent_units(panels, units)
    return frame(read(ready, limits, sent=sent, uncertain=uncertain), ready)


def read(
    panels: Panels,
    limits: Limits | None = None,
    *,
    sent: SentUnits | None = None,
    uncertain: bool = False,
) -> list[LoopReading]:
    """Read every loop of ``axes_loops.csv``.

    Parameters
    ----------
    panels : Panels
        In canonical units.
    limits : mapping of (analyte, "low" or "high") to float, optional
        The laboratory's own limits [canonical unit].
    sent : mapping of str to SentUnit, optional
        The units as sent, for the evidence.
    uncertain : bool
        Whether reference intervals of uncertain standing are used too.
    """
    ready = interval_limits.with_own(panels, limits)
    held = interval_limits.intervals(_measured(), ready, limits, uncertain=uncertain)
    open_ = rules.reading(ready, interval_limits.limits(held))
    found = list(rules.find(ready, _about_samples(), undecided=False))
    return [
        read_loop(
            loop,
            ready,
            open_,
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
    return Doubt(found.rule.message, found.rule.action, found.rule.suppresses in _BARS, where)


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
    silent = Pattern("", "", 0, "not_assessable", "", "", "", "", "", one.loop.source, "")
    spoken = [one.pattern[row] or silent for row in at.tolist()]
    proof = _joined([part.text()[at] for part in one.evidence])
    cells = {
        "panel_id": panels.panel_id[at],
        "axis": np.full(len(at), one.loop.axis, dtype=object),
        "loop": np.full(len(at), one.loop.key, dtype=object),
        "evidence": proof,
        "source": np.array([titles(part.source) for part in spoken], dtype=object),
    }
    for name in ("reading", "stage", "direction"):
        cells[name] = np.array([getattr(part, name) for part in spoken], dtype=object)
    for name in ("words", "unless", "caution", "missing", "settles"):
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
