"""How a column was spread among many people, told without any of them: shares by cell.

A number is kept as the share of people at and below each of up to a hundred edges, a word or
a grade as the share of each. No cell holds fewer than ten people, so that nobody is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.panels.panel import Floats

FEWEST = 10  # people of a cell
_CELLS, _EACH = 100, 20  # most cells, and people of each that are aimed at
_FEW_VALUES = 8  # up to which a number is a grade: a flag, an answer of a questionnaire
_DIGITS, _SHARE = 4, 5
OTHERS = "others"

Objects = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Spread:
    """The spread of one column among the people who have it.

    Attributes
    ----------
    people : int
        Persons, not panels.
    edges : tuple of float
        Ascending, of numbers.
    below : tuple of float
        Share of people at and below each edge.
    mean, median, sd : float
        Of numbers; ``sd`` is half the distance of the quantiles that lie one standard
        deviation apart from the median in a normal distribution.
    shares : mapping of str to float
        Of words and grades.
    """

    people: int
    edges: tuple[float, ...] = ()
    below: tuple[float, ...] = ()
    mean: float = 0.0
    median: float = 0.0
    sd: float = 0.0
    shares: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, column: npt.NDArray[Any], subjects: Objects) -> Self | None:
        """Take the spread of a column.

        Parameters
        ----------
        column : ndarray, shape (n,)
            Numbers, NaN unknown, or text, None unknown.
        subjects : ndarray, shape (n,)

        Returns
        -------
        Spread or None
            None where fewer than twenty people have it.
        """
        known = ~pd.isna(column)
        cells, own = column[known], subjects[known]
        people = len(set(own))
        if people < 2 * FEWEST:
            return None
        if cells.dtype == object or len(np.unique(cells)) <= _FEW_VALUES:
            return cls(people, shares=_shares(cells, own))
        values = cells.astype(np.float64)
        edges = _edges(values, own, people)
        if not edges:
            return cls(people, shares={OTHERS: 1.0})
        low, middle, high = np.quantile(values, (0.1587, 0.5, 0.8413)).tolist()
        return cls(
            people,
            edges=edges,
            below=tuple(round(float((values <= one).mean()), _SHARE) for one in edges),
            mean=_tidy(float(values.mean())),
            median=_tidy(middle),
            sd=_tidy((high - low) / 2.0 or float(values.std())),
        )

    @property
    def cells(self) -> Floats:
        """Give the share of each cell, those of numbers from the lowest."""
        if self.shares:
            return np.array(list(self.shares.values()))
        return np.diff(np.array([0.0, *self.below, 1.0]))

    def counts(self, column: npt.NDArray[Any]) -> Floats:
        """Count a column by these cells; what is unknown is left out."""
        known = column[~pd.isna(column)]
        if self.shares:
            place = {name: at for at, name in enumerate(self.shares)}
            last = place.get(OTHERS, len(place))
            words = [place.get(_word(cell), last) for cell in known]
            return np.bincount(np.array(words, dtype=np.intp), minlength=len(place)).astype(float)
        at = np.searchsorted(np.array(self.edges), known.astype(np.float64), side="left")
        return np.bincount(at, minlength=len(self.edges) + 1).astype(np.float64)

    def plain(self) -> dict[str, Any]:
        """Give it as plain data."""
        if self.shares:
            return {"people": self.people, "shares": dict(self.shares)}
        return {
            "people": self.people,
            "edges": list(self.edges),
            "below": list(self.below),
            "mean": self.mean,
            "median": self.median,
            "sd": self.sd,
        }

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Read what `plain` gave; a ValueError, KeyError or TypeError where it is none."""
        if "shares" in data:
            shares = {str(name): float(share) for name, share in data["shares"].items()}
            return cls(int(data["people"]), shares=shares)
        edges, below = (tuple(map(float, data[name])) for name in ("edges", "below"))
        ordered = all(np.all(np.diff(one) >= 0) for one in (edges, below))
        if not edges or len(edges) != len(below) or not ordered or not 0 <= below[0] <= 1:
            raise ValueError("a spread is none")
        mean, median, sd = (float(data[name]) for name in ("mean", "median", "sd"))
        return cls(int(data["people"]), edges, below, mean, median, sd)


def _edges(values: Floats, subjects: Objects, people: int) -> tuple[float, ...]:
    """Give rounded quantiles; an edge that would part off fewer than ten people is left out."""
    number = max(2, min(_CELLS, people // _EACH))
    wanted = np.quantile(values, np.linspace(0.0, 1.0, number + 1)[1:-1], method="nearest")
    candidates = sorted({_tidy(float(one)) for one in wanted})
    kept: list[float] = []
    lowest = -np.inf
    for edge in candidates:
        inside, above = (values > lowest) & (values <= edge), values > edge
        if min(len(set(subjects[inside])), len(set(subjects[above]))) >= FEWEST:
            kept.append(edge)
            lowest = edge
    return tuple(kept)


def _shares(cells: npt.NDArray[Any], subjects: Objects) -> dict[str, float]:
    """Give the share of each word; those of few people are told together, or not at all."""
    words = np.array([_word(cell) for cell in cells], dtype=object)
    people = {word: len(set(subjects[words == word])) for word in sorted(set(words))}
    few = [word for word, number in people.items() if number < FEWEST]
    if few and len(set(subjects[np.isin(words, few)])) < FEWEST:
        common = [word for word in people if word not in few]
        few += sorted(common, key=lambda word: people[word])[:1]
    names = np.where(np.isin(words, few), OTHERS, words)
    return {
        str(name): round(float((names == name).mean()), _SHARE)
        for name in sorted(set(names), key=lambda one: (one == OTHERS, one))
    }


def _word(cell: object) -> str:
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def _tidy(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
