"""Estimators that only answer: what is left of one when nobody will ask it for reasons.

Two hundred refits have to fit into a bundle and answer for one person in a moment. So
trees are kept as perfect ones, each level an array, and splines as sums of cubes.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt
from scipy.special import logit

from nhml.modelling.logistic import SplineLogistic, Term
from nhml.modelling.packed import pack, unpack
from nhml.modelling.trees import BoostedTrees

Floats = npt.NDArray[np.float64]

_AT_ONCE = 1_000_000  # leaves times rows that are looked at together
_DEEPEST, _MOST_TREES, _MOST_COLUMNS = 8, 10_000, 1_024


class CompactTrees(NamedTuple):
    """Boosted trees, each filled up to a perfect one.

    Attributes
    ----------
    base : float
        Log-odds at which boosting began.
    feature : ndarray of uint16, shape (trees, 2^depth - 1)
        Columns that are looked at, level by level. A missing value goes left; one that is
        to go right looks at the column as many further on as there are columns.
    threshold : ndarray of float32, shape (trees, 2^depth - 1)
        Below it goes left.
    leaf : ndarray of float32, shape (trees, 2^depth)
    width : int
        Columns.
    """

    base: float
    feature: npt.NDArray[np.uint16]
    threshold: npt.NDArray[np.float32]
    leaf: npt.NDArray[np.float32]
    width: int

    @classmethod
    def of(cls, trees: BoostedTrees) -> Self:
        """Take over fitted trees."""
        plain = trees.plain()
        width, tables = int(plain["width"]), plain["trees"]
        depth = max(map(_depth, tables))
        feature = np.zeros((len(tables), 2**depth - 1), dtype=np.uint16)
        threshold = np.zeros(feature.shape, dtype=np.float32)
        leaf = np.zeros((len(tables), 2**depth), dtype=np.float32)
        for at, table in enumerate(tables):
            _fill(table, width, feature[at], threshold[at], leaf[at])
        return cls(float(logit(plain["base"])), feature, threshold, leaf, width)

    def margin(self, X: Floats) -> Floats:
        """Give the log-odds, shape (n,); sums are taken in double precision."""
        narrow = X.astype(np.float32)
        missing = np.isnan(narrow)
        both = [np.where(missing, np.float32(end), narrow).T for end in (-np.inf, np.inf)]
        columns = np.concatenate(both)
        step = max(_AT_ONCE // self.leaf.size, 1)
        found = np.empty(len(X))
        for start in range(0, len(X), step):
            found[start : start + step] = self._sum(columns[:, start : start + step])
        return self.base + found

    def _sum(self, columns: npt.NDArray[np.float32]) -> Floats:
        """Let the leaves of each tree meet pair by pair, from the lowest level up."""
        value, nodes = self.leaf[:, :, None], self.leaf.shape[1] // 2
        while nodes:
            level = slice(nodes - 1, 2 * nodes - 1)
            right = columns[self.feature[:, level]] >= self.threshold[:, level, None]
            value = np.where(right, value[:, 1::2], value[:, ::2])
            nodes //= 2
        return np.asarray(value[:, 0].sum(axis=0, dtype=np.float64))

    def plain(self) -> dict[str, Any]:
        """Give it as plain data."""
        trees, leaves = self.leaf.shape
        return {
            "base": self.base,
            "width": self.width,
            "trees": trees,
            "depth": leaves.bit_length() - 1,
            "feature": pack(self.feature, "<u2"),
            "threshold": pack(self.threshold, "<f4"),
            "leaf": pack(self.leaf, "<f4"),
        }

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Read what `plain` gave; a ValueError where it is something else."""
        trees, depth, width = (int(data[name]) for name in ("trees", "depth", "width"))
        known = 0 < trees <= _MOST_TREES and 0 <= depth <= _DEEPEST and 0 < width <= _MOST_COLUMNS
        if not known or not np.isfinite(base := float(data["base"])):
            raise ValueError("trees too many, too deep or too wide, or a base that is none")
        splits = (trees, 2**depth - 1)
        feature = unpack(data["feature"], "<u2", splits)
        if feature.size and feature.max() >= 2 * width:
            raise ValueError("a feature that does not exist")
        threshold = unpack(data["threshold"], "<f4", splits)
        return cls(base, feature, threshold, unpack(data["leaf"], "<f4", (trees, 2**depth)), width)


def _depth(table: Mapping[str, list[Any]]) -> int:
    depth = [0] * len(table["left"])
    for node, both in enumerate(zip(table["left"], table["right"], strict=True)):
        for child in both:
            if child != -1:
                depth[child] = depth[node] + 1
    return max(depth)


def _fill(
    table: Mapping[str, list[Any]],
    width: int,
    feature: npt.NDArray[np.uint16],
    threshold: npt.NDArray[np.float32],
    leaf: npt.NDArray[np.float32],
) -> None:
    """Put a tree into the places of a perfect one; beneath a leaf both sides are the same."""
    waiting = [(0, 0, len(leaf))]  # node, its place in the heap, leaves beneath it
    while waiting:
        node, place, beneath = waiting.pop()
        if table["left"][node] == -1:
            first = (place + 1) * beneath - len(leaf)
            leaf[first : first + beneath] = table["value"][node]
            continue
        feature[place] = table["feature"][node] + (0 if table["default_left"][node] else width)
        threshold[place] = table["value"][node]
        waiting.append((table["left"][node], 2 * place + 1, beneath // 2))
        waiting.append((table["right"][node], 2 * place + 2, beneath // 2))


class CompactSplines(NamedTuple):
    """A spline logistic regression as one sum: a line and cubes beyond each knot.

    Attributes
    ----------
    intercept : float
    log : ndarray of bool, shape (p,)
    low, high, gap, start, slope : ndarray, shape (p,)
        Ends beyond which nothing changes; what a missing value adds; the line.
    knots, weights : ndarray, shape (k, p)
        A knot that a feature does not have weighs nothing.
    """

    intercept: float
    log: npt.NDArray[np.bool_]
    low: Floats
    high: Floats
    gap: Floats
    start: Floats
    slope: Floats
    knots: Floats
    weights: Floats

    @classmethod
    def of(cls, fitted: SplineLogistic) -> Self:
        """Take over a fitted regression."""
        most = max((len(term.knots) for term in fitted.terms), default=0)
        sums = [_sum_of(term, most) for term in fitted.terms]
        low, high = (np.array([getattr(t, end) for t in fitted.terms]) for end in ("low", "high"))
        gap, start, slope = (np.array([one[at] for one in sums], dtype=float) for at in range(3))
        knots, weights = (np.array([one[at] for one in sums]).T for at in (3, 4))
        log = np.array([term.log for term in fitted.terms])
        return cls(fitted.intercept, log, low, high, gap, start, slope, knots, weights)

    def margin(self, X: Floats) -> Floats:
        """Give the log-odds, shape (n,)."""
        with np.errstate(invalid="ignore"):
            read = X.copy()
            floor = np.exp(self.low[self.log])
            read[:, self.log] = np.log(np.maximum(X[:, self.log], floor))
        missing = np.isnan(read)
        read = np.clip(np.where(missing, self.low, read), self.low, self.high)
        parts = self.start + self.slope * read
        for knot, weight in zip(self.knots, self.weights, strict=True):
            beyond = np.maximum(read - knot, 0.0)
            parts += weight * (beyond * beyond * beyond)
        summed = np.where(missing, self.gap, parts).sum(axis=1)
        return np.asarray(summed + self.intercept, dtype=np.float64)

    def plain(self) -> dict[str, Any]:
        """Give it as plain data."""
        packed = {name: pack(getattr(self, name), "<f8") for name in _PER_FEATURE}
        return {
            "intercept": self.intercept,
            "features": len(self.log),
            "knots_each": len(self.knots),
            "log": pack(self.log, "|u1"),
            **packed,
        }

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Read what `plain` gave; a ValueError where it is something else."""
        p, k = int(data["features"]), int(data["knots_each"])
        shapes = {name: (k, p) if name in ("knots", "weights") else (p,) for name in _PER_FEATURE}
        log = unpack(data["log"], "|u1", (p,)).astype(bool)
        read = {name: unpack(data[name], "<f8", shape) for name, shape in shapes.items()}
        if not np.isfinite(intercept := float(data["intercept"])):
            raise ValueError("an intercept that is none")
        return cls(intercept, log, **read)


_PER_FEATURE = ("low", "high", "gap", "start", "slope", "knots", "weights")


def _sum_of(term: Term, most: int) -> tuple[float, float, float, Floats, Floats]:
    """Write a term as what a gap adds, a line, and the weights of cubes beyond its knots.

    The cubes are those of `nhml.modelling.splines.basis`, multiplied out.
    """
    each, at = term.weights / term.scale, term.knots
    start = -float((each * term.centre).sum())
    knots, weights = np.zeros(most), np.zeros(most)
    if len(at):
        last, before = at[-1], at[-2]
        inner = each[1 : len(at) - 1] / (last - at[0]) ** 2
        toward, beyond = (end - at[:-2] for end in (last, before))
        ends = np.array([-(inner * toward).sum(), (inner * beyond).sum()]) / (last - before)
        knots[: len(at)] = at
        weights[: len(at)] = np.concatenate([inner, ends])
    gap = float((term.columns(np.array([np.nan])) * term.weights).sum())
    return gap, start, float(each[0]), knots, weights
