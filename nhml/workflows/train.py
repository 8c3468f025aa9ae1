"""Train: hold people out, learn, judge, learn from all, keep.

Outer folds repeat everything that is learnt, tuning and calibration among it; what
is reported comes from them alone. The model that is kept has seen everybody.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from joblib import Parallel, delayed

from nhml.cohorts.cohort import Cohort
from nhml.cohorts.finding import Finding
from nhml.cohorts.splits import hold_out
from nhml.config.parts import Experiment
from nhml.errors import ModelError
from nhml.modelling import bundle, checks, optimism, probes, signature
from nhml.modelling.evaluation import Evaluation, evaluate
from nhml.modelling.held_out import HeldOut
from nhml.modelling.profiling import profile
from nhml.modelling.refits import FEWEST
from nhml.modelling.risk_model import RiskModel
from nhml.workflows import evidence, output, provenance
from nhml.workflows.people import (
    Tell,
    cohort_of,
    judged,
    present,
    refuse_no_experiment,
    widths,
)

if TYPE_CHECKING:
    from nhml.tracking.runs import Kept


@dataclass(frozen=True)
class Trained:
    """What a training leaves.

    Attributes
    ----------
    model : RiskModel
        As loaded from its bundle.
    evaluation : Evaluation
        From the outer folds.
    people : DataFrame
        Everybody with the risk given by a model that had not seen them; stays here.
    kept : Kept or None
        Where MLflow keeps it.
    findings : tuple of Finding
        What is wrong with it by these figures, the worst first.
    """

    model: RiskModel
    evaluation: Evaluation
    people: pd.DataFrame = field(repr=False)
    kept: "Kept | None"
    findings: tuple[Finding, ...] = ()


def train(
    experiment: Experiment,
    folder: Path | str | None = None,
    *,
    track: bool = True,
    jobs: int = -1,
    key: Path | str | None = None,
    tell: Tell | None = None,
) -> Trained:
    """Run one experiment from people to a kept model.

    Parameters
    ----------
    experiment : Experiment
    folder : path, optional
        Receives ``model/``, ``evaluation.html``, ``evaluation.json``, ``curves.json``,
        ``findings.json``, ``people.parquet`` and ``figures/``.
    track : bool
        Whether to keep the run in MLflow and register the model; that its store can be
        reached is seen to before anything is learnt.
    jobs : int
        Processes side by side; they change nothing but the time.
    key : path, optional
        A private key to sign the model with.
    tell : callable, optional
        Called with a sentence at each step, and for each thing to know of the people.

    Raises
    ------
    NhmlError
        If the config, the people or the store cannot be used. Where there is a folder, a
        store that fails at the end costs neither model nor figures.
    """
    refuse_no_experiment(experiment)
    say: Tell = tell or (lambda words: None)
    if key is not None:
        signature.sign(b"", key)  # a key that is none is found before hours of work
    home = None if folder is None else output.claim(folder)
    cohort = cohort_of(experiment)
    if track:
        _reach()
    say(f"{cohort.name}: {len(cohort):,} people, {int(cohort.event.sum()):,} with the outcome")
    for words in cohort.notes:
        say(words)
    fitted, people = _learn(experiment, cohort, jobs, say)
    say("judging people by the models that had not seen them")
    apart = present(people, experiment.evaluate.subgroups, tell)
    evaluation = evaluate(
        people,
        thresholds=experiment.evaluate.thresholds,
        subgroups=apart,
        resamples=experiment.evaluate.resamples,
        seed=experiment.seed,
    )
    evaluation = _corrected(experiment, fitted, cohort, evaluation, jobs, say)
    held_out = HeldOut.of(people, evaluation, apart)
    fitted = replace(
        fitted,
        held_out=held_out,
        profile=profile(fitted, cohort, people),
        training={**fitted.training, **provenance.told(experiment, apart)},
    )
    with tempfile.TemporaryDirectory() as spare:
        made = (home or Path(spare)) / "model"
        facts = provenance.of(experiment, cohort)
        exam = probes.make(fitted, cohort, experiment.seed)
        model = bundle.save(fitted, made, exam, facts, key=key)
        found = checks.findings(model, evaluation, widths(model, cohort))
        if home is not None:
            output.write(home, evaluation, people)
            output.findings(home, found)
        shown = evidence.written(evidence.study_of(
            model, cohort, people, evaluation, held_out, experiment,
            how=evidence.outer(experiment, people), fitted=fitted,
        ))  # fmt: skip
        if home is not None:
            output.show(home, shown.figures, shown.pages)
        try:
            kept = _keep(experiment, model, made, shown, facts, say) if track else None
        except ModelError as error:
            lies = "" if home is None else f"\nwhat was learnt lies in {home}"
            raise ModelError(f"{error}{lies}") from None
    return Trained(model, evaluation, people, kept, found)


def _reach() -> None:
    from nhml.tracking import runs  # MLflow takes seconds to load, in every process

    runs.reach()


def _learn(
    experiment: Experiment, cohort: Cohort, jobs: int, tell: Tell
) -> tuple[RiskModel, pd.DataFrame]:
    """Fit the model of everybody and those of the outer folds, side by side."""
    split = experiment.split
    splits, words = hold_out(cohort, split.by, split.folds, experiment.seed)
    learning, refits = {**experiment.learning(), "refits": 0}, experiment.model.refits
    tasks = [delayed(RiskModel.fit)(cohort, **learning)]
    tasks += [
        delayed(_held_out)(experiment, cohort, train, test, fold)
        for fold, (train, test) in enumerate(splits)
    ]
    found: Iterator[Any] = Parallel(n_jobs=jobs, return_as="generator")(tasks)
    tell(f"learning from everybody, and {words}")
    model, parts = next(found), []
    for done, part in enumerate(found, start=1):
        tell(f"outer fold {done} of {len(splits)} done")
        parts.append(part)
    if refits:
        fast = "" if refits >= FEWEST else f": fewer than {FEWEST} give the fast interval alone"
        tell(f"refitting on {refits} samples of everybody{fast}")
        model = model.with_refits(cohort, refits, seed=experiment.seed, jobs=jobs)
    return model, pd.concat(parts, ignore_index=True)


def _held_out(
    experiment: Experiment, cohort: Cohort, train: list[int], test: list[int], fold: int
) -> pd.DataFrame:
    learning = {**experiment.learning(), "refits": 0}  # an interval is not judged here
    return judged(RiskModel.fit(cohort.take(train), **learning), cohort.take(test), fold)


def _corrected(
    experiment: Experiment,
    model: RiskModel,
    cohort: Cohort,
    evaluation: Evaluation,
    jobs: int,
    tell: Tell,
) -> Evaluation:
    """Add the optimism correction, where the config asks for it."""
    refits = experiment.evaluate.optimism
    if not refits:
        return evaluation
    tell(f"refitting on {refits} bootstrap samples for the optimism; {optimism.CAUTION}")
    rows = optimism.optimism(model, cohort, resamples=refits, seed=experiment.seed, jobs=jobs)
    return Evaluation((*evaluation.rows, *rows))


def _keep(
    experiment: Experiment,
    model: RiskModel,
    home: Path,
    shown: evidence.Evidence,
    facts: dict[str, object],
    tell: Tell,
) -> "Kept":
    from nhml.tracking import runs

    tell("keeping the run in MLflow")
    return runs.keep(
        experiment.track.experiment or experiment.name,
        model.name,
        home,
        config=provenance.config(experiment),
        facts={**facts, "git": provenance.git(), "identity": model.identity},
        evaluation=shown.evaluation,
        figures=shown.figures,
        pages=shown.pages,
        words=_words(model, shown.evaluation, experiment.split.by),
    )


def _words(model: RiskModel, evaluation: Evaluation, by: str) -> str:
    """Say in the registry what the model is about and how good it was."""
    shown = [evaluation.row(name) for name in ("auroc", "log_loss", "calibration_slope")]
    figures = [
        f"{one.metric} {one.value:.3f} ({one.low:.3f} to {one.high:.3f})" for one in shown if one
    ]
    facts = model.training
    return (
        f"{model.outcome.label}. Learnt from {facts['people']} people of {facts['cohort']}, "
        f"{facts['events']} with the outcome. Held out by {by}: {', '.join(figures)}. "
        f"{model.outcome.caution} Decision support, never a diagnosis."
    )
