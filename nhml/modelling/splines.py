"""Restricted cubic splines: smooth between the outer knots, straight beyond them."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# Harrell, Regression Modeling Strategies (2015), table 2.3
_QUANTILES = {
    3: (0.10, 0.50, 0.90),
    4: (0.05, 0.35, 0.65, 0.95),
    5: (0.05, 0.275, 0.5, 0.725, 0.95),
    6: (0.05, 0.23, 0.41, 0.59, 0.77, 0.95),
}


def knots(values: Floats, number: int) -> Floats:
    """Place knots at Harrell's quantiles.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Without NaN.
    number : int
        3 to 6 knots.

    Returns
    -------
    ndarray
        Distinct knots in order; fewer than three where values are too few, which
        leaves the feature a straight line.
    """
    placed = np.unique(np.quantile(values, _QUANTILES[number]))
    return placed if len(placed) >= 3 else placed[:0]


def basis(values: Floats, at: Floats) -> Floats:
    """Give the restricted cubic spline basis (Harrell 2015, equation 2.25).

    Parameters
    ----------
    values : ndarray, shape (n,)
    at : ndarray, shape (k,)
        Knots; none gives the straight line alone.

    Returns
    -------
    ndarray, shape (n, k - 1) or (n, 1)
        The value itself, then k - 2 smooth terms scaled by the squared knot range.
    """
    if len(at) == 0:
        return values[:, None]
    last, before = at[-1], at[-2]
    cubes = np.maximum(values[:, None] - at[None, :], 0.0) ** 3
    toward = (last - at[:-2]) / (last - before)
    beyond = (before - at[:-2]) / (last - before)
    terms = cubes[:, :-2] - cubes[:, [-2]] * toward + cubes[:, [-1]] * beyond
    return np.column_stack([values, terms / (last - at[0]) ** 2])
