"""The cosinor: a cosine of known period through a timed series, with its intervals."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nhml.errors import PanelError
from nhml.features.rhythm import Floats, paired

LEAST = 4  # three numbers are fitted; one sample more tells how far they are off


class Cosinor(NamedTuple):
    """A fitted rhythm ``mesor + amplitude * cos(2 pi (t - peak) / period)``.

    Attributes
    ----------
    mesor, amplitude : float
        In the unit of the values: the middle of the rhythm, and from there to its peak.
    peak : float
        Time of the peak, from 0 to the period [h]; NaN where the amplitude is nothing.
        The acrophase in radians is ``-2 pi peak / period``.
    mesor_interval, amplitude_interval, peak_interval : tuple of float
        Confidence limits. Those of the peak lie around it and may pass midnight. Where
        the zero-amplitude test shows no rhythm, they are NaN, and those of the
        amplitude begin at nothing.
    f, p : float
        Zero-amplitude test: F with 2 and n - 3 degrees of freedom, and its p value.
    explained : float
        Share of the variance that the rhythm explains.
    samples : int
    """

    mesor: float
    amplitude: float
    peak: float
    mesor_interval: tuple[float, float]
    amplitude_interval: tuple[float, float]
    peak_interval: tuple[float, float]
    f: float
    p: float
    explained: float
    samples: int


def cosinor(
    hours: npt.ArrayLike, values: npt.ArrayLike, period: float = 24.0, level: float = 0.95
) -> Cosinor:
    """Fit one cosine by least squares.

    ``y = M + b cos(2 pi t / period) + g sin(2 pi t / period)``; amplitude
    ``sqrt(b^2 + g^2)``, peak ``atan2(g, b) period / (2 pi)``. Intervals of amplitude and
    peak are by the delta method, from the covariance of b and g.

    Parameters
    ----------
    hours : array_like, shape (n,)
        Clock time, or any other; several cycles may be given [h].
    values : array_like, shape (n,)
        NaN pairs are left out. Several values at one time all count.
    period : float
        Of the rhythm, known beforehand [h].
    level : float
        Of the intervals.

    Returns
    -------
    Cosinor

    Raises
    ------
    PanelError
        If lengths differ, a number is infinite, or fewer than four different times of
        the period remain. Whether a series covers the period well enough to be believed
        is judged where days are read.

    References
    ----------
    Cornelissen 2014, Theor Biol Med Model 11:16; Nelson et al. 1979, Chronobiologia 6:305.

    Examples
    --------
    >>> found = cosinor([0, 4, 8, 12, 16, 20], [5.0, 11.0, 14.0, 11.0, 5.0, 2.0])
    >>> [round(one, 6) for one in (found.mesor, found.amplitude, found.peak)]
    [8.0, 6.0, 8.0]
    """
    at, of = _known(hours, values, period)
    turn = 2.0 * math.pi * at / period
    design = np.column_stack([np.ones_like(turn), np.cos(turn), np.sin(turn)])
    spread = np.linalg.inv(design.T @ design)
    mesor, b, g = spread @ (design.T @ of)
    fitted = design @ np.array([mesor, b, g])
    left, told = _squares(of - fitted, of), _squares(fitted - of.mean(), of)
    f, p = _zero_amplitude(told, left, len(of))
    amplitude, peak = math.hypot(b, g), math.atan2(g, b) * period / (2.0 * math.pi) % period
    error = _student(level, len(of) - 3) * math.sqrt(left / (len(of) - 3))
    if not told:
        amplitude, peak = 0.0, math.nan
    along, across = _along(spread, b, g)
    known = told > 0 and p < 1.0 - level
    least = max(amplitude - error * along, 0.0) if known else 0.0
    half = error * across / amplitude * period / (2.0 * math.pi) if known else math.nan
    off = error * math.sqrt(spread[0, 0])
    return Cosinor(
        mesor=float(mesor),
        amplitude=amplitude,
        peak=peak,
        mesor_interval=(float(mesor) - off, float(mesor) + off),
        amplitude_interval=(least, amplitude + error * along),
        peak_interval=(peak - half, peak + half) if half < period / 2 else (math.nan, math.nan),
        f=f,
        p=p,
        explained=told / (told + left) if told + left else 0.0,
        samples=len(of),
    )


def _known(hours: npt.ArrayLike, values: npt.ArrayLike, period: float) -> tuple[Floats, Floats]:
    at, of = paired(hours, values)
    times = np.unique(np.round(at % period, 9) % period)
    if times.size < LEAST:
        raise PanelError(
            f"found {times.size} samples at different times of the {period:g} h; "
            f"wanted {LEAST} or more for a rhythm to be fitted"
        )
    return at, of


def _squares(away: Floats, values: Floats) -> float:
    """Add squares up; what is left by rounding alone is nothing."""
    total = float(away @ away)
    return 0.0 if total <= (1e-12 * float(np.abs(values).max())) ** 2 * len(values) else total


def _zero_amplitude(told: float, left: float, size: int) -> tuple[float, float]:
    from scipy.special import fdtrc

    if not told:
        return 0.0, 1.0
    if not left:
        return math.inf, 0.0
    f = (told / 2.0) / (left / (size - 3))
    return f, float(fdtrc(2, size - 3, f))


def _student(level: float, freedom: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + level / 2.0))


def _along(spread: Floats, b: float, g: float) -> tuple[float, float]:
    """Give the errors, without that of a sample, along the direction of the peak and across."""
    phase = math.atan2(g, b)
    own = spread[1:, 1:]
    ray, side = (
        np.array([math.cos(phase), math.sin(phase)]),
        np.array([-math.sin(phase), math.cos(phase)]),
    )
    return math.sqrt(ray @ own @ ray), math.sqrt(side @ own @ side)
