"""How much a model flatters itself on the people it learnt from (Harrell's bootstrap).

Each refit learns from a bootstrap sample of persons, and is judged on that sample and on
everybody; what it loses between the two is the optimism. Harrell, Lee and Mark 1996,
doi:10.1002/(SICI)1097-0258(19960229)15:4<361::AID-SIM168>3.0.CO;2-4.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from scipy.special import expit, logit
from threadpoolctl import threadpool_limits

from nhml.cohorts.cohort import Cohort
from nhml.cohorts.splits import by_person
from nhml.modelling.calibration import Calibration
from nhml.modelling.estimators import MarginModel, Recipe
from nhml.modelling.evaluation import Row
from nhml.modelling.judging import figures
from nhml.modelling.risk_model import RiskModel

Floats = npt.NDArray[np.float64]
Objects = npt.NDArray[np.object_]

METRICS = ("auroc", "calibration_slope", "brier", "log_loss")
CAUTION = (
    "features and settings were fixed to those chosen on everybody: what choosing them flattered "
    "is not in it, so the optimism is understated; the outer folds repeat the choice"
)
_FOLDS = 5
_NORMAL = 1.959964  # quantile of 0.975


def optimism(
    model: RiskModel, cohort: Cohort, *, resamples: int, seed: int, jobs: int = 1
) -> tuple[Row, ...]:
    """Correct what a model shows on its own people for its having learnt from them.

    Features and settings are fixed to the model's; estimator, what is learnt before it and
    calibration are learnt anew in each sample.

    Parameters
    ----------
    model : RiskModel
        Just fitted.
    cohort : Cohort
        That it was fitted to.
    resamples : int
    seed : int
    jobs : int
        Processes side by side.

    Returns
    -------
    tuple of Row
        ``apparent_…``, ``optimism_…`` (with the interval of its Monte Carlo error) and
        ``corrected_…`` of AUROC, calibration slope, Brier score and log loss. The interval
        of a corrected figure is that of the refits on their own samples, moved by the
        optimism (Noma et al. 2021, doi:10.1002/sim.9148). All NaN, but for the apparent,
        where more than a tenth of the samples cannot tell.
    """
    people = _learnt_from(model, cohort)
    X, y = model.seen(people.panels), people.event
    recipe, subjects = model.classifier.recipe_, people.panels.subject_id
    tasks = (delayed(refit)(recipe, X, y, subjects, (seed, at)) for at in range(resamples))
    found = np.array(list(Parallel(n_jobs=jobs)(tasks)))
    apparent = _judged(y, expit(model.margin(X)))
    return tuple(
        row
        for at, metric in enumerate(METRICS)
        for row in _rows(metric, float(apparent[at]), found[:, :, at], len(y))
    )


def _learnt_from(model: RiskModel, cohort: Cohort) -> Cohort:
    """Take the people that the model learnt from: those of whom it will speak."""
    silent = np.array([bool(why) for why in model.applicability.reasons(cohort.panels)])
    return cohort.take(np.flatnonzero(~cohort.panels.rejected() & ~silent))


def refit(recipe: Recipe, X: Floats, y: Floats, subjects: Objects, seed: tuple[int, int]) -> Floats:
    """Learn from one bootstrap sample of persons; judge on it and on everybody.

    Parameters
    ----------
    recipe : Recipe
        With the settings that were chosen.
    X : ndarray, shape (n, p)
    y : ndarray, shape (n,)
    subjects : ndarray, shape (n,)
    seed : tuple of int
        Of this sample.

    Returns
    -------
    ndarray, shape (2, 4)
        `METRICS` on the sample, and on everybody; NaN where a class has too few people.
    """
    persons, place = np.unique(subjects.astype(str), return_inverse=True)
    drawn = np.random.default_rng(seed)
    times = drawn.multinomial(len(persons), np.full(len(persons), 1.0 / len(persons)))
    taken = np.repeat(np.arange(len(y)), times[place])
    if min(y[taken].sum(), (1.0 - y[taken]).sum()) < _FOLDS:
        return np.full((2, len(METRICS)), np.nan)
    with threadpool_limits(1):
        risk = _risk(recipe, X, y, subjects, taken)
    return np.vstack([_judged(y[taken], risk[taken]), _judged(y, risk)])


def _risk(
    recipe: Recipe, X: Floats, y: Floats, subjects: Objects, taken: npt.NDArray[np.intp]
) -> Floats:
    """Learn as the model was learnt, calibration out of fold, and give everybody's risk."""
    inside, outcome, held_out = X[taken], y[taken], np.empty(len(taken))
    for train, test in by_person(subjects[taken], outcome, _FOLDS, recipe.seed):
        part = MarginModel(recipe).fit(inside[train], outcome[train])
        held_out[test] = part.margin(inside[test])
    calibration = Calibration.fit(held_out, outcome)
    if calibration.slope <= 0.0:  # ranks nobody: the classifier would give the prevalence
        calibration = Calibration(0.0, float(logit(outcome.mean())))
    return calibration.risk(MarginModel(recipe).fit(inside, outcome).margin(X))


def _judged(y: Floats, risk: Floats) -> Floats:
    found = figures(y, risk, np.ones((1, len(y))), ())
    return np.array([found[name][0] if name in found else np.nan for name in METRICS])


def _rows(metric: str, apparent: float, found: Floats, n: int) -> Iterator[Row]:
    """Give the three figures of one metric from its values on the sample and on everybody."""
    yield Row("all", f"apparent_{metric}", apparent, np.nan, np.nan, n)
    known = found[np.isfinite(found).all(axis=1)]
    by, error, low, high = (np.nan,) * 4
    if len(known) >= 0.9 * len(found):
        lost = known[:, 0] - known[:, 1]
        by, error = float(lost.mean()), float(_NORMAL * lost.std(ddof=1) / np.sqrt(len(lost)))
        low, high = np.quantile(known[:, 0], (0.025, 0.975)).tolist()
    yield Row("all", f"optimism_{metric}", by, by - error, by + error, n)
    corrected = apparent - by
    yield Row("all", f"corrected_{metric}", corrected, low - by, high - by, n)
