"""Find the people of an experiment, and what an evaluation has to know of them."""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from nhml.cohorts import clinical_rule, nhanes, nhanes_package, synthetic, uci_thyroid
from nhml.cohorts.cohort import Cohort, gather, subgroups
from nhml.cohorts.survey import SURVEY
from nhml.config.parts import CohortPart, Experiment
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


class Read(NamedTuple):
    """A source as read: what it is called, its panels, what its reader has to say."""

    name: str
    panels: pd.DataFrame
    notes: tuple[str, ...] = ()


def _nhanes(part: CohortPart, outcome: Outcome) -> Read:
    """Read cycles; whom the weighted sample does not hold stands for nobody in it."""
    read = nhanes.read(part.cycles, reads=expressions.names(outcome.event))
    name = f"{_NHANES}{', '.join(part.cycles)}"
    return Read(name, read.panels.fillna({SURVEY[0]: 0.0}), read.notes)


def _uci_thyroid(part: CohortPart, outcome: Outcome) -> Read:
    return Read("UCI thyroid", uci_thyroid.read())


def _nhanes_package(part: CohortPart, outcome: Outcome) -> Read:
    panels, notes = nhanes_package.read()
    return Read(f"{_NHANES}{nhanes_package.CYCLE}", panels, notes)


def _synthetic(part: CohortPart, outcome: Outcome) -> Read:
    return Read(*synthetic.read(outcome, part.rows, part.seed))


def _panel_file(part: CohortPart, outcome: Outcome) -> Read:
    name = part.source.rpartition("/")[2]
    return Read(name, files.read(part.source, part.mapping or None))


_SOURCES: Mapping[str, Callable[[CohortPart, Outcome], Read]] = {
    "nhanes": _nhanes,
    "nhanes-2017-2018": _nhanes_package,
    "uci-thyroid": _uci_thyroid,
    "synthetic": _synthetic,
}


def outcome_of(experiment: Experiment) -> Outcome:
    """Give the outcome of an experiment: a row of the tables, or one of its own.

    Raises
    ------
    CohortError
        If no table has it.
    """
    if experiment.outcome is not None:
        return experiment.outcome.outcome()
    key = experiment.cohort.outcome
    outcome = tables.outcomes().get(key)
    if outcome is None:
        raise CohortError(f"cohort.outcome: {key!r} is none of {', '.join(tables.outcomes())}")
    return outcome


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
    part, own, outcome = experiment.cohort, experiment.outcome, outcome_of(experiment)
    reader = _SOURCES.get(part.source, _panel_file if "." in part.source else None)
    if reader is None:
        known = ", ".join(_SOURCES)
        raise CohortError(f"cohort.source: {part.source!r} is neither a panel file nor {known}")
    if part.mapping and reader is not _panel_file:
        raise ConfigError(f"cohort.mapping: is for a panel file, and the source is {part.source}")
    name, panels, notes = reader(part, outcome)
    if own is not None and not own.defining:
        notes = (*notes, f"nothing of the panel is named as writing {outcome.key}: see [outcome]")
    return _weighed(gather(name, panels, outcome, notes, own.told() if own else None))


def _weighed(cohort: Cohort) -> Cohort:
    """Say how many people a survey's weights leave out."""
    beyond = int((cohort.aside.get(SURVEY[0], pd.Series(1.0)) == 0.0).sum())
    if not beyond:
        return cohort
    words = f"in no weighted figure, for their survey weight is zero: {beyond:,} people"
    return replace(cohort, notes=(*cohort.notes, words))


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
        known = clinical_rule.known(cohort)
        people = people.assign(clinical_rule=rule, clinical_rule_known=known)
    apart = {**subgroups(cohort), "age_band": age_band(cohort.panels.number("age"))}
    return people.assign(**{name: column for name, column in apart.items() if name not in people})


def widths(model: RiskModel, cohort: Cohort) -> list[float]:
    """Give how wide the stability interval of each scored person is.

    None where there is no interval, or where the model knows how far its refits lie apart.
    """
    if model.stability is None or model.instability is not None:
        return []
    scores = model.score(cohort.panels)
    known = (scores["risk_high"] - scores["risk_low"]).dropna()
    return [float(one) for one in known]


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
