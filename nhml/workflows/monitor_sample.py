"""New panels as `nhml monitor` looks at them: of whom, when, where, and what was said."""

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.cohorts.laboratories import units_sent
from nhml.cohorts.outcomes import unseen
from nhml.features.draws import draws
from nhml.modelling.drift_checks import RISK, Sample
from nhml.modelling.monitored import Limits
from nhml.modelling.profile import Profile
from nhml.modelling.profiling import codes, silent
from nhml.modelling.risk_model import RiskModel
from nhml.modelling.smoothing import log_odds
from nhml.panels import expressions
from nhml.panels.panel import Panels

By = Literal["month", "week"]
Advance = Callable[[int, int], None]
Objects = npt.NDArray[np.object_]

_CHUNK = 20_000


class Seen(NamedTuple):
    """New panels, and what the model says of each.

    Attributes
    ----------
    sample : Sample
        Of the people whom the model is about.
    shown : DataFrame
        The score frame of these panels, as every door gives it, with ``subject_id, period``.
    outside : int
        Panels of people whom the model is not about.
    periods : tuple of str
        In order; empty where the draws are not dated.
    """

    sample: Sample
    shown: pd.DataFrame
    outside: int
    periods: tuple[str, ...]


def see(
    model: RiskModel,
    profile: Profile,
    panels: Panels,
    sent: pd.DataFrame,
    by: By,
    limits: Limits,
    advance: Advance | None = None,
) -> Seen:
    """Score new panels and set them out for questions.

    Parameters
    ----------
    model : RiskModel
    profile : Profile
    panels : Panels
        Checked, in canonical units.
    sent : DataFrame
        The same panels as they were sent.
    by : {"month", "week"}
    limits : Limits
    advance : callable, optional
        Called with the panels done and their number.
    """
    about = expressions.evaluate(model.applicability.eligible, panels) != 0.0
    at = np.flatnonzero(about)
    mine = panels.take(at)
    shown = _scored(model, mine, advance)
    hidden = sorted(unseen(model.outcome))
    blind = mine.without(hidden)
    # the rules of the training did not see what defines the outcome: here they do not either
    compared = _scored(model, blind) if len(mine.keys) != len(blind.keys) else shown
    period, periods = _periods(mine, by)
    columns = {name: _as_sent(mine, name) for name in profile.columns}
    scored = shown["status"].to_numpy() == "scored"
    risk = np.full(len(mine), np.nan)
    risk[scored] = log_odds(shown["risk"].to_numpy(dtype=np.float64)[scored])
    counted = units_sent(sent.iloc[at], [name for name in profile.columns if name in mine.keys])
    sample = Sample(
        columns={**columns, RISK: risk},
        below={name: mine.below(name) for name in profile.columns if name in mine.keys},
        subjects=mine.subject_id,
        flags=_flags(profile, compared),
        parts=_parts(mine, period, periods, limits.sites),
        units=_units(counted),
    )
    told = shown.assign(subject_id=mine.subject_id, period=period)
    return Seen(sample, told, len(panels) - len(mine), periods)


def _scored(model: RiskModel, panels: Panels, advance: Advance | None = None) -> pd.DataFrame:
    parts = []
    for start in range(0, len(panels), _CHUNK):
        end = min(start + _CHUNK, len(panels))
        parts.append(model.score(panels.take(np.arange(start, end))))
        if advance:
            advance(end, len(panels))
    return pd.concat(parts, ignore_index=True) if parts else model.score(panels)


def _as_sent(panels: Panels, name: str) -> npt.NDArray[np.generic]:
    """Give a column with the values that were refused: a wrong unit shows in them first."""
    column = panels.as_sent().column(name)
    return column.astype(np.float64) if column.dtype != object else column


def _periods(panels: Panels, by: By) -> tuple[Objects, tuple[str, ...]]:
    """Name the month or the week of every draw; empty where it is not known."""
    day = draws(panels).day
    names = np.full(len(panels), "", dtype=object)
    known = ~np.isnat(day)
    dated = pd.DatetimeIndex(day[known].astype("datetime64[s]"))
    if by == "month":
        names[known] = dated.strftime("%Y-%m").to_numpy(object)
    else:
        week = dated.isocalendar()
        names[known] = [f"{one.year}-W{one.week:02d}" for one in week.itertuples()]
    return names, tuple(sorted({*names.tolist()} - {""}))


def _parts(
    panels: Panels, period: Objects, periods: Iterable[str], sites: bool
) -> dict[str, npt.NDArray[np.bool_]]:
    """Part panels by site and by period, where there is more than one."""
    found: dict[str, npt.NDArray[np.bool_]] = {}
    if sites and "site" in panels.items:
        site = panels.items["site"]
        named = sorted({str(one) for one in site if not pd.isna(one)})
        found |= {f"site={name}": np.asarray(site == name, dtype=np.bool_) for name in named}
    in_time = {name: np.asarray(period == name, dtype=np.bool_) for name in periods}
    return {
        name: who for parts in (found, in_time) if len(parts) > 1 for name, who in parts.items()
    }


def _flags(profile: Profile, shown: pd.DataFrame) -> dict[tuple[str, str], npt.NDArray[np.bool_]]:
    """Say for every code that was heard, now or in training, on which panels it is now."""
    found = {("rejected", "panels"): (shown["status"] == "rejected").to_numpy(dtype=np.bool_)}
    heard = {
        "silent": (silent(shown), profile.silent),
        "alerts": (codes(shown["alerts"]), profile.alerts),
    }
    for kind, (now, then) in heard.items():
        for code in sorted({*then, *(code for one in now for code in one)}):
            found[kind, code] = np.array([code in one for one in now], dtype=np.bool_)
    return found


def _units(counted: pd.DataFrame) -> dict[str, Mapping[str, float]]:
    found: dict[str, Mapping[str, float]] = {}
    for name, rows in counted.groupby("analyte"):
        sums = rows.groupby("unit")["panels"].sum()
        found[str(name)] = {
            str(unit): round(float(number) / float(sums.sum()), 5) for unit, number in sums.items()
        }
    return found
