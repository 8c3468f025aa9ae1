"""What an evaluation leaves to be read: its page, its curves, its figures; no person in them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nhml.cohorts.characteristics import characteristics
from nhml.cohorts.cohort import Cohort
from nhml.config.parts import Experiment
from nhml.modelling.curves import Curves, curves
from nhml.modelling.evaluation import Evaluation
from nhml.modelling.held_out import HeldOut
from nhml.modelling.risk_model import RiskModel
from nhml.reporting import evaluation_page
from nhml.reporting.figures_groups import groups
from nhml.reporting.study import Study
from nhml.workflows import pictures

_BY = {"person": "persons", "site": "sites", "time": "later draws"}


@dataclass(frozen=True)
class Evidence:
    """What may leave the folder.

    Attributes
    ----------
    evaluation : Evaluation
        Without groups of few people.
    figures : mapping of str to str
        SVG by name.
    pages : mapping of str to str
        ``evaluation.html`` and ``curves.json``, by name.
    """

    evaluation: Evaluation
    figures: Mapping[str, str]
    pages: Mapping[str, str]


def outer(experiment: Experiment, people: pd.DataFrame) -> str:
    """Say how people were held out."""
    by = _BY[experiment.split.by]
    return f"{by} held out in {people['fold'].nunique()} outer folds"


def study_of(
    model: RiskModel,
    cohort: Cohort,
    people: pd.DataFrame,
    evaluation: Evaluation,
    held_out: HeldOut,
    experiment: Experiment,
    *,
    how: str = "",
    trained_on: str = "",
    fitted: RiskModel | None = None,
) -> Study:
    """Draw what an evaluation has to show.

    Parameters
    ----------
    model : RiskModel
        As it is kept.
    cohort : Cohort
    people : DataFrame
        As `nhml.workflows.people.judged` gives them.
    evaluation : Evaluation
        Of all groups.
    held_out : HeldOut
        Which says what may be shown of it.
    experiment : Experiment
    how : str
        How people were held out; empty where the model was judged as it is.
    trained_on : str
        Which of these people trained the model.
    fitted : RiskModel, optional
        The model as it was fitted, which knows its tuning.
    """
    resamples = experiment.evaluate.resamples
    told = held_out.among(evaluation)
    apart = groups(evaluation, told)
    drawn_from = curves(people, resamples=resamples, seed=experiment.seed)
    drawn = pictures.draw(fitted or model, cohort, told, drawn_from, apart)
    inside = cohort.take(np.flatnonzero(np.isin(cohort.panels.panel_id, people["id"])))
    read = [name for one in model.features for name in one.inputs]
    return Study(
        model=model,
        evaluation=told,
        curves=drawn_from,
        groups=apart,
        cohort=cohort.name,
        flow=cohort.flow,
        notes=cohort.notes,
        panels=len(people),
        persons=people["subject_id"].nunique(),
        events=int(people["outcome"].sum()),
        scored=int((people["status"] == "scored").sum()),
        held_out=how,
        trained_on=trained_on,
        resamples=resamples,
        thresholds=experiment.evaluate.thresholds,
        trials=None if fitted is None else experiment.tune.trials,
        characteristics=characteristics(inside, read),
        drawn=drawn,
    )


def written(study: Study) -> Evidence:
    """Write what an evaluation has to show.

    Parameters
    ----------
    study : Study
    """
    pages = {"evaluation.html": evaluation_page.page(study), "curves.json": as_json(study.curves)}
    return Evidence(study.evaluation, study.drawn, pages)


def as_json(drawn: Curves) -> str:
    """Write curves as a file of JSON."""
    return json.dumps(drawn.plain(), indent=1, allow_nan=False) + "\n"
