"""How many people it takes to know how a model does elsewhere.

So many that intervals are narrow enough: of observed over expected, of the calibration
slope, of the c-statistic. Riley et al. 2021, Stat Med 40:4230, doi:10.1002/sim.9025.
"""

from math import ceil, log, sqrt
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit

from nhml.panels.panel import Floats

_Z = 1.959964


class Widths(NamedTuple):
    """Widths of 95 % intervals that one wants."""

    o_e: float
    slope: float
    c: float


class Needed(NamedTuple):
    """People that each interval asks for; None where it cannot be told."""

    o_e: int | None
    slope: int | None
    c: int | None

    @property
    def people(self) -> int | None:
        """Give the number that is enough for all of them."""
        known = [one for one in self if one is not None]
        return max(known) if len(known) == len(self) else None


def needed(prevalence: float, margin: Floats, c: float, widths: Widths) -> Needed:
    """Ask how many people each interval wants.

    Parameters
    ----------
    prevalence : float
        Share with the outcome.
    margin : ndarray, shape (n,)
        Log-odds that the model gives to people like those to come, taken as right.
    c : float
        The c-statistic expected; NaN where nobody knows.
    widths : Widths
    """
    possible = 0.0 < prevalence < 1.0
    return Needed(
        for_o_e(prevalence, widths.o_e) if possible else None,
        for_slope(margin, widths.slope),
        for_c(prevalence, c, widths.c) if possible and 0.5 < c < 1.0 else None,
    )


def for_o_e(prevalence: float, width: float) -> int:
    """People for observed over expected, about 1, to within an interval.

    Examples
    --------
    >>> for_o_e(0.5, 0.2)
    386
    """
    error = log(width / 2 + sqrt(1 + width**2 / 4)) / _Z  # exp(z e) - exp(-z e) is the width
    return ceil((1 - prevalence) / (prevalence * error**2))


def for_slope(margin: Floats, width: float) -> int | None:
    """People for a calibration slope, about 1, to within an interval.

    From Fisher's information on the people at hand; None where all have one risk.

    Parameters
    ----------
    margin : ndarray, shape (n,)
    width : float
    """
    if not len(margin):
        return None
    weight = expit(margin) * expit(-margin)
    whole, cross, square = (float(np.mean(weight * margin**k)) for k in range(3))
    spread = whole * square - cross**2
    if not spread > 1e-12:
        return None
    return ceil(whole / ((width / (2 * _Z)) ** 2 * spread))


def for_c(prevalence: float, c: float, width: float) -> int:
    """People for a c-statistic to within an interval (error by Newcombe 2006).

    Examples
    --------
    >>> for_c(0.018, 0.8, 0.1)
    4252
    """
    wanted = (width / (2 * _Z)) ** 2

    def missed(n: float) -> float:  # falls with n
        pairs = (n / 2 - 1) * ((1 - c) / (2 - c) + c / (1 + c))
        return c * (1 - c) * (1 + pairs) / (n**2 * prevalence * (1 - prevalence)) - wanted

    return ceil(float(brentq(missed, 2.0, 1e12)))
