"""What is found wrong with a model by its figures, told with stable codes."""

import math
from collections.abc import Iterable, Iterator

from nhml.cohorts import finding
from nhml.cohorts.finding import Finding
from nhml.cohorts.sample_size import MARGIN
from nhml.modelling.conditions import OBSERVED_OVER_EXPECTED, conditions
from nhml.modelling.evaluation import Evaluation
from nhml.modelling.risk_model import RiskModel

_NAMED = 10  # people of a group that is named


def findings(
    model: RiskModel, evaluation: Evaluation, widths: Iterable[float] = ()
) -> tuple[Finding, ...]:
    """Tell what is wrong with a model by an evaluation, the worst first.

    A condition that does not hold is a ``stop`` where the fault is shown, a ``warn`` where it
    is only not excluded.

    Parameters
    ----------
    model : RiskModel
    evaluation : Evaluation
    widths : iterable of float
        Of the stability interval of each scored person; see `unstable`.
    """
    told = [
        finding.found(one.code, "stop" if one.shown else "warn", f"{one.name}: {one.words}")
        for one in conditions(model, evaluation)
        if not one.holds
    ]
    told += [*unstable(model, widths), *_silent_groups(evaluation), *_moved(model, evaluation)]
    return tuple(sorted(told, key=lambda one: one.severity != "stop"))


def unstable(model: RiskModel, widths: Iterable[float] = ()) -> Iterator[Finding]:
    """Tell where the risks of single people move too much between refits.

    The mean absolute error of a refit's risk is wanted to be 0.05 at most, as in the second
    criterion of Riley 2020. A model that kept it says it. Of another it is read off the fast
    intervals: of a normal spread s it is s times the root of 2 / pi, and nine tenths are 2
    times 1.645 s wide.

    Parameters
    ----------
    model : RiskModel
    widths : iterable of float
        ``risk_high - risk_low`` of each scored person, where the model kept no such error.
    """
    known = [width for width in widths if math.isfinite(width)]
    error = math.sqrt(2.0 / math.pi) / (2.0 * 1.645) * math.fsum(known) / max(len(known), 1)
    by = f"stability intervals of {len(known):,} people"
    if model.instability is not None:
        error, by = model.instability.mape, f"{model.instability.refits} refits"
    if error > MARGIN:
        words = (
            f"a refit on other people of the same kind moves one person's risk by {error:.3f} "
            f"on average ({by}), wanted {MARGIN:g} at most"
        )
        yield finding.found("unstable", "warn", words)


def _silent_groups(evaluation: Evaluation) -> Iterator[Finding]:
    """Tell of groups in which either class has too few people for a figure."""
    told = {one.group for one in evaluation.rows if one.metric == "o_e"}
    sizes = {
        one.group: one.n
        for one in evaluation.rows
        if one.metric == "scored_share" and one.group not in told
    }
    if not sizes:
        return
    named = [f"{group} ({n:,} people)" for group, n in sizes.items() if n >= _NAMED]
    few = len(sizes) - len(named)
    named += [f"{few} more of fewer than {_NAMED} people"] if few else []
    words = f"fewer than 20 people with or without the outcome: {', '.join(named)}"
    yield finding.found("group_without_events", "warn", words)


def _moved(model: RiskModel, evaluation: Evaluation) -> Iterator[Finding]:
    """Tell where the outcome is not as frequent as among those who were learnt from."""
    row, facts = evaluation.row("prevalence"), model.training
    share = int(facts["events"]) / int(facts["people"])
    low, high = OBSERVED_OVER_EXPECTED
    if row is None or row.low <= share <= row.high or low <= row.value / share <= high:
        return
    words = f"{row.value:.1%} have the outcome here, {share:.1%} of those who were learnt from had"
    yield finding.found("drift", "warn", words)
