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

from nhml.knowledge import tables
from nhml.modelling import foreign_units
from nhml.modelling.drift import Moved, holm, moved, share_p
from nhml.modelling.monitored import Check, Level, Limits
from nhml.modelling.profile import Column, Profile
from nhml.modelling.spread import FEWEST, Spread
from nhml.panels.panel import Floats

Objects = npt.NDArray[np.object_]
Bools = npt.NDArray[np.bool_]

RISK = "risk"


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
            for name, column in compared(own):
                yield from _shift(name, column.spread, some, limits, part)
                yield from _units_of(name, column.spread, some, limits, part)
                if name != RISK:
                    yield _missing(name, column, some, limits, part)
            yield from _shares(own, some, limits, part, ("rejected",))


def _all(profile: Profile, sample: Sample, limits: Limits) -> Iterator[Check]:
    for name, column in compared(profile):
        yield from _shift(name, column.spread, sample, limits)
        yield from _distances(name, column.spread, sample, limits)
        yield from _units_of(name, column.spread, sample, limits)
        if name != RISK:
            yield _missing(name, column, sample, limits)
        if name in sample.below:
            yield _below(name, column, sample, limits)
    yield from _shares(profile, sample, limits, "", ("rejected", "silent", "alerts"))


def compared(profile: Profile) -> Iterator[tuple[str, Column]]:
    """Give what is compared: every column that the model reads, and the risk."""
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


def known(sample: Sample, name: str) -> tuple[npt.NDArray[np.generic], Objects]:
    """Give the known values of a column, and whose they are."""
    column = sample.columns[name]
    known = ~pd.isna(column)
    return column[known], sample.subjects[known]


def of_spread(spread: Spread, values: npt.NDArray[np.generic], subjects: Objects) -> Moved | None:
    """Compare values with a spread."""
    return moved(spread, spread.counts(values), persons(subjects))


def _shift(
    name: str, spread: Spread | None, sample: Sample, limits: Limits, part: str = ""
) -> Iterator[Check]:
    values, subjects = known(sample, name)
    if spread is None or not spread.edges or not (unit := scale(name, spread)):
        return
    found = of_spread(spread, values, subjects)
    if found is not None:
        now, then = middle(name, values.astype(np.float64)), middle_then(name, spread)
        yield Check(
            name, "shift", part, (now - then) / unit, limits.shift, now, then,
            persons(subjects), found.rank_p,
        )  # fmt: skip


def _units_of(
    name: str, spread: Spread | None, sample: Sample, limits: Limits, part: str = ""
) -> Iterator[Check]:
    if spread is None or not spread.edges or name not in sample.below:
        return
    values, subjects = known(sample, name)
    people = persons(subjects)
    share, factor = foreign_units.suspect(
        name, values.astype(np.float64), spread, sample.units.get(name, ())
    )
    p = share_p(share, people, FEWEST / spread.people, spread.people) if people else np.nan
    yield Check(name, "units", part, share, limits.units, share, factor, people, p)


def _distances(name: str, spread: Spread | None, sample: Sample, limits: Limits) -> Iterator[Check]:
    values, subjects = known(sample, name)
    found = None if spread is None else of_spread(spread, values, subjects)
    if found is None or spread is None:
        return
    people, nan = persons(subjects), float("nan")
    psi = (found.psi, limits.psi, nan, found.psi_by_chance)
    yield Check(name, "psi", "", *psi, people, found.psi_p)
    if limits.ks is not None and spread.edges:
        yield Check(name, "ks", "", found.ks, limits.ks, nan, nan, people, found.ks_p)
    if limits.wasserstein is not None and spread.edges and spread.sd:
        away = found.wasserstein / spread.sd
        yield Check(name, "wasserstein", "", away, limits.wasserstein, nan, nan, people, found.ks_p)


def _missing(name: str, column: Column, sample: Sample, limits: Limits, part: str = "") -> Check:
    gone = pd.isna(sample.columns[name])
    people = column.spread.people / max(1.0 - column.missing, 1e-9) if column.spread else 0.0
    asked = Check(name, "missing", part, 0.0, limits.missing, 0.0, column.missing, 0, np.nan)
    return _of_shares(asked, gone, sample.subjects, people)


def _below(name: str, column: Column, sample: Sample, limits: Limits) -> Check:
    below = sample.below[name]
    told = ~np.isnan(below)
    people = column.spread.people if column.spread else 0
    asked = Check(name, "below", "", 0.0, limits.below, 0.0, column.below, 0, np.nan)
    return _of_shares(asked, below[told] == 1.0, sample.subjects[told], people)


def _shares(
    profile: Profile, sample: Sample, limits: Limits, part: str, kinds: Sequence[str]
) -> Iterator[Check]:
    before = {"silent": profile.silent, "alerts": profile.alerts}
    for (kind, code), holds in sample.flags.items():
        if kind in kinds:
            then = before.get(kind, {code: profile.status["rejected"]}).get(code, 0.0)
            asked = Check(code, kind, part, 0.0, getattr(limits, kind), 0.0, then, 0, np.nan)
            yield _of_shares(asked, holds, sample.subjects, profile.people)


def _of_shares(asked: Check, holds: Bools, subjects: Objects, people_then: float) -> Check:
    """Answer a question about a share, now and in training."""
    people = persons(subjects)
    now = float(holds.mean()) if len(holds) else np.nan
    p = share_p(now, people, asked.then, people_then) if people else np.nan
    return asked._replace(value=now - asked.then, now=now, people=people, p=p)


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
