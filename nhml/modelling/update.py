"""What was changed of a model's log-odds for other people, after it was learnt."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

Floats = npt.NDArray[np.float64]

_RANGE = (0.005, 0.995)
_FLAT = 1e-9
_NUMBERS = ("slope", "intercept", "stretch")


@dataclass(frozen=True)
class LinearTerm:
    """How one feature enters a revised model: a straight line on its own scale.

    Attributes
    ----------
    feature : int
        Its column.
    log : bool
        Whether it is read on the log scale.
    low, high : float
        Where all but the outermost half percent lie on that scale; values beyond are read
        as these ends.
    centre, scale : float
        What is taken off, and by what the rest is divided. A missing value stands at the
        centre and adds nothing.
    weight : float
        In log-odds.
    """

    feature: int
    log: bool
    low: float
    high: float
    centre: float
    scale: float
    weight: float = 0.0

    @classmethod
    def of(cls, feature: int, values: Floats, log: bool) -> Self | None:
        """Learn the scale of a feature; None where nobody's value differs from another's."""
        known = values[~np.isnan(values)]
        log = bool(log and known.size and known.min() > 0.0)
        read = np.log(known) if log else known
        if not read.size:
            return None
        low, high = np.quantile(read, _RANGE).tolist()
        kept = np.clip(read, low, high)
        centre, scale = float(kept.mean()), float(kept.std())
        if scale <= _FLAT * (1.0 + abs(centre)):
            return None
        return cls(feature, log, *(float(f"{one:.12g}") for one in (low, high, centre, scale)))

    def column(self, X: Floats) -> Floats:
        """Give it in standard deviations, shape (n,)."""
        values = X[:, self.feature]
        read = np.log(np.maximum(values, np.exp(self.low))) if self.log else values
        away = (np.clip(read, self.low, self.high) - self.centre) / self.scale
        column: Floats = np.where(np.isnan(away), 0.0, away)
        return column


@dataclass(frozen=True)
class Update:
    """New log-odds: ``slope * old + intercept``, and a line for each feature of a revision.

    Attributes
    ----------
    slope, intercept : float
    stretch : float
        Slope without the lines: by it the stability interval widens or narrows.
    terms : tuple of LinearTerm
    """

    slope: float = 1.0
    intercept: float = 0.0
    stretch: float = 1.0
    terms: tuple[LinearTerm, ...] = ()

    def margin(self, margin: Floats, X: Floats) -> Floats:
        """Give the new log-odds, shape (n,), from the old and the features."""
        moved = self.slope * margin + self.intercept
        for term in self.terms:
            moved = moved + term.weight * term.column(X)
        return np.asarray(moved, dtype=np.float64)

    def contributions(self, parts: Floats, X: Floats) -> Floats:
        """Give what adds up to the new log-odds; the last column is the base."""
        parts = self.slope * parts
        parts[:, -1] += self.intercept
        for term in self.terms:
            parts[:, term.feature] += term.weight * term.column(X)
        return parts

    def around(
        self, interval: tuple[Floats, Floats], old: Floats, new: Floats
    ) -> tuple[Floats, Floats]:
        """Move an interval of the risk along: from about the old log-odds to about the new."""
        low, high = (expit(new + self.stretch * (logit(end) - old)) for end in interval)
        return low, high

    def after(self, earlier: "Update | None") -> "Update":
        """Give both as one: the earlier, and then this."""
        if earlier is None:
            return self
        kept = [
            LinearTerm(**{**asdict(term), "weight": self.slope * term.weight})
            for term in earlier.terms
        ]
        return Update(
            slope=self.slope * earlier.slope,
            intercept=self.slope * earlier.intercept + self.intercept,
            stretch=self.stretch * earlier.stretch,
            terms=(*kept, *self.terms),
        )

    def plain(self) -> dict[str, Any]:
        """Give it as plain data."""
        return asdict(self)

    @classmethod
    def from_plain(cls, data: Mapping[str, Any], features: int) -> Self:
        """Read what `plain` gave; a ValueError where it is something else."""
        terms = tuple(_term(one, features) for one in data["terms"])
        slope, intercept, stretch = (float(data[name]) for name in _NUMBERS)
        made = cls(slope, intercept, stretch, terms)
        if not all(map(isfinite, (made.slope, made.intercept))) or not 0.0 < made.stretch < 1e6:
            raise ValueError("a number of an update is none")
        return made


def _term(plain: Mapping[str, Any], features: int) -> LinearTerm:
    numbers = {name: float(plain[name]) for name in ("low", "high", "centre", "scale", "weight")}
    column = plain["feature"]
    whole = type(column) is int and 0 <= column < features and type(plain["log"]) is bool
    if not whole or not all(map(isfinite, numbers.values())) or numbers["scale"] <= 0.0:
        raise ValueError("a term of an update is none")
    return LinearTerm(column, plain["log"], **numbers)


def linear_terms(X: Floats, logs: Sequence[bool]) -> tuple[LinearTerm, ...]:
    """Learn a term of each feature that varies and that no others before it add up to.

    Parameters
    ----------
    X : ndarray, shape (n, p)
        Features, NaN missing.
    logs : sequence of bool, length p
    """
    kept: list[LinearTerm] = []
    columns = np.ones((len(X), 1))
    for at, log in enumerate(logs):
        term = LinearTerm.of(at, X[:, at], log)
        if term is None:
            continue
        tried = np.column_stack([columns, term.column(X)])
        if np.linalg.matrix_rank(tried, tol=1e-6 * np.sqrt(len(X))) == tried.shape[1]:
            kept.append(term)
            columns = tried
    return tuple(kept)
