"""Calibration on the margin: risk = 1 / (1 + exp(-(b m + a)))."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.special import expit

Floats = npt.NDArray[np.float64]

_PRIOR_SD = 0.25  # how far from 1 the slope may lie before any person is seen
_STEPS = 50


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
        slope, intercept = 1.0, 0.0
        for _ in range(_STEPS):
            step = _newton(margin, y, slope, intercept)
            slope, intercept = slope - step[0], intercept - step[1]
            if np.abs(step).max() < 1e-12:
                break
        return cls(float(f"{slope:.12g}"), float(f"{intercept:.12g}"))

    def margin(self, margin: Floats) -> Floats:
        """Give the calibrated log-odds."""
        return self.slope * margin + self.intercept

    def risk(self, margin: Floats) -> Floats:
        """Give the calibrated risk."""
        return np.asarray(expit(self.margin(margin)), dtype=np.float64)


def _newton(margin: Floats, y: Floats, slope: float, intercept: float) -> Floats:
    risk = expit(slope * margin + intercept)
    weight = np.maximum(risk * (1.0 - risk), 1e-12)
    pull = 1.0 / _PRIOR_SD**2
    gradient = np.array([((risk - y) * margin).sum() + pull * (slope - 1.0), (risk - y).sum()])
    cross = (weight * margin).sum()
    curvature = np.array([[(weight * margin**2).sum() + pull, cross], [cross, weight.sum()]])
    return np.linalg.solve(curvature, gradient)
