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
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.errors import KnowledgeError
from nhml.knowledge import tables
from nhml.panels.frame import columns
from nhml.panels.panel import Floats, Panels

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
    ast.Eq: np.equal,
    ast.NotEq: np.not_equal,
}
_FUNCTIONS = ("is_set", "limit")
_SIDES = ("low", "high")
_LONGEST, _DEEPEST, _LARGEST = 4000, 50, 1e300

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
        If it is not in the grammar, longer or deeper than anybody would write, or does
        with text what only numbers can do.
    """
    if len(condition) > _LONGEST:
        raise KnowledgeError(f"a condition has {len(condition)} signs; at most {_LONGEST}")
    try:
        tree = ast.parse(condition.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise KnowledgeError(f"cannot read the condition {condition!r}") from None
    _refuse_depth(tree, condition)
    for node in ast.walk(tree):
        if not _allowed(node):
            raise KnowledgeError(f"{type(node).__name__} may not stand in {condition!r}")
    _refuse_what_cannot_be_compared(tree, condition)
    _refuse_text_as_number(tree, condition)
    _refuse_limits_of_what_is_no_analyte(tree, condition)
    return tree


def _refuse_depth(tree: ast.expr, condition: str) -> None:
    """Walk level by level, so that depth costs no stack."""
    level: list[ast.AST] = [tree]
    for _ in range(_DEEPEST):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    if level:
        raise KnowledgeError(f"more than {_DEEPEST} levels deep: {condition!r}")


def _allowed(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return _allowed_constant(node.value)
    if isinstance(node, ast.Call):
        return _allowed_call(node)
    plain = (ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.Compare, ast.Name)
    return isinstance(node, (*plain, ast.BinOp, ast.Add, ast.Sub, ast.Load, *_COMPARE))


def _allowed_constant(value: object) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str) or (number and value <= _LARGEST)  # type: ignore[operator]


def _allowed_call(node: ast.Call) -> bool:
    given = [getattr(argument, "id", None) for argument in node.args]
    if node.keywords or not isinstance(node.func, ast.Name) or None in given:
        return False
    if node.func.id == "limit":
        return len(given) == 2 and given[1] in _SIDES
    return node.func.id == "is_set" and len(given) == 1


def _refuse_what_cannot_be_compared(tree: ast.expr, condition: str) -> None:
    """Allow text only beside ``==`` and ``!=``, and a function's name only before its call."""
    right: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            right.add(id(node.func))
        if isinstance(node, ast.Compare) and all(
            isinstance(o, ast.Eq | ast.NotEq) for o in node.ops
        ):
            right.update(id(side) for side in (node.left, *node.comparators))
    for node in ast.walk(tree):
        text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        function = isinstance(node, ast.Name) and node.id in _FUNCTIONS
        if (text or function) and id(node) not in right:
            raise KnowledgeError(f"a text or a function cannot be used so in {condition!r}")


@cache
def _kinds() -> Mapping[str, str]:
    """Tell the columns that hold text from those that hold numbers."""
    text = ("text", "time", "code")
    return {one.name: "text" if one.kind in text else "number" for one in columns()}


def _kind(node: ast.expr) -> str:
    """Give ``text`` or ``number``; nothing for a name that no table knows."""
    if isinstance(node, ast.Name):
        return _kinds().get(node.id, "")
    text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return "text" if text else "number"


def _refuse_text_as_number(tree: ast.expr, condition: str) -> None:
    if _kind(tree) == "text" or any(_treats_text_as_number(node) for node in ast.walk(tree)):
        raise KnowledgeError(f"{condition!r} treats text as a number")


def _treats_text_as_number(node: ast.AST) -> bool:
    if isinstance(node, ast.Compare):
        kinds = [_kind(side) for side in (node.left, *node.comparators)]
        pairs = zip(node.ops, kinds, kinds[1:], strict=False)
        return any(
            {left, right} == {"text", "number"}
            or ("text" in (left, right) and not isinstance(operator, ast.Eq | ast.NotEq))
            for operator, left, right in pairs
        )
    if isinstance(node, ast.BoolOp | ast.BinOp | ast.UnaryOp):
        sides = (side for side in ast.iter_child_nodes(node) if isinstance(side, ast.expr))
        return "text" in map(_kind, sides)
    return False


def _refuse_limits_of_what_is_no_analyte(tree: ast.expr, condition: str) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "limit":
            name = getattr(node.args[0], "id", "")
            if name not in tables.analytes():
                raise KnowledgeError(f"{name} is not an analyte: it has no limit in {condition!r}")


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
        name, *rest = (getattr(argument, "id", "") for argument in node.args)
        if getattr(node.func, "id", "") == "is_set":
            return (~_unknown(self.panels.column(name))).astype(np.float64)
        return np.asarray(self.limits.get((name, rest[0]), np.nan))


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
