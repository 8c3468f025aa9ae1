"""Panels on the way to a risk: put right, checked, turned into features, watched over."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.cohorts.outcomes import unseen
from nhml.features.build import Feature, build, with_derived
from nhml.knowledge import tables
from nhml.knowledge.entries import Outcome
from nhml.modelling.applicability import Applicability
from nhml.panels import expressions
from nhml.panels.checks import check
from nhml.panels.codes import CODES
from nhml.panels.frame import names
from nhml.panels.limits import LaboratoryLimits
from nhml.panels.panel import Floats, Panels
from nhml.panels.units import harmonise
from nhml.safety.suppression import hear

_TOLD = "decides what is asked: read it before any risk [already_told]"


class Prepared(NamedTuple):
    """Panels on the way to a risk.

    Attributes
    ----------
    panels : Panels
        Checked, in canonical units.
    X : ndarray, shape (n, p)
    status : ndarray of str, shape (n,)
        ``scored``, ``abstained`` or ``rejected``.
    reasons : list of str, length n
        Why not scored, and what was warned of.
    alerts : ndarray of str, shape (n,)
        Safety rules that fire; empty while none were asked.
    marks : list of list of str, length n
        What a risk is marked with, were it shown.
    """

    panels: Panels
    X: Floats
    status: npt.NDArray[np.object_]
    reasons: list[str]
    alerts: npt.NDArray[np.object_]
    marks: list[list[str]]


def prepare(
    panels: pd.DataFrame | Panels,
    units: Mapping[str, str] | None,
    features: Sequence[Feature],
    applicability: Applicability,
    outcome: Outcome,
) -> Prepared:
    """Harmonise, check, build features, and decide whether a model knows such people.

    Parameters
    ----------
    panels : DataFrame or Panels
        The panel frame as sent, or panels already checked.
    units : mapping of str to str, optional
        Units stated once for whole columns.
    features : sequence of Feature
    applicability : Applicability
    outcome : Outcome
        What the model is about.
    """
    ready = panels if isinstance(panels, Panels) else check(harmonise(panels, units))
    rejected = ready.rejected()
    wrong = _problem_words(ready)
    silent, marks = applicability.said(ready)
    decided = _already_told(ready, outcome)
    spoken = np.where([bool(why) for why in silent], "abstained", "scored")
    status = np.where(rejected, "rejected", spoken)
    reasons = [
        "; ".join([*wrong.get(row, ()), *(() if rejected[row] else (*silent[row], *decided[row]))])
        for row in range(len(ready))
    ]
    nowhere = np.full(len(ready), "", dtype=object)
    X = seen(ready, features, outcome)
    return Prepared(ready, X, status.astype(object), reasons, nowhere, marks)


def told(ready: Prepared) -> list[str]:
    """Give the reasons of every panel; marks stand only where there is a risk to mark."""
    scored = ready.status == "scored"
    return [
        "; ".join([*filter(None, [said]), *marks]) if marks and shown else said
        for said, marks, shown in zip(ready.reasons, ready.marks, scored, strict=True)
    ]


def seen(panels: Panels, features: Sequence[Feature], outcome: Outcome) -> Floats:
    """Build features as in training: without what defines the outcome, shape (n, p).

    A therapy that defines it may forbid an index; nobody in training was said to take it.
    """
    return build(panels.without(sorted(unseen(outcome))), features)


def watch(
    ready: Prepared,
    outcome: Outcome,
    features: Sequence[Feature],
    hidden: Iterable[str] = (),
    limits: LaboratoryLimits | None = None,
) -> Prepared:
    """Ask the safety rules: what fires is told, and may silence the model.

    Parameters
    ----------
    ready : Prepared
    outcome : Outcome
        What the model is about.
    features : sequence of Feature
    hidden : iterable of str
        Columns that the rules do not see.
    limits : LaboratoryLimits, optional
        A laboratory's own limits, in place of the generic ones of the rules.
    """
    inputs = frozenset(name for one in features for name in one.inputs)
    heard = hear(ready.panels.without(tuple(hidden)), outcome, inputs, limits)
    status, reasons = ready.status.copy(), list(ready.reasons)
    for row, why in heard.silent.items():
        if status[row] != "rejected":
            status[row] = "abstained"
            reasons[row] = "; ".join([*filter(None, [reasons[row]]), *why])
    return ready._replace(status=status, reasons=reasons, alerts=heard.alerts)


def _already_told(panels: Panels, outcome: Outcome) -> list[list[str]]:
    """Name for every panel the measured values that decide what a model is asked.

    The risk says what it would be without them, and no reader should miss that they are there.
    """
    found: list[list[str]] = [[] for _ in range(len(panels))]
    read = expressions.names(outcome.event) if outcome.task == "present" else frozenset()
    measured = {*tables.analytes(), *tables.indices(), *tables.instruments()}
    if not read or read - names() - measured:  # a column beside the panel tells it
        return found
    whole = with_derived(panels, read)
    decided = ~np.isnan(expressions.evaluate(outcome.event, whole))
    for name in sorted(read & measured):
        for row in np.flatnonzero(decided & ~np.isnan(whole.number(name))):
            found[row].append(f"{name}: {_TOLD}")
    return found


def _problem_words(panels: Panels) -> Mapping[int, list[str]]:
    words: dict[int, list[str]] = {}
    for one in panels.problems:
        words.setdefault(one.row, []).append(f"{one.column}: {CODES[one.code].words} [{one.code}]")
    return words
