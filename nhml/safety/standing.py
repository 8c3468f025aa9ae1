"""What a case definition says of panels: it holds, it does not, it is open, or nothing is known.

Case definitions offer alternatives, and nobody measures all of them. Beside true and false
stands whether something was measured that keeps the answer *open*, so that an alternative
which nobody measured clears nothing and prevents nothing, and one that was measured beyond
its limit is not passed over because its circumstances are unknown.
"""

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from typing import NamedTuple, TypeGuard

import numpy as np
import numpy.typing as npt

from nhml.panels.logic import Reading
from nhml.panels.spans import Bools

_ANSWERS = ("on_", "hx_")  # a treatment or history answered no is no measurement


class Standing(NamedTuple):
    """A condition over panels; nothing is known where it is none of the three.

    Attributes
    ----------
    true, false : ndarray of bool
    open : ndarray of bool
        Something was measured that could still make it true.
    """

    true: Bools
    false: Bools
    open: Bools

    @property
    def unknown(self) -> Bools:
        """Tell where it neither holds nor does not."""
        return ~self.true & ~self.false


class Judge:
    """Decides the parts of one case definition.

    Parameters
    ----------
    reading : Reading
        The panels; a value that is not to be read is unknown in it.
    doubtful : callable
        Tells where a column was measured and is not clear, by its name.
    """

    def __init__(self, reading: Reading, doubtful: Callable[[str], Bools]) -> None:
        self._reading, self._doubtful = reading, doubtful
        self._known: dict[ast.expr, Standing] = {}

    def stands(self, node: ast.expr) -> Standing:
        """Decide a condition, or a part of one.

        ``or``: a part that was measured and is false clears it if nothing is open, whatever
        was not measured. ``and``: the first part is what is measured, the others are its
        circumstances; with the first true and another unknown it is open, and with the
        first unknown it was not measured.
        """
        if node not in self._known:
            self._known[node] = self._decide(node)
        return self._known[node]

    def _decide(self, node: ast.expr) -> Standing:
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            inner = self.stands(node.operand)
            return Standing(inner.false, inner.true, inner.open)
        if isinstance(node, ast.BoolOp):
            parts = [self.stands(one) for one in node.values]
            if isinstance(node.op, ast.And):
                return _every(parts)
            return _any(parts, _some(self._clear(one) for one in node.values))
        if is_count(node):
            return _count([self.stands(one) for one in node.args[1:]], _wanted(node))
        truth = self._reading.truth(node)
        measured = _some(self._doubtful(name) for name in columns(node)) | self._there(node)
        return Standing(truth.true, truth.false, ~truth.true & ~truth.false & measured)

    def _clear(self, alternative: ast.expr) -> Bools:
        """Tell where an alternative was measured and does not hold."""
        false = self.stands(alternative).false
        if isinstance(alternative, ast.Name) and alternative.id.startswith(_ANSWERS):
            return np.zeros_like(false)
        if isinstance(alternative, ast.BoolOp) and isinstance(alternative.op, ast.And):
            measured = self.stands(alternative.values[0])
            return false & (measured.true | measured.false | measured.open)
        return false

    def _there(self, node: ast.expr) -> Bools:
        """Tell where both sides of a comparison are known: a value below detection is."""
        sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else [node]
        return _all(self._reading.cells(one).known for one in sides)

    def why(self, node: ast.expr, where: Bools) -> Iterator[tuple[ast.expr, Bools]]:
        """Follow an answer that is known down to the comparisons that it rests on."""
        standing = self.stands(node)
        where = where & ~standing.unknown
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield from self.why(node.operand, where)
        elif isinstance(node, ast.BoolOp) or is_count(node):
            parts = node.values if isinstance(node, ast.BoolOp) else node.args[1:]
            for one in parts:
                inner = self.stands(one)
                same = (standing.true & inner.true) | (standing.false & inner.false)
                yield from self.why(one, where & same)
        else:
            yield node, where

    def wants(self, node: ast.expr, where: Bools) -> Iterator[tuple[ast.expr, Bools]]:
        """Follow an answer that is not known down to the comparisons that could settle it."""
        standing = self.stands(node)
        where = where & standing.unknown
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield from self.wants(node.operand, where)
        elif isinstance(node, ast.BoolOp) or is_count(node):
            parts = node.values if isinstance(node, ast.BoolOp) else node.args[1:]
            alternatives = isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or)
            for one in parts:
                inner = self.stands(one)
                passed = alternatives & standing.open & ~inner.open  # what is open settles it
                yield from self.wants(one, where & ~passed)
        else:
            yield node, where


def is_count(node: ast.expr) -> TypeGuard[ast.Call]:
    """Tell ``at_least(n, …)``."""
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "at_least"


def columns(node: ast.expr) -> frozenset[str]:
    """List the columns that a comparison reads, but for those only asked to be there."""
    if isinstance(node, ast.Name):
        return frozenset({node.id})
    if isinstance(node, ast.Call):
        return frozenset()
    below = (one for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr))
    return frozenset[str]().union(*map(columns, below))


def _wanted(node: ast.expr) -> int:
    assert isinstance(node, ast.Call) and isinstance(node.args[0], ast.Constant)
    return int(node.args[0].value)  # type: ignore[arg-type]


def _every(parts: Sequence[Standing]) -> Standing:
    true, false = _all(one.true for one in parts), _some(one.false for one in parts)
    return Standing(true, false, ~true & ~false & (parts[0].true | parts[0].open))


def _any(parts: Sequence[Standing], clear: Bools) -> Standing:
    true = _some(one.true for one in parts)
    open_ = ~true & _some(one.open for one in parts)
    return Standing(true, ~true & ~open_ & clear, open_)


def _count(parts: Sequence[Standing], wanted: int) -> Standing:
    true = _how_many(one.true for one in parts) >= wanted
    false = len(parts) - _how_many(one.false for one in parts) < wanted
    some = _some(one.true | one.open for one in parts)
    return Standing(true, false, ~true & ~false & some)


def _all(found: Iterable[Bools]) -> Bools:
    return reduce(np.logical_and, found, np.asarray(True))


def _some(found: Iterable[Bools]) -> Bools:
    return reduce(np.logical_or, found, np.asarray(False))


def _how_many(found: Iterable[Bools]) -> npt.NDArray[np.int64]:
    return reduce(np.add, (one.astype(np.int64) for one in found))
