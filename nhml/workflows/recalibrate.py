"""Recalibrate: update a model for other people, and let the gate judge the update on each of
them as made without her.

The update is made again without each part of the people, and judges that part; what is kept
is made from all of them, as with a training.
"""

import json
from dataclasses import dataclass, field, replace
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from nhml.cohorts.cohort import Cohort
from nhml.cohorts.splits import Held, in_parts
from nhml.config.parts import Experiment
from nhml.errors import ModelError
from nhml.modelling import bundle, probes, signature, updating
from nhml.modelling.evaluation import Evaluation, evaluate
from nhml.modelling.held_out import HeldOut
from nhml.modelling.risk_model import RiskModel
from nhml.modelling.updating import Advice
from nhml.reporting import performance
from nhml.workflows import evidence, output, people, provenance
from nhml.workflows.evaluate import refuse_another
from nhml.workflows.promote import Verdict, conditions

if TYPE_CHECKING:
    from nhml.tracking.runs import Kept

FILE = "recalibration.json"
PARTS = 5
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
    """Update a model for the people of a config by the closed test, and judge the update.

    Parameters
    ----------
    model : RiskModel
    experiment : Experiment
        Its cohort, its evaluation part and its seed are used.
    folder : path
        Receives ``model/`` where anything was changed and ``recalibration.json``, beside
        what `nhml.workflows.evaluate` leaves.
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
    refuse_another(people.outcome_of(experiment), model.outcome)
    if key is not None:
        signature.sign(b"", key)  # a key that is none is found before any work
    home, say = output.claim(folder), tell or (lambda words: None)
    cohort = people.cohort_of(experiment)
    for words in cohort.notes:
        say(words)
    if track:
        _reach()
    advice = updating.advise(model, cohort)
    named = model if not name else replace(model, name=name)
    updated = named.recalibrate(cohort)
    say(f"the closed test takes: {advice.method}")
    before = people.judged(model, cohort, fold=-1)
    held = in_parts(cohort, PARTS, experiment.seed)
    found, parts = before, tuple[Part, ...]()
    if updated is not named:
        say(f"updating again, {held.words}")
        found, parts = _again(named, cohort, held)
    apart = people.present(found, experiment.evaluate.subgroups, tell or (lambda words: None))
    after = _figures(found, experiment, apart)
    held_out = HeldOut.of(found, after, apart)
    verdict = Verdict(updated.name, tuple(conditions(updated, after)))
    done = Recalibrated(
        model, advice, parts, _figures(before, experiment, ()), after, verdict, found,
        held.words, people.trained_on(model, cohort),
    )  # fmt: skip
    if updated is not named:
        exam = probes.make(updated, cohort, experiment.seed)
        facts = provenance.of(experiment, cohort)
        judged = replace(updated, held_out=held_out)
        done = replace(done, model=bundle.save(judged, home / "model", exam, facts, key=key))
    output.write(home, after, found)
    shown = evidence.gather(
        done.model, cohort, found, after, held_out, experiment,
        how=f"{held.words}, the update made without them" if parts else "",
        trained_on=done.trained_on,
    )  # fmt: skip
    told = json.dumps(plain(done), indent=1, allow_nan=False) + "\n"
    output.show(home, shown.figures, {**shown.pages, FILE: told})
    if updated is named or not track:
        return done
    return replace(done, kept=_keep(experiment, done, home, shown, say))


def _again(model: RiskModel, cohort: Cohort, held: Held) -> tuple[pd.DataFrame, tuple[Part, ...]]:
    """Make the update without each part of the people, and judge that part by it."""
    found, parts = [], []
    for fold, (used, unused) in enumerate(held.splits):
        learnt_from, others = cohort.take(used), cohort.take(unused)
        made = people.judged(model.recalibrate(learnt_from), others, fold)
        found.append(made)
        scored = made[made["status"] == "scored"]
        expected = float(scored["risk"].sum())
        ratio = float(scored["outcome"].sum()) / expected if expected else float("nan")
        parts.append(Part(updating.advise(model, learnt_from).method, ratio))
    return pd.concat(found, ignore_index=True), tuple(parts)


def _figures(found: pd.DataFrame, experiment: Experiment, apart: tuple[str, ...]) -> Evaluation:
    return evaluate(
        found,
        thresholds=experiment.evaluate.thresholds,
        subgroups=apart,
        resamples=experiment.evaluate.resamples,
        seed=experiment.seed,
    )


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


def _reach() -> None:
    from nhml.tracking import runs  # MLflow takes seconds to load, in every process

    runs.reach()


def _keep(
    experiment: Experiment,
    done: Recalibrated,
    home: Path,
    shown: evidence.Evidence,
    tell: people.Tell,
) -> "Kept":
    """Register the updated model, with what may leave the folder."""
    from nhml.tracking import runs

    tell("keeping it in MLflow")
    update = done.model.training["updates"][-1]
    try:
        return runs.keep(
            experiment.track.experiment or experiment.name,
            done.model.name,
            home / "model",
            config=experiment.model_dump(mode="json"),
            facts={"identity": done.model.identity, "git": provenance.git(), "update": update},
            evaluation=shown.evaluation,
            figures=shown.figures,
            pages=shown.pages,
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
