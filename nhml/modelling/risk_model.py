"""The one method that turns a panel into a risk; every door calls it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit

from nhml.cohorts.cohort import Cohort
from nhml.cohorts.outcomes import guard, refuse_golden
from nhml.cohorts.splits import by_person
from nhml.errors import CohortError
from nhml.features.build import Feature, build, features
from nhml.knowledge.entries import Outcome
from nhml.modelling import explanation
from nhml.modelling.applicability import Applicability
from nhml.modelling.classifier import MarginCalibratedClassifier
from nhml.modelling.estimators import AgeSexColumns
from nhml.modelling.uncertainty import Stability, refit_margins
from nhml.panels.checks import check
from nhml.panels.codes import CODES
from nhml.panels.panel import Floats, Panels
from nhml.panels.units import harmonise

INNER_FOLDS = 5
COLUMNS = ("panel_id", "status", "risk", "risk_low", "risk_high", "reasons", "alerts", "model")
_BY_AGE_AND_SEX = ("HPT", "HPA", "HPG", "somatotropic")  # axes whose usual value moves with age


class Prepared(NamedTuple):
    """Panels on the way to a risk.

    Attributes
    ----------
    panels : Panels
        Checked, in canonical units.
    X : ndarray, shape (n, p)
    status : ndarray of str, shape (n,)
        ``scored``, ``abstained`` or ``rejected``.
    reasons : list of str, length n
        Why not scored, and what was warned of.
    """

    panels: Panels
    X: Floats
    status: npt.NDArray[np.object_]
    reasons: list[str]


@dataclass(frozen=True)
class RiskModel:
    """A calibrated, explained model of one outcome; frozen once fitted.

    Attributes
    ----------
    name : str
    outcome : Outcome
    features : tuple of Feature
    classifier : MarginCalibratedClassifier
        What the risk comes from.
    baseline : MarginCalibratedClassifier
        The logistic model that it has to beat, on the same features.
    stability : Stability or None
        How much a risk depends on who was in the training data.
    applicability : Applicability
    pathway : mapping of str to str
        Predictors tied to the outcome by physiology, with the reason.
    training : mapping of str to object
        Plain facts of the training: people, events, fingerprint, settings.
    identity : str
        SHA-256 of the bundle's manifest; empty while it has not been saved.
    """

    name: str
    outcome: Outcome
    features: tuple[Feature, ...]
    classifier: MarginCalibratedClassifier
    baseline: MarginCalibratedClassifier
    stability: Stability | None
    applicability: Applicability
    pathway: Mapping[str, str] = field(default_factory=dict)
    training: Mapping[str, Any] = field(default_factory=dict)
    identity: str = ""

    @classmethod
    def fit(
        cls,
        cohort: Cohort,
        *,
        name: str = "unnamed",
        groups: Iterable[str] = ("person",),
        include: Iterable[str] = (),
        pathway: Mapping[str, str] | None = None,
        golden: Mapping[str, str] | None = None,
        leakage: str = "error",
        estimator: str = "xgboost",
        trials: int = 40,
        required: Sequence[str] = ("age",),
        max_missing: float = 0.6,
        refits: int = 20,
        seed: int = 1,
    ) -> "RiskModel":
        """Learn a risk model; everything learnt is learnt inside folds by person.

        Parameters
        ----------
        cohort : Cohort
        name : str
        groups, include : iterable of str
            What may predict; see `nhml.features.build.features`.
        pathway, golden : mapping of str to str, optional
            Features let in by name, with the reason.
        leakage : {"error", "drop"}
        estimator : {"xgboost", "logistic", "blend"}
        trials : int
            Settings tried on log loss; 0 takes the presets.
        required : sequence of str
            Columns without which the model abstains.
        max_missing : float
            Largest share of the columns read that may be missing.
        refits : int
            Bootstrap refits of the stability interval; 0 leaves it out.
        seed : int

        Raises
        ------
        CohortError
            If a feature leaks the outcome, or the features do not rank people at all.
        """
        pathway = dict(pathway or {})
        asked = features(groups, {*include, *pathway})
        chosen = _informative(guard(cohort.outcome, asked, pathway, leakage=leakage), cohort)
        applies = Applicability(
            cohort.outcome.eligible, tuple(required), max_missing, _inputs(chosen, required)
        )
        usable = ~cohort.panels.rejected() & np.array(
            [not reasons for reasons in applies.reasons(cohort.panels)]
        )
        people = cohort.take(np.flatnonzero(usable))
        X = build(people.panels, chosen)
        refuse_golden(X, people.event, chosen, golden or {})
        classifier, baseline = _classifiers(people, X, chosen, estimator, trials, seed)
        stability = _stability(classifier, people, X, refits, seed)
        training = _facts(cohort, people, estimator, classifier, seed)
        return cls(
            name,
            cohort.outcome,
            chosen,
            classifier,
            baseline,
            stability,
            applies,
            pathway,
            training,
        )

    def score(
        self, panels: pd.DataFrame | Panels, units: Mapping[str, str] | None = None
    ) -> pd.DataFrame:
        """Give every panel its risk, or the reason why it has none.

        Parameters
        ----------
        panels : DataFrame or Panels
            The panel frame as sent, or panels already checked.
        units : mapping of str to str, optional
            Units stated once for whole columns.

        Returns
        -------
        DataFrame
            `COLUMNS`; as many rows as panels, in the same order. Risk and its stability
            interval are empty unless the status is ``scored``.
        """
        ready = self._prepare(panels, units)
        margin, X = self.margin(ready.X), ready.X
        low, high = (np.full(len(X), np.nan),) * 2
        if self.stability is not None:
            low, high = self.stability.interval(X, margin)
        scored = ready.status == "scored"
        nowhere = np.full(len(X), "", dtype=object)
        cells = {
            "panel_id": ready.panels.panel_id,
            "status": ready.status,
            "risk": np.where(scored, expit(margin), np.nan),
            "risk_low": np.where(scored, low, np.nan),
            "risk_high": np.where(scored, high, np.nan),
            "reasons": np.array(ready.reasons, dtype=object),
            "alerts": nowhere,
            "model": np.full(len(X), self.label, dtype=object),
        }
        return pd.DataFrame(cells)

    def explain(
        self, panels: pd.DataFrame | Panels, units: Mapping[str, str] | None = None
    ) -> pd.DataFrame:
        """Give what every feature adds to the log-odds of every scored panel.

        Parameters
        ----------
        panels : DataFrame or Panels
            The panel frame as sent, or panels already checked.
        units : mapping of str to str, optional
            Units stated once for whole columns.

        Returns
        -------
        DataFrame
            The explanation frame: ``panel_id, feature, group, value, contribution``. The
            contributions of a panel, its ``base`` row among them, add up to logit(risk).
        """
        ready = self._prepare(panels, units)
        at = np.flatnonzero(ready.status == "scored")
        parts = self.contributions(ready.X[at])
        return explanation.frame(ready.panels.panel_id[at], self.features, ready.X[at], parts)

    def judge(self, panels: Panels) -> pd.DataFrame:
        """Give what an evaluation needs of every panel, shown or not.

        Parameters
        ----------
        panels : Panels
            Of a cohort.

        Returns
        -------
        DataFrame
            ``id, subject_id, status, risk`` as `score` gives them; ``margin`` (calibrated
            log-odds), ``eligible_risk`` (the risk, were it shown or not) and
            ``baseline_risk`` (of the logistic baseline) of everybody.
        """
        shown = self.score(panels)
        X = self._prepare(panels).X
        margin = self.margin(X)
        return pd.DataFrame(
            {
                "id": panels.panel_id,
                "subject_id": panels.subject_id,
                "status": shown["status"],
                "risk": shown["risk"],
                "margin": margin,
                "eligible_risk": expit(margin),
                "baseline_risk": expit(self.baseline.decision_function(X)),
            }
        )

    @property
    def label(self) -> str:
        """Name and identity, as they stand beside every answer."""
        return f"{self.name} {self.identity[:12] or 'unsaved'}"

    def margin(self, X: Floats) -> Floats:
        """Give the calibrated log-odds of feature rows, shape (n,)."""
        if not len(X):
            return np.empty(0)
        return self.classifier.decision_function(X)

    def contributions(self, X: Floats) -> Floats:
        """Give calibrated log-odds by feature, then the base, shape (n, p + 1)."""
        if not len(X):
            return np.empty((0, len(self.features) + 1))
        reference = self.classifier.reference
        columns = reference.columns if reference is not None else ()
        return explanation.fold(self.classifier.contributions(X), columns, len(self.features))

    def _prepare(
        self, panels: pd.DataFrame | Panels, units: Mapping[str, str] | None = None
    ) -> Prepared:
        """Harmonise, check, build features, and decide whether to speak."""
        ready = panels if isinstance(panels, Panels) else check(harmonise(panels, units))
        rejected = ready.rejected()
        wrong = _problem_words(ready)
        silent = self.applicability.reasons(ready)
        spoken = np.where([bool(why) for why in silent], "abstained", "scored")
        status = np.where(rejected, "rejected", spoken)
        reasons = [
            "; ".join([*wrong.get(row, ()), *(() if rejected[row] else silent[row])])
            for row in range(len(ready))
        ]
        return Prepared(ready, build(ready, self.features), status.astype(object), reasons)


def _problem_words(panels: Panels) -> Mapping[int, list[str]]:
    words: dict[int, list[str]] = {}
    for one in panels.problems:
        words.setdefault(one.row, []).append(f"{one.column}: {CODES[one.code].words} [{one.code}]")
    return words


def _informative(chosen: Sequence[Feature], cohort: Cohort) -> tuple[Feature, ...]:
    """Leave out what nobody of this cohort has: a feature that is missing or the same for all."""
    X = build(cohort.panels, chosen)
    known = [X[~np.isnan(X[:, at]), at] for at in range(X.shape[1])]
    varies = [bool(seen.size and seen.min() < seen.max()) for seen in known]
    if not any(varies):
        raise CohortError(f"{cohort.name}: none of the chosen features was measured")
    always = ("age", "sex")  # hormones are read against them, were they the same for all
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
    return AgeSexColumns(columns, names.index("age"), names.index("sex"))


def _stability(
    classifier: MarginCalibratedClassifier, people: Cohort, X: Floats, refits: int, seed: int
) -> Stability | None:
    if refits < 2:
        return None
    subjects = people.panels.subject_id
    margins = refit_margins(classifier.recipe_, X, people.event, subjects, refits, seed)
    return Stability.fit(X, classifier.decision_function(X), margins.std(axis=0, ddof=1))


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
        "people": len(people),
        "events": int(people.event.sum()),
        "fingerprint": cohort.fingerprint(),
        "estimator": estimator,
        "settings": {part: dict(tuned.settings) for part, tuned in classifier.tuned_.items()},
        "seed": seed,
    }
