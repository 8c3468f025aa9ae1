"""Promote: let a registered model through a gate, or say which condition it failed.

The figures are those of its training, on people held out, unweighted. What is not shown
counts as not so: a model whose calibration is unknown is not promoted. Of the subgroups that
its config names, where people are few, only what is shown to be wrong counts.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

from nhml.cohorts.outcomes import guard
from nhml.errors import CohortError
from nhml.knowledge import tables
from nhml.modelling.evaluation import Evaluation, Row
from nhml.modelling.risk_model import RiskModel
from nhml.reporting import performance

OBSERVED_OVER_EXPECTED = (0.8, 1.25)  # the whole interval: 20 % is not 16 % nor 25 %
SLOPE = (0.75, 1.33)
FEWEST_SCORED = 0.8


class Condition(NamedTuple):
    """One condition of the gate: whether it holds, and the figure that says so."""

    name: str
    holds: bool
    words: str


class Verdict(NamedTuple):
    """What the gate says of a model.

    Attributes
    ----------
    model : str
        Its address, by version.
    conditions : tuple of Condition
    before : str
        Version that bore the alias before; empty where none did, or nothing was changed.
    """

    model: str
    conditions: tuple[Condition, ...]
    before: str = ""

    @property
    def passes(self) -> bool:
        """Tell whether every condition holds."""
        return all(one.holds for one in self.conditions)


def promote(uri: str, alias: str = "champion", *, only_say: bool = False) -> Verdict:
    """Judge a registered model by the gate and, where it passes, give it the alias.

    Parameters
    ----------
    uri : str
        ``models:/name@candidate`` or ``models:/name/version``.
    alias : str
    only_say : bool
        Whether to leave the alias where it is.

    Raises
    ------
    ModelNotFound, ModelError
        If it is not registered, cannot be trusted, or its run keeps no evaluation.
    """
    from nhml.tracking import models, registry

    found = registry.version(uri)
    model = models.load(found.uri)
    verdict = Verdict(found.uri, tuple(conditions(model, registry.evaluation(found))))
    if not verdict.passes or only_say:
        return verdict
    return verdict._replace(before=registry.call(found, alias))


def conditions(model: RiskModel, evaluation: Evaluation) -> Iterator[Condition]:
    """Give every condition of the gate for a model and its held-out evaluation.

    Parameters
    ----------
    model : RiskModel
    evaluation : Evaluation
    """
    yield _within(evaluation, "o_e", "observed over expected", OBSERVED_OVER_EXPECTED)
    yield _within(evaluation, "calibration_slope", "calibration slope", SLOPE)
    yield _of_subgroups(evaluation)
    yield _share(evaluation)
    yield _against_baseline(model, evaluation)
    yield _against_rule(model, evaluation)
    yield _without_leak(model)


def _within(
    evaluation: Evaluation, metric: str, name: str, limits: tuple[float, float]
) -> Condition:
    row, (low, high) = evaluation.row(metric), limits
    if row is None:
        return Condition(name, False, "unknown: too few people held out")
    words = f"{performance.written(row)}, wanted within {low} to {high}"
    return Condition(name, low <= row.low and row.high <= high, words)


def _of_subgroups(evaluation: Evaluation) -> Condition:
    """Fail where a group's observed over expected lies beyond the limits, interval and all."""
    name, (low, high) = "subgroups", OBSERVED_OVER_EXPECTED
    found = [one for one in evaluation.rows if one.metric == "o_e" and one.group != "all"]
    if not found:
        return Condition(name, True, "none is known with 20 people of either class")
    off = [one for one in found if one.high < low or one.low > high]
    worst = max(found, key=lambda one: abs(math.log(max(one.value, 1e-9))))
    words = "; ".join(
        f"{one.group}: observed over expected {performance.written(one)}" for one in off or [worst]
    )
    return Condition(
        name,
        not off,
        f"{words}; {'' if off else 'the furthest from 1, '}"
        f"wanted none shown to lie beyond {low} to {high}",
    )


def _share(evaluation: Evaluation) -> Condition:
    share = evaluation.value("scored_share")
    words = f"{share:.0%} of the eligible, wanted {FEWEST_SCORED:.0%} at least"
    return Condition("scored share", share >= FEWEST_SCORED, words)


def _against_baseline(model: RiskModel, evaluation: Evaluation) -> Condition:
    name = "logistic baseline"
    if model.training.get("estimator") == "logistic":
        return Condition(name, True, "is one itself: nothing simpler to beat")
    loss = evaluation.row("log_loss_minus_baseline")
    if loss is None:
        return Condition(name, False, "cannot be compared")
    words = f"log loss {loss.value:+.4f} ({loss.low:+.4f} to {loss.high:+.4f})"
    gains = _gains(evaluation, "_minus_baseline")
    words = "; ".join([words, *_said(gains)])
    if loss.high < 0.0:
        return Condition(name, True, words)
    if loss.low > 0.0 or any(gain.high < 0.0 for gain in gains):
        return Condition(name, False, f"{words}; it is shown to be worse")
    return Condition(name, any(gain.low > 0.0 for gain in gains), words)


def _against_rule(model: RiskModel, evaluation: Evaluation) -> Condition:
    """Ask for a threshold at which more is gained than by the rule and by acting on everybody.

    At a low threshold acting on everybody beats a rule that seldom acts: a gain over the
    rule alone says nothing for a model.
    """
    name, rule = "clinical rule", tables.clinical_rules().get(model.outcome.key)
    if rule is None:
        return Condition(name, True, f"none is known for {model.outcome.key}")
    gains = _gains(evaluation, "_minus_rule")
    if not gains:
        return Condition(name, False, f"{rule.label}: not compared; name evaluate.thresholds")
    everybody = {_threshold(one): one.low > 0.0 for one in _gains(evaluation, "_minus_all")}
    better = [one for one in gains if one.low > 0.0 and everybody.get(_threshold(one))]
    words = "; ".join([rule.label, *_asked(evaluation), *_said(better or gains)])
    if not better:
        words += "; at no threshold is more shown than by it and by acting on everybody"
    return Condition(name, bool(better), words)


def _asked(evaluation: Evaluation) -> list[str]:
    """Say how much of what the rule asks was known: what was not counts as no."""
    known = evaluation.row("rule_known_share")
    if known is None or known.value >= 0.995:
        return []
    return [f"of what it asks {known.value:.0%} was known, and the rest counted as no"]


def _gains(evaluation: Evaluation, against: str) -> list[Row]:
    """Give the gain in net benefit at each threshold."""
    return [
        row
        for row in evaluation.rows
        if row.group == "all"
        and row.metric.startswith("net_benefit_")
        and row.metric.endswith(against)
    ]


def _threshold(row: Row) -> str:
    return row.metric.removeprefix("net_benefit_").partition("_")[0]


def _said(gains: list[Row]) -> list[str]:
    """Say the gains and losses that are shown, or all of them where none is."""
    shown = [one for one in gains if one.low > 0.0 or one.high < 0.0]
    return [
        f"net benefit at {_threshold(one)} {one.value:+.4f} ({one.low:+.4f} to {one.high:+.4f})"
        for one in shown or gains
    ]


def _without_leak(model: RiskModel) -> Condition:
    try:
        guard(model.outcome, model.features, model.pathway)
    except CohortError as error:
        return Condition("leakage", False, str(error).splitlines()[0])
    tied = f"; by name and reason: {', '.join(model.pathway)}" if model.pathway else ""
    return Condition("leakage", True, f"nothing that defines the outcome predicts it{tied}")
