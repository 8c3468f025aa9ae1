"""What measuring one more analyte would change in what a model says.

What was not measured is not known: two hundred equally likely values, given what is known,
are put in its place one after another, and each panel so made is scored as any other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nhml.cohorts.outcomes import unseen
from nhml.errors import ConfigError, ModelError
from nhml.knowledge import tables
from nhml.modelling.costs import EFFORTS, Costs, effort
from nhml.modelling.risk_model import RiskModel
from nhml.panels.changed import changed
from nhml.panels.checks import check
from nhml.panels.limits import LimitsOrPath, limits_of
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise

DRAWS = 200
_SMALL = 0.005  # of a risk: a movement of which nothing is said
LITTLE = 0.01  # chance of crossing below which a measurement changes nothing to speak of
COLUMNS = (
    "row", "panel_id", "analyte", "effort", "crossing", "width", "width_after", "narrowing",
    "change", "average", "tenth", "ninetieth", "gap", "scored", "cost", "crossing_per_cost", "rank",
)  # fmt: skip


@dataclass(frozen=True)
class Next:
    """What a model says of panels, and what one more analyte would change in it.

    Attributes
    ----------
    model : str
    threshold : float
    costs : Costs or None
    now : DataFrame
        The score frame: a row a panel, in order.
    table : DataFrame
        `COLUMNS`; see `measure_next`.
    """

    model: str
    threshold: float
    costs: Costs | None
    now: pd.DataFrame
    table: pd.DataFrame


def candidates(model: RiskModel) -> tuple[str, ...]:
    """List the analytes that a model reads, and whose values it knows the spread of."""
    if model.joint is None:
        raise ModelError(
            f"{model.name}: does not hold how its analytes go together, and cannot say what "
            "one of them may be; train it again with this version of nhml"
        )
    hidden = unseen(model.outcome)
    return tuple(
        name for name in model.joint.names if name in tables.analytes() and name not in hidden
    )


def measure_next(
    model: RiskModel,
    panels: pd.DataFrame | Panels,
    units: Mapping[str, str] | None = None,
    *,
    threshold: float = 0.2,
    costs: Costs | None = None,
    limits: LimitsOrPath | None = None,
) -> Next:
    """Tell for every analyte not measured what knowing it would change in the model's risk.

    Parameters
    ----------
    model : RiskModel
    panels : DataFrame or Panels
        The panel frame as sent, or panels already checked.
    units : mapping of str to str, optional
        Units stated once for whole columns.
    threshold : float
        A risk at which something else is done.
    costs : Costs, optional
        What a measurement costs; without it, what has to be drawn comes second.
    limits : LaboratoryLimits or path, optional
        As `RiskModel.score` takes them.

    Returns
    -------
    Next
        Its table has a row for each panel that is scored and each analyte that it lacks, the
        first of a panel at the top. ``row`` is the panel's place, from 0. ``crossing`` is
        the chance that the risk would stand on the other side of the threshold; ``width``
        that of the stability interval now and, on average, after; ``change`` how far the
        risk would move on average, up or down; ``average``, ``tenth`` and ``ninetieth``
        where it would stand; ``gap`` says that it would move from where it is whatever the
        value, because the model reads that the value is missing; ``scored`` the share of the
        values with which the model would speak.

    Raises
    ------
    ConfigError
        If the threshold is no risk.
    ModelError
        If the model is an older one that cannot be asked.
    """
    if not 0.0 < threshold < 1.0:
        raise ConfigError(f"threshold is {threshold:g}; wanted a risk between 0 and 1")
    chosen, own = candidates(model), limits_of(limits)
    ready = panels if isinstance(panels, Panels) else check(harmonise(panels, units))
    now = model.score(ready, limits=own)
    found = [
        _ranked(pd.DataFrame(rows, columns=list(COLUMNS)).assign(row=at), costs)
        for at in np.flatnonzero(now["status"].eq("scored"))
        if (rows := list(_asked(model, ready.take([at]), now.iloc[at], chosen, threshold, own)))
    ]
    table = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(COLUMNS))
    return Next(model.label, threshold, costs, now, table)


def _asked(
    model: RiskModel,
    panel: Panels,
    now: pd.Series,
    chosen: tuple[str, ...],
    threshold: float,
    limits: LimitsOrPath | None,
) -> Iterator[dict[str, object]]:
    """Score a panel with every likely value of every analyte that it lacks, at once."""
    missing = [name for name in chosen if np.isnan(panel.number(name)[0])]
    if not missing:
        return
    assert model.joint is not None
    many = panel.take(np.zeros(len(missing) * DRAWS, dtype=np.intp))
    columns = {}
    for at, name in enumerate(missing):
        column = np.full(len(many), np.nan)
        column[at * DRAWS : (at + 1) * DRAWS] = model.joint.values(panel, name, DRAWS)[0]
        columns[name] = column
    after = model.score(changed(many, columns), limits=limits)
    for at, name in enumerate(missing):
        part = after.iloc[at * DRAWS : (at + 1) * DRAWS]
        told = {"panel_id": now["panel_id"], "analyte": name, "effort": effort(name, panel)}
        yield {**told, **_told(now, part, threshold)}


def _told(now: pd.Series, after: pd.DataFrame, threshold: float) -> dict[str, float | bool]:
    """Sum up what a model would say over the likely values of one analyte."""
    said = after[after["status"].eq("scored")]
    width = float(now["risk_high"] - now["risk_low"])
    later = float((said["risk_high"] - said["risk_low"]).mean())
    crossed = said["risk"].ge(threshold) != (now["risk"] >= threshold)
    average = float(said["risk"].mean())
    tenth, ninetieth = (float(said["risk"].quantile(share)) for share in (0.1, 0.9))
    away = abs(average - float(now["risk"]))
    return {
        "crossing": float(crossed.mean()),
        "width": width,
        "width_after": later,
        "narrowing": width - later,
        "change": float((said["risk"] - now["risk"]).abs().mean()),
        "average": average,
        "tenth": tenth,
        "ninetieth": ninetieth,
        "gap": away > max((ninetieth - tenth) / 2, _SMALL),
        "scored": len(said) / len(after),
    }


def _ranked(table: pd.DataFrame, costs: Costs | None) -> pd.DataFrame:
    """Put the analytes of one panel in order."""
    if costs is not None:
        both = zip(table["analyte"], table["effort"], strict=True)
        table["cost"] = [costs.of(name, told) for name, told in both]
        table["crossing_per_cost"] = table["crossing"] / table["cost"]
    table = table.astype({"cost": float, "crossing_per_cost": float})
    first = table["crossing" if costs is None else "crossing_per_cost"]
    order = pd.DataFrame(
        {
            "first": -first.round(6),
            "crossing": -table["crossing"].round(6),
            "effort": table["effort"].map(EFFORTS.index),
            "change": -table["change"].round(6),
            "name": table["analyte"],
        }
    ).sort_values(["first", "crossing", "effort", "change", "name"], na_position="last")
    table = table.loc[order.index].reset_index(drop=True)
    table["rank"] = np.arange(1, len(table) + 1)
    return table
