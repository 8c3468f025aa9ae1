"""Find the people of an experiment, and what an evaluation has to know of them."""

import warnings

import pandas as pd

from nhml.cohorts import nhanes
from nhml.cohorts.cohort import Cohort, gather, subgroups
from nhml.config import Experiment
from nhml.errors import CohortError
from nhml.knowledge import tables
from nhml.modelling.evaluation import age_band
from nhml.modelling.risk_model import RiskModel
from nhml.panels import files

_SURVEY = ("survey_weight", "survey_stratum", "survey_psu")


def cohort_of(experiment: Experiment) -> Cohort:
    """Read the source of an experiment and keep who is eligible with a known outcome.

    Parameters
    ----------
    experiment : Experiment

    Raises
    ------
    CohortError
        If the outcome or the source is unknown, or there are too few people.
    """
    part = experiment.cohort
    outcome = tables.outcomes().get(part.outcome)
    if outcome is None:
        known = ", ".join(tables.outcomes())
        raise CohortError(f"cohort.outcome: {part.outcome!r} is none of {known}")
    if part.source == "nhanes":
        read = nhanes.read(part.cycles)
        return gather(f"NHANES {', '.join(part.cycles)}", read.panels, outcome, read.notes)
    if "." in part.source:
        return gather(part.source.rpartition("/")[2], files.read(part.source), outcome)
    raise CohortError(f"cohort.source: {part.source!r} is neither nhanes nor a panel file")


def judged(model: RiskModel, cohort: Cohort, fold: int) -> pd.DataFrame:
    """Give the people of a cohort with what a model says of each, and with their subgroups.

    Parameters
    ----------
    model : RiskModel
        Which has not seen them, if the judgement is to count.
    cohort : Cohort
    fold : int
        Written beside them; -1 where there are no folds.
    """
    people = model.judge(cohort.panels).assign(fold=fold, outcome=cohort.event)
    apart = {**subgroups(cohort), "age_band": age_band(cohort.panels.number("age"))}
    return people.assign(**{name: column for name, column in apart.items() if name not in people})


def present(people: pd.DataFrame, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Keep the subgroup columns that these people have, and warn of the others."""
    absent = [name for name in wanted if name not in people]
    if absent:
        warnings.warn(
            f"evaluate.subgroups: nobody has {', '.join(absent)}; there is "
            f"{', '.join(str(name) for name in people if name not in _SURVEY)}",
            stacklevel=2,
        )
    return tuple(name for name in wanted if name in people)
