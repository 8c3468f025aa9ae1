"""One hormonal loop read in every panel: which pattern speaks, and what is lacking."""

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.features.intervals import READ
from nhml.knowledge import tables
from nhml.knowledge.axes import Loop, Pattern
from nhml.panels import expressions
from nhml.panels.logic import Reading
from nhml.panels.panel import Panels
from nhml.panels.spans import Bools
from nhml.safety import rules
from nhml.safety.evidence import Evidence
from nhml.safety.telling import Texts, listed, said

SILENT = "not_assessable"
NOTHING = "Nothing of this loop was sent"
LACKS = "What was sent does not suffice for a reading"
NO_INTERVAL = "No reference interval is known to hold for this person and hour"
UNDESCRIBED = "These values together fit none of the patterns that are described"
Places = npt.NDArray[np.intp]


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
    words, settles, unless, caution, missing, source : ndarray of str, shape (n,)
        The reading in a line; what would settle what it leaves open; columns that nobody
        sent and that may speak against it; what is to be minded; columns that are lacking;
        titles of the sources.
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
    source: Texts
    evidence: tuple[Evidence, ...]

    def told(self, row: int) -> dict[str, Any]:
        """Give the reading of one panel as plain data."""
        one = self.pattern[row]
        return {
            "axis": self.loop.axis,
            "loop": self.loop.key,
            "reading": one.reading if one else SILENT,
            "stage": one.stage if one else "",
            "direction": one.direction if one else "",
            "words": self.words[row],
            "evidence": [
                part.plain(row) for part in self.evidence if not np.isnan(part.values[row])
            ],
            "unless": listed(self.unless[row], ", "),
            "caution": listed(self.caution[row], "; "),
            "missing": listed(self.missing[row], ", "),
            "settles": self.settles[row],
            "source": self.source[row],
        }


@cache
def patterns(loop: str) -> tuple[Pattern, ...]:
    """List the patterns of a loop in the order in which they speak, no uncertain ones."""
    own = [
        one for one in tables.axes().values() if one.loop == loop and one.confidence != "uncertain"
    ]
    return tuple(sorted(own, key=lambda one: one.priority))


class Doubt(NamedTuple):
    """What a safety rule says of samples.

    Attributes
    ----------
    words, action, source : str
    bars : bool
        Whether nothing can be read where it fires, or it is only to be minded.
    where : ndarray of bool, shape (n,)
    """

    words: str
    action: str
    source: str
    bars: bool
    where: Bools


def read_loop(
    loop: Loop,
    panels: Panels,
    open_: Reading,
    parse: Callable[[str], ast.expr],
    doubts: Sequence[Doubt],
    shown: tuple[Evidence, ...],
) -> LoopReading:
    """Read one loop.

    Parameters
    ----------
    loop : Loop
    panels : Panels
        In canonical units.
    open_ : Reading
        The same panels as conditions read them, with the limits that hold for each.
    parse : callable
        Reads a condition into its tree.
    doubts : sequence of Doubt
        Those that concern the loop.
    shown : tuple of Evidence
        Of `Loop.shown`.
    """
    state = _State(loop, panels, open_, shown, [parse(one.condition) for one in patterns(loop.key)])
    against = [one._replace(where=one.where & state.sent) for one in doubts]
    bars = [one for one in against if one.bars]
    barred = np.any([state.never, *(one.where for one in bars)], axis=0)
    which = np.where(barred, -1, state.which())
    missing = state.missing((which < 0) & ~barred)
    hints = {one.words: one.where for one in against if not one.bars}

    def ruled(name: str) -> Texts:
        return said({getattr(one, name): one.where for one in bars}, state.n, "; ")

    def of(spoken: Iterable[str], name: str) -> Texts:
        """Take what a pattern says, or the rules where they speak against the sample."""
        return np.where(barred, ruled(name), np.array([*spoken], dtype=object)[which])

    return LoopReading(
        loop=loop,
        applies=state.applies(),
        pattern=tuple(state.patterns[at] if at >= 0 else None for at in which.tolist()),
        words=np.where(
            barred,
            said({one.words: one.where for one in bars}, state.n, "; "),
            state.words(which, missing),
        ),
        settles=of((*(one.settles for one in state.patterns), ""), "action"),
        unless=state.unless(which),
        caution=said(hints | state.problems(), state.n, "; "),
        missing=missing,
        source=of(
            map(tables.titles, (*(one.source for one in state.patterns), loop.source)), "source"
        ),
        evidence=shown,
    )


class _State:
    """A loop while it is read."""

    def __init__(
        self,
        loop: Loop,
        panels: Panels,
        open_: Reading,
        shown: tuple[Evidence, ...],
        trees: list[ast.expr],
    ) -> None:
        self.loop, self.panels, self.open = loop, panels, open_
        self.n, self.never = len(panels), np.zeros(len(panels), dtype=bool)
        self.patterns = patterns(loop.key)
        self.trees = trees
        partners = (*loop.driver, loop.target)
        self.partners = [one for one in shown if one.key in partners]
        self.sent: Bools = np.any([~np.isnan(one.values) for one in self.partners], axis=0)

    def applies(self) -> Bools:
        """Tell who has the loop, or may have it."""
        other = {"F": "M", "M": "F"}.get(self.loop.sex)
        return np.asarray(self.panels.column("sex") != other) | self.never

    def which(self) -> Places:
        """Find the first pattern that holds, shape (n,); -1 where none does."""
        which = np.full(self.n, -1, dtype=np.intp)
        for at, tree in reversed(list(enumerate(self.trees))):
            which[np.broadcast_to(self.open.truth(tree).granted, self.n)] = at
        if self.loop.sex:
            which[np.asarray(self.panels.column("sex") != self.loop.sex)] = -1
        return which

    def unless(self, which: Places) -> Texts:
        """Name the columns that nobody sent and that would speak against the pattern."""
        flags: dict[str, Bools] = {}
        for at, (one, tree) in enumerate(zip(self.patterns, self.trees, strict=True)):
            doubtful = (which == at) & ~self.open.truth(tree).true
            excluded = rules.exclusions(one.condition)
            if doubtful.any():
                for name, where in self.open.unsettled(tree, doubtful).items():
                    if name in excluded and name not in self.loop.driver:
                        flags[name] = flags.get(name, self.never) | where
        return said(dict(sorted(flags.items())), self.n, ", ")  # the same in any company

    def missing(self, silent: Bools) -> Texts:
        """Name what is unknown and would help where no pattern holds."""
        helps = dict.fromkeys(READ, silent)
        helps |= {one.key: silent for one in self.partners}
        for name, where in self._unsettled(silent & self.sent):
            helps[name] = helps.get(name, self.never) | where
        driven = np.any([self.never, *map(self._known, self.loop.driver)], axis=0)
        flags = {
            name: helps[name] & ~self._known(name) for name in self.loop.needs if name in helps
        }
        for name in self.loop.driver:  # of several that say the same, one is enough
            flags[name] = flags.get(name, self.never) & ~driven
        partners = {one.key for one in self.partners}
        flags = {n: w if n in partners else w & self.sent for n, w in flags.items()}
        return said(flags, self.n, ", ")

    def _unsettled(self, silent: Bools) -> Iterator[tuple[str, Bools]]:
        for tree in self.trees:
            truth = self.open.truth(tree)
            where = silent & ~truth.true & ~truth.false
            for name, here in self.open.unsettled(tree, where).items() if where.any() else ():
                yield name, here
                for behind in _behind(name):
                    yield behind, here

    def _known(self, name: str) -> Bools:
        return np.asarray(~pd.isna(self.panels.column(name)))

    def words(self, which: Places, missing: Texts) -> Texts:
        """Say the reading in a line."""
        words = np.array([*(one.words for one in self.patterns), UNDESCRIBED], dtype=object)[which]
        bare = [
            ~np.isnan(one.values) & np.isnan(one.low) & np.isnan(one.high) for one in self.partners
        ]
        silent = which < 0
        words[silent & np.any(bare, axis=0)] = NO_INTERVAL
        words[silent & (missing != "")] = LACKS
        words[silent & ~self.sent] = NOTHING
        return words

    def problems(self) -> dict[str, Bools]:
        """Say, in codes, what was found wrong with what the loop reads."""
        flags: dict[str, Bools] = {}
        read = {*self.loop.shown, *self.loop.needs}
        for one in self.panels.problems:
            if one.column.removesuffix("_unit").removesuffix("_comparator") in read:
                found = flags.setdefault(f"{one.column}: {one.code}", self.never.copy())
                found[one.row] = True
        return dict(sorted(flags.items()))


@cache
def _behind(name: str) -> frozenset[str]:
    """List what an index is made of, and what tells whether it holds."""
    index = tables.indices().get(name)
    return frozenset({*index.inputs, *expressions.names(index.valid_when)} if index else ())
