"""Questions asked of new panels beside the profile of a training.

A question is past its limit only where the figure is beyond the limit *and* chance would not
have brought it there: P of all questions about the whole file, adjusted by Holm, shares one
half of the chance of a false alarm, those about its sites and periods the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.features import catalogue
from nhml.knowledge import tables
from nhml.modelling.drift import Moved, holm, moved, share_p
from nhml.modelling.monitored import Check, Level, Limits, Measured
from nhml.modelling.profile import Column, Profile
from nhml.modelling.spread import Spread
from nhml.panels.panel import Floats

Objects = npt.NDArray[np.object_]
Bools = npt.NDArray[np.bool_]

RISK = "risk"
_NONE: Mapping[str, float] = {}


class Sample(NamedTuple):
    """New panels of people whom the model is about.

    Attributes
    ----------
    columns : mapping of str to ndarray, shape (n,)
        What the model reads, as sent and in canonical units, and ``risk`` as log-odds, NaN
        where none was shown.
    below : mapping of str to ndarray, shape (n,)
        Of analytes: 1 below a limit of detection.
    subjects : ndarray of str, shape (n,)
    flags : mapping of (str, str) to ndarray of bool, shape (n,)
        By kind (``rejected``, ``silent``, ``alerts``) and code.
    parts : mapping of str to ndarray of bool, shape (n,)
        Sites and periods.
    units : mapping of str to mapping of str to float
        Share of each unit as sent, by analyte.
    """

    columns: Mapping[str, npt.NDArray[np.generic]]
    below: Mapping[str, Floats]
    subjects: Objects
    flags: Mapping[tuple[str, str], Bools]
    parts: Mapping[str, Bools]
    units: Mapping[str, Mapping[str, float]]

    def take(self, who: Bools) -> "Sample":
        """Give some of the panels."""
        return self._replace(
            columns={name: column[who] for name, column in self.columns.items()},
            below={name: column[who] for name, column in self.below.items()},
            subjects=self.subjects[who],
            flags={name: holds[who] for name, holds in self.flags.items()},
        )


def persons(subjects: Objects) -> int:
    """Count persons."""
    return len(set(subjects))


def ask(profile: Profile, sample: Sample, limits: Limits) -> Iterator[Check]:
    """Ask everything of all panels, and of sites and periods what can change there first.

    A site is compared with itself where it trained the model.
    """
    yield from _all(profile, sample, limits)
    for part, who in sample.parts.items():
        some, own = sample.take(who), profile.sites.get(part.removeprefix("site="), profile)
        if persons(some.subjects) >= limits.fewest:
            for name, column in _compared(own):
                yield from _shift(name, column.spread, some, limits, part)
                if name != RISK:
                    yield _missing(name, column, some, limits, part)
            yield from _shares(own, some, limits, part, ("rejected",))


def _all(profile: Profile, sample: Sample, limits: Limits) -> Iterator[Check]:
    for name, column in _compared(profile):
        yield from _shift(name, column.spread, sample, limits)
        yield from _distances(name, column.spread, sample, limits)
        if name != RISK:
            yield _missing(name, column, sample, limits)
        if name in sample.below:
            yield _below(name, column, sample, limits)
    yield from _shares(profile, sample, limits, "", ("rejected", "silent", "alerts"))


def _compared(profile: Profile) -> Iterator[tuple[str, Column]]:
    yield from profile.columns.items()
    yield RISK, Column(0.0, 0.0, profile.risk)


def middle(name: str, values: Floats) -> float:
    """Give the median of an analyte or of log-odds, the mean of any other number."""
    if not len(values):
        return float("nan")
    by_rank = name == RISK or name in tables.analytes()
    return float(np.median(values) if by_rank else values.mean())


def middle_then(name: str, spread: Spread) -> float:
    """Give what `middle` was in training."""
    by_rank = name == RISK or name in tables.analytes()
    return spread.median if by_rank else spread.mean


def scale(name: str, spread: Spread) -> float:
    """Give one standard deviation of a column: of biology where it is known, else of training."""
    rows = [
        float(np.hypot(one.within_person, one.between_persons)) / 100.0
        for one in tables.biological_variation()
        if one.analyte == name and one.default and one.within_person and one.between_persons
    ]
    return max(rows) * abs(spread.median) if rows and spread.median else spread.sd


def _known(sample: Sample, name: str) -> tuple[npt.NDArray[np.generic], Objects]:
    column = sample.columns[name]
    known = ~pd.isna(column)
    return column[known], sample.subjects[known]


def _moved(spread: Spread, values: npt.NDArray[np.generic], subjects: Objects) -> Moved | None:
    return moved(spread, spread.counts(values), persons(subjects))


def _shift(
    name: str, spread: Spread | None, sample: Sample, limits: Limits, part: str = ""
) -> Iterator[Check]:
    values, subjects = _known(sample, name)
    if spread is None or not spread.edges or not (unit := scale(name, spread)):
        return
    found = _moved(spread, values, subjects)
    if found is not None:
        now, then = middle(name, values.astype(np.float64)), middle_then(name, spread)
        yield Check(
            name, "shift", part, (now - then) / unit, limits.shift, now, then,
            persons(subjects), found.rank_p,
        )  # fmt: skip


def _distances(
    name: str, spread: Spread | None, sample: Sample, limits: Limits
) -> Iterator[Check]:
    values, subjects = _known(sample, name)
    found = None if spread is None else _moved(spread, values, subjects)
    if found is None or spread is None:
        return
    people, nan = persons(subjects), float("nan")
    psi = (found.psi, limits.psi, nan, found.psi_by_chance)
    yield Check(name, "psi", "", *psi, people, found.psi_p)
    if limits.ks is not None and spread.edges:
        yield Check(name, "ks", "", found.ks, limits.ks, nan, nan, people, found.ks_p)
    if limits.wasserstein is not None and spread.edges and spread.sd:
        away = found.wasserstein / spread.sd
        yield Check(
            name, "wasserstein", "", away, limits.wasserstein, nan, nan, people, found.ks_p
        )


def _missing(name: str, column: Column, sample: Sample, limits: Limits, part: str = "") -> Check:
    gone = pd.isna(sample.columns[name])
    then = column.spread.people / max(1.0 - column.missing, 1e-9) if column.spread else 1e3
    return _of_shares(
        name, "missing", part, gone, sample.subjects, column.missing, then, limits.missing
    )


def _below(name: str, column: Column, sample: Sample, limits: Limits) -> Check:
    below = sample.below[name]
    known = ~np.isnan(below)
    then = column.spread.people if column.spread else 0
    return _of_shares(
        name, "below", "", below[known] == 1.0, sample.subjects[known], column.below, then,
        limits.below,
    )  # fmt: skip


def _shares(
    profile: Profile, sample: Sample, limits: Limits, part: str, kinds: Sequence[str]
) -> Iterator[Check]:
    before = {"silent": profile.silent, "alerts": profile.alerts}
    for (kind, code), holds in sample.flags.items():
        if kind in kinds:
            then = before.get(kind, {code: profile.status["rejected"]}).get(code, 0.0)
            yield _of_shares(
                code, kind, part, holds, sample.subjects, then, profile.people,
                getattr(limits, kind),
            )  # fmt: skip


def _of_shares(
    subject: str, kind: str, part: str, holds: Bools, subjects: Objects,
    then: float, people_then: float, limit: float,
) -> Check:  # fmt: skip
    people = persons(subjects)
    now = float(holds.mean()) if len(holds) else float("nan")
    p = share_p(now, people, then, people_then) if people else float("nan")
    return Check(subject, kind, part, now - then, limit, now, then, people, p)


def judged(checks: Sequence[Check], limits: Limits) -> tuple[Check, ...]:
    """Adjust P for all questions and say which figures are past their limit.

    Parameters
    ----------
    checks : sequence of Check
    limits : Limits
    """
    found = list(checks)
    for of_parts in (False, True):
        at = [place for place, one in enumerate(found) if bool(one.part) == of_parts]
        adjusted = holm([found[place].p for place in at])
        for place, p in zip(at, adjusted, strict=True):
            one = found[place]._replace(adjusted=p)
            found[place] = one._replace(level=_level(one, limits))
    return tuple(found)


def _level(one: Check, limits: Limits) -> Level:
    if np.isnan(one.p):
        return one.level
    if not one.adjusted < limits.alarm / 2.0:
        return "clear"
    if one.kind in ("observed_over_expected", "slope"):
        low, high = getattr(limits, one.kind)
        return "clear" if low <= one.value <= high else "past"
    if abs(one.value) > one.limit:
        return "past"
    return "watch" if one.kind == "psi" and one.value > limits.psi_watch else "clear"


def measured(profile: Profile, sample: Sample) -> tuple[Measured, ...]:
    """Set every column, and the risk, beside what it was in training."""
    return tuple(_measured(name, column, sample) for name, column in _compared(profile))


def _measured(name: str, column: Column, sample: Sample) -> Measured:
    values, subjects = _known(sample, name)
    below, nan = sample.below.get(name, np.empty(0)), float("nan")
    spread, counted = column.spread, np.empty(0)
    found = None
    if spread is not None:
        counted = spread.counts(values)
        found = _moved(spread, values, subjects)
    numbers = spread is not None and bool(spread.edges)
    bins, bins_then = _bins(spread, counted)
    known = below[~np.isnan(below)]
    return Measured(
        name=name,
        unit="log-odds" if name == RISK else _unit(name),
        people=persons(subjects),
        missing=float(pd.isna(sample.columns[name]).mean()) if len(sample.subjects) else nan,
        missing_then=nan if name == RISK else column.missing,
        below=float(known.mean()) if len(known) else nan,
        below_then=column.below,
        middle=middle(name, values.astype(np.float64)) if numbers else nan,
        middle_then=middle_then(name, spread) if numbers and spread is not None else nan,
        psi=found.psi if found else nan,
        psi_by_chance=found.psi_by_chance if found else nan,
        ks=found.ks if found else nan,
        ks_p=found.ks_p if found else nan,
        wasserstein=found.wasserstein if found else nan,
        wasserstein_sd=found.wasserstein / spread.sd if found and spread and spread.sd else nan,
        bins=bins,
        bins_then=bins_then,
        units=sample.units.get(name, _NONE),
        units_then=column.units,
    )


def _unit(name: str) -> str:
    known = catalogue.known().get(name)
    return known.feature.unit if known else ""


def _bins(spread: Spread | None, counts: Floats) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Give up to ten bins of like share in training, now and then; all words of words."""
    if spread is None or not counts.sum():
        return (), ()
    then = spread.cells
    if len(counts) > len(then):
        then = np.append(then, 0.0)
    places = np.arange(len(then))
    if spread.edges:
        places = np.minimum(((np.cumsum(then) - then / 2.0) * 10).astype(np.intp), 9)
    now, before = (np.bincount(places, one) for one in (counts / counts.sum(), then))
    return tuple(np.round(now, 5).tolist()), tuple(np.round(before, 5).tolist())
