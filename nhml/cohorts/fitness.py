"""Whether people are fit to learn from, asked before any model is trained."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nhml.cohorts import enough, findings, predictors
from nhml.cohorts.cohort import Cohort
from nhml.cohorts.finding import Finding
from nhml.cohorts.findings import Columns
from nhml.cohorts.outcomes import leaks, wrong_names
from nhml.cohorts.predictors import Predictor
from nhml.cohorts.sample_size import SampleSize, largest_r2, sample_size
from nhml.errors import CohortError
from nhml.features.build import Feature, build
from nhml.panels.panel import Floats

_RANK = ("stop", "warn", "note")
_FEWEST_OF_A_KIND = 5  # people who share a value, for it to be named


@dataclass(frozen=True)
class Subgroup:
    """Who has the outcome among the people of one kind."""

    column: str
    value: str
    people: int
    events: int


@dataclass(frozen=True, repr=False)
class Diagnosis:
    """Everything that was looked at.

    Attributes
    ----------
    cohort, outcome : str
    people, events, persons : int
        Panels, those with the outcome, and to how many persons they belong.
    size : SampleSize or None
        None where no feature may predict.
    findings : tuple of Finding
        The worst first.
    features : tuple of Predictor
        Each feature that may predict, alone.
    subgroups : tuple of Subgroup
    units : DataFrame
        ``analyte, site, unit, panels`` as sent.
    flow : tuple of (str, int)
        How the people were chosen.
    notes : tuple of str
        What the reader of the data had to say, and who is eligible for want of knowledge.
    """

    cohort: str
    outcome: str
    people: int
    events: int
    persons: int
    size: SampleSize | None
    findings: tuple[Finding, ...]
    features: tuple[Predictor, ...]
    subgroups: tuple[Subgroup, ...]
    units: pd.DataFrame
    flow: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]

    @property
    def fine(self) -> bool:
        """Tell whether nothing would stop a training or make it worthless."""
        return all(one.severity != "stop" for one in self.findings)


def diagnose(
    cohort: Cohort,
    features: Sequence[Feature],
    *,
    pathway: Mapping[str, str],
    golden: Mapping[str, str],
    leakage: str = "error",
    apart: Columns | None = None,
    r2: float | None = None,
) -> Diagnosis:
    """Look for what would stop, flatter or mislead a training on these people.

    Parameters
    ----------
    cohort : Cohort
    features : sequence of Feature
        Those asked for.
    pathway, golden : mapping of str to str
        Features let in by name, with the reason.
    leakage : {"error", "drop"}
        Whether a feature that may not predict would stop the training.
    apart : mapping of str to ndarray, shape (n,), optional
        Subgroups; those called ``site`` and ``cycle`` are taken as laboratories.
    r2 : float, optional
        Cox-Snell R² anticipated; see `nhml.cohorts.sample_size.sample_size`.
    """
    leaking = leaks(cohort.outcome, features, pathway)
    kept = [one for one in features if one.name not in leaking]
    used = cohort.take(np.flatnonzero(~cohort.panels.rejected()))
    X = build(used.panels, kept)
    alone = predictors.describe(X, used.event, kept)
    varied = [one for one in alone if one.usual < 1.0]
    size = _size(used, varied, r2)
    groups = apart or {}
    places = {name: groups[name] for name in ("site", "cycle") if name in groups}
    wrong = wrong_names(cohort.outcome, pathway)
    found = [
        *findings.of_leaks(cohort.outcome, leaking, wrong, leakage),
        *enough.of_size(size, len(varied)),
        *findings.of_golden(alone, golden),
        *findings.of_order(cohort),
        *findings.of_places(cohort, places),
        *findings.of_persons(cohort),
        *findings.of_rejected(cohort),
        *findings.of_gaps(alone),
        *findings.of_overlaps([one.name for one in alone if one.missing < 1.0]),
        *findings.of_spread(alone, predictors.alike(X, kept)),
    ]
    return Diagnosis(
        cohort=cohort.name,
        outcome=cohort.outcome.key,
        people=len(cohort),
        events=int(cohort.event.sum()),
        persons=len(set(cohort.panels.subject_id)),
        size=size,
        findings=tuple(sorted(found, key=lambda one: _RANK.index(one.severity))),
        features=alone,
        subgroups=tuple(_subgroups(cohort.event, groups)),
        units=cohort.sent,
        flow=tuple((step.words, step.people) for step in cohort.flow),
        notes=cohort.notes,
    )


def _size(people: Cohort, varied: Sequence[Predictor], r2: float | None) -> SampleSize | None:
    events = int(people.event.sum())
    if not varied or not 0 < events < len(people):
        return None
    most = largest_r2(events / len(people))
    if r2 is not None and not 0.0 < r2 < most:
        raise CohortError(
            f"an R² of {r2:g} is anticipated; wanted more than 0 and less than {most:.3f}, the "
            "largest Cox-Snell R² of an outcome as frequent as this"
        )
    return sample_size(len(people), events, sum(one.parameters for one in varied), r2)


def _subgroups(event: Floats, apart: Columns) -> Iterator[Subgroup]:
    """Count by kind; what few people have is not named, for it may be a person's own."""
    for column, values in apart.items():
        counted = pd.DataFrame({"value": values, "event": event}).dropna()
        kinds = counted.groupby("value", sort=True)["event"]
        sizes = kinds.transform("size") >= _FEWEST_OF_A_KIND
        for value, events in counted[sizes].groupby("value", sort=True)["event"]:
            yield Subgroup(column, str(value), len(events), int(events.sum()))
        if not sizes.all():
            rare = counted[~sizes]
            words = f"{rare['value'].nunique():,} of fewer than {_FEWEST_OF_A_KIND} people"
            yield Subgroup(column, words, len(rare), int(rare["event"].sum()))
