"""Promote: let a registered model through a gate, or say which condition it failed.

The figures are those of its training, on people held out. What is not shown counts as
not so: a model whose calibration is unknown is not promoted.
"""

from collections.abc import Iterator
from typing import NamedTuple

from nhml.cohorts.outcomes import guard
from nhml.errors import CohortError
from nhml.knowledge import tables
from nhml.modelling.evaluation import Evaluation
from nhml.modelling.risk_model import RiskModel

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
    words = f"{row.value:.2f} ({row.low:.2f} to {row.high:.2f}), wanted within {low} to {high}"
    return Condition(name, low <= row.low and row.high <= high, words)


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
    if loss.high < 0.0 or not gains:
        return Condition(name, loss.high < 0.0, words)
    return Condition(name, any(holds for holds, _ in gains), "; ".join([words, *_said(gains)]))


def _against_rule(model: RiskModel, evaluation: Evaluation) -> Condition:
    name, rule = "clinical rule", tables.clinical_rules().get(model.outcome.key)
    if rule is None:
        return Condition(name, True, f"none is known for {model.outcome.key}")
    gains = _gains(evaluation, "_minus_rule")
    if not gains:
        return Condition(name, False, f"{rule.label}: not compared; name evaluate.thresholds")
    return Condition(name, any(holds for holds, _ in gains), "; ".join([rule.label, *_said(gains)]))


def _gains(evaluation: Evaluation, against: str) -> list[tuple[bool, str]]:
    """Give the gain in net benefit at each threshold, and whether it is shown."""
    rows = [row for row in evaluation.rows if row.group == "all" and row.metric.endswith(against)]
    return [
        (
            row.low > 0.0,
            f"net benefit at {row.metric.removeprefix('net_benefit_').removesuffix(against)} "
            f"{row.value:+.4f} ({row.low:+.4f} to {row.high:+.4f})",
        )
        for row in rows
        if row.metric.startswith("net_benefit_")
    ]


def _said(gains: list[tuple[bool, str]]) -> list[str]:
    shown = [words for holds, words in gains if holds]
    return shown or [words for _, words in gains]


def _without_leak(model: RiskModel) -> Condition:
    try:
        guard(model.outcome, model.features, model.pathway)
    except CohortError as error:
        return Condition("leakage", False, str(error).splitlines()[0])
    tied = f"; by name and reason: {', '.join(model.pathway)}" if model.pathway else ""
    return Condition("leakage", True, f"nothing that defines the outcome predicts it{tied}")
