"""Every column that a model reads, as it is now, set beside what it was in training."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from nhml.features import catalogue
from nhml.modelling.drift_checks import (
    RISK,
    Sample,
    compared,
    known,
    middle,
    middle_then,
    of_spread,
    persons,
)
from nhml.modelling.monitored import Measured
from nhml.modelling.profile import Column, Profile
from nhml.modelling.spread import Spread
from nhml.panels.panel import Floats

_NONE: Mapping[str, float] = {}


def measured(profile: Profile, sample: Sample) -> tuple[Measured, ...]:
    """Set every column, and the risk, beside what it was in training."""
    return tuple(_measured(name, column, sample) for name, column in compared(profile))


def _measured(name: str, column: Column, sample: Sample) -> Measured:
    values, subjects = known(sample, name)
    below, nan = sample.below.get(name, np.empty(0)), float("nan")
    spread, counted = column.spread, np.empty(0)
    found = None
    if spread is not None:
        counted = spread.counts(values)
        found = of_spread(spread, values, subjects)
    numbers = spread is not None and bool(spread.edges)
    bins, bins_then = _bins(spread, counted)
    told = below[~np.isnan(below)]
    return Measured(
        name=name,
        unit="log-odds" if name == RISK else _unit(name),
        people=persons(subjects),
        missing=float(pd.isna(sample.columns[name]).mean()) if len(sample.subjects) else nan,
        missing_then=nan if name == RISK else column.missing,
        below=float(told.mean()) if len(told) else nan,
        below_then=column.below,
        middle=middle(name, values.astype(np.float64)) if numbers else nan,
        middle_then=middle_then(name, spread) if numbers and spread is not None else nan,
        psi=found.psi if found else nan,
        psi_by_chance=found.psi_by_chance if found else nan,
        ks=found.ks if found else nan,
        ks_p=found.ks_p if found else nan,
        wasserstein=found.wasserstein if found else nan,
        wasserstein_sd=found.wasserstein / spread.sd if found and spread and spread.sd else nan,
        bins=bins,
        bins_then=bins_then,
        units=sample.units.get(name, _NONE),
        units_then=column.units,
    )


def _unit(name: str) -> str:
    known = catalogue.known().get(name)
    return known.feature.unit if known else ""


def _bins(spread: Spread | None, counts: Floats) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Give up to ten bins of like share in training, now and then; all words of words."""
    if spread is None or not counts.sum():
        return (), ()
    then = spread.cells
    if len(counts) > len(then):
        then = np.append(then, 0.0)
    places = np.arange(len(then))
    if spread.edges:
        places = np.minimum(((np.cumsum(then) - then / 2.0) * 10).astype(np.intp), 9)
    now, before = (np.bincount(places, one) for one in (counts / counts.sum(), then))
    return tuple(np.round(now, 5).tolist()), tuple(np.round(before, 5).tolist())
