"""How far a column has moved from where it was, and how far chance alone would move it.

What it is compared with is a `nhml.modelling.spread.Spread`: shares of cells, no people. So
the Kolmogorov-Smirnov distance is taken at the edges of the cells (the true one is larger by
the share of a cell at most), and the Wasserstein distance is the area between the two
distribution functions from the first edge to the last, straight between edges.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import stats

from nhml.modelling.spread import Spread
from nhml.panels.panel import Floats

_BINS = 10
_EXPECTED = 5.0  # people of a bin (Cochran 1954): fewer, and chi-squared is no measure of chance
_EMPTY = 0.5  # people who stand in for nobody in a bin

Ints = npt.NDArray[np.intp]


class Moved(NamedTuple):
    """How far a column moved.

    Attributes
    ----------
    psi : float
        Population stability index: the sum over bins of (p - q) ln(p / q).
    psi_by_chance : float
        The index of a hundred samples without drift that only five exceed at this size:
        the 95 % quantile of chi-squared times (1/n + 1/m), n and m the people now and then
        (Yurdakul and Naranjo 2020, doi:10.21314/JRMV.2020.227).
    psi_p : float
        Of Pearson's chi-squared over the same bins.
    ks, ks_p : float
        Kolmogorov-Smirnov; NaN of words. P is too large rather than too small, for ties.
    wasserstein : float
        In the column's own unit; NaN of words.
    rank_p : float
        Of the rank sum: whether the whole column moved up or down; NaN of words.
    """

    psi: float
    psi_by_chance: float
    psi_p: float
    ks: float = np.nan
    ks_p: float = np.nan
    wasserstein: float = np.nan
    rank_p: float = np.nan


def moved(then: Spread, counts: Floats, people: float) -> Moved | None:
    """Compare counts with a spread.

    Parameters
    ----------
    then : Spread
    counts : ndarray
        As `Spread.counts` gives them.
    people : float
        How many persons the counts are of: the panels of one person are not independent.

    Returns
    -------
    Moved or None
        None where there are too few people for two bins of five.
    """
    if not counts.sum() or people < 2 * _EXPECTED:
        return None
    expected = then.cells
    if len(counts) > len(expected):  # a word that was never heard
        expected = np.append(expected, 0.0)
    seen = counts * (people / counts.sum())
    groups = _bins(expected, people) if then.edges else _few_together(expected, people)
    p, q = (np.bincount(groups, one).astype(np.float64) for one in (seen, expected))
    psi, chance, p_value = _stability(p, q, people, then.people)
    if not then.edges:
        return Moved(psi, chance, p_value)
    now, before = np.cumsum(seen)[:-1] / people, np.array(then.below)
    apart = np.abs(now - before)
    both = people * then.people / (people + then.people)
    ks = float(apart.max())
    area = float(np.trapezoid(apart, np.array(then.edges)))
    return Moved(
        psi, chance, p_value, ks, float(stats.kstwobign.sf(ks * np.sqrt(both))), area,
        _rank_p(seen, expected, both),
    )  # fmt: skip


def _bins(expected: Floats, people: float) -> Ints:
    """Join neighbouring cells into ten bins of like share, fewer where people are few."""
    number = int(min(_BINS, people // _EXPECTED))
    middle = np.cumsum(expected) - expected / 2.0
    return _settled(np.minimum((middle * number).astype(np.intp), number - 1), expected, people)


def _few_together(expected: Floats, people: float) -> Ints:
    """Join the rarest words until every bin expects five people."""
    order = np.argsort(-expected, kind="stable")
    groups = np.empty(len(expected), dtype=np.intp)
    groups[order] = np.arange(len(expected))
    found = _settled(np.arange(len(expected)), expected[order], people)
    return np.asarray(found[groups], dtype=np.intp)


def _settled(groups: Ints, expected: Floats, people: float) -> Ints:
    """Join each bin that expects fewer than five people to the one before it."""
    joined = np.unique(groups, return_inverse=True)[1].astype(np.intp)
    while joined.max() > 0:
        shares = np.bincount(joined, expected) * people
        least = int(shares.argmin())
        if shares[least] >= _EXPECTED * (1.0 - 1e-9):
            break
        joined = joined - (joined >= max(least, 1)).astype(np.intp)
    return joined


def _stability(
    seen: Floats, expected: Floats, people: float, then: float
) -> tuple[float, float, float]:
    free = len(seen) - 1
    if not free:
        return 0.0, 0.0, 1.0
    p = np.maximum(seen, _EMPTY) / people
    q = np.maximum(expected, _EMPTY / then)
    psi = float(((p - q) * np.log(p / q)).sum())
    noise = 1.0 / people + 1.0 / then
    pooled = (seen + expected * then) / (people + then)
    shown = pooled > 0
    squared = ((seen / people - expected)[shown] ** 2 / pooled[shown]).sum() / noise
    return psi, float(stats.chi2.ppf(0.95, free) * noise), float(stats.chi2.sf(squared, free))


def _rank_p(seen: Floats, expected: Floats, both: float) -> float:
    """Give P of the rank sum, everybody at the middle of his cell."""
    ranks = np.cumsum(expected) - expected / 2.0
    spread = float((expected * ranks**2).sum()) - 0.25
    if spread <= 0.0:
        return 1.0
    away = float((seen * ranks).sum() / seen.sum()) - 0.5
    return float(2.0 * stats.norm.sf(abs(away) * np.sqrt(both / spread)))


def share_p(now: float, of: float, before: float, of_then: float) -> float:
    """Give P of two shares (Fisher's exact test).

    Parameters
    ----------
    now, before : float
        Shares.
    of, of_then : float
        People that they are shares of.
    """
    if min(of, of_then) < 1:
        return 1.0
    table = [[_whole(now * of), _whole(of) - _whole(now * of)],
             [_whole(before * of_then), _whole(of_then) - _whole(before * of_then)]]  # fmt: skip
    return float(stats.fisher_exact(table).pvalue)


def _whole(number: float) -> int:
    return round(number)


def holm(p: Sequence[float]) -> list[float]:
    """Adjust P of many questions so that all of them together err as one would (Holm 1979).

    Parameters
    ----------
    p : sequence of float
        NaN was not asked, and stays.
    """
    given = np.asarray(p, dtype=np.float64)
    adjusted = given.copy()
    asked = np.flatnonzero(~np.isnan(given))
    order = asked[np.argsort(given[asked], kind="stable")]
    left = len(order) - np.arange(len(order))
    adjusted[order] = np.minimum(np.maximum.accumulate(given[order] * left), 1.0)
    return [float(one) for one in adjusted]
