"""How the figures of an evaluation were made, and what they mean."""

from collections.abc import Iterator

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
_DESIGNED = "Rao, Wu and Yue 1992, Surv Methodol 18:209-217"


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
