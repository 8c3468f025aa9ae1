"""How far a panel lies from those a model learnt from, all its measurements taken together.

Each measurement is read as its normal score among the people of the training. The distance
is that of Mahalanobis over the measurements that are known; those that are not are left out
of it, so that a panel is judged by what was sent, with as many degrees of freedom. Distance 1
is what one in two hundred people exceeded whom the detector had not seen.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy.stats import chi2

from nhml.cohorts.splits import Split
from nhml.features.feature import Feature
from nhml.modelling.nearness import maybe_far
from nhml.modelling.normal_scores import Scale
from nhml.modelling.ranges import PEOPLE, TAIL, measured, tail
from nhml.panels.panel import Floats, Panels

Rows = npt.NDArray[np.intp]

_FEWEST_PEOPLE, _FEWEST_PAIRS = 200, 50
_SHRUNK, _FLOOR = 0.005, 0.002  # towards no correlation; the least spread in any direction
_RARE_SEX = 0.1
_NAMED = 3  # columns, at most, that are named for a distance
_WORTH = 0.25  # of the largest part, below which a column is not named
_AT_ONCE = 4096  # panels


@dataclass(frozen=True)
class Outlyingness:
    """A kept detector: plain numbers, none of which is one person's.

    Attributes
    ----------
    scales : tuple of Scale
        Of each measurement; sex, where it stands among them, is read as it is.
    location : ndarray, shape (p,)
    covariance : ndarray, shape (p, p)
    unit : float
        The distance that counts as 1.
    """

    scales: tuple[Scale, ...]
    location: Floats
    covariance: Floats
    unit: float = 1.0

    @classmethod
    def learn(
        cls, panels: Panels, features: Sequence[Feature], splits: Sequence[Split]
    ) -> Self | None:
        """Learn from the people of a training; its unit from folds that had not seen them.

        Parameters
        ----------
        panels : Panels
        features : sequence of Feature
            Measurements among them are used: what is computed follows from them.
        splits : sequence of pair of ndarray
            Folds by person.

        Returns
        -------
        Outlyingness or None
            None where fewer than 200 people or two measurements are known.
        """
        if len(set(panels.subject_id)) < _FEWEST_PEOPLE:
            return None
        made = cls._fit(panels, features)
        if made is None:
            return None
        away = np.full(len(panels), np.nan)
        for train, test in splits:
            part = cls._fit(panels.take(train), features)
            if part is not None:
                away[test] = part.distance(panels.take(test))
        return replace(made, unit=_unit(away[~np.isnan(away)], len(made.scales)))

    @classmethod
    def _fit(cls, panels: Panels, features: Sequence[Feature]) -> Self | None:
        scales = tuple(_scales(panels, features))
        if len(scales) < 2:
            return None
        location, covariance = _moments(_matrix(panels, scales))
        return cls(scales, location, covariance)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the panel frame that it reads."""
        return tuple(one.name for one in self.scales)

    def distance(self, panels: Panels) -> Floats:
        """Give the distance of every panel, shape (n,); 0 where nothing is known."""
        return self._parts(_matrix(panels, self.scales))[0]

    def far(self, panels: Panels) -> tuple[Rows, Floats, list[str]]:
        """Find the panels beyond distance 1, and what takes them there.

        Parameters
        ----------
        panels : Panels

        Returns
        -------
        rows : ndarray of int, shape (m,)
        distance : ndarray, shape (m,)
        names : list of str, length m
            The columns that carry most of the distance, the most first: what the squared
            distance would be less without the column.
        """
        Z = _matrix(panels, self.scales)
        limit = self.unit**2 * _usual(Z.shape[1])[(~np.isnan(Z)).sum(axis=1)]
        rows = maybe_far(Z - self.location, self.covariance, limit)
        away, parts = self._parts(Z[rows])
        out = np.flatnonzero(away > 1.0)
        return rows[out], away[out], [self._named(parts[one]) for one in out]

    def _named(self, parts: Floats) -> str:
        order = np.argsort(-parts, kind="stable")[:_NAMED]
        return ", ".join(self.names[at] for at in order if parts[at] >= _WORTH * parts.max())

    def _parts(self, Z: Floats) -> tuple[Floats, Floats]:
        """Give distances, shape (n,), and what each column carries, shape (n, p)."""
        gone = np.isnan(Z)
        away: Floats = np.where(gone, 0.0, Z - self.location)
        pattern = np.unique(np.packbits(gone, axis=1), axis=0, return_inverse=True)[1].ravel()
        order = np.argsort(pattern, kind="stable")
        squared, parts = np.zeros(len(Z)), np.zeros(Z.shape)
        for start in range(0, len(Z), _AT_ONCE):
            rows = order[start : start + _AT_ONCE]
            _, first, of = np.unique(pattern[rows], return_index=True, return_inverse=True)
            precision = np.linalg.inv(self._known(gone[rows[first]]))
            pulled = np.einsum("nij,nj->ni", precision[of], away[rows])
            squared[rows] = (pulled * away[rows]).sum(axis=1)
            parts[rows] = pulled**2 / np.einsum("nii->ni", precision)[of]
        usual = _usual(Z.shape[1])[(~gone).sum(axis=1)]
        return np.sqrt(np.maximum(squared, 0.0) / usual) / self.unit, parts

    def _known(self, gone: npt.NDArray[np.bool_]) -> Floats:
        """Give the covariances of what is known, shape (m, p, p): elsewhere the unit matrix."""
        both = ~gone[:, :, None] & ~gone[:, None, :]
        one = np.eye(gone.shape[1])
        return np.where(both, self.covariance, one)

    def plain(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {
            "scales": [one.plain() for one in self.scales],
            "location": self.location.tolist(),
            "covariance": self.covariance.tolist(),
            "unit": self.unit,
        }

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Read what `plain` gave; a ValueError where it is something else."""
        scales = tuple(map(Scale.from_plain, data["scales"]))
        location, covariance = (np.array(data[key], float) for key in ("location", "covariance"))
        shaped = location.shape == (p := len(scales),) and covariance.shape == (p, p)
        if not shaped or not np.isfinite(covariance).all() or not float(data["unit"]) > 0.0:
            raise ValueError("its detector is none")
        return cls(scales, location, covariance, float(data["unit"]))


def _usual(columns: int) -> Floats:
    """Give the squared distance that one in two hundred exceed in theory, by columns known."""
    return np.array([1.0, *chi2.ppf(1.0 - TAIL, np.arange(1, columns + 1))])


def _scales(panels: Panels, features: Sequence[Feature]) -> Iterator[Scale]:
    for one in features:
        if one.name == "sex":
            women = _number(panels, "sex")
            if _RARE_SEX <= np.nanmean(women) <= 1.0 - _RARE_SEX:
                yield Scale("sex", False, (0.0, 1.0), (0.0, 1.0))
        elif one.inputs == (one.name,) and measured(panels, one.name):
            value = panels.number(one.name)
            known = ~np.isnan(value)
            yield Scale.learn(one.name, one.log, value[known], tail(panels, known))


def _number(panels: Panels, name: str) -> Floats:
    if name != "sex":
        return panels.number(name)
    sex = panels.column("sex")
    return np.where(sex == "F", 1.0, np.where(sex == "M", 0.0, np.nan))


def _matrix(panels: Panels, scales: Sequence[Scale]) -> Floats:
    return np.column_stack([one.read(_number(panels, one.name)) for one in scales])


def _moments(Z: Floats) -> tuple[Floats, Floats]:
    """Give location and covariance from all pairs that are known, drawn towards independence."""
    known = ~np.isnan(Z)
    location = np.nanmean(Z, axis=0)
    away = np.where(known, Z - location, 0.0)
    pairs = known.T.astype(np.float64) @ known
    together = (away.T @ away) / np.maximum(pairs, 1.0)
    spread = np.maximum(np.sqrt(np.diag(together)), 1e-6)
    ties = np.where(pairs < _FEWEST_PAIRS, 0.0, together / np.outer(spread, spread))
    shrunk = min(max(_SHRUNK, Z.shape[1] / (2.0 * len(Z))), 0.5)
    ties *= 1.0 - shrunk
    np.fill_diagonal(ties, 1.0)
    values, vectors = np.linalg.eigh(ties)  # from pairs: it may turn out to be no covariance
    ties = (vectors * np.maximum(values, _FLOOR)) @ vectors.T
    spread = spread / np.sqrt(np.diag(ties))
    covariance = np.round(ties * np.outer(spread, spread), 6)
    return _tidy(location), covariance


def _unit(away: Floats, columns: int) -> float:
    """Give the distance that one in two hundred exceed, of few people drawn out to it."""
    share = max(TAIL, PEOPLE / max(len(away), 1))
    usual = chi2.ppf(1.0 - np.array([TAIL, share]), columns)
    return float(f"{np.quantile(away, 1.0 - share) * np.sqrt(usual[0] / usual[1]):.3g}")


def _tidy(values: npt.ArrayLike) -> Floats:
    return np.array(values, dtype=np.float64).round(6)
