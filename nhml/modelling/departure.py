"""How outcomes depart from the log-odds that people were given: weighted logistic regressions.

Many are fitted side by side, one a bootstrap resample, by Newton's method, damped where a
step would make a fit worse (Marquardt 1963), so that few events cannot throw it.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_STEPS = 60
_SETTLED = 1e-5  # of a coefficient
_RIDGE = 1e-9  # of the curvature: keeps a resample without spread from stopping the rest
_ROUNDING = 1e-13


def departure(
    design: Floats, margin: Floats, y: Floats, weights: Floats, penalty: float = 0.0
) -> tuple[Floats, Bools]:
    """Fit how the outcome departs from the log-odds.

    Parameters
    ----------
    design : ndarray, shape (n, k)
        Whose first column is the constant.
    margin : ndarray, shape (n,)
        The log-odds given, an offset.
    y : ndarray, shape (n,)
        0 or 1.
    weights : ndarray, shape (B, n)
        One row a resample. The first is fitted first; the others start where it ended.
    penalty : float
        Half of this times the squared coefficients, but for the constant's, is lost; in
        units of one person. It holds a curve that the outcomes alone would not hold.

    Returns
    -------
    fitted : ndarray, shape (B, k)
        NaN where a resample has one class only.
    settled : ndarray of bool, shape (B,)
        False where the coefficients still ran away, as they do where the classes are parted.
    """
    fit = _Fit(design, margin, y, penalty)
    fitted = np.full((len(weights), design.shape[1]), np.nan)
    settled = np.zeros(len(weights), dtype=np.bool_)
    usable = np.flatnonzero(((weights @ y) > 0) & ((weights @ (1.0 - y)) > 0))
    start = np.zeros((1, design.shape[1]))
    for at in (usable[:1], usable[1:]):
        if len(at):
            fitted[at], settled[at] = fit.newton(weights[at], np.repeat(start, len(at), axis=0))
            start = fitted[at[:1]] if settled[at[0]] else start
    return fitted, settled


class _Fit:
    def __init__(self, design: Floats, margin: Floats, y: Floats, penalty: float) -> None:
        self.design, self.margin, self.y = design, margin, y
        self.squares = (design[:, :, None] * design[:, None, :]).reshape(len(y), -1)
        self.pull = np.full(design.shape[1], penalty)
        self.pull[0] = 0.0

    def newton(self, weights: Floats, fitted: Floats) -> tuple[Floats, Bools]:
        """Step those that have not settled; one that is slow does not hold up the rest."""
        left = np.arange(len(weights))
        damping = np.full(len(weights), _RIDGE)
        loss, risk = self._at(weights, fitted)
        for _ in range(_STEPS):
            now = weights[left]
            step = self._step(now, fitted[left], risk, damping[left])
            reached, there = self._at(now, fitted[left] - step)
            better = reached <= loss[left] + _ROUNDING * (1.0 + np.abs(loss[left]))
            fitted[left[better]] -= step[better]
            loss[left[better]] = reached[better]
            risk[better] = there[better]
            easier, harder = np.maximum(damping[left] / 10.0, _RIDGE), damping[left] * 10.0
            damping[left] = np.where(better, easier, harder)
            unsettled = ~better | (np.abs(step).max(axis=1) >= _SETTLED)
            left, risk = left[unsettled], risk[unsettled]
            if not len(left):
                break
        settled = np.ones(len(weights), dtype=np.bool_)
        settled[left] = False
        return fitted, settled

    def _pull(self, weights: Floats) -> Floats:
        """Give the penalty in the units of the weights, shape (B, k)."""
        pull: Floats = weights.mean(axis=1)[:, None] * self.pull
        return pull

    def _at(self, weights: Floats, fitted: Floats) -> tuple[Floats, Floats]:
        """Give the penalised loss of each resample, shape (B,), and its risks, shape (B, n)."""
        odds = self.margin + fitted @ self.design.T
        small = np.exp(-np.abs(odds))  # one exponential for both, and none that overflows
        each = np.maximum(odds, 0.0) + np.log1p(small) - self.y * odds
        held = (self._pull(weights) * fitted**2).sum(axis=1) / 2.0
        loss: Floats = np.einsum("bn,bn->b", weights, each) + held
        risk: Floats = np.where(odds >= 0.0, 1.0, small) / (1.0 + small)
        return loss, risk

    def _step(self, weights: Floats, fitted: Floats, risk: Floats, damping: Floats) -> Floats:
        width, held = self.design.shape[1], self._pull(weights)
        gradient = (weights * (risk - self.y)) @ self.design + held * fitted
        spread = weights * (risk - risk * risk)
        curvature = (spread @ self.squares).reshape(-1, width, width)
        size = 1.0 + np.trace(curvature, axis1=1, axis2=2)
        added = held + (damping * size)[:, None]
        step: Floats = np.linalg.solve(
            curvature + added[:, :, None] * np.eye(width), gradient[..., None]
        )[..., 0]
        return step
