"""Two models on the same people: every difference within the same resamples."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from threadpoolctl import threadpool_limits

from nhml.modelling.curves import Band, benefits, drawn, thresholds
from nhml.modelling.disclosure import few_called, hidden, told, withheld
from nhml.modelling.evaluation import groups, interval
from nhml.modelling.held_out import SMALLEST
from nhml.modelling.judging import figures
from nhml.modelling.resampling import blocks

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

FIRST, SECOND, ALIKE, UNTOLD = "first", "second", "cannot tell them apart", ""
_LESS_IS_BETTER = ("log_loss", "brier", "ici", "e_max")
_RIGHT_AT = {"calibration_slope": 1.0, "calibration_intercept": 0.0, "o_e": 1.0}
_UNJUDGED = (
    *("sensitivity_", "specificity_", "ppv_", "npv_"),  # more of one is less of another
    *("interventions_avoided_", "scaled_brier"),  # net benefit and Brier score told otherwise
)
_DIGITS = 6


class Difference(NamedTuple):
    """One figure of two models and the first less the second.

    Attributes
    ----------
    group, metric : str
        As in an evaluation: plain among those whom both score, ``…_all_eligible`` of
        everybody, ``weighted_…`` for the survey.
    first, second : float
    difference, low, high : float
        With its paired 95 % interval.
    better : str
        ``first``, ``second``, ``cannot tell them apart``, or empty where a figure alone
        makes no model better. A slope, an intercept or a ratio is better nearer to its
        right value.
    n : int
    """

    group: str
    metric: str
    first: float
    second: float
    difference: float
    low: float
    high: float
    better: str
    n: int


class Reclassified(NamedTuple):
    """Whom two models would act upon at a threshold; all None where a number is of few people.

    Attributes
    ----------
    threshold : float
    outcome : bool
        Whether it counts those with the outcome, or those without.
    both, first, second, neither : int or None
    """

    threshold: float
    outcome: bool
    both: int | None
    first: int | None
    second: int | None
    neither: int | None


@dataclass(frozen=True)
class Comparison:
    """What two models differ in; holds no person.

    Attributes
    ----------
    rows : tuple of Difference
    net_benefit : Band or None
        Of the first less the second at each threshold, among those whom both score.
    reclassified : tuple of Reclassified
        Among those whom both score.
    scored : mapping of str to (int or None)
        How many are scored by ``both``, ``first`` alone, ``second`` alone, ``neither``;
        None where they are few, or would tell who are.
    people, events : int
        All of them.
    """

    rows: tuple[Difference, ...]
    net_benefit: Band | None
    reclassified: tuple[Reclassified, ...]
    scored: Mapping[str, int | None]
    people: int
    events: int

    def row(self, metric: str, group: str = "all") -> Difference | None:
        """Give one difference, or None."""
        return next((one for one in self.rows if one[:2] == (group, metric)), None)

    def plain(self) -> dict[str, Any]:
        """Give it as plain data; what is unknown is null."""
        return {
            "rows": [_known(one._asdict()) for one in self.rows],
            "net_benefit": None
            if self.net_benefit is None
            else {
                name: [one if isfinite(one) else None for one in part]
                for name, part in self.net_benefit._asdict().items()
            },
            "reclassified": [one._asdict() for one in self.reclassified],
            "scored": dict(self.scored),
            "people": self.people,
            "events": self.events,
        }


def _known(cells: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: None if isinstance(cell, float) and not isfinite(cell) else cell
        for key, cell in cells.items()
    }


def compare(
    people: pd.DataFrame,
    *,
    at: Sequence[float] = (),
    subgroups: Iterable[str] = (),
    resamples: int = 300,
    seed: int = 0,
) -> Comparison:
    """Compare the risks that two models give the same people.

    Parameters
    ----------
    people : DataFrame
        One row a panel: ``subject_id, outcome``, of each model ``first_status, first_risk``
        and ``second_status, second_risk`` (the risk whether it was shown or not), subgroup
        columns, and ``survey_weight, survey_stratum, survey_psu`` where there was a survey.
    at : sequence of float
        Risks at which one would act.
    subgroups : iterable of str
        Columns by whose values people are told apart; groups of few are left out.
    resamples : int
        Bootstrap resamples behind every interval, the same for both.
    seed : int
    """
    people = people.reset_index(drop=True)
    both = _scored(people, "first") & _scored(people, "second")
    y = people["outcome"].to_numpy(dtype=np.float64)
    weights, apart = blocks(people, resamples, seed), tuple(subgroups)
    few = {group for name in apart for group in hidden(people, name)}
    with threadpool_limits(limits=1, user_api="blas"):
        rows = tuple(
            row
            for group, who in groups(people, apart)
            if group not in few
            for prefix, block in weights.items()
            for inside, suffix in ((who & both, ""), (who, "_all_eligible"))
            for row in _differences(people, inside, block, at, group, (prefix, suffix))
        )
        curve = _net_benefit(people[both], weights[""][:, both])
    moved = tuple(_reclassified(people[both], at))
    return Comparison(rows, curve, moved, _coverage(people), len(y), int(y.sum()))


def _scored(people: pd.DataFrame, which: str) -> Bools:
    return (people[f"{which}_status"] == "scored").to_numpy(dtype=bool)


def _risks(people: pd.DataFrame) -> tuple[Floats, Floats, Floats]:
    """Give outcome, first risk, second risk."""
    y, first, second = (
        people[name].to_numpy(dtype=np.float64) for name in ("outcome", "first_risk", "second_risk")
    )
    return y, first, second


def _differences(
    people: pd.DataFrame,
    who: Bools,
    block: Floats,
    at: Sequence[float],
    group: str,
    around: tuple[str, str],
) -> Iterator[Difference]:
    inside = people[who]
    if len(inside) < SMALLEST:
        return
    y, *risks = _risks(inside)
    ours, theirs = (figures(y, risk, block[:, who], at) for risk in risks)
    sides = [
        inside.assign(status="scored", eligible_risk=inside[name])
        for name in ("first_risk", "second_risk")
    ]
    for metric, values in ours.items():
        if any(few_called(side, "all", metric) for side in sides):
            continue  # a share that a threshold takes of so few would tell of one person
        other = theirs[metric]
        by, low, high = map(_tidy, interval(values - other))
        beside = _tidy(float(values[0])), _tidy(float(other[0]))
        better = _verdict(metric, values, other)
        yield Difference(group, metric.join(around), *beside, by, low, high, better, len(inside))


def _verdict(metric: str, first: Floats, second: Floats) -> str:
    """Say which is better, where all of the paired interval says so."""
    if metric.startswith(_UNJUDGED):
        return UNTOLD
    _, low, high = interval(_badness(metric, first) - _badness(metric, second))
    if not isfinite(low):
        return UNTOLD
    return FIRST if high < 0.0 else SECOND if low > 0.0 else ALIKE


def _badness(metric: str, values: Floats) -> Floats:
    if metric == "o_e":
        with np.errstate(divide="ignore"):  # a resample in which nobody had it is far off
            return np.abs(np.log(values))
    if metric in _RIGHT_AT:
        return np.abs(values - _RIGHT_AT[metric])
    return values if metric in _LESS_IS_BETTER else -values


def _net_benefit(people: pd.DataFrame, block: Floats) -> Band | None:
    if len(people) < SMALLEST:
        return None
    y, first, second = _risks(people)
    at = thresholds(y)
    return drawn(at, benefits(y, first, block, at) - benefits(y, second, block, at))


def _reclassified(people: pd.DataFrame, at: Sequence[float]) -> Iterator[Reclassified]:
    y, first, second = _risks(people)
    for threshold in at:
        ours, theirs = first >= threshold, second >= threshold
        cells = (ours & theirs, ours & ~theirs, ~ours & theirs, ~ours & ~theirs)
        for outcome in (True, False):
            counts = [int((cell & (y == outcome)).sum()) for cell in cells]
            # the shares of each model are told beside them: of one cell all would follow
            shown = counts if told(counts).all() else [None] * len(counts)
            yield Reclassified(threshold, outcome, *shown)


def _coverage(people: pd.DataFrame) -> dict[str, int | None]:
    first, second = _scored(people, "first"), _scored(people, "second")
    cells = {
        "both": first & second,
        "first": first & ~second,
        "second": ~first & second,
        "neither": ~first & ~second,
    }
    shown = withheld([int(cell.sum()) for cell in cells.values()])
    return dict(zip(cells, shown, strict=True))


def _tidy(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
