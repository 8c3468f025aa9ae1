"""The largest contributions to one risk, in the units that the laboratory sent."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from nhml.features.build import Feature
from nhml.knowledge import tables
from nhml.modelling.explanation import top
from nhml.panels.panel import Panels
from nhml.reporting import labels, wording
from nhml.reporting.intervals import Drawn, drawn
from nhml.reporting.sent import Sent

MOST, FEWEST = 5, 3
_WORTH = math.log(1.1)  # beyond the first three, a smaller contribution is left to the rest


class Reason(NamedTuple):
    """What one feature does to the risk: the model's behaviour, no cause.

    Attributes
    ----------
    label, written : str
        What it is, and its value as sent.
    direction, odds : str
        In words, and as the factor of the odds.
    contribution : float
        Log-odds.
    interval : Drawn or None
    note : str
        Why no interval is drawn, or what it was computed from.
    """

    label: str
    written: str
    direction: str
    odds: str
    contribution: float
    interval: Drawn | None
    note: str


class Part(NamedTuple):
    """What a group of features does to the risk together."""

    label: str
    direction: str
    odds: str


def largest(
    explained: pd.DataFrame, features: Sequence[Feature], sent: Mapping[str, Sent], panel: Panels
) -> tuple[Reason, ...]:
    """Give three to five reasons, the largest first; what adds nothing is none.

    Parameters
    ----------
    explained : DataFrame
        The explanation frame of one panel.
    features : sequence of Feature
    sent : mapping of str to Sent
        What was measured, by analyte.
    panel : Panels
        That panel alone, in canonical units.
    """
    known, rows = {one.name: one for one in features}, top(explained, MOST)
    numbers = rows[["value", "contribution"]].to_numpy(dtype=np.float64).tolist()
    return tuple(
        _reason(known[str(name)], value, contribution, sent, panel)
        for at, (name, (value, contribution)) in enumerate(
            zip(rows["feature"], numbers, strict=True)
        )
        if abs(contribution) >= (wording.NOTHING if at < FEWEST else _WORTH)
    )


def rest(explained: pd.DataFrame, shown: Sequence[Reason]) -> Part:
    """Say what all other features do together."""
    parts = explained.loc[explained["feature"] != "base", "contribution"]
    left = float(parts.sum()) - sum(one.contribution for one in shown)
    words = f"The other {len(parts) - len(shown)} features together"
    return Part(words, wording.direction(left), wording.odds(left))


def by_group(explained: pd.DataFrame) -> tuple[Part, ...]:
    """Say what each axis does, and the symptoms; a group that adds nothing is told so."""
    parts = explained[explained["feature"] != "base"]
    sums = parts.groupby("group", sort=False)["contribution"].sum()
    known = set(parts.loc[parts["value"].notna(), "group"])
    return tuple(
        Part(
            labels.GROUPS.get(str(name), str(name)) + ("" if name in known else " (not known)"),
            wording.direction(total),
            wording.odds(total),
        )
        for name, total in sums.items()
    )


def adding_nothing(explained: pd.DataFrame) -> list[str]:
    """List the values that change the odds by less than 2 %, but for age and sex."""
    told = ~explained["group"].isin(("base", "person"))
    known = explained[told & explained["value"].notna()]
    idle = known.loc[known["contribution"].abs() < wording.NOTHING, "feature"]
    return [labels.of(str(name)) for name in idle]


def _reason(
    feature: Feature,
    value: float,
    contribution: float,
    sent: Mapping[str, Sent],
    panel: Panels,
) -> Reason:
    measured = sent.get(feature.name)
    said = measured.written if measured else labels.value(feature.name, value, feature.unit)
    missing = math.isnan(value)
    within = drawn(measured, panel) if measured and not missing else None
    return Reason(
        label=labels.of(feature.name),
        written="not measured" if missing and feature.name in tables.analytes() else said,
        direction=wording.direction(contribution),
        odds=wording.odds(contribution),
        contribution=contribution,
        interval=within,
        note=_note(feature, missing) if within is None else "",
    )


def _note(feature: Feature, missing: bool) -> str:
    if missing:
        return "The model reads that it is not known."
    if feature.name in tables.analytes():
        return "No reference interval is known to hold for this person."
    if feature.name in tables.indices() or feature.name in tables.instruments():
        several = [labels.of(name) for name in feature.inputs]
        if feature.name in tables.instruments():
            return f"Sum of {len(several)} answers."
        return f"Computed from {wording.listed(several)}."
    return ""
