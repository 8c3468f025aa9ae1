"""Recalibrate: update a model on half of other people, and let the gate judge it on the rest."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from nhml.cohorts.cohort import Cohort
from nhml.cohorts.splits import halves
from nhml.config.parts import Experiment
from nhml.errors import ModelError
from nhml.modelling import bundle, probes, signature, updating
from nhml.modelling.evaluation import Evaluation, evaluate
from nhml.modelling.held_out import HeldOut
from nhml.modelling.risk_model import RiskModel
from nhml.modelling.updating import Advice
from nhml.reporting import performance
from nhml.workflows import output, people, pictures, provenance
from nhml.workflows.promote import Verdict, conditions

if TYPE_CHECKING:
    from nhml.tracking.runs import Kept

FILE = "recalibration.json"
_TOLD = ("o_e", "calibration_slope", "log_loss", "ici")


@dataclass(frozen=True)
class Recalibrated:
    """What an update leaves.

    Attributes
    ----------
    model : RiskModel
        As loaded from its new bundle; the model that was given where nothing was changed.
    advice : Advice
        What the people learnt from asked to be changed.
    before, after : Evaluation
        Of the people not learnt from, by the model as it was and as it is.
    verdict : Verdict
        Of the gate, on the people not learnt from.
    people : DataFrame
        Those people, with the risk that the updated model gives; stays here.
    split : str
        By what people were parted, in words.
    trained_on : str
        Says which of these people trained the model; empty where none is known to have.
    kept : Kept or None
        Where MLflow keeps it.
    """

    model: RiskModel
    advice: Advice
    before: Evaluation
    after: Evaluation
    verdict: Verdict
    people: pd.DataFrame = field(repr=False)
    split: str
    trained_on: str
    kept: "Kept | None" = None


def recalibrate(
    model: RiskModel,
    experiment: Experiment,
    folder: Path | str,
    *,
    name: str = "",
    track: bool = True,
    key: Path | str | None = None,
    tell: people.Tell | None = None,
) -> Recalibrated:
    """Update a model for the people of a config by the closed test, and judge it on the others.

    Parameters
    ----------
    model : RiskModel
    experiment : Experiment
        Its cohort, its evaluation part and its seed are used.
    folder : path
        Receives ``model/`` where anything was changed, ``recalibration.json``,
        ``evaluation.json`` and ``people.parquet`` of the people not learnt from, ``figures/``.
    name : str
        What the updated model is called; as before by default.
    track : bool
        Whether to register it in MLflow as the candidate.
    key : path, optional
        A private key to sign it with.
    tell : callable, optional
        Called with a sentence at each step.

    Raises
    ------
    NhmlError
        If the config, the people or the store cannot be used.
    """
    people.refuse_no_experiment(experiment)
    people.refuse_another(people.outcome_of(experiment), model.outcome)
    if key is not None:
        signature.sign(b"", key)  # a key that is none is found before any work
    home, say = output.claim(folder), tell or (lambda words: None)
    cohort = people.cohort_of(experiment)
    for words in cohort.notes:
        say(words)
    if track:
        _reach()
    ((used, unused),), parted = halves(cohort, experiment.seed)
    learnt_from, others = cohort.take(used), cohort.take(unused)
    say(f"{len(used):,} panels to learn from, {len(unused):,} to judge it on: parted {parted}")
    advice = updating.advise(model, learnt_from)
    named = model if not name else replace(model, name=name)
    updated = named.recalibrate(learnt_from)
    say(f"the closed test takes: {advice.method}")
    found, after, apart = _judged(updated, others, experiment, tell)
    before = after if updated is named else _judged(model, others, experiment, None)[1]
    verdict = Verdict(updated.name, tuple(conditions(updated, after)))
    done = Recalibrated(
        model, advice, before, after, verdict, found, parted, people.trained_on(model, cohort)
    )
    if updated is not named:
        held_out = HeldOut.of(found, after, apart)
        exam = probes.make(updated, learnt_from, experiment.seed)
        facts = provenance.of(experiment, learnt_from)
        saved = bundle.save(
            replace(updated, held_out=held_out), home / "model", exam, facts, key=key
        )
        done = replace(done, model=saved)
    output.write(home, after, found)
    output.text(home, FILE, json.dumps(plain(done), indent=1, allow_nan=False) + "\n")
    drawn = pictures.draw(done.model, others, found, after)
    output.draw(home, drawn)
    if updated is named or not track:
        return done
    return replace(done, kept=_keep(experiment, done, home, drawn, apart, say))


def _judged(
    model: RiskModel, cohort: Cohort, experiment: Experiment, tell: people.Tell | None
) -> tuple[pd.DataFrame, Evaluation, tuple[str, ...]]:
    found = people.judged(model, cohort, fold=-1)
    apart = people.present(found, experiment.evaluate.subgroups, tell or (lambda words: None))
    evaluation = evaluate(
        found,
        thresholds=experiment.evaluate.thresholds,
        subgroups=apart,
        resamples=experiment.evaluate.resamples,
        seed=experiment.seed,
    )
    return found, evaluation, apart


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
        "before_on_people_learnt_from": {"o_e": _known(advice.o_e), "slope": _known(advice.slope)},
        "allowed": [one._asdict() for one in advice.allowed],
        "tests": [one._asdict() for one in advice.tests],
        "parted": done.split,
        "trained_on": done.trained_on,
        "on_people_not_learnt_from": {
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


def _reach() -> None:
    from nhml.tracking import runs  # MLflow takes seconds to load, in every process

    runs.reach()


def _keep(
    experiment: Experiment,
    done: Recalibrated,
    home: Path,
    drawn: Mapping[str, str],
    apart: tuple[str, ...],
    tell: people.Tell,
) -> "Kept":
    """Register the updated model; of few people nothing leaves the folder."""
    from nhml.tracking import runs

    tell("keeping it in MLflow")
    told = HeldOut.of(done.people, done.after, apart).among(done.after)
    update = done.model.training["updates"][-1]
    try:
        return runs.keep(
            experiment.track.experiment or experiment.name,
            done.model.name,
            home / "model",
            config=experiment.model_dump(mode="json"),
            facts={"identity": done.model.identity, "git": provenance.git(), "update": update},
            evaluation=told,
            figures=drawn,
            words=_words(done),
        )
    except ModelError as error:
        raise ModelError(f"{error}\nwhat was made lies in {home}") from None


def _words(done: Recalibrated) -> str:
    """Say in the registry what the version is and whether the gate would let it through."""
    update = done.model.training["updates"][-1]
    shown = [done.after.row(name) for name in ("o_e", "calibration_slope")]
    figures = [f"{one.metric} {performance.written(one)}" for one in shown if one]
    passes = "passes" if done.verdict.passes else "does NOT pass"
    return (
        f"{done.model.outcome.label}. Made from {update['from'][:12] or 'an unsaved model'} by "
        f"{update['method']} on {update['people']} people of {update['cohort']}, "
        f"{update['events']} with the outcome. On people not used for it: {', '.join(figures)}; "
        f"{passes} the gate. {done.model.outcome.caution} Decision support, never a diagnosis."
    )
