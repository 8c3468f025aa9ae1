"""Evaluate: judge a model on the people of a config."""

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from nhml.cohorts.finding import Finding
from nhml.config.parts import Experiment
from nhml.errors import CohortError
from nhml.knowledge.entries import Outcome
from nhml.modelling import checks
from nhml.modelling.evaluation import Evaluation
from nhml.modelling.evaluation import evaluate as evaluation_of
from nhml.modelling.held_out import HeldOut
from nhml.modelling.risk_model import RiskModel
from nhml.workflows import evidence, output, people


@dataclass(frozen=True)
class Judged:
    """What an evaluation leaves.

    Attributes
    ----------
    evaluation : Evaluation
    people : DataFrame
        Everybody with the risk the model gives; stays here.
    trained_on : str
        Says which of these people trained the model: the figures then say little about
        others. Empty where none is known to have.
    missing : tuple of str
        Columns that the model reads and nobody here has.
    findings : tuple of Finding
        What is wrong with the model by these figures, the worst first.
    """

    evaluation: Evaluation
    people: pd.DataFrame = field(repr=False)
    trained_on: str
    missing: tuple[str, ...]
    findings: tuple[Finding, ...] = ()


def evaluate(
    model: RiskModel, experiment: Experiment, folder: Path | str, *, tell: people.Tell | None = None
) -> Judged:
    """Judge a model on the people of a config, as they are or by ``--set`` on others.

    Parameters
    ----------
    model : RiskModel
    experiment : Experiment
        Its cohort and its evaluation part are used.
    folder : path
        Receives ``evaluation.html``, ``evaluation.json``, ``curves.json``, ``findings.json``,
        ``people.parquet`` and ``figures/``.
    tell : callable, optional
        Called with a sentence for each thing to know of the people.

    Raises
    ------
    CohortError
        If the config has another outcome than the model.
    ConfigError
        If the experiment is none.
    """
    people.refuse_no_experiment(experiment)
    folder = output.claim(folder)
    refuse_another(people.outcome_of(experiment), model.outcome)
    cohort = people.cohort_of(experiment)
    if tell is not None:
        for words in cohort.notes:
            tell(words)
    found = people.judged(model, cohort, fold=-1)
    apart = people.present(found, experiment.evaluate.subgroups, tell)
    evaluation = evaluation_of(
        found,
        thresholds=experiment.evaluate.thresholds,
        subgroups=apart,
        resamples=experiment.evaluate.resamples,
        seed=experiment.seed,
    )
    told = checks.findings(model, evaluation, people.widths(model, cohort))
    output.write(folder, evaluation, found)
    output.findings(folder, told)
    trained_on = people.trained_on(model, cohort)
    study = evidence.study_of(
        model, cohort, found, evaluation, HeldOut.of(found, evaluation, apart), experiment,
        trained_on=trained_on,
    )  # fmt: skip
    shown = evidence.written(study)
    output.show(folder, shown.figures, shown.pages)
    return Judged(evaluation, found, trained_on, people.missing(model, cohort), told)


def refuse_another(asked: Outcome, known: Outcome) -> None:
    """Refuse a config of another outcome: an outcome is its name and what decides it.

    A column of another name may tell it.

    Raises
    ------
    CohortError
    """
    if (asked.key, asked.event) == (known.key, known.event):
        return
    if asked.key != known.key:
        raise CohortError(
            f"the config's outcome is {asked.key!r}; the model is about {known.key!r}"
        )
    raise CohortError(
        f"the config decides {asked.key} by {asked.event!r}; the model learnt it by {known.event!r}"
    )
