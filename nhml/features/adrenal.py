"""Indices of the adrenal: stress hormones, and aldosterone against renin."""

import numpy as np

from nhml.features.molar import in_unit
from nhml.panels.panel import Floats

_LOWEST_RENIN = 0.2  # [ng/mL/h]: below it the ratio says how little renin there is, not more


def cortisol_dheas(cortisol: Floats, dheas: Floats) -> Floats:
    """Morning cortisol over DHEA-S [nmol/umol], both [ug/dL] (Phillips 2010)."""
    return in_unit("cortisol", cortisol, "nmol/L") / in_unit("dheas", dheas, "umol/L")


def arr(aldosterone: Floats, renin_activity: Floats) -> Floats:
    """Aldosterone over renin activity, from [ng/dL] and [ng/mL/h] (Endocrine Society 2016)."""
    return aldosterone / np.maximum(renin_activity, _LOWEST_RENIN)


def arr_drc(aldosterone: Floats, renin_conc: Floats) -> Floats:
    """Aldosterone over direct renin [pmol/mU], from [ng/dL] and [m[IU]/L] (Perschel 2004)."""
    return in_unit("aldosterone", aldosterone, "pmol/L") / renin_conc
