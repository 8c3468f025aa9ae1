"""The model as other samples of the same people would have made it.

Each refit learns from a bootstrap sample of people what the model learnt, but for its
settings and its choice of features: references by age and sex, numbers read against
others, fillings, both parts of the estimator, and the calibration, from those whom the
sample left out. How far the refits' risks of one person lie apart is the stability
interval; it says nothing of whether the risk is true.
"""

from collections.abc import Mapping
from math import ceil
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from scipy.special import expit
from threadpoolctl import threadpool_limits

from nhml.features import learnt
from nhml.features.reference import AgeSexReference
from nhml.modelling.calibration import Calibration
from nhml.modelling.compact import CompactSplines, CompactTrees
from nhml.modelling.estimators import Learner, MarginModel, Recipe
from nhml.modelling.trees import BoostedTrees

Floats = npt.NDArray[np.float64]
Compact = CompactSplines | CompactTrees

FEWEST = 50  # below which the twentieth refit from either end is no quantile
LEVEL = 0.90
_KINDS: Mapping[str, type[Compact]] = {"splines": CompactSplines, "trees": CompactTrees}
_MOST = 1_000


class Refit(NamedTuple):
    """One refit, for answers alone.

    Attributes
    ----------
    reads : MarginModel
        What it learnt of the features; without learners.
    parts : tuple of CompactSplines or CompactTrees
    calibration : Calibration
    """

    reads: MarginModel
    parts: tuple[Compact, ...]
    calibration: Calibration

    def margin(self, X: Floats) -> Floats:
        """Give the calibrated log-odds, shape (n,)."""
        seen = self.reads.seen(X)
        mean = np.mean([part.margin(seen) for part in self.parts], axis=0)
        return self.calibration.margin(np.asarray(mean, dtype=np.float64))

    def plain(self) -> dict[str, Any]:
        """Give it as plain data."""
        reference, filling = self.reads.reference, np.asarray(self.reads.filling)
        return {
            "reference": None if reference is None else reference.plain(),
            "learnt": [learnt.plain(one) for one in self.reads.learnt],
            "filling": filling.tolist(),
            "calibration": [self.calibration.slope, self.calibration.intercept],
            "parts": [[_kind(part), part.plain()] for part in self.parts],
        }

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Read what `plain` gave; a ValueError where it is something else."""
        reads = MarginModel(Recipe(()))
        stated = data["reference"]
        reads.reference = None if stated is None else AgeSexReference.from_plain(stated)
        reads.learnt = tuple(learnt.from_plain(one) for one in data["learnt"])
        reads.filling = np.array(data["filling"], dtype=np.float64)
        slope, intercept = map(float, data["calibration"])
        parts = tuple(_KINDS[kind].from_plain(part) for kind, part in data["parts"])
        return cls(reads, parts, Calibration(slope, intercept))


def _kind(part: Compact) -> str:
    return next(name for name, kind in _KINDS.items() if isinstance(part, kind))


class Refits(NamedTuple):
    """All refits of a model.

    Attributes
    ----------
    members : tuple of Refit
    """

    members: tuple[Refit, ...]

    def margins(self, X: Floats) -> Floats:
        """Give everybody's calibrated log-odds by every refit, shape (R, n)."""
        return np.array([one.margin(X) for one in self.members]).reshape(len(self.members), len(X))

    def interval(self, X: Floats, margin: Floats, level: float = LEVEL) -> tuple[Floats, Floats]:
        """Give the stability interval of the risk; see `interval`."""
        return interval(self.margins(X), margin, level)

    def plain(self) -> dict[str, Any]:
        """Give them as plain data."""
        return {"refits": [one.plain() for one in self.members]}

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Read what `plain` gave; a ValueError where it is something else."""
        if not FEWEST <= len(data["refits"]) <= _MOST:
            raise ValueError("refits too few or too many")
        return cls(tuple(map(Refit.from_plain, data["refits"])))


def refit(
    recipe: Recipe,
    X: Floats,
    y: Floats,
    subjects: npt.NDArray[np.object_],
    refits: int,
    seed: int,
    jobs: int = 1,
) -> tuple[Refits, Floats]:
    """Refit on bootstrap samples of people.

    Parameters
    ----------
    recipe : Recipe
        Tuned settings; they are not tuned anew.
    X : ndarray, shape (n, p)
    y : ndarray, shape (n,)
    subjects : ndarray, shape (n,)
        Whole people are drawn.
    refits : int
    seed : int
    jobs : int
        Processes side by side; they change nothing but the time.

    Returns
    -------
    Refits
    ndarray, shape (refits, n)
        Everybody's calibrated log-odds by every refit.
    """
    people, place = np.unique(subjects.astype(str), return_inverse=True)
    drawn = np.random.default_rng(seed)
    rows = [np.flatnonzero(place == person) for person in range(len(people))]
    samples = [drawn.integers(len(rows), size=len(rows)) for _ in range(refits)]
    tasks = (
        delayed(_refit)(recipe, X, y, np.concatenate([rows[person] for person in sample]))
        for sample in samples
    )
    made = list(Parallel(n_jobs=jobs)(tasks))
    return Refits(tuple(one for one, _ in made)), np.array([margin for _, margin in made])


def interval(refits: Floats, margin: Floats, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Give the smallest interval about the shown log-odds that holds the level of refits.

    Set about the shown risk, for refits are drawn together towards it from both ends of the
    scale: a bootstrap sample holds two thirds of the people. The distance is that of the
    ``ceil(level * (R + 1))``-th nearest refit, so that one refit more would lie within as
    often as the level says.

    Parameters
    ----------
    refits : ndarray, shape (R, n)
        Log-odds.
    margin : ndarray, shape (n,)
        The shown log-odds.
    level : float
        Share of the refits within.

    Returns
    -------
    low, high : ndarray, shape (n,)
        Risks; the shown one lies between them.
    """
    last = min(ceil(level * (len(refits) + 1)), len(refits)) - 1
    away = np.partition(np.abs(refits - margin), last, axis=0)[last]
    return expit(margin - away), expit(margin + away)


def _refit(
    recipe: Recipe, X: Floats, y: Floats, taken: npt.NDArray[np.intp]
) -> tuple[Refit, Floats]:
    """Learn from a sample; calibrate on whom it left out, where both classes are there."""
    left = np.setdiff1d(np.arange(len(y)), taken)
    with threadpool_limits(1):  # so that sums are taken in one order
        model = MarginModel(recipe).fit(X[taken], y[taken])
    parts = tuple(map(_compact, model.learners.values()))
    model.learners = {}
    made = Refit(model, parts, Calibration())
    margin = made.margin(X)
    if 0 < y[left].sum() < len(left):
        made = made._replace(calibration=Calibration.fit(margin[left], y[left]))
    return made, made.calibration.margin(margin)


def _compact(learner: Learner) -> Compact:
    if isinstance(learner, BoostedTrees):
        return CompactTrees.of(learner)
    return CompactSplines.of(learner)
