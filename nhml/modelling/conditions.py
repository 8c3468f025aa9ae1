"""What is asked of a model before anybody relies on it, by its figures and by what it reads.

Each condition has a code with a page in ``docs/reference/checks/``. What is not shown counts
as not so.
"""

import math
from collections.abc import Iterator, Mapping
from statistics import NormalDist
from typing import Any, NamedTuple

from nhml.cohorts.enough import FEWEST_EVENTS
from nhml.cohorts.outcomes import guard
from nhml.cohorts.sample_size import MARGIN, for_overall_risk
from nhml.errors import CohortError
from nhml.knowledge import tables
from nhml.modelling import base_rates
from nhml.modelling.evaluation import Evaluation, Row
from nhml.modelling.risk_model import RiskModel

OBSERVED_OVER_EXPECTED = (0.8, 1.25)  # the whole interval: 20 % is not 16 % nor 25 %
SLOPE = (0.75, 1.33)
FEWEST_SCORED = 0.8
FEWEST_OF_A_CLASS = 100  # with fewer, figures of calibration hardly tell (Vergouwe et al. 2005,
# J Clin Epidemiol 58:475, doi:10.1016/j.jclinepi.2004.06.017; Collins et al. 2016)
_ALL = "_all_eligible"


class Condition(NamedTuple):
    """One condition: whether it holds, by which figure; whether a failure is shown."""

    name: str
    code: str
    holds: bool
    words: str
    shown: bool = True


def conditions(model: RiskModel, evaluation: Evaluation) -> Iterator[Condition]:
    """Give every condition on the figures of a model and on what it reads.

    Parameters
    ----------
    model : RiskModel
    evaluation : Evaluation
        On people whom it had not seen.
    """
    yield _enough(model)
    yield _within(evaluation, "o_e", "observed over expected", OBSERVED_OVER_EXPECTED)
    yield _within(evaluation, "calibration_slope", "calibration slope", SLOPE)
    yield _of_subgroups(evaluation)
    yield _looked_at(model)
    yield _share(evaluation)
    yield _over_all(model, evaluation)
    yield _against_baseline(model, evaluation)
    yield _against_rule(model, evaluation)
    yield _without_leak(model)
    yield _without_golden(model)


def _enough(model: RiskModel) -> Condition:
    """Ask for enough of either class, for features and for the overall risk (Riley 2020)."""
    people, events = (int(model.training[name]) for name in ("people", "events"))
    rarer, read = min(events, people - events), max(len(model.features), 1)
    overall = for_overall_risk(events / people)
    wanted = (
        (rarer >= FEWEST_OF_A_CLASS, f"{FEWEST_OF_A_CLASS} of the rarer class"),
        (rarer >= FEWEST_EVENTS * read, f"{FEWEST_EVENTS} of them for each of {read} features"),
        (people >= overall, f"{overall:,} people for an overall risk to within {MARGIN:g}"),
    )
    short = [words for holds, words in wanted if not holds]
    asked = "; ".join(short or [words for _, words in wanted])
    words = f"{people:,} were learnt from, {rarer:,} of the rarer class; wanted {asked}"
    return Condition("people", "too_few_events", not short, words)


def _within(
    evaluation: Evaluation, metric: str, name: str, limits: tuple[float, float]
) -> Condition:
    row, (low, high) = evaluation.row(metric), limits
    if row is None:
        return Condition(name, "miscalibrated", False, "unknown: too few people held out", False)
    words = f"{row.written()}, wanted within {low} to {high}"
    holds = low <= row.low <= row.value <= row.high <= high
    return Condition(name, "miscalibrated", holds, words, not low <= row.value <= high)


def _known(row: Row) -> bool:
    """Tell whether a figure and both ends of its interval are known."""
    return all(map(math.isfinite, (row.value, row.low, row.high)))


def _of_subgroups(evaluation: Evaluation) -> Condition:
    """Fail where a group's observed over expected lies beyond the limits, interval and all.

    A group that lies beyond them with an interval that nobody knows fails too.
    """
    name, (low, high) = "subgroups", OBSERVED_OVER_EXPECTED
    found = [one for one in evaluation.rows if one.metric == "o_e" and one.group != "all"]
    if not found:
        words = "none is known with 20 people of either class"
        return Condition(name, "group_miscalibrated", True, words)
    off = [one for one in found if _beyond(one, low, high)]
    worst = max(found, key=lambda one: abs(math.log(max(one.value, 1e-9))))
    words = "; ".join(
        f"{one.group}: observed over expected {one.written()}" for one in off or [worst]
    )
    return Condition(
        name,
        "group_miscalibrated",
        not off,
        f"{words}; {'' if off else 'the furthest from 1, '}"
        f"wanted none shown to lie beyond {low} to {high}",
    )


def _beyond(row: Row, low: float, high: float) -> bool:
    if not _known(row):
        return not low <= row.value <= high
    return row.high < low or row.low > high


def _looked_at(model: RiskModel) -> Condition:
    """Ask that the groups which everybody belongs to were told apart; one sex is no group."""
    name = "groups looked at"
    told: Mapping[str, Any] = model.training.get("judged", {})
    if "subgroups" not in told:
        words = "the model does not say which; it was trained by an older nhml"
        return Condition(name, "group_miscalibrated", False, words, False)
    sexes = {one.sex for one in base_rates.read(model.training) if one.sex}
    wanted = ["age_band", *(["sex"] if len(sexes) > 1 else [])]
    left_out = [one for one in wanted if one not in told["subgroups"]]
    if left_out:
        words = f"evaluate.subgroups leaves out {', '.join(left_out)}"
        return Condition(name, "group_miscalibrated", False, words, False)
    return Condition(name, "group_miscalibrated", True, ", ".join(told["subgroups"]))


def _share(evaluation: Evaluation) -> Condition:
    name, row = "scored share", evaluation.row("scored_share")
    if row is None:
        return Condition(name, "too_many_abstained", False, "unknown", False)
    words = f"{row.value:.0%} of the eligible, wanted {FEWEST_SCORED:.0%} at least"
    return Condition(name, "too_many_abstained", row.value >= FEWEST_SCORED, words)


def _over_all(model: RiskModel, evaluation: Evaluation) -> Condition:
    """Ask of everybody what is asked of the scored: silence on the hard ones helps nobody."""
    name, code = "all eligible", "too_many_abstained"
    found = (
        _within(evaluation, f"o_e{_ALL}", "observed over expected", OBSERVED_OVER_EXPECTED),
        _within(evaluation, f"calibration_slope{_ALL}", "calibration slope", SLOPE),
        _ranks(evaluation, _ALL),
        _no_worse(model, evaluation),
    )
    off = [one for one in found if not one.holds]
    words = "; ".join(f"{one.name} {one.words}" for one in off or found[:2])
    return Condition(name, code, not off, words, any(one.shown for one in off))


def _no_worse(model: RiskModel, evaluation: Evaluation) -> Condition:
    """Ask that over everybody the baseline is not shown to lose less."""
    row = evaluation.row(f"log_loss_minus_baseline{_ALL}")
    if row is None:
        return Condition("log loss", "worse_than_baseline", False, "cannot be compared", False)
    holds = _is_baseline(model) or (_known(row) and row.low <= 0.0)
    words = f"minus that of the logistic baseline {_signed(row)}"
    return Condition("log loss", "worse_than_baseline", holds, words)


def _ranks(evaluation: Evaluation, suffix: str = "") -> Condition:
    """Ask that people are told apart at all, with the whole interval."""
    row = evaluation.row(f"auroc{suffix}")
    if row is None:
        return Condition("AUROC", "worse_than_baseline", False, "is not known", False)
    words = f"AUROC {row.written()}, wanted more than 0.5"
    holds = _known(row) and row.low > 0.5
    return Condition("AUROC", "worse_than_baseline", holds, words, row.value <= 0.5)


def _is_baseline(model: RiskModel) -> bool:
    return str(model.classifier.estimator) == "logistic"


def _against_baseline(model: RiskModel, evaluation: Evaluation) -> Condition:
    name, code = "logistic baseline", "worse_than_baseline"
    ranks = _ranks(evaluation)
    if _is_baseline(model):
        words = f"is one itself: nothing simpler to beat but chance; {ranks.words}"
        return Condition(name, code, ranks.holds, words, ranks.shown)
    loss = evaluation.row("log_loss_minus_baseline")
    if loss is None or not _known(loss):
        return Condition(name, code, False, "cannot be compared", False)
    gains = _gains(evaluation, "_minus_baseline")
    words = "; ".join([f"log loss {_signed(loss)}", *_said(gains)])
    if loss.high < 0.0:
        return Condition(name, code, ranks.holds, words, ranks.shown)
    if loss.low > 0.0 or any(gain.high < 0.0 for gain in gains):
        return Condition(name, code, False, f"{words}; it is shown to be worse")
    holds = any(gain.low > 0.0 for gain in gains)
    shown_not = "" if holds else "; it is not shown to be better"
    return Condition(name, code, holds and ranks.holds, f"{words}{shown_not}", False)


def _against_rule(model: RiskModel, evaluation: Evaluation) -> Condition:
    """Ask for a threshold at which more is gained than by the rule and by acting on everybody.

    At a low threshold acting on everybody beats a rule that seldom acts: a gain over the
    rule alone says nothing for a model.
    """
    name, code = "clinical rule", "worse_than_clinical_rule"
    rule = tables.clinical_rules().get(model.outcome.key)
    if rule is None:
        return Condition(name, code, True, f"none is known for {model.outcome.key}")
    gains = _gains(evaluation, "_minus_rule")
    if not gains:
        words = f"{rule.label}: not compared; name evaluate.thresholds"
        return Condition(name, code, False, words, False)
    everybody = {_threshold(one): one.low > 0.0 for one in _gains(evaluation, "_minus_all")}
    better = [one for one in gains if one.low > 0.0 and everybody.get(_threshold(one))]
    words = "; ".join([rule.label, *_asked(evaluation), *_said(better or gains)])
    if not better:
        words += "; at no threshold is more shown than by it and by acting on everybody"
    return Condition(name, code, bool(better), words, all(one.high < 0.0 for one in gains))


def _asked(evaluation: Evaluation) -> list[str]:
    """Say how much of what the rule asks was known: what was not counts as no."""
    known = evaluation.row("rule_known_share")
    if known is None or known.value >= 0.995:
        return []
    return [f"of what it asks {known.value:.0%} was known, and the rest counted as no"]


def _gains(evaluation: Evaluation, against: str) -> list[Row]:
    """Give the gain in net benefit at each threshold, with intervals that hold for all at once.

    Of many thresholds one gains by chance. The intervals are widened as if each were allowed
    its share of the five in a hundred (Bonferroni), by the normal quantiles.
    """
    found = [
        row
        for row in evaluation.rows
        if row.group == "all"
        and row.metric.startswith("net_benefit_")
        and row.metric.endswith(against)
        and _known(row)
    ]
    normal = NormalDist()
    wider = normal.inv_cdf(1.0 - 0.025 / max(len(found), 1)) / normal.inv_cdf(0.975)
    return [
        row._replace(
            low=row.value - wider * (row.value - row.low),
            high=row.value + wider * (row.high - row.value),
        )
        for row in found
    ]


def _threshold(row: Row) -> str:
    return row.metric.removeprefix("net_benefit_").partition("_")[0]


def _said(gains: list[Row]) -> list[str]:
    """Say the gains and losses that are shown, or all of them where none is."""
    shown = [one for one in gains if one.low > 0.0 or one.high < 0.0]
    return [f"net benefit at {_threshold(one)} {_signed(one)}" for one in shown or gains]


def _signed(row: Row) -> str:
    return f"{row.value:+.4f} ({row.low:+.4f} to {row.high:+.4f})"


def _without_leak(model: RiskModel) -> Condition:
    name, code = "leakage", "leakage"
    try:
        guard(model.outcome, model.features, model.pathway)
    except CohortError as error:
        told = [line.strip() for line in str(error).splitlines()[:-1]]  # the last is for configs
        return Condition(name, code, False, " ".join(told))
    tied = f"; by name and reason: {', '.join(model.pathway)}" if model.pathway else ""
    return Condition(name, code, True, f"nothing that defines the outcome predicts it{tied}")


def _without_golden(model: RiskModel) -> Condition:
    """A reason lets such a feature train; it does not make a model of it."""
    name, code = "golden feature", "golden_feature"
    alone = dict(model.training.get("golden", {}))
    if not alone:
        return Condition(name, code, True, "no feature alone tells the outcome")
    words = "; ".join(f"{one} alone tells the outcome ({why})" for one, why in alone.items())
    return Condition(name, code, False, f"{words}; read it, no model is needed beside it", False)
