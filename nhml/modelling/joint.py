"""How what a model reads goes together among its people, told without any person.

A Gaussian copula: of every number its quantiles, within each sex where there are people
enough, and one correlation matrix of their normal scores. From it comes what a value that
was not measured may be, given those that were.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from nhml.panels.panel import Floats, Panels

_MOST_POINTS, _PER_CELL = 99, 10  # people between two quantiles at least
_FEWEST = 50  # people with a value
_FEWEST_OF_A_SEX = 200
_FEWEST_PAIRS = 30
_LEAST_EIGENVALUE = 0.01
_SEXES = ("F", "M")
_ALL = "all"


@dataclass(frozen=True)
class Joint:
    """The joint distribution of the numbers that a model reads.

    Attributes
    ----------
    names : tuple of str
        Columns of the panel frame.
    grids : mapping of str to mapping of str to ndarray
        By column, then by sex (``F``, ``M``) or ``all``: evenly spaced quantiles, of three
        digits, ten people or more between two of them.
    correlation : ndarray, shape (p, p)
        Of the normal scores within sex, drawn towards none.
    """

    names: tuple[str, ...]
    grids: Mapping[str, Mapping[str, Floats]]
    correlation: Floats

    @classmethod
    def fit(cls, panels: Panels, names: Iterable[str]) -> Self:
        """Learn it from people; a column with fewer than fifty values is left out.

        Parameters
        ----------
        panels : Panels
        names : iterable of str
            Columns that hold numbers.
        """
        grids = {name: made for name in names if (made := _grids(panels, name))}
        bare = cls(tuple(grids), grids, np.eye(len(grids)))
        return cls(bare.names, grids, _correlation(bare.scores(panels)))

    def scores(self, panels: Panels) -> Floats:
        """Give the normal scores of panels, shape (n, p); NaN where not known."""
        sex = panels.column("sex")
        found = np.full((len(panels), len(self.names)), np.nan)
        for at, name in enumerate(self.names):
            values = panels.number(name)
            for grid, rows in self._groups(name, sex):
                found[rows, at] = _score(values[rows], grid)
        return found

    def _groups(
        self, name: str, sex: npt.NDArray[np.generic]
    ) -> Iterator[tuple[Floats, npt.NDArray[np.bool_]]]:
        left = np.ones(len(sex), dtype=bool)
        for group in _SEXES:
            if group in self.grids[name]:
                rows = np.asarray(sex == group, dtype=bool)
                left &= ~rows
                yield self.grids[name][group], rows
        yield self.grids[name][_ALL], left

    def range(self, name: str) -> tuple[float, float] | None:
        """Give the outermost quantiles of a column, of both sexes; None where not learnt."""
        if name not in self.grids:
            return None
        grid = self.grids[name][_ALL]
        return float(grid[0]), float(grid[-1])

    def conditional(self, panels: Panels, name: str) -> tuple[Floats, Floats]:
        """Give mean and standard deviation of a column's normal score, given all others known.

        Parameters
        ----------
        panels : Panels
        name : str
            One of `names`; its own values are not looked at.

        Returns
        -------
        pair of ndarray, shape (n,)
        """
        at, scores = self.names.index(name), self.scores(panels)
        mean, sd = np.zeros(len(panels)), np.ones(len(panels))
        for row, known in enumerate(~np.isnan(scores)):
            known[at] = False
            if known.any():
                among = self._positive[np.ix_(known, known)]
                weights = np.linalg.solve(among, self._positive[known, at])
                mean[row] = weights @ scores[row, known]
                sd[row] = np.sqrt(max(1.0 - weights @ self._positive[known, at], 0.0025))
        return mean, sd

    def values(self, panels: Panels, name: str, many: int) -> Floats:
        """Give equally likely values of a column given the others, shape (n, many).

        They are the middles of `many` cells of the conditional distribution, so that nothing
        is left to chance. Beyond the outermost quantiles nothing was learnt, and none lies
        there.
        """
        mean, sd = self.conditional(panels, name)
        steps = ndtri((np.arange(many) + 0.5) / many)
        share = ndtr(mean[:, None] + sd[:, None] * steps)
        found: Floats = np.empty_like(share)
        for grid, rows in self._groups(name, panels.column("sex")):
            points = np.arange(1, len(grid) + 1) / (len(grid) + 1)
            found[rows] = np.interp(share[rows], points, grid)
        return found

    @cached_property
    def _positive(self) -> Floats:
        """Give the correlation made positive definite: pairs were known of different people."""
        size, vectors = np.linalg.eigh(self.correlation)
        whole = (vectors * np.maximum(size, _LEAST_EIGENVALUE)) @ vectors.T
        scale = np.sqrt(np.diag(whole))
        return np.asarray(whole / np.outer(scale, scale), dtype=np.float64)

    def plain(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {
            "names": list(self.names),
            "grids": {
                name: {group: grid.tolist() for group, grid in one.items()}
                for name, one in self.grids.items()
            },
            "correlation": self.correlation.tolist(),
        }

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Read what `plain` gave.

        Raises
        ------
        ValueError
            If it is no joint distribution.
        """
        names = tuple(data["names"])
        correlation = np.array(data["correlation"], dtype=np.float64).reshape(-1, len(names))
        grids = {
            name: {
                group: np.array(grid, dtype=np.float64)
                for group, grid in data["grids"][name].items()
            }
            for name in names
        }
        every = [grid for one in grids.values() for grid in one.values()]
        square = correlation.shape == (len(names), len(names)) and np.isfinite(correlation).all()
        if not square or not all(_ALL in one for one in grids.values()):
            raise ValueError("its joint distribution is none")
        if not all(
            g.ndim == 1 and len(g) and np.isfinite(g).all() and (np.diff(g) >= 0).all()
            for g in every
        ):
            raise ValueError("the quantiles of its joint distribution do not rise")
        return cls(names, grids, correlation)


def _grids(panels: Panels, name: str) -> dict[str, Floats]:
    values, sex = panels.number(name), panels.column("sex")
    if (~np.isnan(values)).sum() < _FEWEST:
        return {}
    made = {_ALL: _grid(values)}
    if made[_ALL][0] == made[_ALL][-1]:
        return {}
    for group in _SEXES:
        own = values[np.asarray(sex == group, dtype=bool)]
        if (~np.isnan(own)).sum() >= _FEWEST_OF_A_SEX:
            made[group] = _grid(own)
    return made


def _grid(values: Floats) -> Floats:
    known = values[~np.isnan(values)]
    points = min(_MOST_POINTS, len(known) // _PER_CELL - 1)
    at = np.arange(1, points + 1) / (points + 1)
    return np.array([float(f"{value:.3g}") for value in np.quantile(known, at)])


def _score(values: Floats, grid: Floats) -> Floats:
    """Read normal scores off a grid; what stands on several of its points, in their middle."""
    last = len(grid) - 1
    left, right = np.searchsorted(grid, values, "left"), np.searchsorted(grid, values, "right")
    below, above = np.clip(left - 1, 0, last), np.clip(left, 0, last)
    gap = grid[above] - grid[below]
    part = np.where(gap > 0, (values - grid[below]) / np.where(gap > 0, gap, 1.0), 0.0)
    place = np.where(right > left, (left + right - 1) / 2, below + part)
    share = (np.clip(place, 0, last) + 1) / (len(grid) + 1)
    return np.asarray(np.where(np.isnan(values), np.nan, ndtri(share)), dtype=np.float64)


def _correlation(scores: Floats) -> Floats:
    """Correlate pair by pair, and draw towards none by the noise of the pairs."""
    if not scores.shape[1]:
        return np.empty((0, 0))
    known = ~np.isnan(scores)
    count = np.maximum(known.sum(axis=0), 1)
    centred = np.where(known, scores - np.where(known, scores, 0.0).sum(axis=0) / count, 0.0)
    mask = known.astype(np.float64)
    pairs, size = mask.T @ mask, (centred**2).T @ mask
    scale = np.sqrt(size * size.T)
    raw = np.where(scale > 0, centred.T @ centred / np.where(scale > 0, scale, 1.0), 0.0)
    raw = np.where(pairs < _FEWEST_PAIRS, 0.0, np.clip(raw, -1.0, 1.0))
    off = ~np.eye(len(raw), dtype=bool) & (pairs >= _FEWEST_PAIRS)
    noise = ((1 - raw**2) ** 2 / np.maximum(pairs - 1, 1))[off].sum()
    kept = max(0.0, 1.0 - noise / max((raw[off] ** 2).sum(), 1e-12))
    found = np.round(kept * raw, 3)
    np.fill_diagonal(found, 1.0)
    return np.asarray(found, dtype=np.float64)
