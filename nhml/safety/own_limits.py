"""Whose limit a case definition asks for: the sample's, the laboratory's, or a generic one."""

import ast
from collections.abc import Mapping

import numpy as np

from nhml.features import intervals
from nhml.knowledge import tables
from nhml.panels.limits import BROUGHT
from nhml.panels.logic import Limits
from nhml.panels.panel import Floats, Panels

_PLATFORMS = {"tpo_ab": "tpo_platform", "tg_ab": "tpo_platform"}


def limit(
    analyte: str,
    side: str,
    panels: Panels,
    laboratory: Limits,
    generic: Mapping[tuple[str, str], float],
) -> Floats:
    """Give the limit that holds for each panel.

    The first that is known of: the one sent with the sample (``ft4_lln``), the
    laboratory's, that of the platform, the generic one of the definition, the reference
    interval of age and sex. A laboratory's single limit does not stand for limits that
    differ between the sexes.

    Parameters
    ----------
    analyte, side : str
        Key of ``analytes.csv``; ``low`` or ``high``.
    panels : Panels
    laboratory, generic : mapping of (analyte, side) to float
        [canonical unit]

    Returns
    -------
    ndarray, shape (n,) or ()
        [canonical unit]; NaN where none is known.
    """
    at = (analyte, side)
    if at in laboratory and not differs_by_sex(analyte):
        found = np.asarray(laboratory[at])
    else:
        known = generic.get(at)
        found = _usual(analyte, side, panels) if known is None else np.asarray(known)
        found = _of_platform(analyte, side, panels, found)
    sent = f"{analyte}_{BROUGHT[side]}"
    if sent not in panels.items:
        return found
    own = panels.number(sent)
    return np.where(np.isnan(own), found, own)


def limits_of(node: ast.AST) -> frozenset[tuple[str, str]]:
    """List the limits, (analyte, side), that a condition asks for."""
    calls = (one for one in ast.walk(node) if isinstance(one, ast.Call))
    asked = (
        [getattr(part, "id", "") for part in call.args]
        for call in calls
        if getattr(call.func, "id", "") == "limit"
    )
    return frozenset((analyte, side) for analyte, side in asked)


def differs_by_sex(analyte: str) -> bool:
    """Tell whether men have a reference interval of their own; those of pregnancy are no sign."""
    known = tables.reference_intervals().get(analyte, ())
    return any(one.sex == "M" for one in known if one.default)


def _usual(analyte: str, side: str, panels: Panels) -> Floats:
    if analyte not in panels.keys:
        return np.asarray(np.nan)
    found = intervals.usual(analyte, panels)
    return found.low if side == "low" else found.high


def _of_platform(analyte: str, side: str, panels: Panels, found: Floats) -> Floats:
    """Put in the limits of the platform that measured, where the tables know it."""
    column = _PLATFORMS.get(analyte, "")
    if column not in panels.items:
        return found
    names = np.array([str(one or "").lower() for one in panels.column(column)], dtype=str)
    for one in tables.reference_intervals()[analyte]:
        value = one.low if side == "low" else one.high
        if one.method and value is not None:
            maker = one.method.split()[0].lower()
            found = np.where(np.char.find(names, maker) >= 0, value, found)
    return found
