"""The limits of reference intervals that hold for each panel, as conditions read them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import cast

import numpy as np

from nhml.features.intervals import Usual, usual
from nhml.knowledge import tables
from nhml.panels.logic import Limits
from nhml.panels.panel import Floats, Panels

_OWN = {"low": "lln", "high": "uln"}  # as columns of the panel frame call them


def intervals(
    analytes: Iterable[str],
    panels: Panels,
    own: Limits | None = None,
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
    own : mapping of (analyte, "low" or "high") to float, optional
        The laboratory's own limits [canonical unit].
    uncertain : bool
        Whether to take preferred intervals of uncertain standing.
    """
    return {one: _interval(one, panels, own or {}, uncertain) for one in analytes}


def limits(found: Mapping[str, Usual]) -> Limits:
    """Give intervals as the limits of conditions, an array for every side."""
    sides = {(one, side): getattr(held, side) for one, held in found.items() for side in _OWN}
    return cast("Limits", sides)


def with_own(panels: Panels, own: Limits | None) -> Panels:
    """Give panels the laboratory's limits that they could have brought and did not."""
    columns = {
        f"{key}_{_OWN[side]}": one for (key, side), one in (own or {}).items() if side in _OWN
    }
    known = {name: one for name, one in columns.items() if name in tables.context()}
    filled = {name: _filled(panels.number(name), one) for name, one in known.items()}
    return replace(panels, items={**panels.items, **filled}) if filled else panels


def _filled(sent: Floats, limit: float) -> Floats:
    return np.where(np.isnan(sent), limit, sent)


def _interval(analyte: str, panels: Panels, own: Limits, uncertain: bool) -> Usual:
    held = usual(analyte, panels, uncertain=uncertain)
    return held._replace(
        low=_limit(analyte, "low", held.low, panels, own),
        high=_limit(analyte, "high", held.high, panels, own),
    )


def _limit(analyte: str, side: str, table: Floats, panels: Panels, own: Limits) -> Floats:
    limit, brought = table, f"{analyte}_{_OWN[side]}"
    if (analyte, side) in own and not _told_apart(analyte):
        fits = (panels.number("age") >= 18) & ~(panels.number("pregnant") == 1)
        limit = np.where(fits, own[analyte, side], limit)
    if brought in tables.context():
        limit = np.where(np.isnan(sent := panels.number(brought)), limit, sent)
    return limit


def _told_apart(analyte: str) -> bool:
    rows = [one for one in tables.reference_intervals().get(analyte, ()) if one.preferred]
    return any(one.sex or one.phase or one.hours for one in rows if "pregn" not in one.phase)
