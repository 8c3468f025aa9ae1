"""Figures by period, with what chance alone keeps them within: a chart of Shewhart's kind."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from nhml.modelling.drift_checks import RISK, Bools, Sample, middle, middle_then, persons
from nhml.modelling.monitored import Course, Limits
from nhml.modelling.profile import Profile
from nhml.modelling.spread import Spread

_WIDE = 3.0  # standard errors (Shewhart 1931): beyond them chance puts one point in 370
_OF_A_MEDIAN = 1.2533  # standard errors of a mean, in a normal distribution


def courses(
    profile: Profile, sample: Sample, periods: Sequence[str], limits: Limits
) -> tuple[Course, ...]:
    """Give the course of every number and share that can drift; none of fewer than two periods.

    Parameters
    ----------
    profile : Profile
    sample : Sample
    periods : sequence of str
        Parts of the sample.
    limits : Limits
        A period of fewer people than ``fewest`` has no point.
    """
    if len(periods) < 2:
        return ()
    parts = [sample.take(sample.parts[name]) for name in periods]
    enough = [persons(one.subjects) >= limits.fewest for one in parts]
    return tuple(_courses(profile, parts, enough))


def _courses(profile: Profile, parts: Sequence[Sample], enough: Sequence[bool]) -> Iterator[Course]:
    spreads = {name: one.spread for name, one in profile.columns.items()} | {RISK: profile.risk}
    for name, spread in spreads.items():
        if spread is not None and spread.edges:
            yield _of_number(name, spread, parts, enough)
    for name, column in profile.columns.items():
        gone = [pd.isna(one.columns[name]) for one in parts]
        yield _of_share(name, "missing", gone, column.missing, parts, enough)
    for kind in ("rejected", "abstained"):
        then = profile.status[kind]
        if kind == "rejected":
            holds = [one.flags["rejected", "panels"] for one in parts]
        else:
            holds = [_any(one, "silent") for one in parts]
        yield _of_share("panels", kind, holds, then, parts, enough)


def _any(sample: Sample, kind: str) -> Bools:
    found = [holds for (name, _), holds in sample.flags.items() if name == kind]
    return np.any(found, axis=0) if found else np.zeros(len(sample.subjects), dtype=np.bool_)


def _of_number(
    name: str, spread: Spread, parts: Sequence[Sample], enough: Sequence[bool]
) -> Course:
    then = middle_then(name, spread)
    value, half = [], []
    for one, shown in zip(parts, enough, strict=True):
        known = ~pd.isna(one.columns[name])
        people = persons(one.subjects[known])
        told = shown and people > 1
        value.append(middle(name, one.columns[name][known].astype(float)) if told else np.nan)
        error = _OF_A_MEDIAN * spread.sd * np.sqrt(1.0 / max(people, 1) + 1.0 / spread.people)
        half.append(_WIDE * error if told else np.nan)
    low, high = (then - np.array(half)).tolist(), (then + np.array(half)).tolist()
    return Course(name, "middle", tuple(value), tuple(low), tuple(high), then)


def _of_share(
    name: str, kind: str, holds: Sequence[Bools], then: float,
    parts: Sequence[Sample], enough: Sequence[bool],
) -> Course:  # fmt: skip
    people = np.array([max(persons(one.subjects), 1) for one in parts], dtype=np.float64)
    shown = np.array(enough)
    means = np.array([one.mean() if len(one) else np.nan for one in holds])
    half = _WIDE * np.sqrt(np.maximum(then * (1.0 - then), 1.0 / people) / people)
    sides = (means, np.maximum(then - half, 0.0), np.minimum(then + half, 1.0))
    value, low, high = (tuple(np.where(shown, one, np.nan).tolist()) for one in sides)
    return Course(name, kind, value, low, high, then)
