"""Indices of the gonadal axis: what of testosterone is free, and hormones side by side."""

import numpy as np

from nhml.features.molar import in_unit
from nhml.panels.panel import Floats

_TO_SHBG = 1e9  # association constants of testosterone [L/mol] (Vermeulen 1999)
_TO_ALBUMIN = 3.6e4
_ALBUMIN_MASS = 69_000.0  # [g/mol], as that paper has it
_USUAL_ALBUMIN = 4.3  # [g/dL], where it was not measured


def free_t_vermeulen(testosterone: Floats, shbg: Floats, albumin: Floats) -> Floats:
    """Free testosterone from the law of mass action (Vermeulen 1999).

    The free part x solves ``N x + Kt SHBG x / (1 + Kt x) = T`` with ``N = 1 + Ka albumin``.

    Parameters
    ----------
    testosterone : ndarray
        Total testosterone [ng/dL].
    shbg : ndarray
        [nmol/L]
    albumin : ndarray
        [g/dL]; read as 4.3 where it was not measured.

    Returns
    -------
    ndarray
        [pmol/L]
    """
    total = in_unit("testosterone", testosterone, "nmol/L") * 1e-9
    binding, unbound = shbg * 1e-9, _unbound_by_shbg(albumin)
    b = unbound + _TO_SHBG * (binding - total)
    root = np.sqrt(b**2 + 4.0 * unbound * _TO_SHBG * total)
    # one root in two forms: each loses its digits where the other keeps them
    free = np.where(b > 0, 2.0 * total / (b + root), (root - b) / (2.0 * unbound * _TO_SHBG))
    return np.asarray(free * 1e12)


def _unbound_by_shbg(albumin: Floats) -> Floats:
    """Give what one free molecule stands for when those on albumin are counted with it."""
    grams_a_litre = np.where(np.isnan(albumin), _USUAL_ALBUMIN, albumin) * 10.0
    return np.asarray(1.0 + _TO_ALBUMIN * grams_a_litre / _ALBUMIN_MASS)


def bio_t_vermeulen(testosterone: Floats, shbg: Floats, albumin: Floats) -> Floats:
    """Testosterone that SHBG does not hold [nmol/L]; inputs of `free_t_vermeulen`."""
    return free_t_vermeulen(testosterone, shbg, albumin) * _unbound_by_shbg(albumin) / 1000.0


def free_t_vermeulen_conv(testosterone: Floats, shbg: Floats, albumin: Floats) -> Floats:
    """Free testosterone in conventional units [pg/mL]; inputs of `free_t_vermeulen`."""
    picomolar = in_unit("testosterone_free", np.array(1.0), "pmol/L")
    return free_t_vermeulen(testosterone, shbg, albumin) / picomolar


def fai(testosterone: Floats, shbg: Floats) -> Floats:
    """Free androgen index of women [1], from [ng/dL] and [nmol/L] (Mathur 1981)."""
    return 100.0 * in_unit("testosterone", testosterone, "nmol/L") / shbg


def t_e2_ratio(testosterone: Floats, estradiol: Floats) -> Floats:
    """Testosterone [ng/dL] over oestradiol [pg/mL] (Pavlovich 2001)."""
    return testosterone / estradiol


def t_e2_molar(testosterone: Floats, estradiol: Floats) -> Floats:
    """Testosterone over oestradiol, mole for mole [1], from [ng/dL] and [pg/mL]."""
    molar = in_unit("testosterone", testosterone, "pmol/L")
    return molar / in_unit("estradiol", estradiol, "pmol/L")


def lh_fsh_ratio(lh: Floats, fsh: Floats) -> Floats:
    """LH over FSH [1], both [m[IU]/mL]."""
    return lh / fsh
