"""The one method that turns a panel into a risk; every door calls it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from nhml.cohorts.cohort import Cohort
from nhml.cohorts.outcomes import unseen
from nhml.features.build import Feature
from nhml.knowledge.entries import Outcome
from nhml.modelling import explanation, updating
from nhml.modelling.applicability import Applicability
from nhml.modelling.classifier import MarginCalibratedClassifier
from nhml.modelling.held_out import HeldOut
from nhml.modelling.instability import Instability
from nhml.modelling.joint import Joint
from nhml.modelling.learning import learn
from nhml.modelling.preparation import Prepared, prepare, seen, watch
from nhml.modelling.profile import Profile
from nhml.modelling.refits import Refits
from nhml.modelling.shown import Kind, frame, judged, told_by
from nhml.modelling.steadiness import steadiness
from nhml.modelling.uncertainty import Stability
from nhml.panels.limits import LimitsOrPath, limits_of
from nhml.panels.panel import Floats, Panels


@dataclass(frozen=True, repr=False)
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
        How much a risk depends on who was in the training data, fast.
    applicability : Applicability
    pathway : mapping of str to str
        Predictors tied to the outcome by physiology, with the reason.
    training : mapping of str to object
        Plain facts of the training: people, events, base rates, fingerprint, settings.
    held_out : HeldOut or None
        Figures on people it had not seen, where it was judged before it was saved.
    profile : Profile or None
        What it was trained on, column by column, for what comes later to be compared with.
    joint : Joint or None
        How what it reads goes together among its people; older bundles have none.
    identity : str
        SHA-256 of the bundle's manifest; empty while it has not been saved.
    refits : Refits or None
        What the interval is exactly: the spread over them.
    instability : Instability or None
        How far risks moved over the refits, told of all the people it learnt from.
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
    held_out: HeldOut | None = None
    profile: Profile | None = None
    joint: Joint | None = None
    identity: str = ""
    refits: Refits | None = None
    instability: Instability | None = None

    def __repr__(self) -> str:
        read, events = len(self.features), self.training.get("events", "unknown")
        return f"<RiskModel {self.label}: {self.outcome.key} from {read} features, {events} events>"

    @classmethod
    def fit(
        cls,
        cohort: Cohort,
        *,
        name: str = "unnamed",
        refits: int = 200,
        seed: int = 1,
        jobs: int = 1,
        **learning: Any,
    ) -> "RiskModel":
        """Learn a risk model; everything learnt is learnt inside folds by person.

        Parameters
        ----------
        cohort : Cohort
        name : str
        refits : int
            Of the stability interval; 0 leaves it out. Fewer than 50 give its fast kind alone.
        seed : int
        jobs : int
            Processes that refit side by side; they change nothing but the time.
        **learning
            ``groups, include, pathway, golden, leakage, estimator, trials, required,
            max_missing, beyond_training, outlying, largest_distance``: what may predict, how
            it is learnt and when the model is silent, as the config of these names; see
            `nhml.modelling.learning.learn`.

        Raises
        ------
        CohortError
            If a feature leaks the outcome, or the features do not rank people at all.
        """
        learnt = learn(cohort, seed=seed, **learning)
        pathway = dict(learning.get("pathway") or {})
        made = cls(name, cohort.outcome, **learnt._asdict(), stability=None, pathway=pathway)
        return made.with_refits(cohort, refits, seed=seed, jobs=jobs)

    def with_refits(
        self, cohort: Cohort, refits: int, *, seed: int = 1, jobs: int = 1
    ) -> "RiskModel":
        """Give a model just fitted its stability interval.

        Parameters
        ----------
        cohort : Cohort
            What it was fitted on.
        refits, seed, jobs : int
            As `fit` takes them.
        """
        of = (self.features, self.applicability, self.classifier)
        made = steadiness(cohort, *of, refits=refits, seed=seed, jobs=jobs)
        return replace(self, **made._asdict())

    def score(
        self,
        panels: pd.DataFrame | Panels,
        units: Mapping[str, str] | None = None,
        *,
        limits: LimitsOrPath | None = None,
        interval: Kind = "fast",
    ) -> pd.DataFrame:
        """Give every panel its risk, or the reason why it has none.

        Parameters
        ----------
        panels : DataFrame or Panels
            The panel frame as sent, or panels already checked.
        units : mapping of str to str, optional
            Units stated once for whole columns.
        limits : LaboratoryLimits or path, optional
            A laboratory's own limits, in place of the generic ones of the safety rules.
        interval : {"fast", "refits"}
            Stability interval by a formula fitted to the refits, or by the refits themselves.

        Returns
        -------
        DataFrame
            `COLUMNS`; as many rows as panels, in the same order and under the same index.
            Risk and its stability interval are empty unless the status is ``scored``.
            Reasons say why it is not, or what the risk is marked with.

        Raises
        ------
        ModelError
            If the model keeps no refits and they are asked for.
        """
        ready = self._prepare(panels, units, limits=limits)
        shown = self._shown(ready, self.margin(ready.X), interval)
        return shown.set_axis(panels.index) if isinstance(panels, pd.DataFrame) else shown

    def _shown(self, ready: Prepared, margin: Floats, kind: Kind = "fast") -> pd.DataFrame:
        within = told_by(kind, self.stability, self.refits, self.label)
        return frame(ready, margin, self.label, self.classifier, within)

    def recalibrate(self, cohort: Cohort, *, method: str | None = None) -> "RiskModel":
        """Give the model updated for other people, itself where they ask for no change.

        Parameters
        ----------
        cohort : Cohort
            All of them are used: judge the result on others.
        method : {"none", "intercept", "logistic", "refit"}, optional
            By default the closed test of `nhml.modelling.closed_test` chooses.

        Raises
        ------
        CohortError
            If there are too few people, or they are ranked the wrong way round.
        """
        parts = updating.update(self, cohort, method)
        if parts is None:
            return self
        return replace(self, **parts._asdict(), held_out=None, instability=None, identity="")

    def explain(
        self,
        panels: pd.DataFrame | Panels,
        units: Mapping[str, str] | None = None,
        *,
        limits: LimitsOrPath | None = None,
    ) -> pd.DataFrame:
        """Give what every feature adds to the log-odds of every scored panel.

        Parameters
        ----------
        panels, units, limits
            As `score` takes them.

        Returns
        -------
        DataFrame
            The explanation frame: ``panel_id, feature, group, value, contribution``. The
            contributions of a panel, its ``base`` row among them, add up to logit(risk).
        """
        ready = self._prepare(panels, units, limits=limits)
        at = np.flatnonzero(ready.status == "scored")
        parts = self.contributions(ready.X[at])
        read = self.classifier.read(ready.X[at])
        return explanation.frame(ready.panels.panel_id[at], self.features, read, parts)

    def judge(self, panels: Panels) -> pd.DataFrame:
        """Give what an evaluation needs of every panel, shown or not.

        Parameters
        ----------
        panels : Panels
            Of a cohort.

        Returns
        -------
        DataFrame
            ``id, subject_id, status, reasons, risk`` as `score` gives them; ``margin`` (calibrated
            log-odds), ``eligible_risk`` (the risk, were it shown or not) and
            ``baseline_risk`` (of the logistic baseline) of everybody. The safety rules do
            not see what defines the outcome.
        """
        ready = self._prepare(panels, hidden=unseen(self.outcome))
        margin = self.margin(ready.X)
        shown = self._shown(ready, margin)
        plain = self.baseline.decision_function(ready.X)
        return judged(ready, shown, margin, plain)

    def unwatched(self, panels: Panels, kind: Kind = "fast") -> pd.DataFrame:
        """Give the score frame before any safety rule: for the model's own exam, and no door.

        Rules can be corrected without a new training, and a model must still be the same.
        """
        ready = prepare(panels, None, self.features, self.applicability, self.outcome)
        return self._shown(ready, self.margin(ready.X), kind)

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
        columns = getattr(self.classifier.reference, "columns", ())
        return explanation.fold(self.classifier.contributions(X), columns, len(self.features))

    def seen(self, panels: Panels) -> Floats:
        """Build the features as in training, shape (n, p); see `nhml.modelling.preparation`."""
        return seen(panels, self.features, self.outcome)

    def _prepare(
        self,
        panels: pd.DataFrame | Panels,
        units: Mapping[str, str] | None = None,
        hidden: Iterable[str] = (),
        limits: LimitsOrPath | None = None,
    ) -> Prepared:
        """Harmonise, check, build features, and decide whether to speak."""
        ready = prepare(panels, units, self.features, self.applicability, self.outcome)
        return watch(ready, self.outcome, self.features, hidden, limits_of(limits))
