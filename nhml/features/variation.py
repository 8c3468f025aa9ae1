"""How large a change must be to be more than a value moves by itself."""

import numpy as np
import numpy.typing as npt

from nhml.knowledge import tables
from nhml.knowledge.therapy import Variation
from nhml.panels.panel import Floats

_Z = 1.96  # two-sided 95 %
_SKEWED = 15.0  # total variation [%] above which the log scale is used


def rcv(within: npt.ArrayLike, analytical: npt.ArrayLike, results: npt.ArrayLike = 1) -> Floats:
    """Give the reference change value on the plain scale.

    ``1.96 * sqrt(1 + 1/n) * sqrt(CVI^2 + CVA^2)``, which from one earlier result is the
    usual ``1.96 * sqrt(2) * ...`` (Harris and Yasaka 1983; Fraser 2001).

    Parameters
    ----------
    within, analytical : array_like
        Coefficients of variation [%]: within a person, and of the measurement.
    results : array_like
        How many earlier results the change is counted from the mean of.

    Returns
    -------
    ndarray
        [%], up as down.

    Examples
    --------
    >>> round(float(rcv(19.3, 4.0)), 4)
    54.6337
    """
    return np.asarray(_wide(results) * np.hypot(within, analytical), dtype=np.float64)


def limits(
    within: npt.ArrayLike, analytical: npt.ArrayLike, results: npt.ArrayLike = 1
) -> tuple[Floats, Floats]:
    """Give the largest rise and fall that are still within noise.

    `rcv` up to a total variation of 15 %; above it on the log scale, where a rise must be
    larger than a fall: ``exp(±1.96 * sqrt(1 + 1/n) * sigma) - 1`` with
    ``sigma^2 = ln(1 + CVI^2) + ln(1 + CVA^2)`` (after Fokkema 2006).

    Parameters
    ----------
    within, analytical, results : array_like
        As `rcv`.

    Returns
    -------
    up, down : ndarray
        [%]; `down` is negative.

    Examples
    --------
    >>> [round(float(one), 1) for one in limits(17.7, 3.3)]
    [64.1, -39.1]
    """
    spread = _spread(within) + _spread(analytical)
    away = _wide(results) * np.sqrt(spread)
    plain = rcv(within, analytical, results)
    wide = np.hypot(within, analytical) > _SKEWED
    up = np.where(wide, 100.0 * np.expm1(away), plain)
    return up, np.where(wide, 100.0 * np.expm1(-away), -plain)


def _spread(variation: npt.ArrayLike) -> Floats:
    """Give the variance of the logarithm of what varies so much [%]."""
    return np.log1p((np.asarray(variation, dtype=np.float64) / 100.0) ** 2)


def _wide(results: npt.ArrayLike) -> Floats:
    return _Z * np.sqrt(1.0 + 1.0 / np.asarray(results, dtype=np.float64))


def log2_ratio(baseline: npt.ArrayLike, follow_up: npt.ArrayLike) -> Floats:
    """Give the fold change on the log scale: -1 where a value has halved.

    Examples
    --------
    >>> float(log2_ratio(4.0, 2.0))
    -1.0
    """
    return np.asarray(np.log2(follow_up) - np.log2(baseline), dtype=np.float64)


def skewed(row: Variation, analytical: float) -> bool:
    """Tell whether an analyte is compared on the log scale."""
    return bool(np.hypot(row.within_person or 0.0, analytical) > _SKEWED)


def rows(analyte: str) -> tuple[Variation, ...]:
    """List the default rows of an analyte that say how much it moves within a person."""
    return tuple(
        one
        for one in tables.biological_variation()
        if one.analyte == analyte
        and one.default
        and one.within_person
        and one.confidence != "uncertain"
    )


def analytical(row: Variation, own: float | None = None) -> float:
    """Give the variation of the measurement [%].

    Parameters
    ----------
    row : Variation
    own : float, optional
        The laboratory's own, which goes before that of the table; but where the variation
        within people was published with that of the assay in it, none is added.
    """
    if row.analytical is None:
        return 0.0
    return row.analytical if own is None else own
