"""From a panel frame to what is read about its people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from nhml.modelling import base_rates
from nhml.modelling.risk_model import RiskModel
from nhml.panels import expressions, intake
from nhml.panels.limits import LaboratoryLimits, LimitsOrPath, limits_of
from nhml.panels.panel import Panels
from nhml.panels.series import Series, series
from nhml.reporting import labels, reasons
from nhml.reporting.grounds import alerts, grounds
from nhml.reporting.measured import places
from nhml.reporting.picture import Picture, pictures
from nhml.reporting.report import RiskReport
from nhml.reporting.sent import Sent, measured


def report(
    model: RiskModel,
    panels: pd.DataFrame,
    panel_id: str,
    units: Mapping[str, str] | None = None,
    *,
    considering: str | Iterable[str] | None = None,
    limits: LimitsOrPath | None = None,
    samples: pd.DataFrame | None = None,
) -> RiskReport:
    """Read one panel of a panel frame.

    Parameters
    ----------
    model : RiskModel
    panels : DataFrame
        The panel frame as sent; judged as a whole, like a file.
    panel_id : str
    units : mapping of str to str, optional
        Units stated once for whole columns.
    considering : str or iterable of str, optional
        Interventions, by the keys of ``interventions.csv``.
    limits : LaboratoryLimits or path, optional
        A laboratory's own limits, in place of the generic ones.
    samples : DataFrame, optional
        Timed samples, as `nhml.rhythm` takes them; those of this panel's ``subject_id``.

    Raises
    ------
    PanelError
        If it is no panel frame, a whole column fits only another unit, or the panel is
        not there. Of an id that stands in several rows, the first is read.
    """
    timed = [] if samples is None else series(samples, units)
    (made,) = reports(
        model, panels, [panel_id], units, considering=considering, limits=limits, timed=timed
    )
    return made


def reports(
    model: RiskModel,
    panels: pd.DataFrame,
    panel_ids: Iterable[str] | None = None,
    units: Mapping[str, str] | None = None,
    *,
    considering: str | Iterable[str] | None = None,
    limits: LimitsOrPath | None = None,
    timed: Sequence[Series] = (),
) -> list[RiskReport]:
    """Read several panels of a panel frame, or all of them.

    Parameters
    ----------
    model : RiskModel
    panels : DataFrame
    panel_ids : iterable of str, optional
        In the order of the reports; None takes every row.
    units : mapping of str to str, optional
    considering, limits
        As `report` takes them.
    timed : sequence of Series
        Timed samples of anybody.

    Raises
    ------
    PanelError
        As `report`.
    """
    own, ready = limits_of(limits), intake.take(panels, units)
    at = list(range(len(ready))) if panel_ids is None else places(ready, panel_ids)
    taken = ready.take(at)
    scores, explained = model.score(taken, limits=own), iter(_explained(model, taken, own))
    told = _refitted(model, taken, own)
    cells, parts = panels.reset_index(drop=True), taken.apart([[one] for one in range(len(at))])
    seen = pictures(ready, cells, at, units, considering=considering, limits=own, timed=timed)
    made = [
        _report(
            model,
            cells.iloc[row],
            panel,
            scores.iloc[place],
            next(explained) if scores["status"].iloc[place] == "scored" else None,
            units,
            seen[place],
        )
        for (place, row), panel in zip(enumerate(at), parts, strict=True)
    ]
    return [replace(one, refitted=ends) for one, ends in zip(made, told, strict=True)]


def _refitted(
    model: RiskModel, panels: Panels, limits: LaboratoryLimits | None
) -> list[tuple[float, float] | None]:
    """Give the stability interval of each panel by the refits; None without a risk, or any."""
    if model.refits is None:
        return [None] * len(panels)
    scores = model.score(panels, limits=limits, interval="refits")
    ends = zip(scores["risk_low"], scores["risk_high"], strict=True)
    return [None if pd.isna(low) else (float(low), float(high)) for low, high in ends]


def _explained(
    model: RiskModel, panels: Panels, limits: LaboratoryLimits | None
) -> list[pd.DataFrame]:
    """Give the explanation of each scored panel, in order."""
    frame, width = model.explain(panels, limits=limits), len(model.features) + 1
    return [frame.iloc[start : start + width] for start in range(0, len(frame), width)]


def _report(
    model: RiskModel,
    cells: pd.Series,
    panel: Panels,
    score: pd.Series,
    explained: pd.DataFrame | None,
    units: Mapping[str, str] | None,
    picture: Picture,
) -> RiskReport:
    age, sex = float(panel.number("age")[0]), panel.column("sex")[0]
    sex = sex if isinstance(sex, str) else None
    known = measured(cells, panel, units)
    said = grounds(str(score["reasons"]))
    made = RiskReport(
        model=model,
        panel_id=str(score["panel_id"]),
        status=str(score["status"]),
        risk=float(score["risk"]),
        low=float(score["risk_low"]),
        high=float(score["risk_high"]),
        age=age,
        sex=sex,
        base=None if explained is None else base_rates.of(model.training, age, sex),
        alerts=alerts(str(score["alerts"] or ""), sex),
        picture=picture,
        grounds=said,
        sent=known,
        missing=_missing(model, panel, {one.key for one in said}),
        unstated=_unstated(model, panel),
        unread=_unread(model, known),
    )
    return made if explained is None else _with_reasons(made, panel, explained)


def _with_reasons(made: RiskReport, panel: Panels, explained: pd.DataFrame) -> RiskReport:
    largest = reasons.largest(explained, made.model.features, made.sent, panel)
    return replace(
        made,
        reasons=largest,
        rest=reasons.rest(explained, largest),
        parts=reasons.by_group(explained),
        idle=tuple(reasons.adding_nothing(explained)),
    )


def _missing(model: RiskModel, panel: Panels, said: set[str]) -> tuple[str, ...]:
    """List what the model reads and does not know, but for what was told as wrong."""
    known = model.applicability
    read = dict.fromkeys((*known.required, *known.inputs))
    return tuple(labels.of(name) for name in read if name not in said and _unknown(panel, name))


def _unstated(model: RiskModel, panel: Panels) -> tuple[str, ...]:
    """List what the population is told by and nobody said of this person."""
    told = sorted(expressions.names(model.applicability.eligible or "1"))
    return tuple(labels.of(name) for name in told if _unknown(panel, name))


def _unread(model: RiskModel, sent: Mapping[str, Sent]) -> tuple[str, ...]:
    read = {name for one in model.features for name in one.inputs}
    return tuple(one.label for key, one in sent.items() if key not in read)


def _unknown(panel: Panels, name: str) -> bool:
    return bool(pd.isna(panel.column(name))[0])
