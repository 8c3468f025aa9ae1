"""Curves: what the figures of an evaluation draw, told without any person.

Numbers are rounded, the cells of the histogram are of ten people at least, and of few
people nothing is drawn: a `Curves` may leave the folder of its people.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from threadpoolctl import threadpool_limits

from nhml.modelling.decisions import at_thresholds
from nhml.modelling.disclosure import FEWEST_IN_A_CELL, told
from nhml.modelling.evaluation import complete, interval
from nhml.modelling.held_out import SMALLEST, Tenth, tenths
from nhml.modelling.metrics import at_distinct
from nhml.modelling.resampling import blocks
from nhml.modelling.smoothing import Smooth, log_odds

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_FEWEST = 20  # people of either class below which a calibration curve says nothing
_POINTS = 100
_CELLS = 100
_DIGITS = 4


class Band(NamedTuple):
    """A curve with its 95 % interval at each point; NaN where it cannot be told."""

    at: tuple[float, ...]
    value: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class Curves:
    """What an evaluation draws, of the scored people.

    Attributes
    ----------
    calibration : Band or None
        The smoothed share with the outcome at each risk, between the outermost half
        percent of risks. None where either class has fewer than 20 people.
    tenths : tuple of Tenth
        Empty where fewer than 50 people were scored; so is all that follows.
    net_benefit : mapping of str to Band
        True positives a person at each threshold, of ``model``, ``baseline``, ``rule``
        (where there is one) and ``all``. NaN where fewer than ten people, but not nobody,
        would be acted upon.
    avoided : mapping of str to Band
        Interventions avoided per 100 people, against acting on everybody, of ``model``,
        ``baseline`` and ``rule``.
    with_outcome, without_outcome : tuple of int, length k
        People in each cell of risk; each number is nought or ten at least.
    edges : tuple of float, length k + 1
        Of the cells, which are wider where people are few; all three are empty where
        either class has fewer than ten.
    roc : Band or None
        Sensitivity at each 1 - specificity.
    people, events : int
        The scored, and those of them with the outcome.
    """

    calibration: Band | None
    tenths: tuple[Tenth, ...]
    net_benefit: Mapping[str, Band]
    avoided: Mapping[str, Band]
    with_outcome: tuple[int, ...]
    without_outcome: tuple[int, ...]
    edges: tuple[float, ...]
    roc: Band | None
    people: int
    events: int

    def plain(self) -> dict[str, Any]:
        """Give it as plain data; what is unknown is null."""
        return {
            "calibration": _plain(self.calibration),
            "tenths": [one._asdict() for one in self.tenths],
            "net_benefit": {name: _plain(one) for name, one in self.net_benefit.items()},
            "avoided": {name: _plain(one) for name, one in self.avoided.items()},
            "with_outcome": list(self.with_outcome),
            "without_outcome": list(self.without_outcome),
            "edges": list(self.edges),
            "roc": _plain(self.roc),
            "people": self.people,
            "events": self.events,
        }

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Read what `plain` gave; a KeyError, TypeError or ValueError where it did not."""
        return cls(
            _band(data["calibration"]),
            tuple(Tenth(**{key: float(x) for key, x in one.items()}) for one in data["tenths"]),
            {str(name): _known(one) for name, one in data["net_benefit"].items()},
            {str(name): _known(one) for name, one in data["avoided"].items()},
            tuple(map(int, data["with_outcome"])),
            tuple(map(int, data["without_outcome"])),
            tuple(map(float, data["edges"])),
            _band(data["roc"]),
            int(data["people"]),
            int(data["events"]),
        )


def _plain(band: Band | None) -> dict[str, list[float | None]] | None:
    if band is None:
        return None
    return {
        name: [one if isfinite(one) else None for one in part]
        for name, part in band._asdict().items()
    }


def _band(data: Mapping[str, Any] | None) -> Band | None:
    return None if data is None else _known(data)


def _known(data: Mapping[str, Any]) -> Band:
    parts = (
        tuple(np.nan if one is None else float(one) for one in data[name]) for name in Band._fields
    )
    band = Band(*parts)
    if len(set(map(len, band))) > 1:
        raise ValueError("a curve's parts are of different lengths")
    return band


def curves(people: pd.DataFrame, *, resamples: int = 300, seed: int = 0) -> Curves:
    """Draw the curves of risks against outcomes.

    Parameters
    ----------
    people : DataFrame
        As `nhml.modelling.evaluation.evaluate` takes it; the scored among them are drawn.
    resamples : int
        Bootstrap resamples behind the bands, by person.
    seed : int

    Raises
    ------
    DataError
        If anybody has no outcome or no risk.
    """
    people = complete(people.reset_index(drop=True))
    scored = (people["status"] == "scored").to_numpy()
    block = blocks(people, resamples, seed)[""][:, scored]
    inside = people[scored]
    y = inside["outcome"].to_numpy(dtype=np.float64)
    counts = (len(y), int(y.sum()))
    if len(y) < SMALLEST:
        return Curves(None, (), {}, {}, (), (), (), None, *counts)
    risk = inside["eligible_risk"].to_numpy(dtype=np.float64)
    with threadpool_limits(limits=1, user_api="blas"):
        benefit, avoided = _decisions(_risks(inside), y, block)
        return Curves(
            _calibration(y, risk, block),
            tenths(inside),
            benefit,
            avoided,
            *_histogram(y, risk),
            _roc(y, risk, block),
            *counts,
        )


def _calibration(y: Floats, risk: Floats, block: Floats) -> Band | None:
    if min(y.sum(), (1.0 - y).sum()) < _FEWEST:
        return None
    first, last = np.quantile(log_odds(risk), (0.005, 0.995)).tolist()
    at = _rounded(1.0 / (1.0 + np.exp(-np.linspace(first, last, _POINTS))))
    return drawn(at, Smooth.fit(y, risk, block).at(at, len(y)))


def _risks(people: pd.DataFrame) -> dict[str, Floats]:
    """Give whose decisions are drawn; the rule acts at every threshold or at none."""
    found = {"model": people["eligible_risk"], "baseline": people["baseline_risk"]}
    if "clinical_rule" in people:
        found["rule"] = (people["clinical_rule"] == 1.0).astype(np.float64)
    return {name: one.to_numpy(dtype=np.float64) for name, one in found.items()}


def _decisions(
    risks: Mapping[str, Floats], y: Floats, block: Floats
) -> tuple[dict[str, Band], dict[str, Band]]:
    at = thresholds(y)
    odds, benefit, avoided = at / (1.0 - at), {}, {}
    everybody = benefits(y, np.ones(len(y)), block, at)
    for name, risk in risks.items():
        ours = benefits(y, risk, block, at)
        benefit[name] = drawn(at, ours)
        avoided[name] = drawn(at, (ours - everybody) / odds * 100.0)
    return {**benefit, "all": drawn(at, everybody)}, avoided


def thresholds(y: Floats) -> Floats:
    """Give the thresholds of a decision curve: of a rare outcome they are low."""
    share = float(y.mean())
    first, last = min(0.01, max(share / 2.0, 0.001)), min(0.99, 2.5 * share + 0.1)
    return _rounded(np.linspace(first, last, _POINTS))


def benefits(y: Floats, risk: Floats, block: Floats, at: Floats) -> Floats:
    """Give net benefit at thresholds, shape (B, t); NaN where few would be acted upon."""
    caught, called = at_thresholds(y, risk, block, at)
    found: Floats = caught - (called - caught) * (at / (1.0 - at))
    found /= block.sum(axis=1, keepdims=True)
    few = ~told((risk[:, None] >= at).sum(axis=0))
    found[:, few] = np.nan
    return found


def _roc(y: Floats, risk: Floats, block: Floats) -> Band | None:
    """Give sensitivity on a grid: no point of it is a person."""
    if min(y.sum(), (1.0 - y).sum()) < FEWEST_IN_A_CELL:
        return None
    at = np.linspace(0.0, 1.0, _POINTS + 1)
    return drawn(_rounded(at), np.vstack([_sensitivity(y, risk, row, at) for row in block]))


def _sensitivity(y: Floats, risk: Floats, weights: Floats, at: Floats) -> Floats:
    """Give one resample's sensitivity at each 1 - specificity; a resample of one class has none."""
    sides = [np.cumsum(side[0, ::-1]) for side in at_distinct(y, risk, weights[None, :])]
    if min(side[-1] for side in sides) <= 0.0:
        return np.full(len(at), np.nan)
    right, wrong = (np.r_[0.0, side / side[-1]] for side in sides)
    sensitivity: Floats = np.interp(at, wrong, right)
    return sensitivity


def _histogram(
    y: Floats, risk: Floats
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[float, ...]]:
    """Count people by risk; a cell of few of either class joins the next, the last the others."""
    edges = np.linspace(0.0, 1.0, _CELLS + 1)
    sides = np.array([np.histogram(risk[y == value], edges)[0] for value in (1.0, 0.0)])
    if (sides.sum(axis=1) < FEWEST_IN_A_CELL).any():
        return (), (), ()
    cells: list[npt.NDArray[np.int64]] = []
    ends, held = [0.0], np.zeros(2, dtype=np.int64)
    for count, end in zip(sides.T, edges[1:].tolist(), strict=True):
        held = held + count
        if told(held).all():
            cells.append(held)
            ends.append(round(end, 6))
            held = np.zeros(2, dtype=np.int64)
    while not told(held).all():
        held = held + cells.pop()
        ends.pop()
        if told(held).all():
            cells.append(held)
            ends.append(1.0)
    with_it, without = (tuple(int(cell[side]) for cell in cells) for side in (0, 1))
    return with_it, without, tuple(ends)


def drawn(at: Floats, values: Floats) -> Band:
    """Make a band of the estimate, which stands first, and its resamples.

    Parameters
    ----------
    at : ndarray, shape (g,)
    values : ndarray, shape (1 + resamples, g)
    """
    parts = np.array([interval(column) for column in values.T]).T
    return Band(*(tuple(_rounded(part).tolist()) for part in (at, *parts)))


def _rounded(values: Floats) -> Floats:
    return np.array([float(f"{one:.{_DIGITS}g}") for one in values.tolist()])
