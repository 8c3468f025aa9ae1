"""The sentences of the page about an evaluation, made from its facts."""

from collections.abc import Iterator
from math import isfinite

from nhml.modelling import optimism
from nhml.modelling.evaluation import Row
from nhml.reporting import performance, wording
from nhml.reporting.study import Study

_VAGUE = 1.0  # width of an interval of the slope
_CORRECTED = ("apparent", "corrected")


def brief(study: Study) -> list[str]:
    """Say first who was answered at all, then how well, and what is not shown.

    Parameters
    ----------
    study : Study
    """
    parts = (_coverage, _ranks, _right, _weighted, _baseline, _use, _apart)
    return [words for part in parts for words in part(study)]


def _coverage(study: Study) -> Iterator[str]:
    row = study.evaluation.row("scored_share")
    share = f" ({100 * row.value:.1f} %)" if row else ""
    silent = study.panels - study.scored
    if not silent:
        yield f"Coverage: all {study.panels:,} panels were given a risk."
        return
    yield (
        f"Coverage: {study.scored:,} of {study.panels:,} panels{share} were given a risk; the "
        f"model abstained on, or could not read, {silent:,}. What follows is among the scored "
        "unless it says all eligible, which counts the risk that was withheld too."
    )


def _ranks(study: Study) -> Iterator[str]:
    row = study.evaluation.row("auroc")
    if row is None:
        yield "Discrimination: not known, for all of the scored had the outcome, or none."
    else:
        chance = "" if row.low > 0.5 else " It is not shown to rank better than chance."
        yield f"Discrimination: AUROC {performance.written(row, 3)}.{chance}"


def _right(study: Study) -> Iterator[str]:
    found = study.evaluation
    slope, ratio, ici = (found.row(one) for one in ("calibration_slope", "o_e", "ici"))
    if not (slope and ratio and ici):
        yield "Calibration: too few people with or without the outcome to tell."
        return
    yield (
        f"Calibration: observed : expected {performance.written(ratio)}, slope "
        f"{performance.written(slope)}, mean distance from the smooth curve (ICI) "
        f"{performance.written(ici, 3)}. {_verdict(ratio, slope)}"
    )


def _weighted(study: Study) -> Iterator[str]:
    named = (("AUROC", "auroc", 3), ("observed : expected", "o_e", 2),
             ("slope", "calibration_slope", 2))  # fmt: skip
    rows = [
        (words, study.evaluation.row(f"weighted_{one}"), digits) for words, one, digits in named
    ]
    told = [f"{words} {performance.written(row, digits)}" for words, row, digits in rows if row]
    if told:
        yield f"Weighted for the survey, so for its population: {', '.join(told)}."


def flattered(study: Study) -> list[str]:
    """Say what Harrell's bootstrap corrects; empty where it was not asked for.

    Parameters
    ----------
    study : Study
    """
    told = []
    for metric in optimism.METRICS:
        apparent, corrected = (study.evaluation.row(f"{one}_{metric}") for one in _CORRECTED)
        if apparent and corrected:
            told.append(
                f"{metric.replace('_', ' ')} {apparent.value:.3f} on its own people, "
                f"{performance.written(corrected, 3)} corrected"
            )
    return (
        [f"Optimism (Harrell's bootstrap): {'; '.join(told)}; {optimism.CAUTION}."] if told else []
    )


def _verdict(ratio: Row, slope: Row) -> str:
    told = []
    if ratio.low > 1.0:
        told.append("Risks are too low on the whole.")
    if ratio.high < 1.0:
        told.append("Risks are too high on the whole.")
    if slope.high < 1.0:
        told.append("Risks are too extreme.")
    if slope.low > 1.0:
        told.append("Risks are too close to each other.")
    if not all(map(isfinite, (ratio.low, slope.low))):
        told.append("Of the intervals not all are known.")
    if slope.high - slope.low > _VAGUE:
        told.append("The slope is hardly known: too few people.")
    return " ".join(told) or "Neither ratio nor slope is shown to differ from 1."


def _baseline(study: Study) -> Iterator[str]:
    verdict = performance.against(study.evaluation).rstrip(".")
    rows = (
        ("log loss", study.evaluation.row("log_loss_minus_baseline"), 4),
        ("AUROC", study.evaluation.row("auroc_minus_baseline"), 3),
    )
    told = [f"{words} {_signed(row, digits)}" for words, row, digits in rows if row]
    after = f"; {', '.join(told)}" if told and not study.plain else ""
    yield f"Beside the baseline: {verdict}{after}."


def _signed(row: Row, digits: int) -> str:
    value, low, high = (f"{one:+z.{digits}f}" for one in (row.value, row.low, row.high))
    return f"{value} ({low} to {high})" if isfinite(row.low) else f"{value} (interval not known)"


def _use(study: Study) -> Iterator[str]:
    """Say at which thresholds it is shown to beat the better of acting on all and on none."""
    told = []
    for threshold in study.thresholds:
        ours = study.evaluation.row(f"net_benefit_{threshold:g}")
        over = study.evaluation.row(f"net_benefit_{threshold:g}_minus_all")
        if ours is None or over is None:
            continue
        better = ours.low > 0.0 and over.low > 0.0
        words = "better than both" if better else "not shown to be better than both"
        told.append(f"at {100 * threshold:.3g} % {words}")
    if told:
        yield f"Use: acting on the risk, against acting on all or on nobody, is {', '.join(told)}."


def _apart(study: Study) -> Iterator[str]:
    """Name the groups in which risks are shown to be wrong."""
    rows = [(one.words, study.evaluation.row("o_e", one.key)) for one in study.groups]
    shown = [(words, row) for words, row in rows if row]
    if not shown:
        return
    wrong = [
        f"{words} {performance.written(row)}"
        for words, row in shown
        if row.low > 1.0 or row.high < 1.0
    ]
    if wrong:
        yield (
            f"Subgroups: the ratio of observed to expected is shown to differ from 1 in "
            f"{wording.listed(wrong, 8)} (of {len(shown)} groups, not corrected for their number)."
        )
    else:
        yield f"Subgroups: in none of {len(shown)} is observed : expected shown to differ from 1."


def limits(study: Study) -> list[str]:
    """Say what the figures cannot tell.

    Parameters
    ----------
    study : Study
    """
    outer = (
        "Folds of one source are not another place or time: judge it on your own people."
        if study.held_out
        else "One cohort is one place and time: judge it on your own people."
    )
    told = [
        "Decision support, never a diagnosis. Cleared by nobody for clinical use.",
        outer,
        "Net benefit takes the outcome as what an action is for, and every action as equally "
        "burdensome to all; thresholds are for clinicians and patients to choose.",
        "A subgroup whose interval is wide is not shown to be judged fairly; it is not known.",
        "Contributions are how the model behaves, never causes.",
    ]
    caution = study.model.outcome.caution
    return [*told, wording.sentence(caution)] if caution else told
