"""Indices of the thyroid axis: set point, secretion and conversion."""

import numpy as np
from scipy.special import ndtr

from nhml.features.molar import in_unit
from nhml.panels.panel import Floats

_FT4_MEAN, _FT4_SD = 13.2678, 1.4871  # [pmol/L], of one cohort: it fits that assay
_LN_TSH_MEAN, _LN_TSH_SD = 0.4757, 0.4951


def tshi(tsh: Floats, ft4: Floats) -> Floats:
    """TSH index [1]: TSH as it would be without feedback, from [m[IU]/L], [ng/dL] (Jostel 2009)."""
    return np.log(tsh) + 0.1345 * in_unit("ft4", ft4, "pmol/L")


def stshi(tsh: Floats, ft4: Floats) -> Floats:
    """TSH index as a z-score; inputs of `tshi` (Jostel 2009)."""
    return (tshi(tsh, ft4) - 2.7) / 0.676


def ttsi(tsh: Floats, ft4: Floats, ft4_uln: Floats) -> Floats:
    """Thyrotroph T4 sensitivity index [1] from TSH [m[IU]/L], FT4 and its limit [ng/dL]."""
    return 100.0 * tsh * ft4 / ft4_uln


def spina_gt(tsh: Floats, ft4: Floats) -> Floats:
    """Secretory capacity of the thyroid (Dietrich 2016).

    Parameters
    ----------
    tsh : ndarray
        [m[IU]/L]
    ft4 : ndarray
        [ng/dL]

    Returns
    -------
    ndarray
        [pmol/s]
    """
    bound = 1.0 + 2e10 * 3e-7 + 2e8 * 4.5e-6  # by TBG and by transthyretin
    thyroxine = in_unit("ft4", ft4, "pmol/L")
    return 1.1e-6 * (2.75 + tsh) * bound * thyroxine / (0.1 * tsh)


def spina_gd(ft4: Floats, ft3: Floats) -> Floats:
    """Activity of the deiodinases that make T3 of T4 (Dietrich 2016).

    Parameters
    ----------
    ft4 : ndarray
        [ng/dL]
    ft3 : ndarray
        [pg/mL]

    Returns
    -------
    ndarray
        [nmol/s]
    """
    thyroxine, triiodothyronine = (
        in_unit(name, values, "pmol/L") * 1e-12 for name, values in (("ft4", ft4), ("ft3", ft3))
    )
    bound = 1.0 + 2e9 * 3e-7
    return 8e-6 * (5e-7 + thyroxine) * bound * triiodothyronine / (0.026 * thyroxine) * 1e9


def ptfqi(tsh: Floats, ft4: Floats) -> Floats:
    """Parametric feedback quantile index of the thyroid, -1 to 1 (Laclaustra 2019).

    Parameters
    ----------
    tsh : ndarray
        [m[IU]/L]
    ft4 : ndarray
        [ng/dL]
    """
    of_ft4 = ndtr((in_unit("ft4", ft4, "pmol/L") - _FT4_MEAN) / _FT4_SD)
    of_tsh = ndtr((np.log(tsh) - _LN_TSH_MEAN) / _LN_TSH_SD)
    return np.asarray(of_ft4 + of_tsh - 1.0, dtype=np.float64)


def ft3_ft4_ratio(ft3: Floats, ft4: Floats) -> Floats:
    """Free T3 over free T4, mole for mole [1], from [pg/mL] and [ng/dL]."""
    return in_unit("ft3", ft3, "pmol/L") / in_unit("ft4", ft4, "pmol/L")


def ft3_rt3_ratio(ft3: Floats, rt3: Floats) -> Floats:
    """Free T3 [pg/mL] over reverse T3 [ng/dL], in per cent by mass; no validated use."""
    return 100.0 * ft3 / in_unit("rt3", rt3, "pg/mL")
