"""Outcomes that have arrived, beside the risks that were shown: calibration now."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from nhml.errors import DataError, listing
from nhml.knowledge.entries import Outcome
from nhml.modelling.drift_checks import persons
from nhml.modelling.evaluation import Evaluation, Row, evaluate
from nhml.modelling.monitored import Check, Limits
from nhml.modelling.risk_model import RiskModel
from nhml.panels import files

METRICS = ("prevalence", "o_e", "calibration_slope", "calibration_intercept", "ici", "auroc")
_YES, _NO = ("1", "1.0", "true", "yes"), ("0", "0.0", "false", "no")
_RESAMPLES = 300
_WIDE = 2 * 1.959964  # standard errors of a 95 % interval


class Arrived(NamedTuple):
    """What outcomes say of the risks.

    Attributes
    ----------
    rows : tuple of Row
        Of everybody, slopes and ratios only from 20 people of either class; and of each period
        that has so many, for of fewer a share would tell persons.
    known, events : int
        Panels scored whose outcome is known, and those with it.
    unmatched : int
        Outcomes of panels that are not in the panel file, or were not scored.
    """

    rows: tuple[Row, ...]
    known: int
    events: int
    unmatched: int
    people: pd.DataFrame


def read(path: str, outcome: Outcome) -> pd.Series:
    """Read outcomes by ``panel_id``.

    Parameters
    ----------
    path : str
        With ``panel_id`` and a column ``outcome``, or one of the outcome's key or of the column
        that it was learnt from: 1 or 0, yes or no, empty where it is not known yet.
    outcome : Outcome

    Raises
    ------
    DataError
        Naming every mistake by row.
    """
    frame = files.read(path)
    names = ["outcome", outcome.key, *([outcome.event] if outcome.event.isidentifier() else [])]
    named = next((name for name in names if name in frame), None)
    absent = [] if "panel_id" in frame else ["panel_id"]
    absent += [] if named else [f"one of {', '.join(names)}"]
    if absent:
        raise DataError(f"{path}: lacks {' and '.join(absent)}; wanted a row a panel")
    cells = frame[named].map(lambda cell: "" if pd.isna(cell) else str(cell).strip().lower())
    known = frame["panel_id"].notna() & (cells != "")
    wrong = known & ~cells.isin([*_YES, *_NO])
    happened = pd.Series(
        cells[known].isin(_YES).to_numpy(float), index=frame["panel_id"][known].astype(str)
    )
    twice = happened.groupby(level=0).nunique()
    mistakes = [f"row {at + 2}, {named}: is neither 1 nor 0" for at in np.flatnonzero(wrong)[:20]]
    if len(contradicted := twice[twice > 1]):
        mistakes.append(f"{len(contradicted):,} panels have both outcomes; keep one row a panel")
    if mistakes:
        raise DataError(listing(f"{path}: outcomes cannot be read", mistakes))
    return happened[~happened.index.duplicated()]


def join(shown: pd.DataFrame, happened: pd.Series, seed: int = 0) -> Arrived:
    """Set outcomes beside risks.

    Parameters
    ----------
    shown : DataFrame
        ``panel_id, subject_id, status, risk, period``.
    happened : Series
        1 or 0 by ``panel_id``.
    seed : int
        Of the resamples.
    """
    known = shown["panel_id"].astype(str).map(happened)
    people = shown.assign(outcome=known)[(shown["status"] == "scored") & known.notna()]
    people = people.assign(eligible_risk=people["risk"], baseline_risk=people["risk"])
    people = people.assign(period=people["period"].replace("", None))
    events = int(people["outcome"].sum())
    unmatched = len(set(happened.index) - set(people["panel_id"].astype(str)))
    rows: tuple[Row, ...] = ()
    if len(people):
        found: Evaluation = evaluate(people, subgroups=("period",), resamples=_RESAMPLES, seed=seed)
        told = {one.group for one in found.rows if one.metric == "o_e"} | {"all"}
        rows = tuple(one for one in found.rows if one.metric in METRICS and one.group in told)
    return Arrived(rows, len(people), events, unmatched, people)


def checks(arrived: Arrived, model: RiskModel, limits: Limits) -> Iterator[Check]:
    """Ask whether as many had the outcome as risks said, and whether risks spread as outcomes do.

    Chance is that of these people and of the training both: its own log-odds were learnt from
    so many events.
    """
    people = arrived.people
    enough = {(one.group, one.metric): one for one in arrived.rows}
    groups = {"all": people} | {
        f"period={name}": rows for name, rows in people.groupby("period", sort=True)
    }
    trained = max(int(model.training.get("events", 0)), 1)
    for group, rows in groups.items():
        part = group.removeprefix("period=") if group != "all" else ""
        if (group, "o_e") in enough:
            yield _observed(rows, part, trained, limits)
    slope = enough.get(("all", "calibration_slope"))
    if slope is not None and np.isfinite(slope.low) and np.isfinite(slope.value):
        yield _slope(slope, model, limits)


def _observed(rows: pd.DataFrame, part: str, trained: int, limits: Limits) -> Check:
    risk = rows["risk"].to_numpy(dtype=np.float64)
    people = persons(rows["subject_id"].to_numpy(object))
    observed, expected = float(rows["outcome"].sum()), float(risk.sum())
    repeated = len(rows) / people
    variance = float((risk * (1.0 - risk)).sum()) * repeated + expected**2 / trained
    p = float(2.0 * stats.norm.sf(abs(observed - expected) / np.sqrt(variance)))
    now, then = observed / len(rows), expected / len(rows)
    return Check(
        "risk", "observed_over_expected", part, observed / expected,
        limits.observed_over_expected[1], now, then, people, p,
    )  # fmt: skip


def _slope(row: Row, model: RiskModel, limits: Limits) -> Check:
    held_out = model.held_out.evaluation.row("calibration_slope") if model.held_out else None
    widths = [one.high - one.low for one in (row, held_out) if one and np.isfinite(one.high)]
    error = float(np.hypot.reduce([width / _WIDE for width in widths]))
    p = float(2.0 * stats.norm.sf(abs(row.value - 1.0) / error)) if error else float("nan")
    return Check(
        "risk", "slope", "", row.value, limits.slope[1], row.value, 1.0, row.n, p,
    )  # fmt: skip
