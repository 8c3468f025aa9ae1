"""Take the profile of a training: see `nhml.modelling.profile`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.cohorts.cohort import Cohort
from nhml.modelling.profile import Column, Profile
from nhml.modelling.risk_model import RiskModel
from nhml.modelling.smoothing import log_odds
from nhml.modelling.spread import FEWEST, OTHERS, Spread
from nhml.panels.codes import CODES
from nhml.panels.panel import Panels

Objects = npt.NDArray[np.object_]

_CODE = re.compile(r"\[([A-Za-z0-9_]+)\]")
_TOLD = "already_told"  # beside a risk, and no reason to be silent
_OF_A_SITE, _MOST_SITES = 100, 50


def profile(model: RiskModel, cohort: Cohort, held_out: pd.DataFrame) -> Profile:
    """Take the profile of a training.

    Parameters
    ----------
    model : RiskModel
    cohort : Cohort
        What it was trained on.
    held_out : DataFrame
        ``id, subject_id, status, risk``: what models said that had not seen them.
    """
    whole = _profile(model, cohort, held_out)
    sites = {
        site: _profile(model, part, held_out[held_out["id"].isin(part.panels.panel_id)])
        for site, part in _by_site(cohort)
    }
    return replace(whole, sites=sites)


def _profile(model: RiskModel, cohort: Cohort, held_out: pd.DataFrame) -> Profile:
    panels, subjects = cohort.panels, cohort.panels.subject_id
    shown = model.score(panels)
    scored = held_out[held_out["status"] == "scored"]
    risk = log_odds(scored["risk"].to_numpy(dtype=np.float64))
    status = {
        name: share(shown["status"].to_numpy() == name, subjects)
        for name in ("scored", "abstained", "rejected")
    }
    return Profile(
        people=len(set(subjects)),
        columns={name: _column(panels, cohort.sent, name) for name in read_by(model)},
        risk=Spread.of(risk, scored["subject_id"].to_numpy(object)),
        events=share(cohort.event == 1.0, subjects),
        status=status,
        silent=_shares(silent(shown), subjects),
        alerts=_shares(codes(shown["alerts"]), subjects),
    )


def _by_site(cohort: Cohort) -> Iterator[tuple[str, Cohort]]:
    """Give the people of each site of a hundred, where there is more than one of them."""
    site = cohort.panels.items.get("site")
    if site is None:
        return
    names = sorted({str(one) for one in site if not pd.isna(one)})
    for name in names if 1 < len(names) <= _MOST_SITES else ():
        at = np.flatnonzero(site == name)
        if len(set(cohort.panels.subject_id[at])) >= _OF_A_SITE:
            sent = cohort.sent[cohort.sent["site"] == name] if len(cohort.sent) else cohort.sent
            yield name, replace(cohort.take(at), sent=sent)


def read_by(model: RiskModel) -> tuple[str, ...]:
    """List the columns that a model reads, sorted."""
    named = {name for one in model.features for name in one.inputs}
    return tuple(sorted({*named, *model.applicability.required}))


def codes(cells: Iterable[object]) -> list[frozenset[str]]:
    """Give the codes in brackets of every cell of ``reasons`` or ``alerts``."""
    return [frozenset(_CODE.findall(str(cell or ""))) for cell in cells]


def silent(shown: pd.DataFrame) -> list[frozenset[str]]:
    """Give the codes for which a model abstained on each panel of a score frame."""
    abstained = shown["status"].to_numpy() == "abstained"
    return [
        frozenset(one - {_TOLD} - CODES.keys()) if mute else frozenset()
        for one, mute in zip(codes(shown["reasons"]), abstained, strict=True)
    ]


def share(holds: npt.NDArray[np.bool_], subjects: Objects) -> float:
    """Give a share of panels that tells of ten people or more, or of nobody."""
    if not len(holds) or holds.all() or not holds.any():
        return float(bool(len(holds)) and bool(holds.all()))
    least = FEWEST / max(len(set(subjects)), 2 * FEWEST)
    return round(float(np.clip(holds.mean(), least, 1.0 - least)), 5)


def _shares(found: list[frozenset[str]], subjects: Objects) -> dict[str, float]:
    names = sorted({code for one in found for code in one})
    return {name: share(np.array([name in one for one in found]), subjects) for name in names}


def _column(panels: Panels, sent: pd.DataFrame, name: str) -> Column:
    column = panels.column(name)
    known, below = ~pd.isna(column), panels.below(name)
    return Column(
        missing=share(~known, panels.subject_id),
        below=share(below[known] == 1.0, panels.subject_id[known]),
        spread=Spread.of(column, panels.subject_id),
        units=_units(sent, name),
    )


def _units(sent: pd.DataFrame, name: str) -> dict[str, float]:
    """Give the share of each unit as sent; rare ones are told together."""
    if not len(sent) or not (sent["analyte"] == name).any():
        return {}
    counts = sent[sent["analyte"] == name].groupby("unit")["panels"].sum()
    common = counts[counts >= FEWEST]
    rest = int(counts.sum() - common.sum())
    told = {str(unit): int(number) for unit, number in common.items()}
    told |= {OTHERS: rest} if rest >= FEWEST else {}
    total = sum(told.values())
    return {unit: round(number / total, 5) for unit, number in told.items()}
