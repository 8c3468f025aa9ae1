"""A model's own exam: synthetic panels with the features and risks they must give.

Probes are drawn column by column from rounded quantiles of the training data, so
that none of them is, or was, a person.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from nhml.cohorts.cohort import Cohort
from nhml.errors import ModelMismatch
from nhml.features.catalogue import ZLOG, reads
from nhml.knowledge import tables
from nhml.modelling.risk_model import RiskModel
from nhml.panels.checks import check
from nhml.panels.expressions import names
from nhml.panels.panel import Floats, Panels
from nhml.panels.units import harmonise

_PROBES = 50
_QUANTILES = np.linspace(0.05, 0.95, 19)
_FEATURES_WITHIN, _RISK_WITHIN = 1e-9, 1e-6  # boosters add up in single precision


def make(model: RiskModel, cohort: Cohort, seed: int = 0) -> list[dict[str, Any]]:
    """Draw probes like the people of a cohort, and write down what the model makes of them.

    Parameters
    ----------
    model : RiskModel
    cohort : Cohort
        What the model was trained on.
    seed : int

    Returns
    -------
    list of dict
        ``panel`` (the panel frame's columns), ``features``, the log-odds of model and
        baseline, ``status``, and both stability intervals of those who are scored.
    """
    drawn = np.random.default_rng(seed)
    columns = {name: _draw(cohort.panels, name, drawn) for name in _read(model)}
    for name in [name for name in columns if name in tables.analytes()]:
        columns[name], columns[f"{name}_unit"] = _as_sent(name, columns[name], drawn)
    rows = [
        {name: column[at] for name, column in columns.items() if column[at] is not None}
        for at in range(_PROBES)
    ]
    return [
        {"panel": row, **answer} for row, answer in zip(rows, _answers(model, rows), strict=True)
    ]


def _read(model: RiskModel) -> list[str]:
    """List every column that the model reads."""
    inputs = {name for one in model.features for name in reads(one)}
    return sorted(inputs | names(model.applicability.eligible or "1 == 1"))


def _draw(panels: Panels, name: str, drawn: np.random.Generator) -> list[Any]:
    column = panels.column(name)
    if column.dtype == object:
        seen = sorted({str(cell) for cell in column if cell is not None})
        return (
            [seen[at] for at in drawn.integers(len(seen), size=_PROBES)]
            if seen
            else [None] * _PROBES
        )
    known = column[~np.isnan(column)].astype(np.float64)
    missing = drawn.random(_PROBES) < 1.0 - len(known) / len(column)
    if not len(known):
        return [None] * _PROBES
    among = np.quantile(known, _QUANTILES, method="nearest")
    values = among[drawn.integers(len(among), size=_PROBES)]
    return [
        None if gone else float(f"{value:.3g}") for value, gone in zip(values, missing, strict=True)
    ]


def _as_sent(
    name: str, values: list[float | None], drawn: np.random.Generator
) -> tuple[list[float | None], list[str]]:
    """Write canonical values in any unit of the table, so that conversions are examined too."""
    units = sorted(tables.analytes()[name].units.items())
    chosen = [units[at] for at in drawn.integers(len(units), size=len(values))]
    sent = [
        None if value is None else float(f"{(value - scale.offset) / scale.scale:.8g}")
        for value, (_, scale) in zip(values, chosen, strict=True)
    ]
    return sent, [unit for unit, _ in chosen]


def _answers(model: RiskModel, rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    panels = _panels(rows)
    X, shown = model.seen(panels), model.unwatched(panels)
    intervals = shown[["risk_low", "risk_high"]].to_numpy()
    spread = np.full_like(intervals, np.nan)
    if model.refits is not None:
        spread = model.unwatched(panels, "refits")[["risk_low", "risk_high"]].to_numpy()
    names_of = [one.name for one in model.features]
    plain = model.baseline.decision_function(X)
    answers = zip(X, model.margin(X), plain, shown["status"], intervals, spread, strict=True)
    for row, margin, baseline, status, interval, exact in answers:
        seen = dict(zip(names_of, row.tolist(), strict=True))
        yield {
            "features": {name: value for name, value in seen.items() if not np.isnan(value)},
            "log_odds": float(margin),
            "baseline_log_odds": float(baseline),
            "status": status,
            "interval": None if np.isnan(interval).any() else interval.tolist(),
            "spread": None if np.isnan(exact).any() else exact.tolist(),
        }


def _panels(rows: list[dict[str, Any]]) -> Panels:
    return check(harmonise(pd.DataFrame(rows)))


def examine(model: RiskModel, exam: list[dict[str, Any]]) -> None:
    """Score the probes again.

    Parameters
    ----------
    model : RiskModel
    exam : list of dict
        As `make` gave them.

    Raises
    ------
    ModelMismatch
        Naming the features that moved, or saying that the risks did, or what is said of
        whom. A model without probes has failed.
    """
    if len(exam) < _PROBES:
        raise ModelMismatch(
            f"{model.name}: has {len(exam)} probes, wanted {_PROBES} that say what it answers"
        )
    now = list(_answers(model, [probe["panel"] for probe in exam]))
    moved = sorted(
        {
            name
            for was, is_ in zip(exam, now, strict=True)
            for name in _moved(was["features"], is_["features"])
        }
    )
    if moved:
        raise ModelMismatch(
            f"{model.name}: features {', '.join(moved)} are no longer computed as when it was "
            "trained; use the nhml version of its manifest, or train again"
        )
    for key in ("log_odds", "baseline_log_odds"):
        away = np.abs(np.array([was[key] for was in exam]) - np.array([is_[key] for is_ in now]))
        if not away.max() <= _RISK_WITHIN:
            raise ModelMismatch(
                f"{model.name}: its estimator no longer gives the risks of its probes"
            )
    if [was["status"] for was in exam] != [is_["status"] for is_ in now]:
        raise ModelMismatch(f"{model.name}: no longer speaks or is silent as with its probes")
    for key in ("interval", "spread"):
        was, is_ = _intervals(exam, key), _intervals(now, key)
        if not np.allclose(was, is_, 0.0, _RISK_WITHIN, equal_nan=True):
            raise ModelMismatch(f"{model.name}: no longer gives the intervals of its probes")


def _intervals(answers: list[dict[str, Any]], key: str) -> Floats:
    return np.array([one.get(key) or [np.nan, np.nan] for one in answers], dtype=np.float64)


def _moved(was: Mapping[str, float], is_: Mapping[str, float]) -> list[str]:
    return [
        name
        for name in {*was, *is_}
        if not np.isclose(
            was.get(name, np.nan), is_.get(name, np.nan), rtol=_FEATURES_WITHIN, atol=0.0
        )
    ]


def digests(model: RiskModel) -> dict[str, str]:
    """Give the SHA-256 of the table rows, in the columns that count, which a model uses."""
    read, named = _read(model), [one.name for one in model.features]
    used: dict[str, list[Any]] = {
        "analytes": [
            [one.key, one.unit, sorted(one.units.items()), one.molar_mass, one.possible]
            for name in read
            if (one := tables.analytes().get(name))
        ],
        "indices": [
            [name, index.valid_when, index.inputs]
            for name in named
            if (index := tables.indices().get(name))
        ],
        "learnt": [
            [name, loop.kind, loop.inputs, loop.markers, loop.least, loop.valid_when]
            for name in named
            if (loop := tables.learnt().get(name))
        ],
        "reference_intervals": [
            [asdict(one) for one in tables.reference_intervals()[name.removeprefix(ZLOG)]]
            for name in named
            if name.startswith(ZLOG)
        ],
        "items": [
            [name, item.kind, item.low, item.high]
            for name in read
            if (item := {**tables.context(), **tables.symptoms()}.get(name))
        ],
        "instruments": [
            [name, total.items, total.reversed, total.most_missing, total.sent]
            for name in named
            if (total := tables.instruments().get(name))
        ],
        "outcomes": [asdict(model.outcome)],
    }
    return {
        name: hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()
        for name, rows in used.items()
    }
