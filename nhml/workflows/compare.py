"""Compare: two models on the same people of a config."""

import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from nhml.cohorts.cohort import Cohort
from nhml.config.parts import Experiment
from nhml.errors import CohortError, ModelError
from nhml.modelling.comparison import Comparison
from nhml.modelling.comparison import compare as comparison_of
from nhml.modelling.risk_model import RiskModel
from nhml.reporting import comparing
from nhml.reporting.comparing import About
from nhml.workflows import output, people
from nhml.workflows.evaluate import refuse_another

_OF_EACH = {"status": "status", "eligible_risk": "risk"}


@dataclass(frozen=True)
class Compared:
    """What a comparison leaves.

    Attributes
    ----------
    comparison : Comparison
    about : About
        What the models are called, of what, on whom; and what makes the figures flatter
        one of them, or both.
    """

    comparison: Comparison
    about: About

    def to_json(self) -> str:
        """Write it as JSON."""
        plain = {
            "nhml": version("nhml"),
            **self.about._asdict(),
            **self.comparison.plain(),
        }
        return json.dumps(plain, indent=1, allow_nan=False) + "\n"


def compare(
    first: RiskModel,
    second: RiskModel,
    experiment: Experiment,
    folder: Path | str,
    *,
    tell: people.Tell | None = None,
) -> Compared:
    """Judge two models side by side on the people of a config.

    Parameters
    ----------
    first, second : RiskModel
    experiment : Experiment
        Its cohort and its evaluation part are used.
    folder : path
        Receives ``compare.json`` and ``compare.html``, in neither of which is a person.
    tell : callable, optional
        Called with a sentence for each thing to know of the people.

    Raises
    ------
    ModelError
        If both are one model.
    CohortError
        If the models, or they and the config, have different outcomes.
    ConfigError
        If the experiment is none.
    """
    people.refuse_no_experiment(experiment)
    _refuse(first, second)
    refuse_another(people.outcome_of(experiment), first.outcome)
    folder = output.claim(folder)
    cohort = people.cohort_of(experiment)
    if tell is not None:
        for words in cohort.notes:
            tell(words)
    found = _side_by_side(first, second, cohort)
    part = experiment.evaluate
    comparison = comparison_of(
        found,
        at=part.thresholds,
        subgroups=people.present(found, part.subgroups, tell),
        resamples=part.resamples,
        seed=experiment.seed,
    )
    warnings = tuple(_warnings((first, second), cohort))
    about = About(first.label, second.label, first.outcome.label, cohort.name, warnings)
    compared = Compared(comparison, about)
    output.text(folder, "compare.json", compared.to_json())
    output.text(folder, "compare.html", comparing.page(comparison, about))
    return compared


def _refuse(first: RiskModel, second: RiskModel) -> None:
    ours, theirs = first.outcome, second.outcome
    if (ours.key, ours.event) != (theirs.key, theirs.event):
        told = [
            f"{one.label} is about {one.outcome.key}, decided by {one.outcome.event!r}"
            for one in (first, second)
        ]
        raise CohortError(f"{'; '.join(told)}: wanted two models of one outcome")
    if first.identity and first.identity == second.identity:
        raise ModelError(f"both are {first.label}: wanted two models; nhml evaluate judges one")


def _side_by_side(first: RiskModel, second: RiskModel, cohort: Cohort) -> pd.DataFrame:
    """Give everybody of a cohort with what both models say."""
    found = people.judged(first, cohort, fold=-1)
    other = people.judged(second, cohort, fold=-1)
    kept = found.drop(columns=["risk", "margin", "baseline_risk"])
    kept = kept.rename(columns={old: f"first_{new}" for old, new in _OF_EACH.items()})
    return kept.assign(**{f"second_{new}": other[old] for old, new in _OF_EACH.items()})


def _warnings(models: tuple[RiskModel, RiskModel], cohort: Cohort) -> list[str]:
    """Say which model has seen these people, or reads what nobody here has."""
    said = []
    for model in models:
        if trained_on := people.trained_on(model, cohort):
            said.append(f"{model.label}: {trained_on}; the comparison flatters it")
        if missing := people.missing(model, cohort):
            said.append(f"{model.label} reads what nobody here has: {', '.join(missing)}")
    return said
