"""Penalised logistic regression with splines: a margin that is a sum over features."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from nhml.modelling.splines import basis, knots

Floats = npt.NDArray[np.float64]

_RANGE = (0.005, 0.995)
_FEWEST_VALUES = 10  # fewer distinct values than this are met by a straight line


@dataclass(frozen=True)
class Term:
    """How one feature enters: its scale, its knots, its missing value, its weights.

    Attributes
    ----------
    log : bool
        Whether it is read on the log scale.
    low, high : float
        Where all but the outermost half percent lie on that scale; values beyond are
        read as these ends, and no single person's extreme is kept.
    filling : float
        Median that stands for a missing value.
    flag : bool
        Whether missing has a weight of its own.
    knots, centre, scale, weights : ndarray
        Of the spline basis; the last column is the missing flag where there is one.
    """

    log: bool
    low: float
    high: float
    filling: float
    flag: bool
    knots: Floats
    centre: Floats
    scale: Floats
    weights: Floats

    def columns(self, values: Floats) -> Floats:
        """Give the standardised columns of the design matrix."""
        read = np.log(np.maximum(values, np.exp(self.low))) if self.log else values
        missing = np.isnan(read)
        read = np.where(missing, self.filling, np.clip(read, self.low, self.high))
        raw = basis(read, self.knots)
        if self.flag:
            raw = np.column_stack([raw, missing])
        standard: Floats = (raw - self.centre) / self.scale
        return standard


class SplineLogistic:
    """Logistic regression on restricted cubic splines, ridge-penalised.

    Parameters
    ----------
    strength : float
        Inverse of the penalty (scikit-learn's C), on standardised columns.
    n_knots : int
        Knots of each continuous feature, 3 to 6.
    log : sequence of bool, optional
        Which features are read on the log scale.
    """

    def __init__(
        self, strength: float = 0.01, n_knots: int = 4, log: Sequence[bool] | None = None
    ) -> None:
        self.strength = strength
        self.n_knots = n_knots
        self.log = log
        self.intercept = 0.0
        self.terms: tuple[Term, ...] = ()

    def fit(self, X: Floats, y: Floats) -> Self:
        """Learn terms and weights.

        Parameters
        ----------
        X : ndarray, shape (n, p)
            NaN is missing.
        y : ndarray, shape (n,)
            0 or 1.
        """
        logs = self.log if self.log is not None else [False] * X.shape[1]
        terms = [self._term(X[:, at], logs[at]) for at in range(X.shape[1])]
        blocks = [term.columns(X[:, at]) for at, term in enumerate(terms)]
        ends = np.cumsum([block.shape[1] for block in blocks])
        solver = LogisticRegression(C=self.strength, solver="newton-cholesky", max_iter=200)
        with threadpool_limits(1):  # so that the sums are taken in one order
            solver.fit(np.column_stack(blocks), y)
        weights = np.split(_tidy(solver.coef_[0]), ends[:-1])
        self.intercept = float(_tidy(solver.intercept_)[0])
        self.terms = tuple(
            Term(**{**vars(term), "weights": weights[at]}) for at, term in enumerate(terms)
        )
        return self

    def _term(self, values: Floats, log: bool) -> Term:
        """Learn scale, knots and filling of one feature."""
        known = values[~np.isnan(values)]
        log = bool(log and known.size and known.max() > 0)
        if log:
            known = np.log(np.maximum(known, known[known > 0].min() / 2.0))
        if not known.size:
            known = np.zeros(1)
        many = len(np.unique(known)) >= _FEWEST_VALUES
        placed = knots(known, self.n_knots) if many else known[:0]
        flag = bool(np.isnan(values).any())
        low, high = np.quantile(known, _RANGE).tolist()
        wide = (1 if len(placed) == 0 else len(placed) - 1) + flag
        zero, one = np.zeros(wide), np.ones(wide)
        raw = Term(log, low, high, float(np.median(known)), flag, placed, zero, one, zero)
        columns = raw.columns(values)
        scale = columns.std(axis=0)
        scale[scale < 1e-12] = 1.0
        if flag:
            scale[-1] = 1.0  # a flag that is seldom raised has to weigh little
        return Term(**{**vars(raw), "centre": columns.mean(axis=0), "scale": scale})

    def margin(self, X: Floats) -> Floats:
        """Give the log-odds, shape (n,)."""
        return np.asarray(self.contributions(X).sum(axis=1), dtype=np.float64)

    def contributions(self, X: Floats) -> Floats:
        """Give the log-odds by feature, shape (n, p + 1); the last is the base."""
        parts = [
            (term.columns(X[:, at]) * term.weights).sum(axis=1)
            for at, term in enumerate(self.terms)
        ]
        return np.column_stack([*parts, np.full(len(X), self.intercept)])

    def plain(self) -> dict[str, Any]:
        """Give the fitted estimator as plain data."""
        terms = [
            {name: _listed(value) for name, value in vars(term).items()} for term in self.terms
        ]
        return {
            "strength": self.strength,
            "n_knots": self.n_knots,
            "intercept": self.intercept,
            "terms": terms,
        }

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Read what `plain` gave; a ValueError where it is something else."""
        logs = [term["log"] for term in data["terms"]]
        made = cls(data["strength"], data["n_knots"], logs)
        made.intercept = float(data["intercept"])
        made.terms = tuple(map(_term, data["terms"]))
        return made


def _term(plain: Mapping[str, Any]) -> Term:
    """Read one term: an unknown number would show itself with some panels alone."""
    numbers = {name: float(plain[name]) for name in ("low", "high", "filling")}
    arrays = {
        name: np.array(plain[name], dtype=np.float64)
        for name in ("knots", "centre", "scale", "weights")
    }
    if not np.isfinite(np.concatenate([[*numbers.values()], *arrays.values()])).all():
        raise ValueError("a number of a term is none")
    return Term(**{**plain, **numbers, **arrays})


def _tidy(values: Floats) -> Floats:
    """Keep twelve significant digits: what is left of them depends on the machine."""
    return np.array([float(f"{value:.12g}") for value in np.ravel(values)])


def _listed(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value
