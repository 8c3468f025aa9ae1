"""Recalibrate: update a model for other people, and let the gate judge the update on each of
them as made without her.

The update is made again without each part of the people, and judges that part; what is kept
is made from all of them, as with a training.
"""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from nhml.cohorts.cohort import Cohort
from nhml.cohorts.splits import Held, in_parts
from nhml.config.parts import Experiment
from nhml.errors import ConfigError, ModelError
from nhml.modelling import bundle, probes, signature, updating
from nhml.modelling.conditions import conditions
from nhml.modelling.evaluation import Evaluation, evaluate
from nhml.modelling.held_out import HeldOut
from nhml.modelling.profiling import profile
from nhml.modelling.risk_model import RiskModel
from nhml.workflows import evidence, output, people, provenance
from nhml.workflows.evaluate import refuse_another
from nhml.workflows.promote import Verdict
from nhml.workflows.recalibrated import Part, Recalibrated, plain, words

if TYPE_CHECKING:
    from nhml.tracking.runs import Kept

FILE = "recalibration.json"
PARTS = 5
_NAME = r"[a-z0-9]+(-[a-z0-9]+)*"


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
    if name and re.fullmatch(_NAME, name) is None:
        raise ConfigError(f"name: found {name!r}, wanted lower-case words joined by hyphens")
    if key is not None:
        signature.sign(b"", key)  # a key that is none is found before any work
    home, say = output.claim(folder), tell or (lambda words: None)
    cohort = people.cohort_of(experiment)
    for note in cohort.notes:
        say(note)
    if track:
        _reach()
    done = update(model, cohort, experiment, home, name=name, key=key, tell=say)
    if not track or done.model is model:
        return done
    say("keeping it in MLflow")
    return replace(done, kept=_keep(experiment, done, home))


def update(
    model: RiskModel,
    cohort: Cohort,
    experiment: Experiment,
    home: Path,
    *,
    name: str = "",
    key: Path | str | None = None,
    tell: people.Tell | None = None,
) -> Recalibrated:
    """Update a model for a cohort as `recalibrate` does for that of its experiment.

    Parameters
    ----------
    model : RiskModel
    cohort : Cohort
    experiment : Experiment
        Its evaluation part and its seed are used.
    home : path
        An empty folder.
    name, key, tell
        As `recalibrate` takes them.
    """
    say = tell or (lambda words: None)
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
    apart = people.present(found, experiment.evaluate.subgroups, say)
    after = _figures(found, experiment, apart)
    held_out = HeldOut.of(found, after, apart)
    if updated is not named:
        updated = replace(updated, training=_told(updated, experiment, apart))
    verdict = Verdict(updated.name, tuple(conditions(updated, after)))
    done = Recalibrated(
        model, advice, parts, _figures(before, experiment, ()), after, verdict, found,
        held.words, people.trained_on(model, cohort),
    )  # fmt: skip
    if updated.training is not named.training:
        exam = probes.make(updated, cohort, experiment.seed)
        facts = provenance.of(experiment, cohort)
        learnt_from = profile(updated, cohort, found)  # later people are compared with these
        judged = replace(updated, held_out=held_out, profile=learnt_from)
        done = replace(done, model=bundle.save(judged, home / "model", exam, facts, key=key))
    output.write(home, after, found)
    study = evidence.study_of(
        done.model, cohort, found, after, held_out, experiment,
        how=f"{held.words}, the update made without them" if parts else "",
        trained_on=done.trained_on,
    )  # fmt: skip
    shown = evidence.written(study)
    told = json.dumps(plain(done), indent=1, allow_nan=False) + "\n"
    output.show(home, shown.figures, {**shown.pages, FILE: told})
    return replace(done, shown=shown)


def _told(updated: RiskModel, experiment: Experiment, apart: tuple[str, ...]) -> dict[str, Any]:
    """Say how the update was judged, and what is declared of it: what was, unless said anew."""
    told = provenance.told(experiment, apart)
    judged = {**told["judged"], "by": "person", "folds": PARTS}
    declared = {**updated.training.get("declared", {}), **told["declared"]}
    return {**updated.training, "judged": judged, "declared": declared}


def _again(model: RiskModel, cohort: Cohort, held: Held) -> tuple[pd.DataFrame, tuple[Part, ...]]:
    """Make the update without each part of the people, and judge that part by it."""
    found, parts = [], []
    for fold, (used, unused) in enumerate(held.splits):
        learnt_from, others = cohort.take(used), cohort.take(unused)
        updated = model.recalibrate(learnt_from)
        made = people.judged(updated, others, fold)
        found.append(made)
        scored = made[made["status"] == "scored"]
        expected = float(scored["risk"].sum())
        ratio = float(scored["outcome"].sum()) / expected if expected else float("nan")
        method = "none" if updated is model else updated.training["updates"][-1]["method"]
        parts.append(Part(method, ratio))
    return pd.concat(found, ignore_index=True), tuple(parts)


def _figures(found: pd.DataFrame, experiment: Experiment, apart: tuple[str, ...]) -> Evaluation:
    return evaluate(
        found,
        thresholds=experiment.evaluate.thresholds,
        subgroups=apart,
        resamples=experiment.evaluate.resamples,
        seed=experiment.seed,
    )


def _reach() -> None:
    from nhml.tracking import runs  # MLflow takes seconds to load, in every process

    runs.reach()


def _keep(experiment: Experiment, done: Recalibrated, home: Path) -> "Kept":
    """Register the updated model, with what may leave the folder."""
    from nhml.tracking import runs

    shown = done.shown
    assert shown is not None
    made = done.model.training["updates"][-1]
    try:
        return runs.keep(
            experiment.track.experiment or experiment.name,
            done.model.name,
            home / "model",
            config=provenance.config(experiment),
            facts={"identity": done.model.identity, "git": provenance.git(), "update": made},
            evaluation=shown.evaluation,
            figures=shown.figures,
            pages=shown.pages,
            words=words(done),
        )
    except ModelError as error:
        raise ModelError(f"{error}\nwhat was made lies in {home}") from None
