"""Show most panels to be near, all at once, before any is measured by itself.

The distance over what is known of a panel is the least that any filling of its gaps gives.
So every filling that lies near shows the panel to be near, and only for the others the
covariance of just what is known has to be solved.
"""

import numpy as np
import numpy.typing as npt

from nhml.panels.panel import Floats

_ATTEMPTS = 6


def maybe_far(away: Floats, covariance: Floats, limit: Floats) -> npt.NDArray[np.intp]:
    """Leave out the panels that a filling shows to be near.

    Fillings are improved by conjugate gradients, preconditioned by the diagonal.

    Parameters
    ----------
    away : ndarray, shape (n, p)
        From the location; NaN where nothing is known.
    covariance : ndarray, shape (p, p)
    limit : ndarray, shape (n,)
        Squared distances up to which a panel is near.

    Returns
    -------
    ndarray of int
        The rows that may be far; every one that is far among them.
    """
    gone, precision = np.isnan(away), np.linalg.inv(covariance)
    filled = np.where(gone, 0.0, away)
    rows, scale, pulled = np.arange(len(away)), 1.0 / np.diag(precision), filled @ precision
    step, before = np.zeros_like(filled), np.ones(len(rows))
    for _ in range(_ATTEMPTS):
        kept = (pulled * filled).sum(axis=1) > limit[rows] * (1.0 - 1e-9)
        rows, filled, pulled, step, before = (
            one[kept] for one in (rows, filled, pulled, step, before)
        )
        slope = np.where(gone[rows], pulled, 0.0)
        size = (slope**2 * scale).sum(axis=1)
        step = slope * scale + (size / before)[:, None] * step
        turned = step @ precision
        curve = (step * turned).sum(axis=1)
        length = np.divide(size, curve, out=np.zeros(len(rows)), where=curve > 0.0)[:, None]
        filled, pulled = filled - length * step, pulled - length * turned
        before = np.where(size > 0.0, size, 1.0)
    return rows
