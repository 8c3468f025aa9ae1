"""Hormones against their partners.

TSH of 2 is usual beside a usual FT4 and much beside a high one. What one hormone leads
one to expect of the other is learnt from the people a model is trained on, and from
nobody else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from nhml.features.wanted import Wanted
from nhml.panels.panel import Floats

_FEWEST = 100  # people, below whom nothing is learnt
_GRID = np.linspace(0.01, 0.99, 99)  # the lowest and the highest are one person's each


@dataclass(frozen=True)
class Residual:
    """Log of one column beyond what the log of another, age and sex lead one to expect.

    Attributes
    ----------
    column, other, age, sex : int
    mean : ndarray, shape (2, 4)
        By sex, coefficients of 1, ln(other), its square, age/10.
    spread : ndarray, shape (2,)
        Standard deviation around it; NaN where too few were measured.
    reach : ndarray, shape (2, 2)
        Least and greatest ln(other) learnt from; beyond it the nearer end counts.
    """

    kind: ClassVar[str] = "residual"
    column: int
    other: int
    age: int
    sex: int
    mean: Floats
    spread: Floats
    reach: Floats

    @classmethod
    def fit(cls, X: Floats, what: Wanted) -> Self:
        """Learn from these rows only."""
        mean, spread = np.full((2, 4), np.nan), np.full(2, np.nan)
        made = cls(*what[1:5], mean, spread, np.full((2, 2), np.nan))
        for sign in (0, 1):
            rows = made._usable(X) & (X[:, what.sex] == sign)
            if rows.sum() >= _FEWEST:
                other = np.log(X[rows, what.other])
                made.reach[sign] = np.percentile(other, [1, 99])
                design = made._design(X[rows], np.full(int(rows.sum()), sign))
                logs = np.log(X[rows, what.column])
                mean[sign] = np.linalg.lstsq(design, logs, rcond=None)[0]
                spread[sign] = np.std(logs - design @ mean[sign]) or np.nan
        return made

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Read what `nhml.features.learnt.plain` gave."""
        shapes = {"mean": (2, 4), "spread": (2,), "reach": (2, 2)}
        return cls(**{**data, **_arrays(data, shapes)})

    def _usable(self, X: Floats) -> Any:
        return (X[:, self.column] > 0) & (X[:, self.other] > 0) & ~np.isnan(X[:, self.age])

    def _design(self, X: Floats, sign: Any) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log(X[:, self.other])
        near = np.clip(logs, *self.reach[sign].T)
        return np.column_stack([np.ones_like(near), near, near**2, X[:, self.age] / 10.0])

    def transform(self, X: Floats) -> Floats:
        """Give the residual as a z-score, shape (n,); NaN where it is not to be computed."""
        usable = self._usable(X) & ~np.isnan(X[:, self.sex])
        sign = np.where(X[:, self.sex] == 1, 1, 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            away = np.log(X[:, self.column]) - (self._design(X, sign) * self.mean[sign]).sum(1)
        return np.where(usable, away / self.spread[sign], np.nan)


@dataclass(frozen=True)
class Quantile:
    """How high two columns stand together among people, -0.98 to 0.98 (Laclaustra 2019).

    Attributes
    ----------
    column, other : int
    grids : ndarray, shape (2, 99)
        Percentiles of both among those who have both, to three digits.
    """

    kind: ClassVar[str] = "quantile"
    column: int
    other: int
    grids: Floats

    @classmethod
    def fit(cls, X: Floats, what: Wanted) -> Self:
        """Learn from these rows only."""
        both = X[:, [what.column, what.other]]
        both = both[~np.isnan(both).any(axis=1)]
        grids = np.full((2, len(_GRID)), np.nan)
        if len(both) >= _FEWEST:
            exact = np.quantile(both, _GRID, axis=0).T
            grids[:] = [[float(f"{value:.3g}") for value in row] for row in exact]
        return cls(what.column, what.other, grids)

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Read what `nhml.features.learnt.plain` gave; a ValueError where they do not ascend."""
        read = _arrays(data, {"grids": (2, len(_GRID))})
        if (np.diff(read["grids"], axis=1) < 0).any():
            raise ValueError("percentiles that do not ascend")
        return cls(**{**data, **read})

    def transform(self, X: Floats) -> Floats:
        """Give the sum of both shares of people below, less one, shape (n,)."""
        first, second = (
            _share_below(X[:, at], grid)
            for at, grid in zip((self.column, self.other), self.grids, strict=True)
        )
        return first + second - 1.0


def _share_below(values: Floats, grid: Floats) -> Floats:
    """Read a distribution at its percentiles; a value that many share counts as their middle."""
    if np.isnan(grid).any():
        return np.full(len(values), np.nan)
    distinct, first, count = np.unique(grid, return_index=True, return_counts=True)
    middle = (_GRID[first] + _GRID[first + count - 1]) / 2.0
    return np.where(np.isnan(values), np.nan, np.interp(values, distinct, middle))


def _arrays(data: Mapping[str, Any], shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Floats]:
    return {
        name: np.array(data[name], dtype=np.float64).reshape(shape)
        for name, shape in shapes.items()
    }
