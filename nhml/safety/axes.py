"""Each hormonal axis in one reading, with its evidence: where a fault would lie.

Of the patterns of ``axes.csv`` that hold for a panel the one of least priority speaks, so
that every loop has exactly one reading. What the safety rules say against a sample (time,
interference, unit, a person whom adult intervals do not fit) goes before all patterns.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.features.intervals import READ
from nhml.knowledge import tables
from nhml.knowledge.axes import Loop, Pattern
from nhml.knowledge.rules import Rule
from nhml.panels import expressions
from nhml.panels.checks import check
from nhml.panels.logic import Bools, Limits, Reading
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise
from nhml.safety import interval_limits, rules
from nhml.safety.evidence import Evidence, SentUnits, evidence, sent_units

COLUMNS = (
    "panel_id", "axis", "loop", "reading", "stage", "direction", "words", "evidence",
    "unless", "caution", "missing", "settles", "source",
)  # fmt: skip
NOTHING = "Nothing of this loop was sent"
LACKS = "What was sent does not suffice for a reading"
NO_INTERVAL = "No reference interval is known to hold for this person and hour"
UNDESCRIBED = "These values together fit none of the patterns that are described"
_SAMPLE = ("validity", "interference", "unit_check")
_BARS = ("person", "analyte", "panel")
_MOST = 62  # flags that fit into one integer
Texts = npt.NDArray[np.object_]


@dataclass(frozen=True)
class LoopReading:
    """What one loop says of every panel.

    Attributes
    ----------
    loop : Loop
    applies : ndarray of bool, shape (n,)
        False for panels of the other sex.
    pattern : tuple of Pattern or None, length n
        None where the sample or what is missing keeps any pattern from speaking.
    words, settles, unless, caution, missing : ndarray of str, shape (n,)
        The reading in a line; what would settle what it leaves open; columns unless which
        hold; what speaks against the sample; columns that are lacking.
    evidence : tuple of Evidence
        The driver first.
    """

    loop: Loop
    applies: Bools
    pattern: tuple[Pattern | None, ...]
    words: Texts
    settles: Texts
    unless: Texts
    caution: Texts
    missing: Texts
    evidence: tuple[Evidence, ...]

    def told(self, row: int) -> dict[str, Any]:
        """Give the reading of one panel as plain data."""
        one = self.pattern[row]
        return {
            "axis": self.loop.axis,
            "loop": self.loop.key,
            "reading": one.reading if one else "not_assessable",
            "stage": one.stage if one else "",
            "direction": one.direction if one else "",
            "words": self.words[row],
            "evidence": [
                part.plain(row) for part in self.evidence if not np.isnan(part.values[row])
            ],
            "unless": _listed(self.unless[row], ", "),
            "caution": _listed(self.caution[row], "; "),
            "missing": _listed(self.missing[row], ", "),
            "settles": self.settles[row],
            "source": _titles((one or self.loop).source),
        }


def _listed(text: str, between: str) -> list[str]:
    return text.split(between) if text else []


@cache
def _titles(source: tuple[str, ...]) -> str:
    return "; ".join(tables.sources()[key]["title"] for key in source)


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
    barred = _barred(ready)
    return [
        _Loop(one, ready, open_).read(
            barred,
            tuple(evidence(key, ready, held.get(key), sent) for key in one.shown),
        )
        for one in tables.axes_loops().values()
    ]


@cache
def _measured() -> tuple[str, ...]:
    """List the analytes that patterns or evidence read."""
    named = {key for loop in tables.axes_loops().values() for key in loop.shown}
    return tuple(key for key in tables.analytes() if key in named)


@cache
def patterns(loop: str) -> tuple[Pattern, ...]:
    """List the patterns of a loop in the order in which they speak, no uncertain ones."""
    own = [
        one
        for one in tables.axes().values()
        if one.loop == loop and one.confidence != "uncertain"
    ]
    return tuple(sorted(own, key=lambda one: one.priority))


def _barred(panels: Panels) -> list[tuple[Rule, Bools]]:
    """Ask the safety rules what speaks against samples, shape (n,) each."""
    asked = [one for one in rules.active() if one.category in _SAMPLE]
    found = []
    for one in rules.find(panels, asked, undecided=False):
        where = np.zeros(len(panels), dtype=bool)
        where[one.rows] = True
        found.append((one.rule, where))
    return found


@cache
def concerns(rule: Rule, loop: Loop) -> bool:
    """Tell whether a rule about samples speaks of a loop: of its partners, or of everybody."""
    own = {*loop.driver, loop.target}
    if rule.suppresses == "person":
        return True
    return not own.isdisjoint(rule.affects or rules.triggers(rule.condition))


class _Loop:
    """One loop while it is read."""

    def __init__(self, loop: Loop, panels: Panels, open_: Reading) -> None:
        self.loop, self.panels, self.open = loop, panels, open_
        self.n = len(panels)
        self.patterns = patterns(loop.key)
        self.trees = [expressions.parse(one.condition) for one in self.patterns]

    def read(
        self, barred: list[tuple[Rule, Bools]], shown: tuple[Evidence, ...]
    ) -> LoopReading:
        mine = [(rule, where) for rule, where in barred if concerns(rule, self.loop)]
        bars = {rule.message: where for rule, where in mine if rule.suppresses in _BARS}
        hints = {rule.message: where for rule, where in mine if rule.suppresses not in _BARS}
        actions = {rule.action: where for rule, where in mine if rule.message in bars}
        partners = [one.values for one in shown if one.key in (*self.loop.driver, self.loop.target)]
        sent = ~np.isnan(np.array(partners)).all(axis=0)
        bar = np.any([np.zeros(self.n, dtype=bool), *bars.values()], axis=0) & sent
        which = np.where(bar, -1, self._which())
        silent = (which < 0) & ~bar
        missing = self._missing(silent)
        words = self._words(which, sent, missing, shown)
        words[bar] = _said(bars, self.n, "; ")[bar]
        settles = np.array([*(one.settles for one in self.patterns), ""], dtype=object)[which]
        settles[bar] = _said(actions, self.n, "; ")[bar]
        return LoopReading(
            loop=self.loop,
            applies=self._applies(),
            pattern=tuple(self.patterns[at] if at >= 0 else None for at in which.tolist()),
            words=words,
            settles=settles,
            unless=self._unless(which),
            caution=_said(hints | self._problems(), self.n, "; "),
            missing=missing,
            evidence=shown,
        )

    def _applies(self) -> Bools:
        sex = self.panels.column("sex")
        other = {"": "", "F": "M", "M": "F"}[self.loop.sex]
        return np.asarray(sex != other) if other else np.ones(self.n, dtype=bool)

    def _which(self) -> npt.NDArray[np.intp]:
        """Find the first pattern that holds, shape (n,); -1 where none does."""
        which = np.full(self.n, -1, dtype=np.intp)
        for at, tree in reversed(list(enumerate(self.trees))):
            which[np.broadcast_to(self.open.truth(tree).granted, self.n)] = at
        which[~self._known_sex()] = -1
        return which

    def _known_sex(self) -> Bools:
        own = self.loop.sex
        return np.asarray(self.panels.column("sex") == own) if own else np.ones(self.n, dtype=bool)

    def _unless(self, which: npt.NDArray[np.intp]) -> Texts:
        flags: dict[str, Bools] = {}
        for at, (one, tree) in enumerate(zip(self.patterns, self.trees, strict=True)):
            doubtful = (which == at) & ~np.broadcast_to(self.open.truth(tree).true, self.n)
            if doubtful.any():
                for name, where in self.open.unsettled(tree, doubtful).items():
                    if name in rules.exclusions(one.condition):
                        flags[name] = flags.get(name, np.zeros(self.n, dtype=bool)) | where
        return _said(flags, self.n, ", ")

    def _missing(self, silent: Bools) -> Texts:
        """Name what is unknown and would help where no pattern holds."""
        helps: dict[str, Bools] = {
            name: silent for name in self.loop.needs if name in (*self.loop.driver, self.loop.target)
        }
        for tree in self.trees:
            for name, where in self._unsettled(tree, silent):
                helps[name] = helps.get(name, np.zeros(self.n, dtype=bool)) | where
        for name in READ:
            helps[name] = silent
        alternatives = self._driven()
        flags = {
            name: helps[name] & ~self._known(name) & ~(alternatives if name in self.loop.driver else False)
            for name in self.loop.needs
            if name in helps
        }
        return _said(flags, self.n, ", ")

    def _unsettled(self, tree: Any, silent: Bools) -> Iterator[tuple[str, Bools]]:
        truth = self.open.truth(tree)
        where = silent & ~truth.true & ~truth.false
        for name, here in self.open.unsettled(tree, where).items():
            index = tables.indices().get(name)
            yield name, here
            if index is not None:
                for behind in {*index.inputs, *expressions.names(index.valid_when)}:
                    yield behind, here

    def _driven(self) -> Bools:
        """Tell where one of several drivers was measured, so that no other is missing."""
        return np.any([np.zeros(self.n, dtype=bool), *map(self._known, self.loop.driver)], axis=0)

    def _known(self, name: str) -> Bools:
        return np.asarray(~pd.isna(self.panels.column(name)))

    def _words(
        self, which: npt.NDArray[np.intp], sent: Bools, missing: Texts, shown: tuple[Evidence, ...]
    ) -> Texts:
        words = np.array([*(one.words for one in self.patterns), UNDESCRIBED], dtype=object)[which]
        silent = which < 0
        partners = [one for one in shown if one.key in (*self.loop.driver, self.loop.target)]
        bare = np.any(
            [
                ~np.isnan(one.values) & np.isnan(one.low) & np.isnan(one.high)
                for one in partners
            ],
            axis=0,
        )
        words[silent & bare] = NO_INTERVAL
        words[silent & (missing != "")] = LACKS
        words[silent & ~sent] = NOTHING
        return words

    def _problems(self) -> dict[str, Bools]:
        """Say what was wrong with values of the loop, in codes."""
        flags: dict[str, Bools] = {}
        for one in self.panels.problems:
            name = one.column.removesuffix("_unit").removesuffix("_comparator")
            if name in self.loop.shown or name in self.loop.needs:
                said = f"{one.column}: {one.code}"
                flags.setdefault(said, np.zeros(self.n, dtype=bool))[one.row] = True
        return flags


def _said(flags: Mapping[str, Bools], n: int, between: str) -> Texts:
    """Join for every panel the texts whose flag is set, shape (n,)."""
    texts = np.full(n, "", dtype=object)
    names = [name for name, where in flags.items() if np.any(where)][:_MOST]
    codes = np.zeros(n, dtype=np.int64)
    for bit, name in enumerate(names):
        codes |= np.broadcast_to(flags[name], n).astype(np.int64) << bit
    found, which = np.unique(codes, return_inverse=True)
    told = [
        between.join(name for bit, name in enumerate(names) if code >> bit & 1)
        for code in found.tolist()
    ]
    texts[:] = np.array([*told, ""], dtype=object)[which]
    return texts


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
        "source": np.array([_titles(part.source) for part in spoken], dtype=object),
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
