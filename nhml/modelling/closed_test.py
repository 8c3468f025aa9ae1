"""How much of a model other people show to be wrong: a closed test of nested updates.

Vergouwe, Nieboer, Oostenbrink and others 2017, Stat Med 36:4529, doi:10.1002/sim.7179. The
largest update is tested against the model as it is; only if that is shown to be better, the
smaller ones are, from the smallest up, each against the largest. What is first not shown to
be worse is taken, so that a model that is right is left alone in all but 5 % of cases.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.stats import chi2

from nhml.cohorts import sample_size
from nhml.modelling.departure import departure

Floats = npt.NDArray[np.float64]

LEVEL = 0.05
METHODS = ("none", "intercept", "logistic", "refit")  # each holds the one before it
FEWEST_FOR_INTERCEPT = 10
FEWEST_FOR_SLOPE = 100
_FITTED = {"intercept": 1, "logistic": 2}  # coefficients


class Allowed(NamedTuple):
    """Whether there are enough people for one method.

    Attributes
    ----------
    method : str
    holds : bool
    words : str
        What was wanted, and what there is.
    standing : str
        ``cited`` or ``convention``: where the rule comes from.
    """

    method: str
    holds: bool
    words: str
    standing: str


class Compared(NamedTuple):
    """One likelihood ratio test: a method against the largest that is allowed."""

    method: str
    against: str
    statistic: float
    df: int
    p: float


class Fit(NamedTuple):
    """One method fitted: its negative log-likelihood and its coefficients.

    Attributes
    ----------
    loss : float
    coefficients : ndarray, shape (k,)
        Of the constant, the log-odds, then the further columns: how the outcome departs from
        the log-odds given.
    """

    loss: float
    coefficients: Floats


def allowed(people: int, events: int, terms: int) -> tuple[Allowed, ...]:
    """Ask of each method whether there are enough people for it.

    The intercept wants 10 people of the rarer class, a convention (Peduzzi 1996,
    doi:10.1016/S0895-4356(96)00236-3: ten a coefficient). The slope wants 100 of either class
    (Vergouwe 2005, doi:10.1016/j.jclinepi.2004.06.017). A revision wants as many people as a
    regression of its size would to keep nine tenths of its effects (Riley 2019,
    doi:10.1002/sim.7992), and what the slope wants.

    Parameters
    ----------
    people, events : int
        Persons, and those with the outcome.
    terms : int
        Linear terms of a revision.
    """
    rarer = min(events, people - events)
    found = [
        _least("intercept", rarer, FEWEST_FOR_INTERCEPT, "convention"),
        _least("logistic", rarer, FEWEST_FOR_SLOPE, "cited"),
    ]
    if not terms or not rarer:
        words = "nothing that varies to revise" if rarer else "one class only"
        return (*found, Allowed("refit", False, words, "cited"))
    prevalence = events / people
    r2 = sample_size.SHARE_EXPLAINED * sample_size.largest_r2(prevalence)
    wanted = sample_size.for_shrinkage(terms + 1, r2)
    words = f"{people:,} people for {terms + 1} slopes, wanted {wanted:,} at least"
    enough = people >= wanted and found[1].holds
    return (*found, Allowed("refit", enough, words, "cited"))


def _least(method: str, rarer: int, wanted: int, standing: str) -> Allowed:
    words = f"{rarer:,} people of the rarer class, wanted {wanted:,} at least"
    return Allowed(method, rarer >= wanted, words, standing)


def fits(
    margin: Floats, columns: Floats, y: Floats, weights: Floats, methods: Sequence[str] = METHODS
) -> Mapping[str, Fit]:
    """Fit each method by maximum likelihood, the smallest first.

    A fit that runs away, or that turns the model's order of people round, is left out.

    Parameters
    ----------
    margin : ndarray, shape (n,)
        The log-odds that people were given.
    columns : ndarray, shape (n, k)
        What a refit adds beside slope and intercept.
    y : ndarray, shape (n,)
        0 or 1, both present.
    weights : ndarray, shape (n,)
        One, or a share of one for each panel of a person.
    methods : sequence of str
        Those that may be taken; ``none`` is always one.
    """
    design = np.column_stack([np.ones_like(margin), margin, columns])
    found = {"none": Fit(_loss(margin, y, weights), np.zeros(0))}
    for method in METHODS[1:]:
        if method not in methods:
            continue
        wide = _FITTED.get(method, design.shape[1])
        (fitted,), (settled,) = departure(design[:, :wide], margin, y, weights[None, :])
        if settled and not (method == "refit" and fitted[1] <= -1.0):
            odds = margin + design[:, :wide] @ fitted
            found[method] = Fit(_loss(odds, y, weights), fitted)
    return found


def closed_test(
    fitted: Mapping[str, Fit], level: float = LEVEL
) -> tuple[str, tuple[Compared, ...]]:
    """Choose the smallest update that is not shown to be worse than the largest.

    Parameters
    ----------
    fitted : mapping of str to Fit
        As `fits` gives them.
    level : float
        Of each test.

    Returns
    -------
    method : str
    tests : tuple of Compared
        In the order in which they were made.
    """
    largest = list(fitted)[-1]
    tests = []
    for method in list(fitted)[:-1]:
        statistic = max(2.0 * (fitted[method].loss - fitted[largest].loss), 0.0)
        df = len(fitted[largest].coefficients) - len(fitted[method].coefficients)
        p = float(chi2.sf(statistic, df))
        tests.append(Compared(method, largest, float(f"{statistic:.6g}"), df, float(f"{p:.4g}")))
        if p >= level:
            return method, tuple(tests)
    return largest, tuple(tests)


def _loss(odds: Floats, y: Floats, weights: Floats) -> float:
    return float(weights @ (np.logaddexp(0.0, odds) - y * odds))
