"""How a model's risk differs for a person with other inputs, all else as given.

It is the model's behaviour, and nothing is said of what a change would do to a person: who
weighs less differs from others in more than what a model reads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nhml.errors import ConfigError
from nhml.features.catalogue import reads
from nhml.knowledge import tables
from nhml.modelling.changes import Change, read, unit_of
from nhml.modelling.moving import Moved, couplings, move
from nhml.modelling.risk_model import RiskModel
from nhml.panels.checks import check
from nhml.panels.limits import LimitsOrPath, limits_of
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise

_POINTS = 21
_NUMBERS = ["risk", "risk_low", "risk_high"]
_AFTER = ["risk_after", "risk_after_low", "risk_after_high"]


@dataclass(frozen=True)
class WhatIf:
    """What a model says before and after a change.

    Attributes
    ----------
    model : str
    changes : tuple of Change
    answers : DataFrame
        A row a panel, in order: ``panel_id, status, risk, risk_low, risk_high, risk_after,
        risk_after_low, risk_after_high, difference, reasons``. The status is that of the
        changed panel, or ``refused`` where the change may not be asked of it.
    moved : DataFrame
        Long: ``row, panel_id, column, unit, before, after``: what was changed, and what
        moved with it, by the place of the panel from 0.
    notes : tuple of str
        What is to know of all answers.
    """

    model: str
    changes: tuple[Change, ...]
    answers: pd.DataFrame
    moved: pd.DataFrame
    notes: tuple[str, ...]


def what_if(
    model: RiskModel,
    panels: pd.DataFrame | Panels,
    changes: Mapping[str, str],
    units: Mapping[str, str] | None = None,
    *,
    limits: LimitsOrPath | None = None,
) -> WhatIf:
    """Ask how a model's risk differs for people with other values.

    Parameters
    ----------
    model : RiskModel
    panels : DataFrame or Panels
        The panel frame as sent, or panels already checked.
    changes : mapping of str to str
        As `nhml.modelling.changes.read` takes them, such as ``{"weight": "-10 kg"}``.
    units : mapping of str to str, optional
        Units stated once for whole columns.
    limits : LaboratoryLimits or path, optional
        As `RiskModel.score` takes them.

    Raises
    ------
    ConfigError
        If an input may not be changed, or the model reads nothing that would move.
    """
    asked = read(changes)
    _refuse_unread(model, [one.key for one in asked])
    ready = panels if isinstance(panels, Panels) else check(harmonise(panels, units))
    moved = move(ready, asked, model.joint)
    own = limits_of(limits)
    before, after = (model.score(one, limits=own) for one in (ready, moved.panels))
    notes = tuple(_notes(model, [one.key for one in asked], ready))
    return WhatIf(model.label, asked, _answers(before, after, moved), _listed(ready, moved), notes)


def curve(
    model: RiskModel, panels: Panels, key: str, *, limits: LimitsOrPath | None = None
) -> pd.DataFrame:
    """Ask over all that one input may be changed by.

    Parameters
    ----------
    model : RiskModel
    panels : Panels
        Checked, in canonical units.
    key : str
        Row of ``modifiable.csv``.
    limits : LaboratoryLimits or path, optional

    Returns
    -------
    DataFrame
        ``row, panel_id, change, risk, risk_low, risk_high``: a row for every change that may be
        asked of a panel and is scored; the change in the unit of its bounds.
    """
    _refuse_unread(model, [key])
    entry, own = tables.modifiable()[key], limits_of(limits)
    how = "share" if entry.change_in == "%" else "by"
    parts = []
    for step in np.union1d(np.linspace(*entry.change, _POINTS), [0.0]):
        moved = move(panels, (Change(key, how, float(step), ""),), model.joint)
        scored = model.score(moved.panels, limits=own)
        scored = scored.assign(change=step, row=np.arange(len(scored)))
        kept = (scored["status"] == "scored").to_numpy() & (moved.refused == "")
        parts.append(scored.loc[kept, ["row", "panel_id", "change", *_NUMBERS]])
    found: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return found


def _refuse_unread(model: RiskModel, asked: Sequence[str]) -> None:
    """Refuse a change that moves nothing the model reads."""
    mine = {name for one in model.features for name in reads(one)}
    silent = [key for key in asked if not mine & {key, *(one.moved for one in couplings(key))}]
    if silent:
        raise ConfigError(
            f"{model.name} reads neither {', '.join(silent)} nor what moves with it: the model "
            "does not read it, its risk would not move; ask of what the card lists"
        )


def _answers(before: pd.DataFrame, after: pd.DataFrame, moved: Moved) -> pd.DataFrame:
    refused = moved.refused != ""
    found = before[["panel_id", "status", *_NUMBERS]].copy()
    found["status"] = np.where(refused, "refused", after["status"])
    shown = found["status"].eq("scored") & before["status"].eq("scored")
    found[_AFTER] = after[_NUMBERS].where(~pd.Series(refused)).to_numpy()
    found["difference"] = (found["risk_after"] - found["risk"]).where(shown)
    found["reasons"] = np.where(refused, moved.refused, after["reasons"])
    return found


def _listed(panels: Panels, moved: Moved) -> pd.DataFrame:
    """List what moved, panel by panel."""
    parts = []
    for name, after in moved.columns.items():
        at = np.flatnonzero(~np.isnan(after))
        cells = {"row": at, "panel_id": panels.panel_id[at], "column": name, "unit": unit_of(name)}
        both = (one.number(name)[at] for one in (panels, moved.panels))
        parts.append(pd.DataFrame({**cells, **dict(zip(("before", "after"), both, strict=True))}))
    return pd.concat(parts, ignore_index=True)


def _notes(model: RiskModel, asked: Sequence[str], panels: Panels) -> list[str]:
    mine = {name for one in model.features for name in reads(one)}
    notes = [
        f"{one.moved} moves with {key} by {one.share:g} % for each 1 %: {one.words}"
        for key in asked
        for one in couplings(key)
        if one.moved in mine and not np.isnan(panels.number(one.moved)).all()
    ]
    if model.joint is None:
        notes.append(
            "the model is an older one that does not hold the ranges of its people: whether "
            "what results lies among them was not looked at"
        )
    return notes
