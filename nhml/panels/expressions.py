"""Conditions over a panel, in three-valued logic.

The grammar is small: ``and``, ``or``, ``not``, comparisons, ``+``, ``-``, numbers,
text, names of columns, ``is_set(name)`` and ``limit(analyte, low)`` for a
laboratory's own limit. A condition is read once into a tree of these and nothing
else; text is never executed.

An unknown value makes a condition unknown (NaN) unless the rest decides it
(Kleene 1952). What follows a ``not`` is an exclusion: where it is unknown it is
taken as absent, so that a panel is not left undecided for what nobody asked.
"""

import ast
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from nhml.errors import KnowledgeError
from nhml.panels.panel import Floats, Panels

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
    ast.Eq: np.equal,
    ast.NotEq: np.not_equal,
}
_FUNCTIONS = {"is_set": 1, "limit": 2}
_SIDES = ("low", "high")

Limits = Mapping[tuple[str, str], float]
Column = npt.NDArray[Any]


@cache
def parse(condition: str) -> ast.expr:
    """Read a condition into its tree.

    Parameters
    ----------
    condition : str
        Such as ``"sex == 'M' and age >= 20 and not on_testosterone"``.

    Raises
    ------
    KnowledgeError
        If it is not in the grammar.
    """
    try:
        tree = ast.parse(condition, mode="eval").body
    except SyntaxError:
        raise KnowledgeError(f"cannot read the condition {condition!r}") from None
    for node in ast.walk(tree):
        if not _allowed(node):
            raise KnowledgeError(f"{type(node).__name__} may not stand in {condition!r}")
    return tree


def _allowed(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int | float | str)
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", "")
        return _FUNCTIONS.get(name) == len(node.args) and not node.keywords
    plain = (ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.Compare, ast.Name)
    return isinstance(node, (*plain, ast.BinOp, ast.Add, ast.Sub, ast.Load, *_COMPARE))


def names(condition: str) -> frozenset[str]:
    """List the columns that a condition reads."""
    found = {node.id for node in ast.walk(parse(condition)) if isinstance(node, ast.Name)}
    return frozenset(found - set(_FUNCTIONS) - set(_SIDES))


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
    """
    if not condition:
        return np.ones(len(panels))
    result = np.asarray(_Evaluation(panels, limits or {}).of(parse(condition)), dtype=np.float64)
    return np.broadcast_to(result, (len(panels),)).copy()


class _Evaluation:
    def __init__(self, panels: Panels, limits: Limits) -> None:
        self.panels = panels
        self.limits = limits

    def of(self, node: ast.expr) -> Column:
        method: Callable[[Any], Column] = getattr(self, f"_{type(node).__name__.lower()}")
        return method(node)

    def _boolop(self, node: ast.BoolOp) -> Column:
        """Kleene: the worst decides an ``and``, the best an ``or``, else unknown."""
        sides = np.stack(np.broadcast_arrays(*(self.of(value) for value in node.values)))
        decisive = 0.0 if isinstance(node.op, ast.And) else 1.0
        decided = (sides == decisive).any(axis=0)
        unknown = np.isnan(sides.astype(np.float64)).any(axis=0)
        return np.where(decided, decisive, np.where(unknown, np.nan, 1.0 - decisive))

    def _unaryop(self, node: ast.UnaryOp) -> Column:
        side = np.asarray(self.of(node.operand), dtype=np.float64)
        if isinstance(node.op, ast.USub):
            return -side
        return np.where(np.isnan(side), 1.0, 1.0 - side)

    def _binop(self, node: ast.BinOp) -> Column:
        left, right = self.of(node.left), self.of(node.right)
        return left + right if isinstance(node.op, ast.Add) else left - right

    def _compare(self, node: ast.Compare) -> Column:
        sides = [self.of(side) for side in (node.left, *node.comparators)]
        holds = [
            _compared(_COMPARE[type(operator)], left, right)
            for operator, left, right in zip(node.ops, sides, sides[1:], strict=False)
        ]
        return np.min(np.stack(np.broadcast_arrays(*holds)), axis=0)

    def _name(self, node: ast.Name) -> Column:
        return self.panels.column(node.id)

    def _constant(self, node: ast.Constant) -> Column:
        return np.asarray(node.value, dtype=object if isinstance(node.value, str) else None)

    def _call(self, node: ast.Call) -> Column:
        name, *rest = (getattr(argument, "id", "") for argument in node.args)
        if getattr(node.func, "id", "") == "is_set":
            return (~_unknown(self.panels.column(name))).astype(np.float64)
        return np.asarray(self.limits.get((name, rest[0]), np.nan))


def _unknown(side: Column) -> npt.NDArray[np.bool_]:
    if side.dtype == object:
        return np.asarray(np.equal(side, None))
    return np.asarray(np.isnan(side))


def _compared(operator: Callable[[Any, Any], Any], left: Column, right: Column) -> Column:
    unknown = _unknown(left) | _unknown(right)
    return np.where(unknown, np.nan, np.asarray(operator(left, right), dtype=np.float64))
