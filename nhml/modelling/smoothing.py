"""The smooth calibration curve: the share with the outcome at each risk.

A logistic regression on a restricted cubic spline of the log-odds with four knots, in
place of the loess of Austin and Steyerberg 2019 (doi:10.1002/sim.8281): it is refitted in
every resample. A prior of unit spread holds it where there are too few events to; five
hundred events hardly feel it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from nhml.modelling.departure import departure
from nhml.modelling.splines import basis, knots

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

EDGE = 1e-9  # risks are kept this far from 0 and 1, where log-odds run away
_KNOTS = 4
_PENALTY = 1.0  # on columns of unit spread


@dataclass(frozen=True)
class Smooth:
    """A curve for each row of weights.

    Attributes
    ----------
    shown : ndarray, shape (B, n)
        The curve at each person's own risk.
    settled : ndarray of bool, shape (B,)
        False where the outcomes cannot tell a curve.
    """

    shown: Floats
    settled: Bools
    _knots: Floats
    _triangle: Floats
    _fitted: Floats

    @classmethod
    def fit(cls, y: Floats, risk: Floats, weights: Floats) -> "Smooth":
        """Fit the curves.

        Parameters
        ----------
        y, risk : ndarray, shape (n,)
        weights : ndarray, shape (B, n)
        """
        margin = log_odds(risk)
        at = knots(margin, _KNOTS)
        whole, triangle = np.linalg.qr(_columns(margin, at, margin.min() < margin.max()))
        design = whole * np.sqrt(len(y))
        fitted, settled = departure(design, margin, y, weights, penalty=_PENALTY)
        return cls(expit(margin + fitted @ design.T), settled, at, triangle, fitted)

    def at(self, risk: Floats, people: int) -> Floats:
        """Give the curves at other risks.

        Parameters
        ----------
        risk : ndarray, shape (g,)
        people : int
            How many the curves were fitted to.

        Returns
        -------
        ndarray, shape (B, g)
            NaN where a curve is not settled.
        """
        margin = log_odds(risk)
        columns = _columns(margin, self._knots, len(self._triangle) > 1)
        design = np.linalg.solve(self._triangle.T, columns.T).T * np.sqrt(people)
        curve = expit(margin + self._fitted @ design.T)
        return np.where(self.settled[:, None], curve, np.nan)


def log_odds(risk: Floats) -> Floats:
    """Give the log-odds of risks, which are kept off 0 and 1."""
    odds: Floats = logit(np.clip(risk, EDGE, 1.0 - EDGE))
    return odds


def _columns(margin: Floats, at: Floats, varies: bool) -> Floats:
    """Where everybody has one risk there is a level and nothing else."""
    ones = np.ones_like(margin)
    return np.column_stack([ones, basis(margin, at)]) if varies else ones[:, None]
