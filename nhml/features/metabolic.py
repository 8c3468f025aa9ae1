"""Indices of metabolism, kidney and body."""

import numpy as np
import numpy.typing as npt

from nhml.panels.panel import Floats


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


def homa_b(glucose: Floats, insulin: Floats) -> Floats:
    """Homeostasis model of beta-cell function [%]; inputs of `homa_ir` (Matthews 1985)."""
    return 360.0 * insulin / (glucose - 63.0)


def quicki(glucose: Floats, insulin: Floats) -> Floats:
    """Quantitative insulin sensitivity check [1]; inputs of `homa_ir` (Katz 2000)."""
    return 1.0 / (np.log10(insulin) + np.log10(glucose))


def tyg(triglycerides: Floats, glucose: Floats) -> Floats:
    """Triglyceride-glucose index [1], both fasting [mg/dL] (Simental-Mendia 2008)."""
    return np.log(triglycerides * glucose / 2.0)


def corrected_calcium(calcium: Floats, albumin: Floats) -> Floats:
    """Calcium corrected for albumin [mg/dL], from [mg/dL] and [g/dL] (Payne 1973)."""
    return calcium + 0.8 * (4.0 - albumin)


def bmi_calc(weight: Floats, height: Floats) -> Floats:
    """Body mass index [kg/m2] from [kg] and [cm]."""
    return weight / (height / 100.0) ** 2


def osta(weight: Floats, age: Floats) -> Floats:
    """Osteoporosis self-assessment tool [1] from [kg] and [a] (Koh 2001)."""
    return np.trunc(0.2 * (weight - age))


def map_(sbp: Floats, dbp: Floats) -> Floats:
    """Mean arterial pressure [mm[Hg]] from systolic and diastolic."""
    return dbp + (sbp - dbp) / 3.0


def allostatic_load_clinical(
    *,
    sbp: Floats,
    dbp: Floats,
    heart_rate: Floats,
    bmi: Floats,
    hdl: Floats,
    chol_total: Floats,
    hba1c: Floats,
    albumin: Floats,
    hs_crp: Floats,
    creatinine: Floats,
    age: Floats,
    sex: npt.NDArray[np.object_],
) -> Floats:
    """Count of ten markers beyond a fixed limit; papers differ in which and where.

    Parameters
    ----------
    sbp, dbp : ndarray
        [mm[Hg]]
    heart_rate : ndarray
        [/min]
    bmi : ndarray
        [kg/m2]
    hdl, chol_total, creatinine : ndarray
        [mg/dL]
    hba1c : ndarray
        [%]
    albumin : ndarray
        [g/dL]
    hs_crp : ndarray
        [mg/L]
    age, sex : ndarray
        As for `egfr_ckdepi_2021`.

    Returns
    -------
    ndarray
        0 to 10; NaN where any is unknown.
    """
    filtration = egfr_ckdepi_2021(creatinine, age, sex)
    above = [(sbp, 140.0), (dbp, 90.0), (heart_rate, 90.0), (bmi, 30.0), (chol_total, 240.0)]
    above += [(hba1c, 6.4), (hs_crp, 3.0)]
    below = [(hdl, 40.0), (albumin, 3.8), (filtration, 60.0)]
    points = [np.where(np.isnan(one), np.nan, one >= limit) for one, limit in above]
    points += [np.where(np.isnan(one), np.nan, one < limit) for one, limit in below]
    return np.asarray(np.sum(points, axis=0), dtype=np.float64)
