"""Values that look as if they had been sent in another unit than their column says."""

from collections.abc import Iterable
from math import isfinite, log, nan

import numpy as np

from nhml.knowledge import tables
from nhml.modelling.spread import Spread
from nhml.panels.panel import Floats
from nhml.panels.units import conversion

NEAR, FAR = 1.15, 1.5  # as factors: so near does another unit come, so far do units lie
_AS_MANY = 0.8  # of the values that the best unit explains: another that does is looked at too


def pairs(analyte: str) -> dict[tuple[str, str], float]:
    """Give by which factor values of an analyte are wrong, by unit stated and unit meant.

    Parameters
    ----------
    analyte : str
        Of units that a factor parts by half as much again at least.
    """
    known = tables.analytes().get(analyte)
    units = {} if known is None else {
        name: one.scale for name, one in known.units.items() if not one.offset
    }  # fmt: skip
    return {
        (said, meant): stated / true
        for said, stated in units.items()
        for meant, true in units.items()
        if abs(log(stated / true)) > log(FAR)
    }


def suspect(
    analyte: str, values: Floats, then: Spread, stated: Iterable[str] = ()
) -> tuple[float, float]:
    """Give the share of values that are far from training and would be usual in another unit.

    Parameters
    ----------
    analyte : str
    values : ndarray, shape (n,)
        As sent, in canonical units.
    then : Spread
    stated : iterable of str
        Units that the values say they are in; any where none is known.

    Returns
    -------
    share : float
    factor : float
        By which most of these are wrong; NaN where there are none.
    """
    if not then.edges or not len(values):
        return 0.0, nan
    low, high = then.edges[0], then.edges[-1]
    far = values[(values < low / FAR) | (values > high * FAR)]
    said = {one.scale for unit in stated if (one := conversion(analyte, unit))}
    units = tables.analytes()[analyte].units
    factors = {
        factor
        for (name, _), factor in pairs(analyte).items()
        if not said or units[name].scale in said
    }
    fits = {
        factor: far[(far / factor >= low) & (far / factor <= high)] for factor in sorted(factors)
    }
    fits = {factor: some for factor, some in fits.items() if len(some)}
    if not fits:
        return 0.0, nan
    most = max(len(some) for some in fits.values())
    likely = {factor: some for factor, some in fits.items() if len(some) >= _AS_MANY * most}
    best = min(likely, key=lambda one: abs(log(float(np.median(likely[one])) / one / then.median)))
    return len(fits[best]) / len(values), best


def words(analyte: str, factor: float) -> tuple[str, str] | None:
    """Give the unit stated and the unit meant that lie a factor apart; None where none do."""
    if not isfinite(factor) or factor <= 0.0 or abs(log(factor)) < log(FAR):
        return None
    apart = {pair: abs(log(factor) - log(one)) for pair, one in pairs(analyte).items()}
    nearest = min(sorted(apart), key=lambda pair: apart[pair], default=None)
    return nearest if nearest is not None and apart[nearest] < log(NEAR) else None
