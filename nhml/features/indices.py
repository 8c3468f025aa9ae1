"""Numbers derived from one draw; each formula cites its paper in ``indices.csv``.

Every function takes canonical units and arrays of any one shape, and gives NaN
where an input is unknown. None knows when it may be used: that is ``valid_when``
of the table, applied by `compute`.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from nhml.knowledge import tables
from nhml.panels import expressions
from nhml.panels.panel import Floats, Panels


def egfr_ckdepi_2021(creatinine: Floats, age: Floats, sex: npt.NDArray[np.object_]) -> Floats:
    """Estimated glomerular filtration rate, race-free (Inker 2021).

    Parameters
    ----------
    creatinine : ndarray
        Serum creatinine [mg/dL].
    age : ndarray
        [a]
    sex : ndarray of "F", "M" or None

    Returns
    -------
    ndarray
        [mL/min/1.73 m2]

    Examples
    --------
    >>> round(float(egfr_ckdepi_2021(np.array(1.0), np.array(50.0), np.array("F"))), 4)
    68.6335
    """
    female, known = sex == "F", (sex == "F") | (sex == "M")
    kappa, alpha = np.where(female, 0.7, 0.9), np.where(female, -0.241, -0.302)
    ratio = creatinine / kappa
    rate = 142.0 * np.minimum(ratio, 1.0) ** alpha * np.maximum(ratio, 1.0) ** -1.2 * 0.9938**age
    return np.where(known, np.where(female, 1.012, 1.0) * rate, np.nan)


def non_hdl(chol_total: Floats, hdl: Floats) -> Floats:
    """Cholesterol that is not in HDL [mg/dL], from total and HDL cholesterol [mg/dL]."""
    return chol_total - hdl


def tg_hdl(triglycerides: Floats, hdl: Floats) -> Floats:
    """Triglycerides over HDL cholesterol [1], both [mg/dL] (McLaughlin 2003)."""
    return triglycerides / hdl


def homa_ir(glucose: Floats, insulin: Floats) -> Floats:
    """Homeostasis model of insulin resistance [1] (Matthews 1985).

    Parameters
    ----------
    glucose : ndarray
        Fasting glucose [mg/dL].
    insulin : ndarray
        Fasting insulin [u[IU]/mL].
    """
    return glucose * insulin / 405.0


def tyg(triglycerides: Floats, glucose: Floats) -> Floats:
    """Triglyceride-glucose index [1], both fasting [mg/dL] (Simental-Mendia 2008)."""
    return np.log(triglycerides * glucose / 2.0)


def corrected_calcium(calcium: Floats, albumin: Floats) -> Floats:
    """Calcium corrected for albumin [mg/dL], from [mg/dL] and [g/dL] (Payne 1973)."""
    return calcium + 0.8 * (4.0 - albumin)


FORMULAS: Mapping[str, Callable[..., Floats]] = MappingProxyType(
    {
        "egfr_ckdepi_2021": egfr_ckdepi_2021,
        "non_hdl": non_hdl,
        "tg_hdl": tg_hdl,
        "homa_ir": homa_ir,
        "tyg": tyg,
        "corrected_calcium": corrected_calcium,
    }
)


def compute(key: str, panels: Panels) -> Floats:
    """Compute one index where its inputs are known and therapy and context allow it.

    Parameters
    ----------
    key : str
        Key of ``indices.csv``.
    panels : Panels

    Returns
    -------
    ndarray, shape (n,)
        NaN where an input is unknown or ``valid_when`` does not hold.
    """
    entry = tables.indices()[key]
    inputs: dict[str, Any] = {name: panels.column(name) for name in entry.inputs}
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.asarray(FORMULAS[key](**inputs), dtype=np.float64)
    allowed = expressions.evaluate(entry.valid_when, panels) == 1.0
    return np.where(allowed & np.isfinite(values), values, np.nan)
