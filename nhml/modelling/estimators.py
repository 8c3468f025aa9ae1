"""Estimators whose margin is a sum over features, and what they are made from.

``logistic`` is a penalised regression on splines, ``xgboost`` are boosted trees,
``blend`` is the mean of the two margins: a mean of sums is a sum, so it is explained
as exactly as either.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from nhml.features import learnt
from nhml.features.reference import AgeSexReference
from nhml.features.wanted import Wanted
from nhml.modelling.logistic import SplineLogistic
from nhml.modelling.trees import BoostedTrees

Floats = npt.NDArray[np.float64]
_RARE = 0.05  # a share of missing below which nothing is learnt about being missing
Learner = SplineLogistic | BoostedTrees

PARTS: Mapping[str, tuple[str, ...]] = {
    "logistic": ("logistic",),
    "xgboost": ("trees",),
    "blend": ("logistic", "trees"),
}


@dataclass(frozen=True)
class AgeSexColumns:
    """Columns of the feature matrix that are read against age and sex."""

    columns: tuple[int, ...]
    age: int
    sex: int
    states: tuple[int, ...] = ()


@dataclass(frozen=True)
class Recipe:
    """Everything that decides a fit, besides the data.

    Attributes
    ----------
    parts : tuple of str
        ``logistic``, ``trees`` or both; their margins are averaged.
    settings : mapping of str to mapping
        Settings of each part.
    log : tuple of bool or None
        Features that the logistic part reads on the log scale.
    reference : AgeSexColumns or None
        What is read against age and sex, learnt anew in every fit.
    learnt : tuple of Wanted
        Numbers of the feature matrix that are read against others, learnt likewise.
    seed : int
    """

    parts: tuple[str, ...]
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    log: tuple[bool, ...] | None = None
    reference: AgeSexColumns | None = None
    learnt: tuple[Wanted, ...] = ()
    seed: int = 0

    def alone(self, part: str) -> "Recipe":
        """Give the recipe of one part."""
        return replace(self, parts=(part,))

    def with_settings(self, part: str, settings: Mapping[str, Any]) -> "Recipe":
        """Give the recipe with the settings of one part replaced."""
        return replace(self, settings={**self.settings, part: dict(settings)})


class MarginModel:
    """A fitted recipe.

    Parameters
    ----------
    recipe : Recipe
    """

    def __init__(self, recipe: Recipe) -> None:
        self.recipe = recipe
        self.reference: AgeSexReference | None = None
        self.learnt: tuple[learnt.Learnt, ...] = ()
        self.filling: Floats | None = None
        self.learners: dict[str, Learner] = {}

    def fit(self, X: Floats, y: Floats) -> Self:
        """Learn the reference and every part from these rows only.

        Parameters
        ----------
        X : ndarray, shape (n, p)
            Features, NaN missing.
        y : ndarray, shape (n,)
            0 or 1.
        """
        self.prepare(X)
        seen = self.seen(X)
        for part in self.recipe.parts:
            self.learners[part] = self._learner(part, seen.shape[1]).fit(seen, y)
        return self

    def prepare(self, X: Floats) -> None:
        """Learn what is usual at each age and sex, and what stands for a rare gap.

        A feature that few lacked in training may be lacking for everybody elsewhere. What
        those few had in common would then be said of all, so a gap is read as the median.
        """
        wanted = self.recipe.reference
        if wanted is not None:
            self.reference = AgeSexReference.fit(
                X, wanted.columns, wanted.age, wanted.sex, wanted.states
            )
        self.learnt = tuple(learnt.fit(X, what) for what in self.recipe.learnt)
        self.filling = None
        seen = self.seen(X)
        missing = np.isnan(seen).mean(axis=0)
        filling = np.full(seen.shape[1], np.nan)
        rare = np.flatnonzero(missing < _RARE)
        filling[rare] = np.nanmedian(seen[:, rare], axis=0)
        self.filling = filling

    def read(self, X: Floats) -> Floats:
        """Give the features with every learnt number in its place, shape (n, p)."""
        return learnt.replaced(X, self.learnt)

    def seen(self, X: Floats) -> Floats:
        """Give what the parts see: the features, then the z-scores, rare gaps filled."""
        both = self.read(X)
        if self.reference is not None:
            both = np.column_stack([both, self.reference.transform(X)])
        return both if self.filling is None else np.where(np.isnan(both), self.filling, both)

    def _learner(self, part: str, width: int) -> Learner:
        settings = dict(self.recipe.settings.get(part, {}))
        if part == "trees":
            return BoostedTrees(seed=self.recipe.seed, **settings)
        given = self.recipe.log or (False,) * width
        return SplineLogistic(**settings, log=[*given, *[False] * (width - len(given))])

    def margin(self, X: Floats) -> Floats:
        """Give the mean log-odds of the parts, shape (n,)."""
        seen = self.seen(X)
        margins = [learner.margin(seen) for learner in self.learners.values()]
        return np.asarray(np.mean(margins, axis=0), dtype=np.float64)

    def contributions(self, X: Floats) -> Floats:
        """Give the log-odds by feature and z-score, then the base: shape (n, p + k + 1)."""
        seen = self.seen(X)
        parts = [learner.contributions(seen) for learner in self.learners.values()]
        return np.asarray(np.mean(parts, axis=0), dtype=np.float64)
