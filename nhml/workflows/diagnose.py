"""Diagnose: look at the people of an experiment before any model is trained on them."""

import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

from nhml.cohorts import fitness
from nhml.cohorts.cohort import subgroups
from nhml.cohorts.fitness import Diagnosis
from nhml.config.parts import Experiment
from nhml.errors import DataError
from nhml.features.build import features
from nhml.modelling.evaluation import age_band
from nhml.workflows import output
from nhml.workflows.people import cohort_of, refuse_no_experiment


def diagnose(
    experiment: Experiment, folder: Path | str | None = None, r2: float | None = None
) -> Diagnosis:
    """Look at the people of an experiment.

    Parameters
    ----------
    experiment : Experiment
    folder : path, optional
        New folder for ``diagnose.json``.
    r2 : float, optional
        Cox-Snell R² that the model is expected to have; 15 % of the largest possible by
        default.

    Returns
    -------
    Diagnosis
        A feature that leaks is a finding, not an error.

    Raises
    ------
    CohortError
        If there are no such people, or fewer than 20 with or without the outcome.
    DataError
        If the folder cannot be used.
    """
    refuse_no_experiment(experiment)
    home = None if folder is None else output.claim(folder)
    cohort = cohort_of(experiment)
    part = experiment.features
    bands = {"age_band": age_band(cohort.panels.number("age"))}
    apart = {**subgroups(cohort), **bands}
    wanted = dict.fromkeys((*experiment.evaluate.subgroups, "site", "cycle"))
    found = fitness.diagnose(
        cohort,
        features(part.groups, {*part.include, *part.pathway}),
        pathway=part.pathway,
        golden=part.golden,
        leakage=part.leakage,
        apart={name: apart[name] for name in wanted if name in apart},
        r2=r2,
    )
    if home is not None:
        try:
            (home / "diagnose.json").write_text(to_json(found), "utf-8")
        except OSError as error:
            raise DataError(f"{home}: cannot be written to ({error.strerror})") from None
    return found


def to_json(found: Diagnosis) -> str:
    """Write a diagnosis as JSON: null for what is not known."""
    content = {
        **{name: value for name, value in vars(found).items() if name != "units"},
        "fine": found.fine,
        "size": found.size and {**asdict(found.size), "wanted": found.size.wanted},
        "findings": [asdict(one) for one in found.findings],
        "features": [asdict(one) for one in found.features],
        "subgroups": [asdict(one) for one in found.subgroups],
        "units": found.units.to_dict("records"),
    }
    return json.dumps(_plain(content), indent=2, allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and math.isnan(value) else value
