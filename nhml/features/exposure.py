"""Exposures: dilution of urine, and sums of what comes from one source."""

from nhml.features.molar import in_unit
from nhml.panels.panel import Floats

SPOT_URINE = (
    "urine_iodine", "bpa", "bps", "bpf", "triclosan", "bp3", "methylparaben", "propylparaben",
    "mep", "mnbp", "mibp", "mbzp", "mehp", "mehhp", "meohp", "mecpp", "cadmium_urine",
    "mercury_urine",
)  # fmt: skip


def creat_norm(creatinine_urine: Floats, **concentration: Floats) -> Floats:
    """One urinary analyte by gram of creatinine [ug/g{creat}] (WHO 1996).

    Parameters
    ----------
    creatinine_urine : ndarray
        [mg/dL]
    **concentration : ndarray
        The one analyte by its key [ng/mL, which is ug/L].
    """
    (values,) = concentration.values()
    return 100.0 * values / creatinine_urine


def sum_dehp(mehp: Floats, mehhp: Floats, meohp: Floats, mecpp: Floats) -> Floats:
    """Metabolites of di-(2-ethylhexyl) phthalate together [nmol/L], each [ng/mL]."""
    measured = {"mehp": mehp, "mehhp": mehhp, "meohp": meohp, "mecpp": mecpp}
    parts = [in_unit(name, values, "nmol/L") for name, values in measured.items()]
    return parts[0] + parts[1] + parts[2] + parts[3]


def sum_pfoa(n_pfoa: Floats, sb_pfoa: Floats) -> Floats:
    """Linear and branched perfluorooctanoate together [ng/mL]."""
    return n_pfoa + sb_pfoa


def sum_pfos(n_pfos: Floats, sm_pfos: Floats) -> Floats:
    """Linear and branched perfluorooctane sulfonate together [ng/mL]."""
    return n_pfos + sm_pfos
