"""Calibration on the margin: risk = 1 / (1 + exp(-(b m + a)))."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

Floats = npt.NDArray[np.float64]

_PRIOR_SD = 0.25  # how far from 1 the slope may lie before any person is seen
_STEPS = 100
_SETTLED = 1e-12


@dataclass(frozen=True)
class Calibration:
    """Slope and intercept on the log-odds.

    Attributes
    ----------
    slope, intercept : float
        b and a of ``logit(risk) = b * margin + a``.
    """

    slope: float = 1.0
    intercept: float = 0.0

    @classmethod
    def fit(cls, margin: Floats, y: Floats) -> Self:
        """Fit on margins of people whom the estimator had not seen.

        The slope is drawn towards 1 by a normal prior of standard deviation 0.25: with
        thirty events it hardly moves, with three hundred the people decide.

        Parameters
        ----------
        margin : ndarray, shape (n,)
            Out-of-fold log-odds.
        y : ndarray, shape (n,)
            0 or 1, both present.
        """
        at = np.array([1.0, logit(y.mean()) - margin.mean()])
        loss = _loss(margin, y, at)
        for _ in range(_STEPS):
            step = _newton(margin, y, at)
            reached = _loss(margin, y, at - step)
            while reached > loss and np.abs(step).max() > _SETTLED:
                step /= 2.0
                reached = _loss(margin, y, at - step)
            if np.abs(step).max() <= _SETTLED:
                break
            at, loss = at - step, reached
        slope, intercept = at.tolist()
        return cls(float(f"{slope:.12g}"), float(f"{intercept:.12g}"))

    def margin(self, margin: Floats) -> Floats:
        """Give the calibrated log-odds."""
        return self.slope * margin + self.intercept

    def risk(self, margin: Floats) -> Floats:
        """Give the calibrated risk."""
        return np.asarray(expit(self.margin(margin)), dtype=np.float64)


def _loss(margin: Floats, y: Floats, at: Floats) -> float:
    odds = at[0] * margin + at[1]
    prior = (at[0] - 1.0) ** 2 / (2.0 * _PRIOR_SD**2)
    return float((np.logaddexp(0.0, odds) - y * odds).sum() + prior)


def _newton(margin: Floats, y: Floats, at: Floats) -> Floats:
    """Give the step to subtract, with the margin centred so that far margins cost no digits."""
    risk, middle = expit(at[0] * margin + at[1]), margin.mean()
    away, weight = margin - middle, np.maximum(risk * (1.0 - risk), 1e-12)
    pull = 1.0 / _PRIOR_SD**2
    gradient = np.array([((risk - y) * away).sum() + pull * (at[0] - 1.0), (risk - y).sum()])
    cross = (weight * away).sum()
    curvature = np.array([[(weight * away**2).sum() + pull, cross], [cross, weight.sum()]])
    slope, centred = np.linalg.solve(curvature, gradient)
    return np.array([slope, centred - slope * middle])
