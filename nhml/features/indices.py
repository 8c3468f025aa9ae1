"""Numbers derived from one draw; each formula cites its paper in ``indices.csv``.

Every formula takes canonical units and arrays of any one shape, and gives NaN where an
input is unknown. None knows when it may be used: that is ``valid_when`` of the table,
applied by `compute`.
"""

from collections.abc import Callable, Mapping
from itertools import product
from types import MappingProxyType
from typing import Any

import numpy as np

from nhml.features import adrenal, androgens, exposure, metabolic, thyroid
from nhml.knowledge import tables
from nhml.panels import expressions
from nhml.panels.panel import Floats, Panels

FORMULAS: Mapping[str, Callable[..., Floats]] = MappingProxyType(
    {
        "free_t_vermeulen": androgens.free_t_vermeulen,
        "free_t_vermeulen_female": androgens.free_t_vermeulen,
        "free_t_vermeulen_conv": androgens.free_t_vermeulen_conv,
        "bio_t_vermeulen": androgens.bio_t_vermeulen,
        "fai": androgens.fai,
        "t_e2_ratio": androgens.t_e2_ratio,
        "t_e2_molar": androgens.t_e2_molar,
        "lh_fsh_ratio": androgens.lh_fsh_ratio,
        "tshi": thyroid.tshi,
        "stshi": thyroid.stshi,
        "ttsi": thyroid.ttsi,
        "spina_gt": thyroid.spina_gt,
        "spina_gd": thyroid.spina_gd,
        "ptfqi": thyroid.ptfqi,
        "ft3_ft4_ratio": thyroid.ft3_ft4_ratio,
        "ft3_rt3_ratio": thyroid.ft3_rt3_ratio,
        "cortisol_dheas": adrenal.cortisol_dheas,
        "arr": adrenal.arr,
        "arr_drc": adrenal.arr_drc,
        "egfr_ckdepi_2021": metabolic.egfr_ckdepi_2021,
        "egfr_ckdepi_2021_m": metabolic.egfr_ckdepi_2021,
        "non_hdl": metabolic.non_hdl,
        "tg_hdl": metabolic.tg_hdl,
        "homa_ir": metabolic.homa_ir,
        "homa_b": metabolic.homa_b,
        "quicki": metabolic.quicki,
        "tyg": metabolic.tyg,
        "corrected_calcium": metabolic.corrected_calcium,
        "bmi_calc": metabolic.bmi_calc,
        "osta": metabolic.osta,
        "map": metabolic.map_,
        "sum_dehp": exposure.sum_dehp,
        "sum_pfoa": exposure.sum_pfoa,
        "sum_pfos": exposure.sum_pfos,
        "allostatic_load_clinical": metabolic.allostatic_load_clinical,
        **{f"creat_norm_{analyte}": exposure.creat_norm for analyte in exposure.SPOT_URINE},
    }
)


def compute(key: str, panels: Panels, *, if_unknown: bool = False) -> Floats:
    """Compute one index where its inputs are known and therapy and context allow it.

    What ``valid_when`` asks for must be known to hold; what it excludes by ``not``
    (a therapy, a pregnancy) is taken as absent where nobody said.

    Parameters
    ----------
    key : str
        Key of ``indices.csv``.
    panels : Panels
    if_unknown : bool
        Whether it is computed where nobody knows if ``valid_when`` holds.

    Returns
    -------
    ndarray, shape (n,)
        NaN where an input is unknown or ``valid_when`` does not hold.
    """
    entry = tables.indices()[key]
    values = _formula(key, {name: panels.column(name) for name in entry.inputs})
    holds = expressions.evaluate(entry.valid_when, panels)
    allowed = holds != 0.0 if if_unknown else holds == 1.0
    return np.where(allowed & np.isfinite(values), values, np.nan)


def ends(key: str, panels: Panels) -> tuple[Floats, Floats] | None:
    """Give the interval that an index lies in where inputs are beyond limits of detection.

    Parameters
    ----------
    key : str
        Key of ``indices.csv``, of an index that rises or falls throughout with each input.
    panels : Panels

    Returns
    -------
    pair of ndarray, shape (n,), or None
        Lowest and highest over the ends of all inputs; None where every input is exact.
    """
    inputs = tables.indices()[key].inputs
    found = {name: panels.ends(name) for name in inputs}
    if not any(found.values()):
        return None
    sides = [found[name] or (panels.column(name),) for name in inputs]
    corners = [_formula(key, dict(zip(inputs, corner, strict=True))) for corner in product(*sides)]
    low, high = np.minimum.reduce(corners), np.maximum.reduce(corners)
    known = ~np.isnan(compute(key, panels))
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def _formula(key: str, inputs: Mapping[str, Any]) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.asarray(FORMULAS[key](**inputs), dtype=np.float64)
