"""From where to where a model has seen each column, told without any person.

Each tail is that of many people, drawn out by a rule: a quantile beyond which ten people at
least lie is moved away from the median as far as three standard deviations lie beyond that
quantile in a normal distribution, on the log scale where the column is read on it. Neither
tail is shorter than a quarter of the other. Limits are rounded outward.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, exp, floor, log10
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from nhml.features import catalogue
from nhml.panels.panel import Floats, Panels

Bools = npt.NDArray[np.bool_]

FEWEST = 100  # people with a value, below which nothing is said of a column
MANY_VALUES = 10  # a column that knows no more of them is a grade or a flag
TAIL, PEOPLE = 0.005, 10  # share and people beyond a quantile that is kept, at least
_DRAWN_OUT = 3.0  # standard deviations
_SHORTEST = 0.25
_DIGITS = 2


@dataclass(frozen=True)
class Ranges:
    """The lowest and the highest that is still like the training, in canonical units.

    Attributes
    ----------
    limits : mapping of str to pair of float
        By column of the panel frame.
    """

    limits: Mapping[str, tuple[float, float]]

    @classmethod
    def learn(cls, panels: Panels, names: Iterable[str]) -> Self:
        """Learn the ranges of the columns in which many people have many values.

        Parameters
        ----------
        panels : Panels
            Of the people a model learns from.
        names : iterable of str
        """
        found = {name: _range(panels, name) for name in sorted(set(names))}
        return cls({name: pair for name, pair in found.items() if pair is not None})

    def beyond(self, panels: Panels) -> Mapping[str, Bools]:
        """Tell for each column whose value lies beyond what was seen, shape (n,) each."""
        return {
            name: (value < low) | (value > high)
            for name, (low, high) in self.limits.items()
            for value in (panels.number(name),)
        }

    def plain(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {name: list(pair) for name, pair in self.limits.items()}

    @classmethod
    def from_plain(cls, data: Mapping[str, Sequence[float]]) -> Self:
        """Read what `plain` gave."""
        return cls({name: (float(low), float(high)) for name, (low, high) in data.items()})


def measured(panels: Panels, name: str) -> bool:
    """Tell whether a column is a measurement that enough people have."""
    column = panels.column(name)
    if column.dtype == object:
        return False
    known = ~np.isnan(column)
    return tail(panels, known) > 0.0 and len(np.unique(column[known])) > MANY_VALUES


def tail(panels: Panels, known: Bools) -> float:
    """Give the least share beyond a quantile that may be kept; 0 where too few are known."""
    people = len(set(panels.subject_id[known]))
    return max(TAIL, PEOPLE / people) if people >= FEWEST else 0.0


def _range(panels: Panels, name: str) -> tuple[float, float] | None:
    if not measured(panels, name):
        return None
    value = panels.number(name)
    known: Bools = ~np.isnan(value)
    seen, share = value[known], tail(panels, known)
    on_log = catalogue.known()[name].feature.log and bool(seen.min() > 0.0)
    low, middle, high = _quantiles(np.log(seen) if on_log else seen, share)
    further = _DRAWN_OUT / -float(ndtri(share))
    below, above = (middle - low) * further, (high - middle) * further
    pair = (middle - max(below, above * _SHORTEST), middle + max(above, below * _SHORTEST))
    bottom, top = map(exp, pair) if on_log else pair
    return _rounded(bottom, floor), _rounded(top, ceil)


def _quantiles(seen: Floats, share: float) -> tuple[float, float, float]:
    low, middle, high = np.quantile(seen, (share, 0.5, 1.0 - share)).tolist()
    return low, middle, high


def _rounded(value: float, towards: Any) -> float:
    """Round to two significant digits, down or up."""
    if value == 0.0:
        return 0.0
    step = _DIGITS - 1 - floor(log10(abs(value)))
    whole = towards(round(value * 10.0**step, 6))
    return float(f"{whole * 10.0**-step:.{_DIGITS}g}")
