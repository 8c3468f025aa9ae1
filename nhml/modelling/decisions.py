"""What acting at a threshold gains: who is called, who is caught, and the net of it."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from nhml.modelling.metrics import ratio

Floats = npt.NDArray[np.float64]


def at_thresholds(
    y: Floats, risk: Floats, weights: Floats, thresholds: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """Sum the weights of whom one would act upon at each threshold.

    Parameters
    ----------
    y, risk : ndarray, shape (n,)
    weights : ndarray, shape (B, n)
    thresholds : array-like, shape (t,)
        Risks at and above which one would act.

    Returns
    -------
    caught, called : ndarray, shape (B, t)
        Those of them with the outcome, and all of them.
    """
    acts = (risk[:, None] >= np.asarray(thresholds)).astype(np.float64)
    return weights @ (acts * y[:, None]), weights @ acts


def decisions(
    y: Floats, risk: Floats, weights: Floats, thresholds: Iterable[float]
) -> dict[str, Floats]:
    """Judge acting at each of some thresholds.

    Parameters
    ----------
    y, risk : ndarray, shape (n,)
    weights : ndarray, shape (B, n)
    thresholds : iterable of float

    Returns
    -------
    dict of str to ndarray, shape (B,)
        At each threshold ``net_benefit``, a person; ``interventions_avoided``, what it gains
        over acting on everybody in interventions not made, per 100 people (Vickers and Elkin
        2006); ``sensitivity``, ``specificity``, ``ppv`` and ``npv``, NaN where there is nobody
        of whom they would be a share.
    """
    found: dict[str, Floats] = {}
    total, events = weights.sum(axis=1), weights @ y
    for threshold in thresholds:
        (caught,), (called,) = (one.T for one in at_thresholds(y, risk, weights, [threshold]))
        odds, false = threshold / (1.0 - threshold), np.maximum(called - caught, 0.0)
        spared = np.maximum(total - events - false, 0.0)  # without the outcome, and left alone
        here = {
            "net_benefit": ratio(caught - false * odds, total),
            "interventions_avoided": ratio(spared - (events - caught) / odds, total) * 100.0,
            "sensitivity": ratio(caught, events),
            "specificity": ratio(spared, total - events),
            "ppv": ratio(caught, called),
            "npv": ratio(spared, total - called),
        }
        found |= {f"{name}_{threshold:g}": values for name, values in here.items()}
    return found
