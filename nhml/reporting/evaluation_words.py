"""The sentences of the page about an evaluation, made from its facts."""

from collections.abc import Iterator
from math import isfinite

from nhml.modelling import optimism
from nhml.modelling.evaluation import Row
from nhml.reporting import performance, wording
from nhml.reporting.study import Study

DEFINITIONS = (
    (
        "AUROC",
        "Chance that a person with the outcome was given a higher risk than one without, ties "
        "half; 0.5 is chance.",
        "Hanley and McNeil 1982, Radiology, doi:10.1148/radiology.143.1.7063747",
    ),
    (
        "Average precision",
        "Mean positive predictive value over the people with the outcome, from the highest risk "
        "down; chance is the share with the outcome.",
        "Davis and Goadrich 2006, ICML, doi:10.1145/1143844.1143874",
    ),
    (
        "Log loss, Brier score",
        "Mean negative log-likelihood; mean squared distance of risk and outcome. Lower is "
        "better; they judge ranking and calibration together. Scaled: 1 less the Brier score "
        "over that of giving everybody the share with the outcome.",
        "Steyerberg and others 2010, Epidemiology, doi:10.1097/EDE.0b013e3181c30fb2",
    ),
    (
        "Observed : expected, slope, intercept",
        "Events over the sum of risks; slope of the outcome on the log-odds of the risk, below 1 "
        "where risks are too extreme; intercept with the slope held at 1.",
        "Van Calster and others 2016, J Clin Epidemiol, doi:10.1016/j.jclinepi.2015.12.005",
    ),
    (
        "ICI, E-max",
        "Mean and largest distance between the risk and the smoothed share with the outcome. Here "
        "the smoother is a penalised spline, not loess.",
        "Austin and Steyerberg 2019, Stat Med, doi:10.1002/sim.8281",
    ),
    (
        "Net benefit, interventions avoided",
        "True positives less false positives weighed by the odds of the threshold, a person; what "
        "is gained over acting on everybody, as interventions spared per 100 people with no fewer "
        "true positives.",
        "Vickers and Elkin 2006, Med Decis Making, doi:10.1177/0272989X06295361",
    ),
    (
        "Sensitivity, specificity, PPV, NPV",
        "Of those with the outcome, the share at or above the threshold; of those without, the "
        "share below; of those at or above, the share with the outcome; of those below, the share "
        "without.",
        "Collins and others 2024 (TRIPOD+AI), BMJ, doi:10.1136/bmj-2023-078378",
    ),
    (
        "Interval of a share (points of the calibration figure)",
        "Wilson's.",
        "Wilson 1927, J Am Stat Assoc, doi:10.2307/2276774",
    ),
)
_VAGUE = 1.0  # width of an interval of the slope
_CORRECTED = ("apparent", "corrected")
_DESIGNED = "Rao, Wu and Yue 1992, Surv Methodol 18:209-217"


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
    few = "fewer than 10" if silent < 10 else f"{silent:,}"
    yield (
        f"Coverage: {study.scored:,} of {study.panels:,} panels{share} were given a risk; the "
        f"model abstained on, or could not read, {few}. What follows is among the scored unless "
        "it says all eligible, which counts the risk that was withheld too."
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


def methods(study: Study) -> list[str]:
    """Say how the figures were made.

    Parameters
    ----------
    study : Study
    """
    parts = (_judged, _learnt, _silence, _intervals, _curves)
    return [words for part in parts for words in part(study)]


def _judged(study: Study) -> Iterator[str]:
    if study.held_out:
        yield (
            f"Every panel was judged by a model that had not seen it: {study.held_out}. Each fold "
            "repeated all that is learnt, features, imputation, tuning and calibration among it. "
            "The model that is kept has learnt from everybody and is not itself judged here."
        )
    else:
        yield "The model was judged as it is on these people; nothing was learnt or set on them."


def _learnt(study: Study) -> Iterator[str]:
    facts = study.model.training
    tuned = (
        f"{study.trials} settings of each part were tried" if study.trials
        else "no settings were tried, presets were taken" if study.trials == 0
        else "its settings are those of its training"
    )  # fmt: skip
    yield (
        f"Estimator: {facts.get('estimator', 'unknown')}, from {len(study.model.features)} "
        f"features, learnt from {facts['people']:,} panels of {facts['cohort']}, "
        f"{facts['events']:,} with the outcome; {tuned}. Nothing was resampled or weighted by "
        "class. Calibration: slope and intercept on the log-odds, from inner folds by person, the "
        "slope drawn towards 1 where events are few. The baseline is a penalised logistic "
        "regression on splines of the same features, learnt in the same folds."
    )


def _silence(study: Study) -> Iterator[str]:
    applies = study.model.applicability
    needed = ", ".join(applies.required) or "nothing"
    yield (
        f"It abstains without {needed}, where more than {applies.max_missing:.0%} of what it reads "
        "is missing, outside the people it is made for, and where a safety rule withholds the "
        "risk. A missing value is left to the model, which learnt in each fold what to do with it."
    ).replace("%", " %")


def _intervals(study: Study) -> Iterator[str]:
    yield (
        f"Intervals are 95 %: percentiles of {study.resamples} bootstrap resamples of persons, all "
        "panels of one together, the model held fixed; they tell how far the figures hang on who "
        "was judged, not on who was learnt from. Differences from the baseline are paired. "
        "Thresholds were named before, in the config."
    )
    if study.weighted:
        yield (
            "Weighted figures use the survey's weights; their resamples draw primary sampling "
            f"units within strata, weights rescaled ({_DESIGNED})."
        )


def _curves(study: Study) -> Iterator[str]:
    yield (
        "Figures are drawn from curves.json, tables 1 to 3 from evaluation.json, which stand "
        "beside this page. Groups of few people are withheld here."
    )


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
