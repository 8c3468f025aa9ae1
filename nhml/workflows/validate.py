"""Validate: what a hospital has to know of a model before it goes live there."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from nhml.cohorts.cohort import Cohort
from nhml.cohorts.validation_size import Widths, needed
from nhml.config.parts import Experiment
from nhml.errors import CohortError
from nhml.modelling import updating
from nhml.modelling.disclosure import FEWEST_IN_A_CELL
from nhml.modelling.evaluation import Evaluation, evaluate
from nhml.modelling.held_out import HeldOut
from nhml.modelling.risk_model import RiskModel
from nhml.panels.codes import CODES
from nhml.panels.mapping import MappingOrPath
from nhml.panels.stated import Units
from nhml.reporting import site
from nhml.reporting.site import Coverage, Plan, Reason, SiteReport
from nhml.reporting.site_words import TAKEN
from nhml.reporting.study import Study
from nhml.workflows import evidence, output, people, site_advice, site_people
from nhml.workflows.site_people import Site

TO_TELL = Widths(o_e=0.45, slope=0.5, c=0.1)  # the limits of the advice; the last as Riley
RECOMMENDED = Widths(o_e=0.2, slope=0.2, c=0.1)
THRESHOLDS = (0.1, 0.2, 0.3)
SUBGROUPS = ("sex", "age_band", "ethnicity", "site")
_FEWEST_WEEKS = 4  # of draws below which no rate is told
_BETWEEN = re.compile(r"(?<=\]); ")


@dataclass(frozen=True)
class Validated:
    """What a validation leaves.

    Attributes
    ----------
    report : SiteReport
        What the page says; nobody is in it.
    people : DataFrame
        Everybody judged, with the risk; stays here.
    """

    report: SiteReport
    people: pd.DataFrame = field(repr=False)


def validate(
    model: RiskModel,
    source: str,
    column: str,
    folder: Path | str,
    *,
    units: Units | None = None,
    mapping: MappingOrPath | None = None,
    name: str = "",
    thresholds: Sequence[float] = THRESHOLDS,
    resamples: int = 300,
    seed: int = 1,
) -> Validated:
    """Judge a model on the panels and outcomes of a site, and say what to do with it there.

    Parameters
    ----------
    model : RiskModel
    source : str
        Panel file of the site.
    column : str
        Of that file: 1 where the outcome happened, 0 where not, empty where unknown. The
        model never sees it.
    folder : path
        Receives ``validation.html``, ``validation.json``, ``curves.json`` and
        ``people.parquet``, which holds patients.
    units, mapping
        As `nhml.panels.intake.read` takes them.
    name : str
        What the site is called; the file's name by default.
    thresholds : sequence of float
        Risks at which one would act.
    resamples, seed : int
        Of the bootstrap behind every interval.

    Raises
    ------
    CohortError
        If the column is not there or holds something else, or nobody eligible has a known
        outcome.
    PanelError
        If the file cannot be read as panels.
    """
    home = output.claim(folder)
    read = site_people.read(source, column, model.outcome, units=units, mapping=mapping, site=name)
    if not len(read.cohort):
        raise CohortError(
            f"{source}: of {len(read.panels):,} panels nobody is eligible and has a known outcome "
            f"in {column}; wanted people whom the model is about: {model.outcome.population}"
        )
    found = people.judged(model, read.cohort, fold=-1)
    apart = tuple(one for one in SUBGROUPS if one in found)
    settings: dict[str, Any] = {"thresholds": thresholds, "subgroups": apart}
    settings["resamples"] = resamples
    evaluation = evaluate(found, **settings, seed=seed)
    cohort = {"source": read.cohort.name, "outcome": model.outcome.key}
    study = evidence.study_of(
        model, read.cohort, found, evaluation, HeldOut.of(found, evaluation, apart),
        Experiment.model_validate(
            {"name": model.name, "seed": seed, "cohort": cohort, "evaluate": settings}
        ),
        trained_on=people.trained_on(model, read.cohort),
    )  # fmt: skip
    report = _report(model, read, column, found, evaluation, study)
    output.write(home, evaluation, found)
    told = json.dumps(report.plain(), indent=1, allow_nan=False) + "\n"
    output.text(home, "validation.json", told)
    output.text(home, "curves.json", evidence.as_json(study.curves))
    output.text(home, "validation.html", site.page(report))
    return Validated(report, found)


def _report(
    model: RiskModel,
    read: Site,
    column: str,
    found: pd.DataFrame,
    evaluation: Evaluation,
    study: Study,
) -> SiteReport:
    coverage = _coverage(model, read)
    scored = found[found["status"] == "scored"]
    events = scored.loc[scored["outcome"] == 1.0, "subject_id"].nunique()
    persons = scored["subject_id"].nunique()
    silent = coverage.reasons[0].words if coverage.reasons else ""
    advice = site_advice.advise(evaluation, events, persons - events, silent)
    update = ""
    if advice.answer == site_advice.RECALIBRATE:
        advice, update = _update(model, read.cohort, advice)
    return SiteReport(
        study=study,
        column=column,
        answer=advice.answer,
        reasons=advice.reasons,
        rule=site_advice.RULE,
        coverage=coverage,
        plan=_plan(read.cohort, scored, persons, events, evaluation),
        update=update,
        warnings=tuple(_warnings(model, read, column, study.trained_on)),
    )


def _update(
    model: RiskModel, cohort: Cohort, advice: site_advice.SiteAdvice
) -> tuple[site_advice.SiteAdvice, str]:
    """Say what the closed test would change; who is ranked the wrong way round is not helped."""
    try:
        method = updating.advise(model, cohort).method
    except CohortError as error:
        return site_advice.SiteAdvice(site_advice.DO_NOT_USE, (str(error),)), ""
    if method == "none":
        unsure = "the closed test of nhml recalibrate takes no update from them all the same"
        return advice._replace(
            answer=site_advice.CANNOT_TELL, reasons=(*advice.reasons, unsure)
        ), ""
    return advice, f"On these people nhml recalibrate would take {method}: {TAKEN[method]}."


def _coverage(model: RiskModel, read: Site) -> Coverage:
    """Count who would be given a risk, and why the others would not."""
    shown = model.score(read.panels)
    counts = shown["status"].value_counts()
    why: Counter[str] = Counter()
    for status, reasons in zip(shown["status"], shown["reasons"], strict=True):
        if status != "scored":
            parts = dict.fromkeys(_BETWEEN.split(reasons))
            why.update(one for one in parts if _silences(one, status))
    ordered = sorted(why.items(), key=lambda one: (-one[1], one[0]))
    return Coverage(
        panels=len(shown),
        scored=int(counts.get("scored", 0)),
        abstained=int(counts.get("abstained", 0)),
        rejected=int(counts.get("rejected", 0)),
        reasons=tuple(
            Reason(words, number if number >= FEWEST_IN_A_CELL else None)
            for words, number in ordered
        ),
        unknown=read.unknown,
    )


def _silences(words: str, status: str) -> bool:
    """Tell a reason for there being no risk from what was merely warned of."""
    code = CODES.get(words.rpartition("[")[2].removesuffix("]"))
    if status == "rejected":
        return code is not None and code.severity == "reject"
    return code is None and not words.endswith("[already_told]")


def _warnings(model: RiskModel, read: Site, column: str, trained_on: str) -> Iterator[str]:
    if trained_on:
        yield f"{trained_on}: the figures flatter it, and say little of others"
    if read.differ:
        yield (
            f"{column} and the model's own definition ({model.outcome.event}) can be held against "
            f"each other in {read.decided:,} panels, and differ in {read.differ:,}: see that the "
            "column means what the model is about"
        )
    if lacking := people.missing(model, read.cohort):
        yield f"missing for everybody here, though the model reads it: {', '.join(lacking)}"


def _plan(
    cohort: Cohort, scored: pd.DataFrame, persons: int, events: int, found: Evaluation
) -> Plan:
    """Ask how many people it takes to know, and how long they take to come."""
    ranks = found.row("auroc")
    c = ranks.value if ranks else float("nan")
    margin = scored["margin"].to_numpy(dtype=np.float64)
    share = events / persons if persons else 0.0
    tell, whole = (needed(share, margin, c, widths) for widths in (TO_TELL, RECOMMENDED))
    a_week = _rate(cohort, persons)
    weeks = None
    if a_week and tell.people is not None:
        weeks = max(ceil((tell.people - persons) / a_week), 0)
    return Plan(persons, events, tell, whole, (TO_TELL, RECOMMENDED), a_week, weeks)


def _rate(cohort: Cohort, persons: int) -> float | None:
    """Tell how many came a week; None where draws have no dates, or span too little."""
    drawn = cohort.panels.items.get("drawn_at")
    if drawn is None or pd.isna(drawn).any():
        return None
    read = pd.to_datetime(pd.Series(drawn, dtype=str), format="ISO8601", errors="coerce", utc=True)
    weeks = (read.max() - read.min()).total_seconds() / (7 * 86_400) if read.notna().all() else 0.0
    return persons / weeks if weeks >= _FEWEST_WEEKS else None
