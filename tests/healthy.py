"""Invented people with nothing wrong: values out of the reference interval of their own cell."""

import numpy as np
import pandas as pd

from nhml.features.intervals import usual
from nhml.knowledge import tables
from nhml.panels.checks import check
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise

CELLS = ("male", "follicular", "ovulatory", "luteal", "postmenopausal")
_WIDE = 3.0  # from an interval's one limit to where its other end would be, where it has none
_VITALS = {"sbp": (100, 129), "dbp": (60, 79), "temperature": (36.1, 37.2), "waist": (70, 88)}
_SCORES = ("phq9_9", "phq9_item9", "epds_item10")


def people(n: int, seed: int, *, within: bool) -> pd.DataFrame:
    """Draw healthy people, a fifth of each cell, eighteen to ninety; every flag is denied.

    Values are log-normal, the limits of the interval their central 95 %; `within` draws again
    what lies beyond them.
    """
    random = np.random.default_rng(seed)
    frame = _persons(n, random)
    sent = check(harmonise(frame))
    for key in tables.analytes():
        low, high = _limits(key, sent)
        if np.isfinite(low).any():
            frame[key] = _drawn(low, high, random, within)
            frame[f"{key}_unit"] = tables.analytes()[key].unit
    frame["calcium"] += 0.8 * (frame["albumin"] - 4.0)  # what is held is the part that is free
    return frame


def _persons(n: int, random: np.random.Generator) -> pd.DataFrame:
    """Say who they are, and answer no to everything that can be asked."""
    cell = np.array([CELLS[at % len(CELLS)] for at in range(n)])
    men, late = cell == "male", cell == "postmenopausal"
    low, high = np.where(late, 51, 18), np.where(men | late, 90, 45)
    known = {**tables.context(), **tables.symptoms()}
    flags = {name: np.zeros(n) for name, one in known.items() if one.kind == "flag"}
    years = np.floor(random.uniform(low, high + 1))
    return pd.DataFrame(
        {
            **flags,
            **dict.fromkeys(_SCORES, 0),
            "age": years,
            "sex": np.where(men, "M", "F"),
            "cycle_phase": np.where(men, None, cell),
            "years_since_menopause": np.where(late, years - 49, np.nan),
            "amenorrhea_days": np.where(men, np.nan, np.where(late, (years - 49) * 365, 14)),
            "uterus_intact": np.where(men, 0, 1),
            "sample_hour": 8,
            "fasting_h": 10,
            "biotin_mg_day": 0,
            "method_testosterone": "LC-MS/MS",
        }
    )


def _limits(key: str, sent: Panels) -> tuple[np.ndarray, np.ndarray]:
    """Give everybody's interval; where it is open, an end that nothing is known of."""
    if key in _VITALS:
        low, high = _VITALS[key]
        return np.full(len(sent), float(low)), np.full(len(sent), float(high))
    _, low, high = usual(key, sent, uncertain=True)
    low = np.where(np.isnan(low) | (low <= 0), high / _WIDE, low)
    return low, np.where(np.isnan(high), low * _WIDE, high)


def _drawn(
    low: np.ndarray, high: np.ndarray, random: np.random.Generator, within: bool
) -> np.ndarray:
    middle, spread = np.log(low * high) / 2, np.log(high / low) / 3.92
    away = random.normal(size=len(low))
    while within and (np.abs(away) > 1.96).any():
        beyond = np.abs(away) > 1.96
        away[beyond] = random.normal(size=beyond.sum())
    return np.exp(middle + spread * away)
