"""Learn every part of a risk model from a cohort, inside folds by person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from nhml.cohorts.cohort import Cohort
from nhml.cohorts.outcomes import guard, refuse_golden
from nhml.cohorts.splits import by_person
from nhml.errors import CohortError
from nhml.features.build import Feature, build, features
from nhml.features.reference import STATES
from nhml.features.wanted import Wanted, wanted
from nhml.knowledge import tables
from nhml.modelling import base_rates
from nhml.modelling.applicability import Applicability
from nhml.modelling.classifier import MarginCalibratedClassifier
from nhml.modelling.estimators import AgeSexColumns
from nhml.modelling.joint import Joint
from nhml.modelling.outlyingness import Outlyingness
from nhml.modelling.ranges import Ranges
from nhml.panels.panel import Floats

INNER_FOLDS = 5
_FEWEST = 10  # people of either class: half of what a cohort has, for two outer folds halve it
_BY_AGE_AND_SEX = ("HPT", "HPA", "HPG", "somatotropic")  # axes whose usual value moves with age


class Learnt(NamedTuple):
    """The parts of a risk model; see `nhml.modelling.risk_model.RiskModel`."""

    features: tuple[Feature, ...]
    classifier: MarginCalibratedClassifier
    baseline: MarginCalibratedClassifier
    applicability: Applicability
    training: Mapping[str, Any]
    joint: Joint


def learn(
    cohort: Cohort,
    *,
    groups: Iterable[str] = ("person",),
    include: Iterable[str] = (),
    pathway: Mapping[str, str] | None = None,
    golden: Mapping[str, str] | None = None,
    leakage: str = "error",
    estimator: str = "xgboost",
    trials: int = 40,
    required: Sequence[str] = ("age",),
    max_missing: float = 0.6,
    beyond_training: str = "mark",
    outlying: str = "abstain",
    largest_distance: float = 2.0,
    seed: int = 1,
) -> Learnt:
    """Choose features past the guard, learn from the people the model will speak about.

    One thread, so that sums are taken in one order and a fit repeats to the bit.

    Parameters
    ----------
    cohort : Cohort
    groups, include : iterable of str
        What may predict; see `nhml.features.build.features`.
    pathway, golden : mapping of str to str, optional
        Features let in by name, with the reason.
    leakage : {"error", "drop"}
    estimator : {"xgboost", "logistic", "blend"}
    trials : int
        Settings tried on log loss; 0 takes the presets.
    required, max_missing, beyond_training, outlying, largest_distance
        When it abstains: as `nhml.modelling.applicability.Applicability` has them.
    seed : int

    Raises
    ------
    CohortError
        If a feature leaks the outcome, or the features do not rank people at all.
    """
    pathway, golden = pathway or {}, golden or {}
    asked = features(groups, {*include, *pathway})
    chosen = _informative(
        guard(cohort.outcome, asked, pathway, golden=golden, required=required, leakage=leakage),
        cohort,
    )
    applies = Applicability(
        cohort.outcome.eligible,
        tuple(required),
        max_missing,
        _inputs(chosen, required),
        beyond_training,
        outlying,
        largest_distance,
    )
    people, silent = known(cohort, applies)
    _refuse_too_few(cohort, people, silent)
    X = build(people.panels, chosen)
    told_alone = refuse_golden(X, people.event, chosen, golden)
    with threadpool_limits(1):
        applies = _knowing(applies, people, chosen, seed)
        classifier, baseline = _classifiers(people, X, chosen, estimator, trials, seed)
    training = {**_facts(cohort, people, estimator, classifier, seed), "golden": told_alone}
    joint = Joint.fit(people.panels, _numbers(chosen))
    return Learnt(chosen, classifier, baseline, applies, training, joint)


def known(cohort: Cohort, applies: Applicability) -> tuple[Cohort, int]:
    """Give the people the model will speak about, and of how many it may say nothing.

    Parameters
    ----------
    cohort : Cohort
    applies : Applicability
    """
    silent = np.array([bool(why) for why in applies.reasons(cohort.panels)], dtype=bool)
    people = cohort.take(np.flatnonzero(~cohort.panels.rejected() & ~silent))
    return people, int(silent.sum())


def _numbers(chosen: Sequence[Feature]) -> tuple[str, ...]:
    """List the columns that features are made from and that hold numbers."""
    beside = tables.context()
    return tuple(
        dict.fromkeys(
            name
            for one in chosen
            for name in one.inputs
            if name not in beside or beside[name].kind in ("number", "flag")
        )
    )


def _knowing(
    applies: Applicability, people: Cohort, chosen: Sequence[Feature], seed: int
) -> Applicability:
    """Learn what these people were like: the ranges of what is read, and how it hangs together."""
    panels = people.panels
    splits = by_person(panels.subject_id, people.event, INNER_FOLDS, seed)
    ranges = Ranges.learn(panels, ("age", *applies.required, *applies.inputs))
    return replace(applies, ranges=ranges, detector=Outlyingness.learn(panels, chosen, splits))


def _refuse_too_few(cohort: Cohort, people: Cohort, silent: int) -> None:
    """Refuse to learn from whom is left when nobody else can be used."""
    subjects = people.panels.subject_id
    with_it, without = (len(set(subjects[people.event == way])) for way in (1.0, 0.0))
    if min(with_it, without) < _FEWEST:
        raise CohortError(
            f"{cohort.name}: {with_it} people with {cohort.outcome.key} and {without} without it "
            f"can be learnt from; wanted {_FEWEST} of each at least. Of {len(cohort):,} panels "
            f"{int(cohort.panels.rejected().sum()):,} are rejected, and of {silent:,} a model may "
            "say nothing (abstain, eligible); nhml diagnose says why"
        )


def _informative(chosen: Sequence[Feature], cohort: Cohort) -> tuple[Feature, ...]:
    """Leave out what nobody of this cohort has: a feature that is missing or the same for all."""
    X = build(cohort.panels, chosen)
    known = [X[~np.isnan(X[:, at]), at] for at in range(X.shape[1])]
    varies = [
        bool(seen.size and (seen.min() < seen.max() or one.name in tables.learnt()))
        for one, seen in zip(chosen, known, strict=True)
    ]
    if not any(varies):
        raise CohortError(f"{cohort.name}: none of the chosen features was measured")
    # hormones are read against age, sex and their partner, were these the same for all
    always = {"age", "sex"}
    for one, kept in zip(chosen, varies, strict=True):
        if kept and one.name in tables.learnt() and tables.learnt()[one.name].kind != "load":
            always.update(one.inputs)
    return tuple(one for at, one in enumerate(chosen) if varies[at] or one.name in always)


def _inputs(chosen: Sequence[Feature], required: Sequence[str]) -> tuple[str, ...]:
    """List the columns that features are made from, besides age, sex and what is required."""
    always = {"age", "sex", *required}
    read = dict.fromkeys(name for one in chosen for name in one.inputs if name not in always)
    return tuple(read) or tuple(required)


def _classifiers(
    people: Cohort, X: Floats, chosen: Sequence[Feature], estimator: str, trials: int, seed: int
) -> tuple[MarginCalibratedClassifier, MarginCalibratedClassifier]:
    """Fit the classifier and the logistic baseline on the same folds."""
    splits = by_person(people.panels.subject_id, people.event, INNER_FOLDS, seed)
    shared: dict[str, Any] = {
        "trials": trials,
        "log": tuple(one.log for one in chosen),
        "reference": _reference(chosen),
        "learnt": _learnt(chosen),
        "seed": seed,
    }
    made = MarginCalibratedClassifier(estimator, **shared)
    made.fit(X, people.event, splits=splits)
    if not made.discriminates_:
        raise CohortError(
            f"{people.name}: held-out people were not ranked at all by {len(chosen)} features "
            f"({int(people.event.sum())} events); a risk from them would be the prevalence"
        )
    if estimator == "logistic":
        return made, made
    if estimator == "blend":
        return made, made.alone("logistic", people.event)
    plain = MarginCalibratedClassifier("logistic", **shared)
    return made, plain.fit(X, people.event, splits=splits)


def _reference(chosen: Sequence[Feature]) -> AgeSexColumns | None:
    """Find the hormones that are read against age and sex, where both are known."""
    names = [one.name for one in chosen]
    columns = tuple(at for at, one in enumerate(chosen) if one.group in _BY_AGE_AND_SEX and one.log)
    if not columns or not {"age", "sex"} <= set(names):
        return None
    states = tuple(names.index(one) for one in STATES if one in names)
    return AgeSexColumns(columns, names.index("age"), names.index("sex"), states)


def _learnt(chosen: Sequence[Feature]) -> tuple[Wanted, ...]:
    """Find what is read against other columns."""
    names = [one.name for one in chosen]
    return tuple(wanted(name, names) for name in names if name in tables.learnt())


def _facts(
    cohort: Cohort,
    people: Cohort,
    estimator: str,
    classifier: MarginCalibratedClassifier,
    seed: int,
) -> Mapping[str, Any]:
    """Collect what a reader of the model wants to know of its training."""
    return {
        "cohort": cohort.name,
        "flow": [list(step) for step in cohort.flow],
        "notes": list(cohort.notes),
        "people": len(people),
        "events": int(people.event.sum()),
        "base_rates": base_rates.plain(
            base_rates.learnt(
                people.panels.number("age"),
                people.panels.column("sex"),
                people.event,
                people.panels.subject_id,
            )
        ),
        "fingerprint": cohort.fingerprint(),
        "estimator": estimator,
        "settings": {part: dict(tuned.settings) for part, tuned in classifier.tuned_.items()},
        "seed": seed,
    }
