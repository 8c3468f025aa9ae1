"""How good risks are: discrimination, calibration, overall loss.

Every function takes the outcome and the risk of n people and a block of weights of
shape (B, n), one row a bootstrap resample, and gives B values; NaN where a resample
cannot tell.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from nhml.modelling.departure import departure
from nhml.modelling.smoothing import Smooth, log_odds

Floats = npt.NDArray[np.float64]
Metric = Callable[[Floats, Floats, Floats], Floats]

_EDGE = 1e-9


def auroc(y: Floats, risk: Floats, weights: Floats) -> Floats:
    """Area under the ROC curve: the chance that who has it carries the higher risk, ties half."""
    with_it, without = at_distinct(y, risk, weights)
    below = np.cumsum(without, axis=1) - without
    pairs = (with_it * (below + without / 2.0)).sum(axis=1)
    return ratio(pairs, with_it.sum(axis=1) * without.sum(axis=1))


def average_precision(y: Floats, risk: Floats, weights: Floats) -> Floats:
    """Mean of the positive predictive value over the people with the outcome, from the top."""
    with_it, without = at_distinct(y, risk, weights)
    found = np.cumsum(with_it[:, ::-1], axis=1)
    called = found + np.cumsum(without[:, ::-1], axis=1)
    precision = np.divide(found, called, out=np.zeros_like(found), where=called > 0)
    return ratio((precision * with_it[:, ::-1]).sum(axis=1), with_it.sum(axis=1))


def log_loss(y: Floats, risk: Floats, weights: Floats) -> Floats:
    """Mean negative log-likelihood."""
    kept = np.clip(risk, 1e-12, 1.0 - 1e-12)
    return mean(-(y * np.log(kept) + (1.0 - y) * np.log1p(-kept)), weights)


def brier(y: Floats, risk: Floats, weights: Floats) -> Floats:
    """Mean squared difference of outcome and risk (Brier 1950)."""
    return mean((risk - y) ** 2, weights)


def o_e(y: Floats, risk: Floats, weights: Floats) -> Floats:
    """Observed over expected number of events."""
    return ratio(weights @ y, weights @ risk)


def calibration_slope(y: Floats, risk: Floats, weights: Floats) -> Floats:
    """Slope of the outcome on the log-odds of the risk (Cox 1958); 1 is right."""
    margin = log_odds(risk)
    design = np.column_stack([np.ones_like(margin), margin])
    fitted, settled = departure(design, margin, y, weights)
    centred = margin - margin.mean()
    varies = mean(centred**2, weights) - mean(centred, weights) ** 2 > _EDGE
    # where the risk parts the classes, or everybody has the same one, there is no slope
    return np.where(settled & varies, 1.0 + fitted[:, 1], np.nan)


def calibration_intercept(y: Floats, risk: Floats, weights: Floats) -> Floats:
    """Intercept of the outcome with the log-odds of the risk as offset; 0 is right."""
    margin = log_odds(risk)
    return departure(np.ones((len(y), 1)), margin, y, weights)[0][:, 0]


def ici(y: Floats, risk: Floats, weights: Floats) -> Floats:
    """Integrated calibration index: mean distance of the risk from a smooth calibration curve.

    Austin and Steyerberg 2019, doi:10.1002/sim.8281; the curve is that of
    `nhml.modelling.smoothing`.
    """
    return away(y, risk, weights)["ici"]


def away(y: Floats, risk: Floats, weights: Floats) -> dict[str, Floats]:
    """Give how far risks are from the smooth calibration curve: ``ici`` and ``e_max``.

    The mean and the largest distance; the largest is that of whom a resample holds
    (Harrell, Regression Modeling Strategies, 2015, section 10.9).
    """
    curve = Smooth.fit(y, risk, weights)
    distance = np.abs(curve.shown - risk)
    found = {
        "ici": ratio((weights * distance).sum(axis=1), weights.sum(axis=1)),
        "e_max": np.where(weights > 0, distance, 0.0).max(axis=1),
    }
    return {name: np.where(curve.settled, one, np.nan) for name, one in found.items()}


def scaled_brier(y: Floats, risk: Floats, weights: Floats) -> Floats:
    """Share of the Brier score of the prevalence that the risk takes away; 1 is perfect.

    Steyerberg et al. 2010, doi:10.1097/EDE.0b013e3181c30fb2.
    """
    share = mean(y, weights)
    return 1.0 - ratio(brier(y, risk, weights), share * (1.0 - share))


def e_max(y: Floats, risk: Floats, weights: Floats) -> Floats:
    """Largest distance of the risk from the smooth calibration curve of `ici`."""
    return away(y, risk, weights)["e_max"]


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
        "scaled_brier": scaled_brier,
        "o_e": o_e,
        "calibration_slope": calibration_slope,
        "calibration_intercept": calibration_intercept,
        "ici": ici,
        "e_max": e_max,
    }
)


def mean(values: Floats, weights: Floats) -> Floats:
    """Weighted mean of n values, for each row of weights."""
    return ratio(weights @ values, weights.sum(axis=1))


def ratio(above: Floats, below: Floats) -> Floats:
    """Divide; NaN where there is nothing to divide by."""
    found: Floats = np.full(np.shape(above), np.nan)
    np.divide(above, below, out=found, where=below > 0)
    return found


def at_distinct(y: Floats, risk: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Sum the weights of people with and without the outcome at each distinct risk, ascending."""
    order = np.argsort(risk, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(risk[order]) > 0])
    sorted_weights = weights[:, order]
    with_it = np.add.reduceat(sorted_weights * y[order], starts, axis=1)
    both = np.add.reduceat(sorted_weights, starts, axis=1)
    return with_it, np.maximum(both - with_it, 0.0)
