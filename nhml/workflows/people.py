"""Find the people of an experiment, and what an evaluation has to know of them."""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from nhml.cohorts import clinical_rule, nhanes
from nhml.cohorts.cohort import Cohort, gather, subgroups
from nhml.cohorts.survey import SURVEY
from nhml.config import Experiment
from nhml.errors import CohortError, ConfigError
from nhml.knowledge import tables
from nhml.knowledge.entries import Outcome
from nhml.modelling.evaluation import age_band
from nhml.modelling.risk_model import RiskModel
from nhml.panels import expressions, files

Tell = Callable[[str], None]

_NHANES = "NHANES "


def refuse_no_experiment(given: object) -> None:
    """Refuse what was given in place of an experiment, such as the path of its file.

    Raises
    ------
    ConfigError
    """
    if not isinstance(given, Experiment):
        raise ConfigError(
            f"found {type(given).__name__}, wanted an Experiment; nhml.read_config(path) gives one"
        )


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
    if part.mapping and "." not in part.source:
        raise ConfigError(f"cohort.mapping: is for a panel file, and the source is {part.source}")
    if part.source == "nhanes":
        return _of_nhanes(part.cycles, outcome)
    if "." in part.source:
        frame = files.read(part.source, part.mapping or None)
        return gather(part.source.rpartition("/")[2], frame, outcome)
    raise CohortError(f"cohort.source: {part.source!r} is neither nhanes nor a panel file")


def _of_nhanes(cycles: tuple[str, ...], outcome: Outcome) -> Cohort:
    """Gather cycles; whom the weighted sample does not hold stands for nobody in it."""
    read = nhanes.read(cycles, reads=expressions.names(outcome.event))
    panels = read.panels.fillna({SURVEY[0]: 0.0})
    found = gather(f"{_NHANES}{', '.join(cycles)}", panels, outcome, read.notes)
    beyond = int((found.aside.get(SURVEY[0], pd.Series(1.0)) == 0.0).sum())
    if not beyond:
        return found
    words = f"in no weighted figure, for their survey weight is zero: {beyond:,} people"
    return replace(found, notes=(*found.notes, words))


def trained_on(model: RiskModel, cohort: Cohort) -> str:
    """Say which of these people trained a model; empty where none is known to have.

    Cycles of NHANES are compared by name, panel files by everything that they hold.
    """
    facts: Mapping[str, Any] = model.training
    shared = sorted(_cycles(str(facts.get("cohort", ""))) & _cycles(cohort.name))
    if shared:
        return f"some of these people trained the model ({_NHANES}{', '.join(shared)})"
    if cohort.fingerprint() == facts.get("fingerprint"):
        return f"these people trained the model ({cohort.name})"
    return ""


def _cycles(name: str) -> frozenset[str]:
    return frozenset(name.removeprefix(_NHANES).split(", ") if name.startswith(_NHANES) else ())


def missing(model: RiskModel, cohort: Cohort) -> tuple[str, ...]:
    """List the columns that a model reads and nobody of a cohort has."""
    read = dict.fromkeys(name for one in model.features for name in one.inputs)
    return tuple(name for name in read if pd.isna(cohort.panels.column(name)).all())


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
    rule = clinical_rule.acts(cohort)
    if rule is not None:
        people = people.assign(clinical_rule=rule)
    apart = {**subgroups(cohort), "age_band": age_band(cohort.panels.number("age"))}
    return people.assign(**{name: column for name, column in apart.items() if name not in people})


def present(
    people: pd.DataFrame, wanted: tuple[str, ...], tell: Tell | None = None
) -> tuple[str, ...]:
    """Keep the subgroup columns that these people have; tell of the others, or warn of them."""
    absent = [name for name in wanted if name not in people]
    if absent:
        there = ", ".join(str(name) for name in people if name not in SURVEY)
        words = f"evaluate.subgroups: nobody has {', '.join(absent)}; there is {there}"
        if tell is None:
            warnings.warn(words, stacklevel=3)
        else:
            tell(words)
    return tuple(name for name in wanted if name in people)
