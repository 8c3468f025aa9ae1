"""Allostatic load: markers in the quarter of people that bears the risk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from nhml.features.wanted import NOBODY, Marker, Wanted
from nhml.panels.panel import Floats

_FEWEST = 100  # people of a sex, below whom nothing is learnt


@dataclass(frozen=True)
class Load:
    """How many markers lie in the quarter of people, by sex, that bears the risk (Seeman 1997).

    Attributes
    ----------
    column, sex, least : int
    markers : tuple of Marker
    limits : ndarray, shape (2, len(markers))
        By sex, the limit of that quarter; NaN where too few were measured.
    """

    kind: ClassVar[str] = "load"
    column: int
    sex: int
    least: int
    markers: tuple[Marker, ...]
    limits: Floats

    @classmethod
    def fit(cls, X: Floats, what: Wanted) -> Self:
        """Learn from these rows only."""
        signs = np.array([one.sign for one in what.markers])
        limits = np.full((2, len(signs)), np.nan)
        values = _values(X, what.markers)
        for sign in (0, 1):
            rows = values[X[:, what.sex] == sign]
            for at in np.flatnonzero((~np.isnan(rows)).sum(axis=0) >= _FEWEST):
                limits[sign, at] = np.nanquantile(rows[:, at], 0.75 if signs[at] > 0 else 0.25)
        return cls(what.column, what.sex, what.least, what.markers, limits)

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Read what `nhml.features.learnt.plain` gave."""
        markers = tuple(Marker(*one) for one in data["markers"])
        limits = np.array(data["limits"], dtype=np.float64).reshape(2, len(markers))
        return cls(**{**data, "markers": markers, "limits": limits})

    def transform(self, X: Floats) -> Floats:
        """Give the count, shape (n,); NaN where too few markers can be judged."""
        signs = np.array([one.sign for one in self.markers])
        limit = self.limits[np.where(X[:, self.sex] == 1, 1, 0)]
        away = (_values(X, self.markers) - limit) * signs
        known = (~np.isnan(away)).sum(axis=1) >= self.least
        known &= ~np.isnan(X[:, self.column]) & ~np.isnan(X[:, self.sex])
        return np.where(known, (away > 0).sum(axis=1), np.nan)


def _values(X: Floats, markers: tuple[Marker, ...]) -> Floats:
    columns = []
    for one in markers:
        values = np.full(len(X), np.nan) if one.column == NOBODY else X[:, one.column]
        columns.append(values if one.over == one.column else values / X[:, one.over])
    return np.column_stack(columns)
