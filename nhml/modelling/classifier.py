"""The classifier: a margin, calibrated on rows that its estimator had not seen."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.model_selection import StratifiedKFold
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from nhml.features.wanted import Wanted
from nhml.modelling.calibration import Calibration
from nhml.modelling.estimators import PARTS, AgeSexColumns, MarginModel, Recipe
from nhml.modelling.tuning import Split, Tuned, tune
from nhml.modelling.update import Update

Floats = npt.NDArray[np.float64]

_FOLDS = 5


class MarginCalibratedClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Binary classifier whose risk is a calibrated sum over features.

    Parameters
    ----------
    estimator : {"xgboost", "logistic", "blend"}
        What gives the margin; see `nhml.modelling.estimators`.
    trials : int
        Settings tried on log loss; 0 takes the presets.
    log : tuple of bool, optional
        Features that the logistic part reads on the log scale.
    reference : AgeSexColumns, optional
        Features read against age and sex, learnt inside every fold.
    learnt : tuple of Wanted
        Features read against others, learnt inside every fold.
    seed : int

    Attributes
    ----------
    classes_ : ndarray of shape (2,)
    model_ : MarginModel
        Refitted on all rows.
    calibration_ : Calibration
        From out-of-fold margins.
    update_ : Update or None
        What was changed for other people afterwards; see `nhml.modelling.updating`.
    tuned_ : dict of str to Tuned
        Best settings, out-of-fold margins and losses of each part.
    recipe_ : Recipe
    discriminates_ : bool
        False where held-out margins did not rank people at all (all the same, or a slope
        of zero or less): the risk is then the prevalence for everybody.
    """

    def __init__(
        self,
        estimator: str = "xgboost",
        trials: int = 0,
        log: tuple[bool, ...] | None = None,
        reference: AgeSexColumns | None = None,
        learnt: tuple[Wanted, ...] = (),
        seed: int = 0,
    ) -> None:
        self.estimator = estimator
        self.trials = trials
        self.log = log
        self.reference = reference
        self.learnt = learnt
        self.seed = seed

    def fit(self, X: Any, y: Any, splits: Sequence[Split] | None = None) -> Self:
        """Tune, calibrate out of fold, refit on all rows.

        Parameters
        ----------
        X : array_like, shape (n, p)
            Features, NaN missing.
        y : array_like, shape (n,)
            Two classes.
        splits : sequence of (train, test), optional
            Whose tests cover every row once; stratified folds of rows by default, which
            is right only where every row is another person.
        """
        X, y = validate_data(self, X, y, ensure_all_finite="allow-nan", dtype=np.float64)
        event = self._event(y)
        folds = splits if splits is not None else _folds(X, event, self.seed)
        recipe = Recipe(PARTS[self.estimator], {}, self.log, self.reference, self.learnt, self.seed)
        self.tuned_: dict[str, Tuned] = {}
        for part in recipe.parts:
            self.tuned_[part] = tune(recipe, part, X, event, folds, self.trials)
            recipe = recipe.with_settings(part, self.tuned_[part].settings)
        if len(recipe.parts) > 1 and not self.tuned_["trees"].ranks:
            recipe = recipe.alone("logistic")  # trees that never split would halve its log-odds
        return self._finish(recipe, MarginModel(recipe).fit(X, event), event)

    def _event(self, y: npt.NDArray[Any]) -> Floats:
        if self.estimator not in PARTS:
            raise ValueError(f"estimator is {self.estimator!r}; wanted one of {', '.join(PARTS)}")
        check_classification_targets(y)
        self.classes_ = np.unique(y)
        if len(self.classes_) > 2:
            raise ValueError(
                "Only binary classification is supported. The type of the target is multiclass."
            )
        if len(self.classes_) < 2:
            raise ValueError("only one class is present; wanted two")
        return np.asarray(y == self.classes_[1], dtype=np.float64)

    def _finish(self, recipe: Recipe, model: MarginModel, event: Floats) -> Self:
        """Calibrate; where held-out people were not ranked, fall back to the prevalence."""
        self.recipe_, self.model_ = recipe, model
        self.update_: Update | None = None
        fitted = Calibration.fit(self.out_of_fold_margin_, event)
        told_apart = any(self.tuned_[part].ranks for part in recipe.parts)
        self.discriminates_ = told_apart and fitted.slope > 0.0
        prevalence = float(logit(np.clip(event.mean(), 1e-6, 1 - 1e-6)))
        self.calibration_ = fitted if self.discriminates_ else Calibration(0.0, prevalence)
        return self

    @property
    def out_of_fold_margin_(self) -> Floats:
        """Uncalibrated log-odds of the training rows, each from a fit without it."""
        margins = [self.tuned_[part].margin for part in self.recipe_.parts]
        return np.asarray(np.mean(margins, axis=0), dtype=np.float64)

    def alone(self, part: str, event: Floats) -> Self:
        """Give the calibrated classifier of one part, without fitting again.

        Parameters
        ----------
        part : str
            One of the parts of this classifier's recipe.
        event : ndarray, shape (n,)
            The outcome that it was fitted to.
        """
        made: Self = clone(self).set_params(estimator=part)
        made.classes_, made.n_features_in_ = self.classes_, self.n_features_in_
        made.tuned_ = {part: self.tuned_[part]}
        recipe = self.recipe_.alone(part)
        model = MarginModel(recipe)
        model.reference, model.learnt = self.model_.reference, self.model_.learnt
        model.filling = self.model_.filling
        model.learners = {part: self.model_.learners[part]}
        return made._finish(recipe, model, event)

    def decision_function(self, X: Any) -> Floats:
        """Give the calibrated log-odds, shape (n,)."""
        margin = self.before_update(X)
        return margin if self.update_ is None else self.update_.margin(margin, self.read(X))

    def before_update(self, X: Any) -> Floats:
        """Give the calibrated log-odds as they were learnt, shape (n,)."""
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, ensure_all_finite="allow-nan", dtype=np.float64)
        return self.calibration_.margin(self.model_.margin(X))

    def predict_proba(self, X: Any) -> Floats:
        """Give the risk of each class, shape (n, 2)."""
        risk = expit(self.decision_function(X))
        return np.column_stack([1.0 - risk, risk])

    def predict(self, X: Any) -> npt.NDArray[Any]:
        """Give the likelier class, shape (n,); a risk is the better answer."""
        likely = self.decision_function(X) > 0
        return np.asarray(self.classes_[likely.astype(int)])

    def read(self, X: Any) -> Floats:
        """Give the features as they are read, learnt numbers in their place: shape (n, p)."""
        check_is_fitted(self)
        return self.model_.read(np.asarray(X, dtype=np.float64))

    def contributions(self, X: Any) -> Floats:
        """Give calibrated log-odds by feature and z-score, then the base: (n, p + k + 1)."""
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, ensure_all_finite="allow-nan", dtype=np.float64)
        parts = self.calibration_.slope * self.model_.contributions(X)
        parts[:, -1] += self.calibration_.intercept
        return parts if self.update_ is None else self.update_.contributions(parts, self.read(X))

    def __sklearn_tags__(self) -> Any:
        """Tell scikit-learn what is accepted: two classes, missing values."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.input_tags.allow_nan = True
        return tags


def _folds(X: Floats, event: Floats, seed: int) -> list[Split]:
    """Split rows, stratified; two rows of a class are the fewest that can be held out."""
    number = int(min(_FOLDS, event.sum(), len(event) - event.sum()))
    if number < 2:
        rows = np.arange(len(event))
        return [(rows, rows)]
    return list(StratifiedKFold(number, shuffle=True, random_state=seed).split(X, event))
