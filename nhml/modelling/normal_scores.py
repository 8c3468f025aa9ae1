"""A measurement as its normal score among the people of a training.

What few of them reach is far out, whatever its unit or skew.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
from scipy.special import ndtri

from nhml.panels.panel import Floats

_LEVELS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975, 0.99, 0.995)
_FAR = 1e6  # as far as a score is drawn out, in units of what is read


@dataclass(frozen=True)
class Scale:
    """A measurement as normal scores: between its quantiles, and straight on beyond them.

    Attributes
    ----------
    name : str
    log : bool
    at, scores : tuple of float
        Quantiles, on the log scale where ``log``, and what they are read as.
    """

    name: str
    log: bool
    at: tuple[float, ...]
    scores: tuple[float, ...]

    @classmethod
    def learn(cls, name: str, log: bool, known: Floats, share: float) -> Self:
        """Learn the quantiles beyond which a share of the people lies at least."""
        on_log = log and bool(known.min() > 0.0)
        levels = [one for one in _LEVELS if share <= one <= 1.0 - share + 1e-9]
        seen = np.quantile(np.log(known) if on_log else known, levels)
        at = np.array([float(f"{value:.4g}") for value in seen])
        each = np.unique(at)
        scores = [round(float(ndtri(levels)[at == one].mean()), 6) for one in each]
        return cls(name, on_log, tuple(each.tolist()), tuple(scores))

    def read(self, value: Floats) -> Floats:
        """Give the normal scores, shape (n,); NaN where nothing is known."""
        at, scores = np.array(self.at), np.array(self.scores)
        if self.log:
            value = np.log(np.maximum(value, np.exp(at[0]) / 1000.0))
        (low, lowest), (high, highest) = (
            (at[end] + way * _FAR, scores[end] + way * _FAR * self._slope(end))
            for end, way in ((0, -1.0), (-1, 1.0))
        )
        read: Floats = np.interp(value, [low, *at, high], [lowest, *scores, highest])
        return read

    def _slope(self, end: int) -> float:
        """Give how fast scores rise beyond an end: as they do on the way to it from the middle."""
        middle = float(np.interp(0.0, self.scores, self.at))
        away = self.at[end] - middle
        if away * self.scores[end] > 0.0:
            return self.scores[end] / away
        width = self.at[-1] - self.at[0]  # half of the people share the last value
        return (self.scores[-1] - self.scores[0]) / width if width else 0.0

    def plain(self) -> dict[str, Any]:
        """Give it as plain data."""
        return asdict(self)

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Read what `plain` gave."""
        at, scores = (tuple(map(float, data[key])) for key in ("at", "scores"))
        return cls(str(data["name"]), bool(data["log"]), at, scores)
