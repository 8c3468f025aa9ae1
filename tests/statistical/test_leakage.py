"""A feature that peeks is caught: what is learnt, and what is said of one person, may not
depend on who else is held out.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nhml.cohorts.cohort import Cohort
from nhml.cohorts.splits import by_person
from nhml.errors import CohortError
from nhml.modelling import serial
from nhml.modelling.risk_model import RiskModel
from tests.conftest import LEARNING

Judge = Callable[[Cohort, np.ndarray, np.ndarray], np.ndarray]


def honest(cohort: Cohort, train: np.ndarray, test: np.ndarray) -> np.ndarray:
    """The margins that nhml gives held-out people."""
    model = RiskModel.fit(cohort.take(train), estimator="blend", **{**LEARNING, "refits": 0})
    return model.judge(cohort.take(test).panels)["margin"].to_numpy()


def peeking(cohort: Cohort, train: np.ndarray, test: np.ndarray) -> np.ndarray:
    """The same, after SHBG was standardised over everybody, held-out people among them."""
    panels = cohort.panels
    at = panels.keys.index("shbg")
    values = panels.values.copy()
    spread = np.nanstd(values[:, at])
    values[:, at] = 40.0 + 10.0 * (values[:, at] - np.nanmean(values[:, at])) / spread
    return honest(replace(cohort, panels=replace(panels, values=values)), train, test)


def disturbed(cohort: Cohort, test: np.ndarray, kept: int) -> Cohort:
    """The cohort with every held-out value but one person's multiplied by a number of its own."""
    values = cohort.panels.values.copy()
    others = test[test != kept]
    factors = np.random.default_rng(0).uniform(1.2, 2.0, (len(others), values.shape[1]))
    values[others] = values[others] * factors
    return replace(cohort, panels=replace(cohort.panels, values=values))


def moved(judge: Judge, cohort: Cohort) -> float:
    """How far one held-out person's margin moves when the others held out are disturbed."""
    train, test = by_person(cohort.panels.subject_id, cohort.event, 4, 0)[0]
    kept = int(test[np.flatnonzero(~np.isnan(cohort.panels.values[test]).any(axis=1))[0]])
    place = int(np.flatnonzero(test == kept)[0])
    before = judge(cohort, train, test)[place]
    after = judge(disturbed(cohort, test, kept), train, test)[place]
    return abs(float(after - before))


def test_nothing_learnt_or_said_depends_on_who_else_is_held_out(cohort: Cohort) -> None:
    """Not by the last bit."""
    assert moved(honest, cohort) == 0.0


def test_a_feature_that_peeks_is_caught(cohort: Cohort) -> None:
    """A z-score over all rows fails that very test, by far more than a last bit."""
    assert moved(peeking, cohort) > 1e-6


def test_a_model_is_the_same_whatever_is_held_out(cohort: Cohort) -> None:
    """Every file of it, outcomes of the held-out fold turned round as well."""
    train, test = by_person(cohort.panels.subject_id, cohort.event, 4, 1)[0]
    event = cohort.event.copy()
    event[test] = 1 - event[test]
    other = replace(disturbed(cohort, test, -1), event=event)
    first, second = (
        serial.files_of(RiskModel.fit(one.take(train), estimator="blend", **LEARNING))
        for one in (cohort, other)
    )
    assert first == second


def gained(cohort: Cohort, seed: int) -> float | None:
    """How much less people held out cost in log loss than by the prevalence; None of nobody."""
    prevalence = cohort.event.mean()
    wanted = -(prevalence * np.log(prevalence) + (1 - prevalence) * np.log(1 - prevalence))
    losses = []
    for train, test in by_person(cohort.panels.subject_id, cohort.event, 4, seed):
        try:
            margin = honest(cohort, train, test)
        except CohortError:  # says that it ranks nobody
            continue
        losses.append(np.mean(np.logaddexp(0, margin) - cohort.event[test] * margin))
    return float(wanted - np.mean(losses)) if losses else None


def test_outcomes_that_follow_from_the_features_are_learnt(cohort: Cohort) -> None:
    """So that the test after this one can fail."""
    assert (gained(cohort, 0) or 0.0) > 0.05


@pytest.mark.parametrize("seed", [0, 1])
def test_outcomes_dealt_at_random_cannot_be_learnt(cohort: Cohort, seed: int) -> None:
    """Held-out log loss is no better than the prevalence's, or the fit says it ranks nobody."""
    dealt = replace(cohort, event=np.random.default_rng(seed).permutation(cohort.event))
    assert (gained(dealt, seed) or 0.0) < 0.01
