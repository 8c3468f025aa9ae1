"""An evaluation: every figure with its interval, overall and by subgroup."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from threadpoolctl import threadpool_limits

from nhml.errors import DataError, listing
from nhml.modelling import coverage
from nhml.modelling.decisions import decisions
from nhml.modelling.judging import FEWEST, figures
from nhml.modelling.metrics import mean, net_benefit
from nhml.modelling.resampling import blocks

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_NEEDED = ("outcome", "eligible_risk", "baseline_risk")
_PAIRED = ("auroc", "log_loss", "brier")
_RULE = "clinical_rule"  # 1 where the rule says to act: above every threshold
_KNOWN = "clinical_rule_known"  # share of what the rule asks that was known
_TELL = 0.9  # of the resamples; of a figure that fewer can tell nobody knows the interval
_BANDS = ((0.0, "under 20"), (20.0, "20-39"), (40.0, "40-59"), (60.0, "60+"))


class Row(NamedTuple):
    """One figure: of whom, what, its value, its 95 % interval, from how many people."""

    group: str
    metric: str
    value: float
    low: float
    high: float
    n: int

    def written(self, digits: int = 2) -> str:
        """Write it with its interval: ``0.89 (0.87 to 0.90)``; what is not known is said."""
        value, low, high = (f"{one:z.{digits}f}" for one in self[2:5])
        if not isfinite(self.value):
            return "not known"
        return (
            f"{value} ({low} to {high})" if isfinite(self.low) else f"{value} (interval not known)"
        )


@dataclass(frozen=True, repr=False)
class Evaluation:
    """Figures with intervals.

    Attributes
    ----------
    rows : tuple of Row
    """

    rows: tuple[Row, ...]

    def __repr__(self) -> str:
        shown = [row for name in _PAIRED if (row := self.row(name))]
        figures = (
            f"{one.metric} {one.value:.3f} ({one.low:.3f} to {one.high:.3f})" for one in shown
        )
        return f"<Evaluation of {len(self.rows)} figures: {', '.join(figures)}>"

    def row(self, metric: str, group: str = "all") -> Row | None:
        """Give one figure, or None."""
        return next((one for one in self.rows if one[:2] == (group, metric)), None)

    def value(self, metric: str, group: str = "all") -> float:
        """Give the value of one figure.

        Raises
        ------
        KeyError
            If there is no such figure.
        """
        found = self.row(metric, group)
        if found is None:
            raise KeyError(f"no {metric} of {group}; there is {', '.join(self.metrics(group))}")
        return found.value

    def metrics(self, group: str = "all") -> tuple[str, ...]:
        """List the metrics of a group."""
        return tuple(one.metric for one in self.rows if one.group == group)

    def frame(self) -> pd.DataFrame:
        """Give the figures as a table."""
        return pd.DataFrame(self.rows, columns=Row._fields)

    def to_json(self) -> str:
        """Write a list of ``{group, metric, value, low, high, n}``; what is unknown is null."""
        plain = [
            {key: None if _unknown(cell) else cell for key, cell in row._asdict().items()}
            for row in self.rows
        ]
        return json.dumps(plain, indent=1, allow_nan=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` gave."""
        known = [
            {key: np.nan if cell is None else cell for key, cell in row.items()}
            for row in json.loads(text)
        ]
        return cls(tuple(Row._make(row[name] for name in Row._fields) for row in known))


def _unknown(cell: object) -> bool:
    return isinstance(cell, float) and not isfinite(cell)


def age_band(age: Floats) -> npt.NDArray[np.object_]:
    """Name the band of each age [a]: under 20, 20-39, 40-59, 60+; None where unknown."""
    bands = np.full(len(age), None, dtype=object)
    for start, words in _BANDS:
        bands[age >= start] = words
    return bands


def evaluate(
    people: pd.DataFrame,
    *,
    thresholds: Sequence[float] = (),
    subgroups: Iterable[str] = (),
    resamples: int = 300,
    seed: int = 0,
) -> Evaluation:
    """Judge risks against outcomes.

    Parameters
    ----------
    people : DataFrame
        One row a panel: ``subject_id, status, outcome, risk, eligible_risk, baseline_risk``,
        subgroup columns, and ``survey_weight, survey_stratum, survey_psu`` where there was a
        survey. ``eligible_risk`` is the risk whether it was shown or not; where there is none,
        ``fallback_risk`` (such as the prevalence) stands in. ``clinical_rule`` is 1 where
        the clinical rule of the outcome says to act, where there is one, and
        ``clinical_rule_known`` the share of what it asks that was known.
    thresholds : sequence of float
        Risks at which net benefit, the interventions avoided, sensitivity, specificity and
        the predictive values are given.
    subgroups : iterable of str
        Columns by whose values people are told apart.
    resamples : int
        Bootstrap resamples behind every 95 % interval.
    seed : int

    Returns
    -------
    Evaluation
        Among the scored under plain names, over everybody as ``…_all_eligible``; the logistic
        baseline as ``baseline_…``, the clinical rule as ``rule_…``; weighted for the survey as
        ``weighted_…``. Slopes, curves and ratios are left out where either class has fewer than
        20 people. Acting on everybody is ``net_benefit_all_…``, what the model gains over it
        ``net_benefit_…_minus_all``, of the group ``all`` alone. Where ``reasons`` are given,
        the shares that were left without a risk or marked stand by ground as
        ``abstained_…`` and ``marked_…``, and the figures among the marked as ``…_marked``
        where either class has 20 of them. Where more than a tenth of
        the resamples cannot tell a figure, its interval is unknown.

    Raises
    ------
    DataError
        If anybody has no outcome or no risk: they would be ranked above everybody else.
    """
    people = complete(people.reset_index(drop=True))
    weights = blocks(people, resamples, seed)
    # small products: more threads wait for each other, and round differently
    with threadpool_limits(limits=1, user_api="blas"):
        rows = tuple(
            row
            for group, who in groups(people, subgroups)
            for prefix, block in weights.items()
            for row in _judged(people, who, block, thresholds, group, prefix)
        )
    return Evaluation(rows)


def complete(people: pd.DataFrame) -> pd.DataFrame:
    """Let ``fallback_risk`` stand in where nobody gave a risk.

    Raises
    ------
    DataError
        If anybody has no outcome or no risk all the same.
    """
    if "fallback_risk" in people:
        filled = people["eligible_risk"].fillna(people["fallback_risk"])
        people = people.assign(eligible_risk=filled)
    unknown = {name: int(people[name].isna().sum()) for name in _NEEDED}
    mistakes = [f"{name}: {n} of {len(people)} unknown" for name, n in unknown.items() if n]
    if mistakes:
        way_out = "give eligible_risk a fallback_risk, and leave out who has no outcome"
        raise DataError(listing(f"people cannot be judged; {way_out}", mistakes))
    return people


def groups(people: pd.DataFrame, subgroups: Iterable[str]) -> Iterator[tuple[str, Bools]]:
    """Give everybody as ``all``, then each value of each column as ``column=value``."""
    yield "all", np.ones(len(people), dtype=bool)
    for name in subgroups:
        for value in sorted(people[name].dropna().unique(), key=str):
            yield f"{name}={value}", (people[name] == value).to_numpy(dtype=bool, na_value=False)


def _judged(
    people: pd.DataFrame,
    who: Bools,
    block: Floats,
    thresholds: Sequence[float],
    group: str,
    prefix: str,
) -> Iterator[Row]:
    """Judge the people of one group under one set of weights, the scored and everybody."""
    scored = (people["status"] == "scored").to_numpy()
    y = people["outcome"].to_numpy(dtype=np.float64)
    shares = {"scored_share": scored, "prevalence": y == 1.0, **coverage.grounds(people)}
    for name, holds in shares.items():
        share = np.minimum(mean(holds[who].astype(np.float64), block[:, who]), 1.0)
        yield _row(group, f"{prefix}{name}", share, int(who.sum()))
    every = list(_rows(people, who, block, thresholds, group))
    shown = every if scored[who].all() else _rows(people, who & scored, block, thresholds, group)
    yield from (row._replace(metric=f"{prefix}{row.metric}") for row in shown)
    yield from (row._replace(metric=f"{prefix}{row.metric}_all_eligible") for row in every)
    if group == "all" and "reasons" in people:
        yield from _marked(people, block, prefix)


def _marked(people: pd.DataFrame, block: Floats, prefix: str) -> Iterator[Row]:
    """Judge those whose risk was shown with a mark, where there are enough to be judged."""
    at = np.flatnonzero(coverage.marked(people))
    inside, weights = people.iloc[at], block[:, at]
    y = inside["outcome"].to_numpy(dtype=np.float64)
    if min(y.sum(), (1.0 - y).sum()) < FEWEST:
        return
    for name, values in (("prevalence", mean(y, weights)), *_compared(inside, weights, ())):
        yield _row("all", f"{prefix}{name}_marked", values, len(at))


def _rows(
    people: pd.DataFrame, who: Bools, block: Floats, thresholds: Sequence[float], group: str
) -> Iterator[Row]:
    at = np.flatnonzero(who)
    inside, weights = people.iloc[at], block[:, at]
    for name, values in _compared(inside, weights, thresholds):
        yield _row(group, name, values, len(at))
    y, risk = (inside[name].to_numpy(dtype=np.float64) for name in _NEEDED[:2])
    for threshold in thresholds if group == "all" else ():
        ours, everybody = (
            net_benefit(threshold)(y, one, weights) for one in (risk, np.ones(len(y)))
        )
        yield _row(group, f"net_benefit_all_{threshold:g}", everybody, len(at))
        yield _row(group, f"net_benefit_{threshold:g}_minus_all", ours - everybody, len(at))
    if _KNOWN in inside and len(at):
        yield _row(group, "rule_known_share", mean(inside[_KNOWN].to_numpy(), weights), len(at))


def _compared(
    people: pd.DataFrame, block: Floats, thresholds: Sequence[float]
) -> Iterator[tuple[str, Floats]]:
    """Judge the model, its baseline and the rule, and by how much they differ."""
    y, *risks = (people[name].to_numpy(dtype=np.float64) for name in _NEEDED)
    model, plain = (figures(y, risk, block, thresholds) for risk in risks)
    rule = {}
    if _RULE in people and model:
        rule = decisions(y, people[_RULE].to_numpy(dtype=np.float64), block, thresholds)
    for name, ours in model.items():
        benefit = name.startswith("net_benefit_")
        yield name, ours
        yield f"baseline_{name}", plain[name]
        if name in _PAIRED or benefit:
            yield f"{name}_minus_baseline", ours - plain[name]
        if name in rule:
            yield f"rule_{name}", rule[name]
        if name in rule and benefit:
            yield f"{name}_minus_rule", ours - rule[name]


def _row(group: str, metric: str, values: Floats, n: int) -> Row:
    return Row(group, metric, *interval(values), n)


def interval(values: Floats) -> tuple[float, float, float]:
    """Give the estimate, which stands first, and its 95 % interval over the resamples.

    What cannot be negative, such as ICI, is larger in resamples than in the sample: the
    interval is then widened so that it holds the estimate. It is NaN where more than a
    tenth of the resamples cannot tell.
    """
    value, known = float(values[0]), values[1:][np.isfinite(values[1:])]
    if not known.size or known.size < _TELL * (len(values) - 1):
        return value, np.nan, np.nan
    low, high = np.quantile(known, (0.025, 0.975)).tolist()
    return value, min(low, value), max(high, value)
