"""What an update of a model leaves, as data and in words."""

from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from nhml.modelling.evaluation import Evaluation
from nhml.modelling.risk_model import RiskModel
from nhml.modelling.updating import Advice
from nhml.reporting import performance
from nhml.workflows.evidence import Evidence
from nhml.workflows.promote import Verdict

if TYPE_CHECKING:
    from nhml.tracking.runs import Kept

_TOLD = ("o_e", "calibration_slope", "log_loss", "ici")


class Part(NamedTuple):
    """What was taken without a part of the people, and observed over expected in that part."""

    method: str
    o_e: float


@dataclass(frozen=True)
class Recalibrated:
    """What an update leaves.

    Attributes
    ----------
    model : RiskModel
        As loaded from its new bundle; the model that was given where nothing was changed.
    advice : Advice
        What the people asked to be changed.
    parts : tuple of Part
        Of each part of the people; empty where nothing was changed.
    before, after : Evaluation
        By the model as it was, and by updates made without those whom they judge.
    verdict : Verdict
        Of the gate, by the latter.
    people : DataFrame
        Everybody with the risk by an update made without her; stays here.
    held : str
        How people were held out, in words.
    trained_on : str
        Says which of these people trained the model; empty where none is known to have.
    shown : Evidence or None
        What may leave the folder.
    kept : Kept or None
        Where MLflow keeps it.
    """

    model: RiskModel
    advice: Advice
    parts: tuple[Part, ...]
    before: Evaluation
    after: Evaluation
    verdict: Verdict
    people: pd.DataFrame = field(repr=False)
    held: str
    trained_on: str
    shown: Evidence | None = field(default=None, repr=False)
    kept: "Kept | None" = None


def plain(done: Recalibrated) -> dict[str, Any]:
    """Give what was found as plain data, without anybody.

    Parameters
    ----------
    done : Recalibrated
    """
    advice = done.advice
    return {
        "model": done.model.name,
        "identity": done.model.identity,
        "method": advice.method,
        "people": advice.people,
        "events": advice.events,
        "allowed": [one._asdict() for one in advice.allowed],
        "tests": [one._asdict() for one in advice.tests],
        "held_out": done.held,
        "parts": [[one.method, _known(one.o_e)] for one in done.parts],
        "trained_on": done.trained_on,
        "on_people_not_used_for_it": {
            when: {one: _row(evaluation, one) for one in _TOLD}
            for when, evaluation in (("before", done.before), ("after", done.after))
        },
        "gate": [one._asdict() for one in done.verdict.conditions],
        "passes": done.verdict.passes,
    }


def _row(evaluation: Evaluation, metric: str) -> list[float | None] | None:
    row = evaluation.row(metric)
    return None if row is None else [_known(one) for one in (row.value, row.low, row.high)]


def _known(value: float) -> float | None:
    return float(f"{value:.6g}") if isfinite(value) else None


def words(done: Recalibrated) -> str:
    """Say in the registry what the version is and whether the gate would let it through.

    Parameters
    ----------
    done : Recalibrated
    """
    made = done.model.training["updates"][-1]
    shown = [done.after.row(name) for name in ("o_e", "calibration_slope")]
    figures = [f"{one.metric} {performance.written(one)}" for one in shown if one]
    passes = "passes" if done.verdict.passes else "does NOT pass"
    return (
        f"{done.model.outcome.label}. Made from {made['from'][:12] or 'an unsaved model'} by "
        f"{made['method']} on {made['people']} people of {made['cohort']}, "
        f"{made['events']} with the outcome. On people not used for it: {', '.join(figures)}; "
        f"{passes} the gate. {done.model.outcome.caution} Decision support, never a diagnosis."
    )
