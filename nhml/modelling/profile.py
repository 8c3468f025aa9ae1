"""What a model was trained on, column by column, for what comes later to be compared with.

Plain data that goes into the bundle: shares, edges of cells, figures. No cell tells of fewer
than ten people; a share of fewer stands as that of ten.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import logit

from nhml.cohorts.cohort import Cohort
from nhml.modelling.spread import FEWEST, Spread
from nhml.panels.codes import CODES
from nhml.panels.panel import Panels

if TYPE_CHECKING:
    from nhml.modelling.risk_model import RiskModel

Objects = npt.NDArray[np.object_]

_CODE = re.compile(r"\[([A-Za-z0-9_]+)\]")
_TOLD = "already_told"  # beside a risk, and no reason to be silent
_EDGE = 1e-9
_OTHERS = "others"
_OF_A_SITE, _MOST_SITES = 100, 50


@dataclass(frozen=True)
class Column:
    """One column that the model reads, as it was in training.

    Attributes
    ----------
    missing : float
        Share of people.
    below : float
        Share of those measured that stood below a limit of detection.
    spread : Spread or None
        In canonical units; None where too few people have it.
    units : mapping of str to float
        Share of each unit as sent; empty where that is not known.
    """

    missing: float
    below: float
    spread: Spread | None
    units: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Profile:
    """The people that a model was trained on, without any of them.

    Attributes
    ----------
    people : int
        Persons, all of them eligible.
    columns : mapping of str to Column
    risk : Spread or None
        Log-odds of those scored, by models that had not seen them.
    events : float
        Share with the outcome.
    status : mapping of str to float
        Share scored, abstained, rejected.
    silent : mapping of str to float
        Share on whom the model abstains, by the code of the reason.
    alerts : mapping of str to float
        Share for whom each safety rule fires, which did not see what defines the outcome.
    sites : mapping of str to Profile
        Of each site with a hundred people at least: it is compared with itself.
    """

    people: int
    columns: Mapping[str, Column]
    risk: Spread | None
    events: float
    status: Mapping[str, float]
    silent: Mapping[str, float]
    alerts: Mapping[str, float]
    sites: Mapping[str, "Profile"] = field(default_factory=dict)

    @classmethod
    def of(cls, model: "RiskModel", cohort: Cohort, held_out: pd.DataFrame) -> Self:
        """Take the profile of a training.

        Parameters
        ----------
        model : RiskModel
        cohort : Cohort
            What it was trained on.
        held_out : DataFrame
            ``id, subject_id, status, risk``: what models said that had not seen them.
        """
        whole = cls._of(model, cohort, held_out)
        sites = {
            site: cls._of(model, part, held_out[held_out["id"].isin(part.panels.panel_id)])
            for site, part in _by_site(cohort)
        }
        return replace(whole, sites=sites)

    @classmethod
    def _of(cls, model: "RiskModel", cohort: Cohort, held_out: pd.DataFrame) -> Self:
        panels, subjects = cohort.panels, cohort.panels.subject_id
        shown = model.score(panels)
        scored = held_out[held_out["status"] == "scored"]
        risk = log_odds(scored["risk"].to_numpy(dtype=np.float64))
        status = {
            name: share(shown["status"].to_numpy() == name, subjects)
            for name in ("scored", "abstained", "rejected")
        }
        return cls(
            people=len(set(subjects)),
            columns={name: _column(panels, cohort.sent, name) for name in read_by(model)},
            risk=Spread.of(risk, scored["subject_id"].to_numpy(object)),
            events=share(cohort.event == 1.0, subjects),
            status=status,
            silent=_shares(silent(shown), subjects),
            alerts=_shares(codes(shown["alerts"]), subjects),
        )

    def plain(self) -> dict[str, Any]:
        """Give it as plain data."""
        columns = {
            name: {
                "missing": one.missing,
                "below": one.below,
                "units": dict(one.units),
                "spread": None if one.spread is None else one.spread.plain(),
            }
            for name, one in self.columns.items()
        }
        return {
            "people": self.people,
            "columns": columns,
            "risk": None if self.risk is None else self.risk.plain(),
            "events": self.events,
            "status": dict(self.status),
            "silent": dict(self.silent),
            "alerts": dict(self.alerts),
            "sites": {site: one.plain() for site, one in self.sites.items()},
        }

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> Self:
        """Read what `plain` gave; a ValueError, KeyError or TypeError where it is none."""
        columns = {
            str(name): Column(
                float(one["missing"]), float(one["below"]), _spread(one["spread"]),
                _numbers(one["units"]),
            )
            for name, one in data["columns"].items()
        }  # fmt: skip
        told = (_numbers(data[name]) for name in ("status", "silent", "alerts"))
        sites = {str(site): cls.from_plain(one) for site, one in data["sites"].items()}
        return cls(
            int(data["people"]), columns, _spread(data["risk"]), float(data["events"]), *told, sites
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


def read_by(model: "RiskModel") -> tuple[str, ...]:
    """List the columns that a model reads, sorted."""
    named = {name for one in model.features for name in one.inputs}
    return tuple(sorted({*named, *model.applicability.required}))


def log_odds(risk: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Give the log-odds of risks, kept finite."""
    return np.asarray(logit(np.clip(risk, _EDGE, 1.0 - _EDGE)), dtype=np.float64)


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
    told |= {_OTHERS: rest} if rest >= FEWEST else {}
    total = sum(told.values())
    return {unit: round(number / total, 5) for unit, number in told.items()}


def _spread(data: Any) -> Spread | None:
    return None if data is None else Spread.from_plain(data)


def _numbers(data: Mapping[str, Any]) -> dict[str, float]:
    return {str(name): float(number) for name, number in data.items()}
