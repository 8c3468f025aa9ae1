"""How much one person's risk depends on who happened to be in the training data.

The model is refitted on bootstrap samples of people, calibration included. How far one
person's log-odds lie from the shown ones over the refits is the *stability*. Fitted once
as a function of the features, it costs one dot product when a panel is scored.
It says nothing of whether the risk is true.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from nhml.modelling.calibration import Calibration
from nhml.modelling.estimators import MarginModel, Recipe

Floats = npt.NDArray[np.float64]

LEVEL = 0.90
_Z = 1.6448536269514722  # normal quantile of 0.95
_PENALTY = 10.0
_FEWEST_SD, _MOST_SD = 0.02, 2.0


def refit_margins(
    recipe: Recipe, X: Floats, y: Floats, subjects: npt.NDArray[np.object_], refits: int, seed: int
) -> Floats:
    """Give everybody's calibrated log-odds over bootstrap refits.

    Each refit is calibrated on the people its sample left out.

    Parameters
    ----------
    recipe : Recipe
        Tuned settings; they are not tuned anew.
    X : ndarray, shape (n, p)
    y : ndarray, shape (n,)
    subjects : ndarray, shape (n,)
        Whole people are drawn.
    refits : int
    seed : int

    Returns
    -------
    ndarray, shape (refits, n)
    """
    people, place = np.unique(subjects.astype(str), return_inverse=True)
    drawn = np.random.default_rng(seed)
    rows = [np.flatnonzero(place == person) for person in range(len(people))]
    return np.array([_refit(recipe, X, y, rows, drawn) for _ in range(refits)])


def _refit(
    recipe: Recipe,
    X: Floats,
    y: Floats,
    rows: Sequence[npt.NDArray[np.intp]],
    drawn: np.random.Generator,
) -> Floats:
    chosen = drawn.integers(len(rows), size=len(rows))
    taken = np.concatenate([rows[person] for person in chosen])
    left = np.setdiff1d(np.arange(len(y)), taken)
    margin = MarginModel(recipe).fit(X[taken], y[taken]).margin(X)
    if 0 < y[left].sum() < len(left):
        return Calibration.fit(margin[left], y[left]).margin(margin)
    return margin


@dataclass(frozen=True)
class Stability:
    """Spread of the log-odds over refits, fitted on the log scale.

    Attributes
    ----------
    centre, scale : ndarray, shape (p,)
        By which a feature is made comparable; a missing one stands at its centre.
    weights : ndarray, shape (2 p + 3,)
        Of 1, the log-odds, its square, the squared features and the missing flags.
    """

    centre: Floats
    scale: Floats
    weights: Floats

    @classmethod
    def fit(cls, X: Floats, margin: Floats, refits: Floats) -> Self:
        """Learn the spread by ridge regression of its logarithm.

        The spread is the root mean square of the distance from the shown log-odds, towards
        which refits are drawn together from both ends of the scale. It is then widened as a
        whole until the interval holds nine refits of ten.

        Parameters
        ----------
        X : ndarray, shape (n, p)
        margin : ndarray, shape (n,)
            The shown log-odds.
        refits : ndarray, shape (R, n)
            The log-odds over refits, of two at least.
        """
        away = np.abs(refits - margin)
        spread = np.sqrt((away**2).mean(axis=0))
        with np.errstate(invalid="ignore"):
            seen = ~np.isnan(X)
            count = np.maximum(seen.sum(axis=0), 1)
            centre: Floats = np.where(seen, X, 0.0).sum(axis=0) / count
            scale: Floats = np.sqrt(np.where(seen, (X - centre) ** 2, 0.0).sum(axis=0) / count)
        scale[scale == 0.0] = 1.0
        bare = cls(_tidy(centre), _tidy(scale), np.zeros(0))
        design = bare._design(X, margin)
        ridge = _PENALTY * np.eye(design.shape[1])
        ridge[0, 0] = 0.0
        target = np.log(np.clip(spread, _FEWEST_SD, _MOST_SD))
        weights = np.linalg.solve(design.T @ design + ridge, design.T @ target)
        fitted = np.clip(np.exp(design @ weights), _FEWEST_SD, _MOST_SD)
        weights[0] += np.log(max(np.quantile(away / fitted, LEVEL) / _Z, 1.0))
        return cls(bare.centre, bare.scale, _tidy(weights.astype(np.float64)))

    def _design(self, X: Floats, margin: Floats) -> Floats:
        standard = (X - self.centre) / self.scale
        missing = np.isnan(standard)
        far = np.minimum(np.where(missing, 0.0, standard) ** 2, 9.0)
        ones = np.ones_like(margin)
        return np.column_stack([ones, margin, margin**2, far, missing])

    def spread(self, X: Floats, margin: Floats) -> Floats:
        """Give the spread of the log-odds, shape (n,)."""
        logs = (self._design(X, margin) * self.weights).sum(axis=1)
        spread: Floats = np.clip(np.exp(np.clip(logs, -10.0, 10.0)), _FEWEST_SD, _MOST_SD)
        return spread

    def interval(self, X: Floats, margin: Floats) -> tuple[Floats, Floats]:
        """Give the stability interval of the risk, which contains it and nine refits of ten."""
        half = _Z * self.spread(X, margin)
        return expit(margin - half), expit(margin + half)

    def plain(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {name: value.tolist() for name, value in vars(self).items()}

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Read what `plain` gave."""
        return cls(
            *(np.array(data[name], dtype=np.float64) for name in ("centre", "scale", "weights"))
        )


def _tidy(values: Floats) -> Floats:
    """Keep twelve significant digits: what is left of them depends on the machine."""
    return np.array([float(f"{value:.12g}") for value in values])
