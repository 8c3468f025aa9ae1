"""The fast kind of stability interval: a standard error of the log-odds, fitted once.

How far one person's log-odds lie from the shown ones over the refits is learnt as a
function of the features, so that it costs one dot product when a panel is scored. What
the refits themselves say is in `nhml.modelling.refits`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from nhml.modelling.refits import LEVEL

Floats = npt.NDArray[np.float64]

_Z = 1.6448536269514722  # normal quantile of 0.95
_PENALTY = 10.0
_FEWEST_SD, _MOST_SD = 0.02, 2.0


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
