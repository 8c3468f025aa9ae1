"""The limits of reference intervals that hold for each panel, as conditions read them."""

from collections.abc import Iterable, Mapping
from typing import cast

import numpy as np

from nhml.features.intervals import Usual, usual
from nhml.knowledge import tables
from nhml.panels.limits import BROUGHT, LaboratoryLimits
from nhml.panels.logic import Limits
from nhml.panels.panel import Floats, Panels


def intervals(
    analytes: Iterable[str],
    panels: Panels,
    own: LaboratoryLimits | None = None,
    *,
    uncertain: bool = False,
) -> Mapping[str, Usual]:
    """Find the interval of each analyte for every panel, a laboratory's own limits in it.

    A laboratory's own limit stands in place of that of the table for every panel that adult
    intervals hold for, unless the table tells sexes, phases or hours apart: one number
    cannot stand for all of them. What a panel brings itself (``ft4_lln``) goes before both.

    Parameters
    ----------
    analytes : iterable of str
    panels : Panels
    own : LaboratoryLimits, optional
    uncertain : bool
        Whether to take preferred intervals of uncertain standing.
    """
    return {
        one: _interval(one, panels, own.canonical if own else {}, uncertain) for one in analytes
    }


def limits(found: Mapping[str, Usual]) -> Limits:
    """Give intervals as the limits of conditions, an array for every side."""
    sides = {(one, side): getattr(held, side) for one, held in found.items() for side in BROUGHT}
    return cast("Limits", sides)


def _interval(analyte: str, panels: Panels, own: Limits, uncertain: bool) -> Usual:
    held = usual(analyte, panels, uncertain=uncertain)
    return held._replace(
        low=_limit(analyte, "low", held.low, panels, own),
        high=_limit(analyte, "high", held.high, panels, own),
    )


def _limit(analyte: str, side: str, table: Floats, panels: Panels, own: Limits) -> Floats:
    limit, brought = table, f"{analyte}_{BROUGHT[side]}"
    if (analyte, side) in own and not _told_apart(analyte):
        fits = (panels.number("age") >= 18) & ~(panels.number("pregnant") == 1)
        limit = np.where(fits, own[analyte, side], limit)
    if brought in tables.context():
        limit = np.where(np.isnan(sent := panels.number(brought)), limit, sent)
    return limit


def _told_apart(analyte: str) -> bool:
    rows = [one for one in tables.reference_intervals().get(analyte, ()) if one.preferred]
    return any(one.sex or one.phase or one.hours for one in rows if "pregn" not in one.phase)
