"""Three-valued logic over columns: what holds, what does not, and what is not known.

Unknown values make a condition unknown unless the rest decides it (Kleene 1952). What
stands under ``not`` is an exclusion: beside the plain answer stands the one that is
*granted* when every exclusion that is unknown is taken as absent.

A value beyond a limit of detection is known only as an interval: "<5" is above 0 and below
5, so that it is under 10 and over 0, and whether it is under 3 is unknown.
"""

import ast
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeGuard

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.panels import spans
from nhml.panels.numbers import rounded
from nhml.panels.spans import Bools, Column, Ends

Limits = Mapping[tuple[str, str], float]


class Truth(NamedTuple):
    """A condition over panels; unknown where it is neither true nor false.

    Attributes
    ----------
    true, false : ndarray of bool
    granted : ndarray of bool
        True, or so once unknown exclusions are taken as absent.
    """

    true: Bools
    false: Bools
    granted: Bools


class Cells(NamedTuple):
    """Values, and where they are known; of no dimension where they are the same for all.

    Attributes
    ----------
    values : ndarray
    known : ndarray of bool
    ends : pair of ndarray, optional
        Lowest and highest that each value could be, themselves left out, or both the value;
        None where every known value is exact.
    """

    values: Column
    known: Bools
    ends: Ends | None = None

    @property
    def exact(self) -> Bools:
        """Tell where a value is known, and not only as an interval."""
        return self.known if self.ends is None else np.asarray(self.ends[0] == self.ends[1])


class Reading:
    """Panels as conditions read them; every column is fetched once.

    Parameters
    ----------
    column : callable
        Gives a column by its name: numbers with NaN, or text with None, where unknown.
    limits : mapping of (analyte, "low" or "high") to float, optional
        The laboratory's own limits.
    ends : callable, optional
        Gives the ends of a column's intervals, NaN where unknown; None where all are exact.
    """

    def __init__(
        self,
        column: Callable[[str], Column],
        limits: Limits | None = None,
        ends: Callable[[str], Ends | None] = lambda name: None,
    ) -> None:
        self._fetch, self._ends = column, ends
        self._limits = limits or {}
        self._columns: dict[str, Cells] = {}
        self._truths: dict[str, Truth] = {}

    def column(self, name: str) -> Cells:
        """Give one column; what nobody has has no dimension, so that it costs nothing."""
        if name not in self._columns:
            self._columns[name] = _cells(self._fetch(name), self._ends(name))
        return self._columns[name]

    def truth(self, node: ast.expr) -> Truth:
        """Decide a condition, or a part of one; what several conditions share, once."""
        written = _written(node)
        if written not in self._truths:
            self._truths[written] = self._decide(node)
        return self._truths[written]

    def _decide(self, node: ast.expr) -> Truth:
        if isinstance(node, ast.BoolOp):
            return _joined([self.truth(one) for one in node.values], isinstance(node.op, ast.And))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            inner = self.truth(node.operand)
            return Truth(inner.false, inner.true, ~inner.true)
        if isinstance(node, ast.Compare):
            sides = [self.cells(one) for one in (node.left, *node.comparators)]
            pairs = zip(node.ops, sides, sides[1:], strict=False)
            return _joined([_compared(type(o), *two) for o, *two in pairs], True)
        if _is_count(node):
            wanted, *counted = node.args
            return _counted([self.truth(one) for one in counted], self.cells(wanted).values)
        return _compared(ast.NotEq, self.cells(node), _NOUGHT)

    def cells(self, node: ast.expr) -> Cells:
        """Give the values of what is no condition: a column, a number, a sum."""
        if isinstance(node, ast.Name):
            return self.column(node.id)
        if isinstance(node, ast.Constant):
            kind = object if isinstance(node.value, str) else np.float64
            return Cells(np.asarray(node.value, dtype=kind), np.asarray(True))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return _negative(self.cells(node.operand))
        if isinstance(node, ast.BinOp):
            left, right = self.cells(node.left), self.cells(node.right)
            return _sum(left, right if isinstance(node.op, ast.Add) else _negative(right))
        if isinstance(node, ast.Call) and not _is_count(node):
            return self._called(*(getattr(one, "id", "") for one in (node.func, *node.args)))
        truth = self.truth(node)
        return Cells(truth.granted.astype(np.float64), truth.granted | truth.false)

    def _called(self, function: str, name: str, side: str = "") -> Cells:
        if function == "is_set":
            return Cells(self.column(name).known.astype(np.float64), np.asarray(True))
        limit = np.asarray(self._limits.get((name, side), np.nan))
        return Cells(limit, ~np.isnan(limit))

    def unsettled(self, node: ast.expr, where: Bools) -> dict[str, Bools]:
        """Find the columns, unknown or not exact, that leave a condition unknown.

        Parameters
        ----------
        node : ast.expr
        where : ndarray of bool, shape (n,)
            Panels for which it is unknown.

        Returns
        -------
        dict of str to ndarray of bool
            For each column, the panels that it would help.
        """
        found: dict[str, Bools] = {}
        for leaf, open_ in self._open(node, where):
            for name in _columns_of(leaf):
                here = open_ & ~self.column(name).exact
                found[name] = found.get(name, np.asarray(False)) | here
        return found

    def _open(self, node: ast.expr, where: Bools) -> list[tuple[ast.expr, Bools]]:
        """Follow a condition down to the comparisons that are unknown themselves."""
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return self._open(node.operand, where)
        if isinstance(node, ast.BoolOp):
            parts = node.values
        elif _is_count(node):
            parts = node.args[1:]
        else:
            return [(node, where)]
        sides = [(one, self.truth(one)) for one in parts]
        return [
            leaf
            for one, truth in sides
            for leaf in self._open(one, where & ~truth.true & ~truth.false)
        ]


@lru_cache(maxsize=20_000)  # bounded, for conditions of a config are anybody's
def _written(node: ast.expr) -> str:
    return ast.unparse(node)


def _is_count(node: ast.expr) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "at_least"


def _columns_of(leaf: ast.expr) -> set[str]:
    """List the columns of a comparison, but for those that are only asked to be there."""
    if isinstance(leaf, ast.Call):
        return set()
    below = (one for one in ast.iter_child_nodes(leaf) if isinstance(one, ast.expr))
    own = {leaf.id} if isinstance(leaf, ast.Name) else set()
    return own.union(*(_columns_of(one) for one in below))


def _cells(column: Column, ends: Ends | None) -> Cells:
    known = ~np.asarray(pd.isna(column))
    if not known.any():
        return Cells(np.asarray(np.nan), np.asarray(False))
    return Cells(column, known, ends)


def _ends(cells: Cells) -> Ends:
    return cells.ends or (cells.values, cells.values)


def _negative(cells: Cells) -> Cells:
    ends = cells.ends and (-cells.ends[1], -cells.ends[0])
    return Cells(-cells.values, cells.known, ends)


def _sum(left: Cells, right: Cells) -> Cells:
    exact = left.ends is None and right.ends is None
    with np.errstate(over="ignore", invalid="ignore"):
        values = rounded(left.values + right.values)  # 2.6 - 1.2 is 1.4, and no more than that
        low, high = (
            rounded(one + other) for one, other in zip(_ends(left), _ends(right), strict=True)
        )
    known = left.known & right.known & ~np.isnan(values)
    return Cells(values, known, None if exact else (low, high))


_NOUGHT = Cells(np.asarray(0.0), np.asarray(True))
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
    ast.Eq: np.equal,
    ast.NotEq: np.not_equal,
}


def _compared(operator: type[ast.cmpop], left: Cells, right: Cells) -> Truth:
    known = left.known & right.known
    if not known.any():
        return _where(known, known)
    plain = _where(_COMPARE[operator](left.values, right.values), known)
    if left.ends is None and right.ends is None:
        return plain
    rows = np.flatnonzero(known & ~(left.exact & right.exact))
    if not rows.size:
        return plain
    true, false = plain.true.copy(), plain.false.copy()  # few lie beyond detection: only these
    true[rows], false[rows] = spans.compared(operator, *(_at(rows, one) for one in (left, right)))
    return Truth(true, false, true)


def _at(rows: npt.NDArray[np.intp], cells: Cells) -> Ends:
    low, high = (one if one.ndim == 0 else one[rows] for one in _ends(cells))
    return low, high


def _where(holds: Bools, known: Bools) -> Truth:
    true = holds & known
    return Truth(true, known & ~holds, true)


def _joined(sides: list[Truth], every: bool) -> Truth:
    """Kleene: one false side decides an ``and``, one true side an ``or``, else unknown."""
    both, either = (np.logical_and, np.logical_or) if every else (np.logical_or, np.logical_and)
    first, *rest = sides
    for one in rest:
        first = Truth(
            both(first.true, one.true),
            either(first.false, one.false),
            both(first.granted, one.granted),
        )
    return first


def _counted(sides: list[Truth], wanted: Column) -> Truth:
    """Tell whether so many of these hold, whatever the unknown ones are."""
    true, false, granted = (
        np.sum(np.broadcast_arrays(*one), axis=0) for one in zip(*sides, strict=True)
    )
    return Truth(true >= wanted, len(sides) - false < wanted, granted >= wanted)
