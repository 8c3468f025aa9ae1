"""The safety rules, decided for panels in three-valued logic.

The inputs of a rule have roles. What stands under ``not`` is an exclusion: where it is
unknown the rule fires *unless* it holds. Everything else is a trigger: where it is unknown
the rule is undecided. A history that speaks against a drug is a trigger of its
contraindication, so that an unknown one is a question and never permission.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nhml.features import indices
from nhml.knowledge import tables
from nhml.knowledge.rules import URGENCIES, Rule
from nhml.panels import expressions, flags
from nhml.panels.limits import LaboratoryLimits
from nhml.panels.logic import Limits, Reading, Truth
from nhml.panels.panel import Panels
from nhml.panels.spans import Bools, Column, Ends


class Verdict(IntEnum):
    """What a rule says of a panel."""

    CLEAR = 0
    UNDECIDED = 1
    UNLESS = 2
    FIRES = 3


class Finding(NamedTuple):
    """What one rule says of the panels that it is not clear for.

    Attributes
    ----------
    rule : Rule
    rows : ndarray of int, shape (k,)
        Positions of the panels.
    verdicts : ndarray of int8, shape (k,)
        Members of `Verdict`.
    words : tuple of str
        Columns, separated by commas.
    which : ndarray of int, shape (k,)
        Which of the words each panel waits for.
    """

    rule: Rule
    rows: npt.NDArray[np.intp]
    verdicts: npt.NDArray[np.int8]
    words: tuple[str, ...]
    which: npt.NDArray[np.intp]

    @property
    def settles(self) -> npt.NDArray[np.object_]:
        """Name the columns that would settle a verdict, or those unless they hold, shape (k,)."""
        return np.array(self.words, dtype=object)[self.which]


@cache
def active(uncertain: bool = False, considering: tuple[str, ...] = ()) -> tuple[Rule, ...]:
    """List the rules that are asked of every panel, the most urgent first.

    Parameters
    ----------
    uncertain : bool
        Whether rules of uncertain confidence are asked too.
    considering : tuple of str
        Interventions, by key, whose own rules are asked too.
    """
    asked = [
        rule
        for rule in tables.safety_rules().values()
        if (not rule.interventions or set(considering) & set(rule.interventions))
        and (uncertain or rule.confidence != "uncertain")
    ]
    return tuple(sorted(asked, key=lambda rule: URGENCIES.index(rule.urgency)))


@cache
def exclusions(condition: str) -> frozenset[str]:
    """List the columns and indices that stand under a ``not`` of a condition."""
    return frozenset(
        name for name, negated in _names(expressions.parse(condition), False) if negated
    )


@cache
def triggers(condition: str) -> frozenset[str]:
    """List the columns and indices that stand under no ``not`` of a condition."""
    return frozenset(
        name for name, negated in _names(expressions.parse(condition), False) if not negated
    )


def _names(node: ast.AST, negated: bool) -> Iterator[tuple[str, bool]]:
    """Walk the names of a condition, each with whether it is an exclusion."""
    if isinstance(node, ast.Name):
        yield node.id, negated
    if isinstance(node, ast.Call) and isinstance(node.args[0], ast.Name):
        yield node.args[0].id, False  # whether something was asked is always known
        return
    if isinstance(node, ast.Call):
        node = ast.BoolOp(ast.Or(), node.args[1:])
    under = negated or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))
    for one in ast.iter_child_nodes(node):
        yield from _names(one, under)


@cache
def reads(condition: str) -> frozenset[str]:
    """List the columns that a condition reads, those behind its indices among them."""
    named = expressions.names(condition)
    behind = (tables.indices()[one].inputs for one in named if one in tables.indices())
    return named.union(*behind)


def reading(panels: Panels, limits: Limits | None = None) -> Reading:
    """Open panels for the rules: columns, and indices by their names."""

    def column(name: str) -> Column:
        return indices.compute(name, panels) if name in tables.indices() else panels.column(name)

    def ends(name: str) -> Ends | None:
        return indices.ends(name, panels) if name in tables.indices() else panels.ends(name)

    return Reading(column, limits, ends)


def find(
    panels: Panels,
    rules: Sequence[Rule],
    *,
    undecided: bool = True,
    limits: LaboratoryLimits | None = None,
) -> Iterator[Finding]:
    """Ask rules of panels, and give what is not clear, rule by rule.

    Parameters
    ----------
    panels : Panels
        In canonical units; a value that was refused is unknown but to the rules of
        ``seen_as_sent.csv``.
    rules : sequence of Rule
    undecided : bool
        Whether undecided verdicts are wanted; without them, rules that nothing was sent
        for are not asked.
    limits : LaboratoryLimits, optional
        In place of generic ones, and of those that panels did not bring.
    """
    panels = limits.fill(panels) if limits else panels
    known = reading(panels, limits.canonical if limits else None)
    as_sent = known
    if panels.refused is not None:
        as_sent = reading(panels.as_sent(), limits.canonical if limits else None)
    sent = frozenset({*panels.keys, *panels.items})
    for rule in rules:
        tree = limits.tree(rule.condition) if limits else expressions.parse(rule.condition)
        open_ = as_sent if rule.key in tables.seen_as_sent() else known
        if undecided or _may_fire(rule.condition, sent):
            verdicts = decide(open_.truth(tree), len(panels))
            rows = np.flatnonzero(verdicts > (Verdict.CLEAR if undecided else Verdict.UNDECIDED))
            if len(rows):
                waits = _settles(tree, exclusions(rule.condition), open_, verdicts)
                yield Finding(rule, rows, verdicts[rows], *_patterns(waits, rows))


def decide(truth: Truth, n: int) -> npt.NDArray[np.int8]:
    """Turn the truth of a condition into verdicts, shape (n,)."""
    verdicts = np.where(truth.false, Verdict.CLEAR, Verdict.UNDECIDED).astype(np.int8)
    return np.broadcast_to(verdicts + truth.granted + truth.true, (n,))  # as they are numbered


@lru_cache(maxsize=20_000)  # bounded, for what is sent together is anybody's
def _may_fire(condition: str, sent: frozenset[str]) -> bool:
    """Tell whether a condition could hold when nothing but these columns was sent."""
    have = sent | {key for key, one in tables.indices().items() if sent.issuperset(one.inputs)}
    return _could_hold(expressions.parse(condition), have)


def _could_hold(node: ast.expr, have: frozenset[str]) -> bool:
    if isinstance(node, ast.BoolOp):
        sides = (_could_hold(one, have) for one in node.values)
        return all(sides) if isinstance(node.op, ast.And) else any(sides)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return True
    return all(name in have for name, _ in _names(node, False))


def _settles(
    tree: ast.expr, excluded: frozenset[str], open_: Reading, verdicts: npt.NDArray[np.int8]
) -> Mapping[str, Bools]:
    """Find for every column the panels whose verdict waits for it, shape (n,)."""
    unless = verdicts == Verdict.UNLESS
    waiting = unless | (verdicts == Verdict.UNDECIDED)
    if not waiting.any():
        return {}
    found = open_.unsettled(tree, waiting)
    wanted = {name: where if name in excluded else where & ~unless for name, where in found.items()}
    return _behind_indices(open_, wanted)


def _patterns(
    waits: Mapping[str, Bools], rows: npt.NDArray[np.intp]
) -> tuple[tuple[str, ...], npt.NDArray[np.intp]]:
    """Word what panels wait for, once for all that wait for the same."""
    own = {name: where[rows] if where.ndim else where for name, where in sorted(waits.items())}
    return flags.held(own, len(rows))


def _behind_indices(open_: Reading, found: Mapping[str, Bools]) -> Mapping[str, Bools]:
    """Name in place of an index the columns that it lacks; itself where it lacks none."""
    columns: dict[str, Bools] = {}
    for name, where in found.items():
        left = where
        for behind in tables.indices()[name].inputs if name in tables.indices() else ():
            lacks = where & ~open_.column(behind).exact
            columns[behind] = columns.get(behind, np.asarray(False)) | lacks
            left = left & ~lacks
        columns[name] = columns.get(name, np.asarray(False)) | left
    return columns
