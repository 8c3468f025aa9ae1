"""Numbers of a timed series: areas, rises and slopes of values over hours.

Arrays in, a float out. In all of them a pair without a time or a value is left out, the
order does not matter, and several values at one time are their mean.
"""

import numpy as np
import numpy.typing as npt

from nhml.errors import PanelError

Floats = npt.NDArray[np.float64]


def paired(times: npt.ArrayLike, values: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Give the pairs of a series that have both a time and a value, in the order sent.

    Raises
    ------
    PanelError
        If they differ in length, are no plain list of numbers, or are infinite.
    """
    at, of = np.asarray(times, dtype=np.float64), np.asarray(values, dtype=np.float64)
    if at.ndim != 1 or at.shape != of.shape:
        raise PanelError(
            f"found times and values of different shapes, {at.shape} and {of.shape}; "
            "wanted two lists of one length"
        )
    if np.isinf(at).any() or np.isinf(of).any():
        raise PanelError("found an infinite time or value; leave out what was not measured")
    known = ~(np.isnan(at) | np.isnan(of))
    return at[known], of[known]


def ordered(times: npt.ArrayLike, values: npt.ArrayLike, least: int = 1) -> tuple[Floats, Floats]:
    """Put a series in the order of its times.

    Parameters
    ----------
    times, values : array_like, shape (n,)
        In any order. A pair in which either is NaN is left out.
    least : int
        Different times that are wanted.

    Returns
    -------
    times, values : ndarray, shape (m,)
        Times rise; several values at one time are their mean.

    Raises
    ------
    PanelError
        If they differ in length, are no plain list of numbers, are infinite, or leave
        fewer than `least` times.
    """
    at, of = paired(times, values)
    order = np.lexsort((of, at))  # by value too, so that any order gives the same sum
    at, of = at[order], of[order]
    if at.size > 1 and not (np.diff(at) > 0).all():
        at, place, many = np.unique(at, return_inverse=True, return_counts=True)
        of = np.bincount(place, weights=of) / many
    if at.size < least:
        raise PanelError(f"found {at.size} samples at different times; wanted {least} or more")
    return at, of


def auc_ground(times: npt.ArrayLike, values: npt.ArrayLike) -> float:
    """Give the area under a series with respect to ground.

    ``sum((values[i + 1] + values[i]) / 2 * (times[i + 1] - times[i]))``, by trapezoids
    (Pruessner 2003, formula 1).

    Parameters
    ----------
    times : array_like, shape (n,)
        In any unit of time; NaN pairs are left out, the order does not matter, several
        values at one time are their mean.
    values : array_like, shape (n,)

    Returns
    -------
    float
        In the unit of the values times that of the times.

    Raises
    ------
    PanelError
        If the lengths differ, a number is infinite, or fewer than two times remain.

    References
    ----------
    Pruessner et al. 2003, Psychoneuroendocrinology 28:916.

    Examples
    --------
    >>> auc_ground([0, 15, 30, 45], [12.0, 18.0, 22.0, 19.0])
    832.5
    """
    at, of = ordered(times, values, least=2)
    return float(np.sum((of[1:] + of[:-1]) / 2.0 * np.diff(at)))


def auc_increase(times: npt.ArrayLike, values: npt.ArrayLike) -> float:
    """Give the area under a series with respect to its first value.

    `auc_ground` less the first value times the whole time (Pruessner 2003, formula 2).
    It is negative where values fall: then it says how much they fell.

    Parameters
    ----------
    times, values : array_like, shape (n,)
        As `auc_ground` takes them.

    Returns
    -------
    float
        In the unit of the values times that of the times.

    Raises
    ------
    PanelError
        As `auc_ground` does.

    References
    ----------
    Pruessner et al. 2003, Psychoneuroendocrinology 28:916.

    Examples
    --------
    >>> auc_increase([0, 15, 30, 45], [12.0, 18.0, 22.0, 19.0])
    292.5
    """
    at, of = ordered(times, values, least=2)
    return auc_ground(at, of - of[0])


def mean_increase(first: float, later: npt.ArrayLike) -> float:
    """Give the mean rise over the first value (MnInc; Wüst 2000).

    Parameters
    ----------
    first : float
        The value at awakening.
    later : array_like, shape (n,)
        Those after it: at 30 and 45 minutes, at 15 too where there is one. NaN is left
        out.

    Returns
    -------
    float
        In the unit of the values.

    Raises
    ------
    PanelError
        If there is no first, or no later value.

    Examples
    --------
    >>> round(mean_increase(12, [18, 22, 19]), 5)
    7.66667
    """
    after = np.asarray(later, dtype=np.float64)
    after = after[~np.isnan(after)]
    if not np.isfinite(first) or not after.size:
        raise PanelError("found no rise; wanted a value at awakening and one after it")
    return float(after.mean() - first)


def log_slope(hours: npt.ArrayLike, values: npt.ArrayLike) -> float:
    """Give the slope of the natural logarithm of values over hours, by least squares.

    Parameters
    ----------
    hours : array_like, shape (n,)
        Since any moment [h].
    values : array_like, shape (n,)
        Above zero; in whatever unit, for the slope does not depend on it. NaN pairs are
        left out.

    Returns
    -------
    float
        [1/h]; below zero where values fall. As a fall an hour: ``1 - exp(slope)``.

    Raises
    ------
    PanelError
        If a value is zero or less, or as `auc_ground` does.

    References
    ----------
    Adam and Kumari 2009, Psychoneuroendocrinology 34:1423.

    Examples
    --------
    >>> round(log_slope([0, 4, 8, 14], [14.0, 7.0, 4.5, 2.0]), 6)
    -0.136111
    """
    at, of = ordered(hours, values, least=2)
    if (of <= 0).any():
        raise PanelError("found a value of zero or less, which has no logarithm; leave it out")
    away = at - at.mean()
    return float(np.sum(away * np.log(of)) / np.sum(away**2))
