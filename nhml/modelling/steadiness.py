"""How much the risks of a model depend on who was in its training data."""

from collections.abc import Sequence
from typing import NamedTuple

from nhml.cohorts.cohort import Cohort
from nhml.features.build import Feature, build
from nhml.modelling.applicability import Applicability
from nhml.modelling.classifier import MarginCalibratedClassifier
from nhml.modelling.instability import Instability
from nhml.modelling.learning import known
from nhml.modelling.refits import FEWEST, Refits, interval, refit
from nhml.modelling.uncertainty import Stability


class Steadiness(NamedTuple):
    """How much the risks of a model depend on who was in its training data.

    Attributes
    ----------
    stability : Stability or None
        The fast kind; None without refits.
    refits : Refits or None
        What the interval is exactly; None of fewer than `nhml.modelling.refits.FEWEST`.
    instability : Instability or None
        Told of the people it learnt from.
    """

    stability: Stability | None = None
    refits: Refits | None = None
    instability: Instability | None = None


def steadiness(
    cohort: Cohort,
    chosen: Sequence[Feature],
    applies: Applicability,
    classifier: MarginCalibratedClassifier,
    *,
    refits: int,
    seed: int,
    jobs: int = 1,
) -> Steadiness:
    """Refit a fitted classifier on samples of its people, and see how far risks move.

    Parameters
    ----------
    cohort : Cohort
        What was learnt from.
    chosen : sequence of Feature
    applies : Applicability
        Of whom the model will speak.
    classifier : MarginCalibratedClassifier
        As just fitted: what was loaded does not know its settings.
    refits, seed, jobs : int
        As `nhml.modelling.risk_model.RiskModel.fit` takes them.
    """
    if refits < 2:
        return Steadiness()
    people, _ = known(cohort, applies)
    X, subjects = build(people.panels, chosen), people.panels.subject_id
    shown = classifier.decision_function(X)
    made, margins = refit(classifier.recipe_, X, people.event, subjects, refits, seed, jobs)
    fast = Stability.fit(X, shown, margins)
    if refits < FEWEST:
        return Steadiness(fast)
    return Steadiness(
        fast, made, Instability.of(shown, margins, interval(margins, shown), subjects)
    )
