"""How good risks are: discrimination, calibration, net benefit.

Every function takes the outcome and the risk of n people and a block of weights of
shape (B, n), one row a bootstrap resample, and gives B values; NaN where a resample
cannot tell.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from nhml.modelling.splines import basis, knots

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Metric = Callable[[Floats, Floats, Floats], Floats]

_STEPS = 30
_SETTLED = 1e-5
_RIDGE = 1e-9  # of the curvature: keeps a resample without spread from stopping the rest
_EDGE = 1e-9


def auroc(y: Floats, risk: Floats, weights: Floats) -> Floats:
    """Area under the ROC curve: the chance that who has it carries the higher risk, ties half."""
    with_it, without = _at_distinct(y, risk, weights)
    below = np.cumsum(without, axis=1) - without
    pairs = (with_it * (below + without / 2.0)).sum(axis=1)
    return _ratio(pairs, with_it.sum(axis=1) * without.sum(axis=1))


def average_precision(y: Floats, risk: Floats, weights: Floats) -> Floats:
    """Mean of the positive predictive value over the people with the outcome, from the top."""
    with_it, without = _at_distinct(y, risk, weights)
    found = np.cumsum(with_it[:, ::-1], axis=1)
    called = found + np.cumsum(without[:, ::-1], axis=1)
    precision = np.divide(found, called, out=np.zeros_like(found), where=called > 0)
    return _ratio((precision * with_it[:, ::-1]).sum(axis=1), with_it.sum(axis=1))


def log_loss(y: Floats, risk: Floats, weights: Floats) -> Floats:
    """Mean negative log-likelihood."""
    kept = np.clip(risk, 1e-12, 1.0 - 1e-12)
    return mean(-(y * np.log(kept) + (1.0 - y) * np.log1p(-kept)), weights)


def brier(y: Floats, risk: Floats, weights: Floats) -> Floats:
    """Mean squared difference of outcome and risk (Brier 1950)."""
    return mean((risk - y) ** 2, weights)


def o_e(y: Floats, risk: Floats, weights: Floats) -> Floats:
    """Observed over expected number of events."""
    return _ratio(weights @ y, weights @ risk)


def calibration_slope(y: Floats, risk: Floats, weights: Floats) -> Floats:
    """Slope of the outcome on the log-odds of the risk (Cox 1958); 1 is right."""
    margin = logit(np.clip(risk, _EDGE, 1.0 - _EDGE))
    design = np.column_stack([np.ones_like(margin), margin])
    fitted, settled = _fit(design, margin, y, weights)
    centred = margin - margin.mean()
    varies = mean(centred**2, weights) - mean(centred, weights) ** 2 > _EDGE
    # where the risk parts the classes, or everybody has the same one, there is no slope
    return np.where(settled & varies, 1.0 + fitted[:, 1], np.nan)


def calibration_intercept(y: Floats, risk: Floats, weights: Floats) -> Floats:
    """Intercept of the outcome with the log-odds of the risk as offset; 0 is right."""
    margin = logit(np.clip(risk, _EDGE, 1.0 - _EDGE))
    return departure(np.ones((len(y), 1)), margin, y, weights)[:, 0]


def ici(y: Floats, risk: Floats, weights: Floats) -> Floats:
    """Integrated calibration index: mean distance of the risk from a smooth calibration curve.

    Austin and Steyerberg 2019, doi:10.1002/sim.8281. The curve is a logistic regression
    on a restricted cubic spline of the log-odds with four knots, in place of their loess:
    it is refitted in every resample.
    """
    margin = logit(np.clip(risk, _EDGE, 1.0 - _EDGE))
    columns = np.column_stack([np.ones_like(margin), basis(margin, knots(margin, 4))])
    design = np.linalg.qr(columns)[0] * np.sqrt(len(y))
    curve = expit(margin + departure(design, margin, y, weights) @ design.T)
    return _ratio((weights * np.abs(curve - risk)).sum(axis=1), weights.sum(axis=1))


def net_benefit(threshold: float) -> Metric:
    """Give the net benefit at a threshold (Vickers and Elkin 2006, doi:10.1177/0272989X06295361).

    Parameters
    ----------
    threshold : float
        Risk at and above which one would act.
    """
    odds = threshold / (1.0 - threshold)

    def benefit(y: Floats, risk: Floats, weights: Floats) -> Floats:
        """True positives less false positives at the threshold's odds, a person."""
        return mean(np.where(risk >= threshold, y - (1.0 - y) * odds, 0.0), weights)

    return benefit


METRICS: Mapping[str, Metric] = MappingProxyType(
    {
        "auroc": auroc,
        "average_precision": average_precision,
        "log_loss": log_loss,
        "brier": brier,
        "o_e": o_e,
        "calibration_slope": calibration_slope,
        "calibration_intercept": calibration_intercept,
        "ici": ici,
    }
)


def mean(values: Floats, weights: Floats) -> Floats:
    """Weighted mean of n values, for each row of weights."""
    return _ratio(weights @ values, weights.sum(axis=1))


def _ratio(above: Floats, below: Floats) -> Floats:
    ratio: Floats = np.full(np.shape(above), np.nan)
    np.divide(above, below, out=ratio, where=below > 0)
    return ratio


def _at_distinct(y: Floats, risk: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Sum the weights of people with and without the outcome at each distinct risk, ascending."""
    order = np.argsort(risk, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(risk[order]) > 0])
    sorted_weights = weights[:, order]
    with_it = np.add.reduceat(sorted_weights * y[order], starts, axis=1)
    both = np.add.reduceat(sorted_weights, starts, axis=1)
    return with_it, np.maximum(both - with_it, 0.0)


def departure(design: Floats, margin: Floats, y: Floats, weights: Floats) -> Floats:
    """Fit how the outcome departs from the log-odds: B weighted logistic regressions.

    The first row of weights is fitted first; the resamples start where it ended.
    Shape (B, columns of the design).
    """
    return _fit(design, margin, y, weights)[0]


def _fit(design: Floats, margin: Floats, y: Floats, weights: Floats) -> tuple[Floats, Bools]:
    """Fit, and tell which resamples settled."""
    fitted = np.full((len(weights), design.shape[1]), np.nan)
    settled = np.zeros(len(weights), dtype=np.bool_)
    usable = np.flatnonzero(((weights @ y) > 0) & ((weights @ (1.0 - y)) > 0))
    squares = (design[:, :, None] * design[:, None, :]).reshape(len(y), -1)
    start = np.zeros((1, design.shape[1]))
    for at in (usable[:1], usable[1:]):
        if len(at):
            begun = np.repeat(start, len(at), axis=0)
            fitted[at], settled[at] = _newton(design, squares, margin, y, weights[at], begun)
            start = fitted[at[:1]] if settled[at[0]] else start
    return fitted, settled


def _newton(
    design: Floats, squares: Floats, margin: Floats, y: Floats, weights: Floats, start: Floats
) -> tuple[Floats, Bools]:
    """Step those that have not settled; one that is slow does not hold up the rest."""
    fitted, left = start, np.arange(len(weights))
    for _ in range(_STEPS):
        step = _step(design, squares, margin, y, weights[left], fitted[left])
        fitted[left] -= np.clip(step, -1.0, 1.0)
        left = left[np.abs(step).max(axis=1) >= _SETTLED]
        if not len(left):
            break
    settled = np.ones(len(weights), dtype=np.bool_)
    settled[left] = False
    return fitted, settled


def _step(
    design: Floats, squares: Floats, margin: Floats, y: Floats, weights: Floats, fitted: Floats
) -> Floats:
    width = design.shape[1]
    risk = expit(margin + fitted @ design.T)
    pull = weights * risk
    gradient = (pull - weights * y) @ design
    curvature = ((pull - pull * risk) @ squares).reshape(-1, width, width)
    ridge = _RIDGE * (1.0 + np.trace(curvature, axis1=1, axis2=2))[:, None, None]
    step: Floats = np.linalg.solve(curvature + ridge * np.eye(width), gradient[..., None])[..., 0]
    return step
