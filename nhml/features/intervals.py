"""Which reference interval holds for each panel."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.knowledge import tables
from nhml.knowledge.intervals import ReferenceInterval
from nhml.panels.panel import Floats, Panels

PHASES = {
    "phase_follicular": ("cycle_phase",),
    "phase_ovulatory": ("cycle_phase",),
    "phase_luteal": ("cycle_phase",),
    "postmenopausal": ("cycle_phase", "years_since_menopause"),
}
READ = frozenset(
    {"age", "sex", "sample_hour", "cycle_phase", "pregnant", "years_since_menopause"}
)  # what tells which interval holds
_CYCLING = ("follicular", "ovulatory", "luteal")
_MENOPAUSE = 1.0  # a year without a period
SPREADS = 3.92  # from one limit of the central 95 % to the other, in standard deviations
Flags = npt.NDArray[np.bool_]
_States = tuple[npt.NDArray[np.str_], Flags]


class Usual(NamedTuple):
    """The interval of one analyte that holds for each panel.

    Attributes
    ----------
    interval : tuple of ReferenceInterval or None, length n
        None where none is known to hold.
    low, high : ndarray, shape (n,)
        Its limits [canonical unit]; NaN is open, or no interval.
    """

    interval: tuple[ReferenceInterval | None, ...]
    low: Floats
    high: Floats


def usual(analyte: str, panels: Panels, *, uncertain: bool = False) -> Usual:
    """Find the interval of an analyte for every panel.

    An interval of a phase or an hour holds only where that is known, and goes before one
    for all; in pregnancy no interval holds but those made for it.

    Parameters
    ----------
    analyte : str
        Key of ``analytes.csv``.
    panels : Panels
    uncertain : bool
        Whether to take a preferred interval of uncertain standing.
    """
    rows = [
        one
        for one in tables.reference_intervals().get(analyte, ())
        if one.default or (uncertain and one.preferred)
    ]
    rows.sort(key=lambda one: bool(one.phase) + bool(one.hours))
    at, states = np.full(len(panels), -1), _states(panels)
    for number, one in enumerate(rows):
        at[_holds(one, panels, states)] = number
    return Usual(
        interval=tuple(rows[number] if number >= 0 else None for number in at),
        low=_limits([one.low for one in rows], at),
        high=_limits([one.high for one in rows], at),
    )


def zlog(analyte: str, panels: Panels) -> Floats:
    """Say where values stand in their reference interval, in deviations on the log scale.

    ``(ln x - (ln LL + ln UL) / 2) * 3.92 / (ln UL - ln LL)`` (Hoffmann 2017): -1.96 at the
    lower limit, 1.96 at the upper one, whatever the analyte.

    Parameters
    ----------
    analyte : str
        Key of ``analytes.csv``.
    panels : Panels

    Returns
    -------
    ndarray, shape (n,)
        NaN where not measured, or where no interval with two positive limits holds.
    """
    _, low, high = usual(analyte, panels)
    return standing(panels.number(analyte), low, high)


def standing(values: Floats, low: Floats, high: Floats) -> Floats:
    """Say where values stand between two limits, as `zlog` does, shape (n,)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        middle, width = (np.log(low) + np.log(high)) / 2.0, np.log(high) - np.log(low)
        away = (np.log(values) - middle) * SPREADS / width
    return np.where(np.isfinite(away) & (low > 0), away, np.nan)


def has_zlog(analyte: str) -> bool:
    """Tell whether an analyte has any interval with two positive limits."""
    return any(
        one.default and (one.low or 0.0) > 0 and one.high is not None
        for one in tables.reference_intervals().get(analyte, ())
    )


def phase(name: str, panels: Panels) -> Floats:
    """Tell who is in a phase: 1 or 0, NaN where nothing is known of the phase.

    Parameters
    ----------
    name : str
        Key of `PHASES`.
    panels : Panels
    """
    known = ~pd.isna(panels.column("cycle_phase")) | (panels.number("pregnant") == 1)
    if "years_since_menopause" in PHASES[name]:
        known |= ~np.isnan(panels.number("years_since_menopause"))
    holds = _in_phase(name.removeprefix("phase_"), panels, _states(panels))
    return np.where(known, holds, np.nan)


def _limits(limits: Sequence[float | None], at: npt.NDArray[np.int_]) -> Floats:
    open_ended = np.array([*limits, None], dtype=np.float64)
    return open_ended[at]


def _holds(one: ReferenceInterval, panels: Panels, states: _States) -> Flags:
    years = np.floor(panels.number("age"))
    holds: Flags = (years >= one.ages[0]) & (years <= one.ages[1])
    if one.sex:
        holds &= np.asarray(panels.column("sex") == one.sex)
    if one.hours:
        hour = panels.number("sample_hour")
        first, last = one.hours
        holds &= ((hour >= first) & (hour <= last)) | (hour + 24 <= last)
    return holds & _in_phase(one.phase, panels, states)


def _states(panels: Panels) -> _States:
    """Read once, for all intervals, the phase that was stated and who is pregnant."""
    stated = np.array([str(one or "") for one in panels.column("cycle_phase")], dtype=str)
    pregnant: Flags = (panels.number("pregnant") == 1) | np.char.startswith(stated, "pregn")
    return stated, pregnant


def _in_phase(phase: str, panels: Panels, states: _States) -> Flags:
    stated, pregnant = states
    holds: Flags = stated == phase
    if phase.startswith("pregnancy"):
        return pregnant & holds if phase != "pregnancy_any" else pregnant
    if not phase:
        holds = np.full(len(panels), True)
    elif phase == "premenopausal":
        holds |= np.isin(stated, _CYCLING)
    elif phase == "postmenopausal":
        holds |= panels.number("years_since_menopause") >= _MENOPAUSE
    return holds & ~pregnant
