"""Update a model for other people, as little as they show to be needed."""

import copy
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple, Protocol

import numpy as np
from scipy.special import expit
from threadpoolctl import threadpool_limits

from nhml.cohorts.cohort import Cohort
from nhml.errors import CohortError
from nhml.features.feature import Feature
from nhml.modelling import base_rates
from nhml.modelling.applicability import Applicability
from nhml.modelling.classifier import MarginCalibratedClassifier
from nhml.modelling.closed_test import METHODS, Allowed, Compared, Fit, allowed, closed_test, fits
from nhml.modelling.refits import Refits
from nhml.modelling.uncertainty import Stability
from nhml.modelling.update import LinearTerm, Update, linear_terms
from nhml.panels.panel import Floats, Panels


class Model(Protocol):
    """What an update asks of a `nhml.modelling.risk_model.RiskModel`."""

    @property
    def features(self) -> tuple[Feature, ...]:
        """What it reads."""
        ...

    @property
    def classifier(self) -> MarginCalibratedClassifier:
        """What the risk comes from."""
        ...

    @property
    def baseline(self) -> MarginCalibratedClassifier:
        """The logistic model beside it."""
        ...

    @property
    def applicability(self) -> Applicability:
        """Of whom it is silent."""
        ...

    @property
    def training(self) -> Mapping[str, Any]:
        """Facts of its training."""
        ...

    @property
    def identity(self) -> str:
        """SHA-256 of its manifest."""
        ...

    def seen(self, panels: Panels) -> Floats:
        """Build the features as in training, shape (n, p)."""
        ...


class Updated(NamedTuple):
    """The parts of a risk model that an update makes anew."""

    classifier: MarginCalibratedClassifier
    baseline: MarginCalibratedClassifier
    training: Mapping[str, Any]


class Advice(NamedTuple):
    """What the people of a cohort ask to be changed of a model.

    Attributes
    ----------
    method : str
        ``none``, ``intercept``, ``logistic`` or ``refit``.
    tests : tuple of Compared
    allowed : tuple of Allowed
        Whether there are enough people for each method.
    people, events : int
        Persons whom the model speaks about, and those of them with the outcome.
    o_e, slope : float
        Observed over expected before; slope of the log-odds, NaN where it was not fitted.
    """

    method: str
    tests: tuple[Compared, ...]
    allowed: tuple[Allowed, ...]
    people: int
    events: int
    o_e: float
    slope: float


class _Asked(NamedTuple):
    """People whom a model speaks about, as an update reads them."""

    people: Cohort
    X: Floats
    columns: Floats
    terms: tuple[LinearTerm, ...]
    weights: Floats
    counted: tuple[int, int]


def advise(model: Model, cohort: Cohort) -> Advice:
    """Say by the closed test what these people ask to be changed.

    Parameters
    ----------
    model : RiskModel
    cohort : Cohort

    Raises
    ------
    CohortError
        If the model speaks about nobody with, or nobody without, the outcome, or it ranks
        these people the wrong way.
    """
    return _advised(model, _asked(model, cohort))[0]


def update(model: Model, cohort: Cohort, method: str | None = None) -> Updated | None:
    """Make the parts of a model anew for other people; None where nothing is to be changed.

    See `nhml.modelling.risk_model.RiskModel.recalibrate`.
    """
    if method is not None and method not in METHODS:
        raise ValueError(f"method is {method!r}; wanted one of {', '.join(METHODS)}")
    asked = _asked(model, cohort)
    advice, fitted = _advised(model, asked)
    if method is not None:
        advice = _as_told(method, advice)
    if advice.method == "none":
        return None
    plain = _fits(model.baseline, asked, METHODS[: METHODS.index(advice.method) + 1])
    taken = advice.method if advice.method in plain else list(plain)[-1]
    return Updated(
        _moved(model.classifier, _update(fitted, advice.method, asked.terms)),
        _moved(model.baseline, _update(plain, taken, asked.terms)),
        _facts(model, asked, advice),
    )


def interval(
    classifier: MarginCalibratedClassifier, within: Stability | Refits, X: Floats, margin: Floats
) -> tuple[Floats, Floats]:
    """Give the stability interval of the risk, moved along where the classifier was updated.

    Parameters
    ----------
    classifier : MarginCalibratedClassifier
    within : Stability or Refits
        What tells it, of the risk before any update.
    X : ndarray, shape (n, p)
    margin : ndarray, shape (n,)
        The log-odds shown.

    Returns
    -------
    low, high : ndarray, shape (n,)
    """
    update = classifier.update_
    if update is None:
        return within.interval(X, margin)
    old = classifier.before_update(X)
    return update.around(within.interval(X, old), old, margin)


def _asked(model: Model, cohort: Cohort) -> _Asked:
    """Keep whom the model speaks about, as its training did, every person counted once."""
    silent = np.array([bool(why) for why in model.applicability.reasons(cohort.panels)], dtype=bool)
    people = cohort.take(np.flatnonzero(~cohort.panels.rejected() & ~silent))
    subjects = people.panels.subject_id
    persons, with_it = len(set(subjects)), len(set(subjects[people.event == 1.0]))
    if not 0.0 < people.event.sum() < len(people):
        raise CohortError(
            f"{cohort.name}: of {len(cohort):,} panels the model speaks about {len(people):,}, and "
            f"{int(people.event.sum()):,} of them have {cohort.outcome.key}; wanted people with "
            "and without it. nhml validate says of whom it is silent"
        )
    X = model.seen(people.panels)
    read = model.classifier.read(X)
    terms = linear_terms(read, [one.log for one in model.features])
    columns = np.column_stack([np.ones((len(X), 0)), *(term.column(read) for term in terms)])
    _, place, panels = np.unique(subjects.astype(str), return_inverse=True, return_counts=True)
    return _Asked(people, X, columns, terms, 1.0 / panels[place], (persons, with_it))


def _advised(model: Model, asked: _Asked) -> tuple[Advice, Mapping[str, Fit]]:
    enough = allowed(*asked.counted, len(asked.terms))
    fitted = _fits(model.classifier, asked, [one.method for one in enough if one.holds])
    method, tests = closed_test(fitted)
    slope = 1.0 + fitted["logistic"].coefficients[1] if "logistic" in fitted else np.nan
    if slope <= 0.0:
        raise CohortError(
            f"the model ranks these people the wrong way round (slope {slope:.2f}); look for a "
            "column in another unit, or an outcome that is coded the other way. Nothing was updated"
        )
    risk = expit(model.classifier.decision_function(asked.X))
    o_e = float(asked.weights @ asked.people.event / (asked.weights @ risk))
    return Advice(method, tests, enough, *asked.counted, o_e, float(slope)), fitted


def _fits(classifier: MarginCalibratedClassifier, asked: _Asked, methods: Any) -> Mapping[str, Fit]:
    margin = classifier.decision_function(asked.X)
    with threadpool_limits(1):  # so that sums are taken in one order
        return fits(margin, asked.columns, asked.people.event, asked.weights, methods)


def _as_told(method: str, advice: Advice) -> Advice:
    """Take a method by name, where there are enough people for it."""
    for one in advice.allowed:
        if one.method == method and not one.holds:
            raise CohortError(f"too few people to update by {method}: {one.words}")
    return advice._replace(method=method)


def _update(fitted: Mapping[str, Fit], method: str, terms: tuple[LinearTerm, ...]) -> Update:
    """Write a fit as what is done to the log-odds."""
    tidy = [float(f"{one:.12g}") for one in fitted[method].coefficients]
    if method in ("none", "intercept"):
        return Update(intercept=sum(tidy))
    stretch = float(f"{1.0 + fitted['logistic'].coefficients[1]:.12g}")
    lines = [replace(term, weight=weight) for term, weight in zip(terms, tidy[2:], strict=False)]
    return Update(1.0 + tidy[1], tidy[0], stretch, tuple(lines))


def _moved(classifier: MarginCalibratedClassifier, update: Update) -> MarginCalibratedClassifier:
    made = copy.copy(classifier)
    made.update_ = update.after(classifier.update_)
    return made


def _facts(model: Model, asked: _Asked, advice: Advice) -> Mapping[str, Any]:
    """Write beside the facts of the training from which model this was made, and on whom."""
    people = asked.people
    told = {
        "from": model.identity,
        "method": advice.method,
        "cohort": people.name,
        "fingerprint": people.fingerprint(),
        "people": advice.people,
        "events": advice.events,
    }
    rates = base_rates.learnt(
        people.panels.number("age"),
        people.panels.column("sex"),
        people.event,
        people.panels.subject_id,
    )
    return {
        **model.training,
        "base_rates": base_rates.plain(rates),
        "updates": [*model.training.get("updates", ()), told],
    }
