"""Evaluate: judge a model on the people of a config."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from nhml.config import Experiment
from nhml.errors import CohortError
from nhml.modelling.evaluation import Evaluation
from nhml.modelling.evaluation import evaluate as evaluation_of
from nhml.modelling.risk_model import RiskModel
from nhml.workflows import output, pictures
from nhml.workflows.people import cohort_of, judged, present


@dataclass(frozen=True)
class Judged:
    """What an evaluation leaves.

    Attributes
    ----------
    evaluation : Evaluation
    people : DataFrame
        Everybody with the risk the model gives; stays here.
    apparent : bool
        True where these are the very rows that the model was trained on: the figures
        then say nothing about other people.
    """

    evaluation: Evaluation
    people: pd.DataFrame
    apparent: bool


def evaluate(model: RiskModel, experiment: Experiment, folder: Path) -> Judged:
    """Judge a model on the people of a config, as they are or by ``--set`` on others.

    Parameters
    ----------
    model : RiskModel
    experiment : Experiment
        Its cohort and its evaluation part are used.
    folder : path
        Receives ``evaluation.json``, ``people.parquet`` and ``figures/``.

    Raises
    ------
    CohortError
        If the config has another outcome than the model.
    """
    output.claim(folder)
    if experiment.cohort.outcome != model.outcome.key:
        raise CohortError(
            f"cohort.outcome is {experiment.cohort.outcome!r}; the model is about "
            f"{model.outcome.key!r}"
        )
    cohort = cohort_of(experiment)
    people = judged(model, cohort, fold=-1)
    evaluation = evaluation_of(
        people,
        thresholds=experiment.evaluate.thresholds,
        subgroups=present(people, experiment.evaluate.subgroups),
        resamples=experiment.evaluate.resamples,
        seed=experiment.seed,
    )
    output.write(folder, evaluation, people, pictures.draw(model, cohort, people, evaluation))
    return Judged(evaluation, people, cohort.fingerprint() == model.training["fingerprint"])
