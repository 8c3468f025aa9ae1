"""Conditions over a panel, in three-valued logic.

An unknown value makes a condition unknown (NaN) unless the rest decides it
(Kleene 1952). What follows a ``not`` is an exclusion: where it is unknown it is
taken as absent, so that a panel is not left undecided for what nobody asked.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.errors import KnowledgeError
from nhml.panels.grammar import names, parse
from nhml.panels.panel import Floats, Panels

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
    ast.Eq: np.equal,
    ast.NotEq: np.not_equal,
}
__all__ = ["evaluate", "names", "parse"]

Limits = Mapping[tuple[str, str], float]
Column = npt.NDArray[Any]


def evaluate(condition: str, panels: Panels, limits: Limits | None = None) -> Floats:
    """Decide a condition for every panel.

    Parameters
    ----------
    condition : str
        In the grammar of this module; an empty one holds.
    panels : Panels
        In canonical units.
    limits : mapping of (analyte, "low" or "high") to float, optional
        The laboratory's own limits [canonical unit].

    Returns
    -------
    ndarray, shape (n,)
        1 holds, 0 does not, NaN cannot be decided.

    Raises
    ------
    KnowledgeError
        If it is not in the grammar, or does with text what only numbers can do.
    PanelError
        If it names what no table holds.
    """
    if not condition:
        return np.ones(len(panels))
    tree = parse(condition)
    try:
        result = np.asarray(_Evaluation(panels, limits or {}).of(tree), dtype=np.float64)
    except (TypeError, ValueError):  # whose texts may quote a cell
        raise KnowledgeError(f"{condition!r} treats text as a number") from None
    return np.broadcast_to(result, (len(panels),)).copy()


class _Evaluation:
    def __init__(self, panels: Panels, limits: Limits) -> None:
        self.panels = panels
        self.limits = limits

    def of(self, node: ast.expr) -> Column:
        method: Callable[[Any], Column] = getattr(self, f"_{type(node).__name__.lower()}")
        return method(node)

    def _boolop(self, node: ast.BoolOp) -> Column:
        sides = [np.asarray(self.of(value), dtype=np.float64) for value in node.values]
        return _joined(sides, 0.0 if isinstance(node.op, ast.And) else 1.0)

    def _unaryop(self, node: ast.UnaryOp) -> Column:
        side = np.asarray(self.of(node.operand), dtype=np.float64)
        if isinstance(node.op, ast.USub):
            return -side
        return np.where(np.isnan(side), 1.0, np.where(side == 0.0, 1.0, 0.0))

    def _binop(self, node: ast.BinOp) -> Column:
        left, right = (np.asarray(self.of(s), dtype=np.float64) for s in (node.left, node.right))
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray(left + right if isinstance(node.op, ast.Add) else left - right)

    def _compare(self, node: ast.Compare) -> Column:
        sides = [self.of(side) for side in (node.left, *node.comparators)]
        holds = [
            _compared(_COMPARE[type(operator)], left, right)
            for operator, left, right in zip(node.ops, sides, sides[1:], strict=False)
        ]
        return _joined(holds, 0.0)

    def _name(self, node: ast.Name) -> Column:
        return self.panels.column(node.id)

    def _constant(self, node: ast.Constant) -> Column:
        return np.asarray(node.value, dtype=object if isinstance(node.value, str) else np.float64)

    def _call(self, node: ast.Call) -> Column:
        if getattr(node.func, "id", "") == "at_least":
            return self._at_least(*node.args)
        name, *rest = (getattr(argument, "id", "") for argument in node.args)
        if getattr(node.func, "id", "") == "is_set":
            return (~_unknown(self.panels.column(name))).astype(np.float64)
        return np.asarray(self.limits.get((name, rest[0]), np.nan))

    def _at_least(self, wanted: ast.expr, *conditions: ast.expr) -> Column:
        sides = np.stack(np.broadcast_arrays(*map(self.of, conditions))).astype(np.float64)
        unknown = np.isnan(sides)
        holding = ((sides != 0.0) & ~unknown).sum(axis=0)
        enough, lost = holding >= self.of(wanted), holding + unknown.sum(axis=0) < self.of(wanted)
        return np.where(enough, 1.0, np.where(lost, 0.0, np.nan))


def _joined(sides: Sequence[Column], decisive: float) -> Column:
    """Kleene: one false side decides an ``and``, one true side an ``or``, else unknown."""
    stacked = np.stack(np.broadcast_arrays(*sides))
    truth = np.where(np.isnan(stacked), np.nan, stacked != 0.0)
    unknown = np.isnan(truth).any(axis=0)
    decided = (truth == decisive).any(axis=0)
    return np.where(decided, decisive, np.where(unknown, np.nan, 1.0 - decisive))


def _unknown(side: Column) -> npt.NDArray[np.bool_]:
    if side.dtype == object:
        return np.asarray(pd.isna(side))
    return np.asarray(np.isnan(side))


def _compared(operator: Callable[[Any, Any], Any], left: Column, right: Column) -> Column:
    unknown = _unknown(left) | _unknown(right)
    return np.where(unknown, np.nan, np.asarray(operator(left, right), dtype=np.float64))
