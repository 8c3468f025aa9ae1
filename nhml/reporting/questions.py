"""Questions to a model and its answers, in words that speak of the model alone."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from nhml.knowledge import tables
from nhml.modelling.next_measure import LITTLE, Next
from nhml.modelling.what_if import WhatIf
from nhml.panels.panel import Panels
from nhml.reporting import html, labels, wording
from nhml.reporting.questions_drawing import curve, span

WHAT_IF = (
    "This is how the model's risk would differ for a person with these values, all else as "
    "given. It is not what making the change would do."
)
NEXT = (
    "This is how the model's risk would stand were one more value known, over what that value "
    "is likely to be for such a person. It says nothing of what a person needs measured for "
    "other reasons."
)
GAP = (
    "It would move whatever the value: the model reads that the value is missing, as it was for "
    "some of the people it learnt from."
)
_SHOWN = ("crossing", "width", "width_after", "narrowing", "change", "average", "tenth",
          "ninetieth", "gap", "scored")  # fmt: skip


def what_if_plain(found: WhatIf) -> dict[str, Any]:
    """Give the answers to a change as plain data."""
    moved = dict(iter(found.moved.groupby("row", sort=False)))
    return {
        "model": found.model,
        "asked": {one.key: one.stated for one in found.changes},
        "means": WHAT_IF,
        "notes": list(found.notes),
        "panels": [
            {
                **_plain(row),
                "moved": [
                    _plain(one)
                    for one in _records(moved.get(at), "column", "unit", "before", "after")
                ],
            }
            for at, row in enumerate(found.answers.to_dict("records"))
        ],
    }


def next_plain(found: Next) -> dict[str, Any]:
    """Give what measuring one more analyte would change as plain data."""
    costs = found.costs
    return {
        "model": found.model,
        "threshold": found.threshold,
        "means": NEXT,
        "currency": costs.currency if costs else None,
        "prices": costs.source if costs else None,
        "panels": [
            {
                **_plain(row),
                "says": verdict(row, own, found.threshold),
                "measure": [
                    _plain(one)
                    for one in _records(own, "rank", "analyte", "effort", *_SHOWN, "cost",
                                        "crossing_per_cost")
                ],
            }
            for row, own in _by_panel(found)
        ],
    }  # fmt: skip


_NOW = ("panel_id", "status", "risk", "risk_low", "risk_high", "reasons")


def _by_panel(found: Next) -> Iterator[tuple[Mapping[str, Any], pd.DataFrame]]:
    own = dict(iter(found.table.groupby("row", sort=False)))
    for at, row in enumerate(_records(found.now, *_NOW)):
        yield row, own.get(at, found.table.head(0))


def _records(table: pd.DataFrame | None, *columns: str) -> list[dict[str, Any]]:
    if table is None:
        return []
    return [
        {str(key): cell for key, cell in one.items()}
        for one in table[list(columns)].to_dict("records")
    ]


def _plain(cells: Mapping[Any, Any]) -> dict[str, Any]:
    """Write numbers that are not known as null."""
    return {
        str(key): None if isinstance(cell, float) and math.isnan(cell) else cell
        for key, cell in cells.items()
    }


def verdict(now: Mapping[str, Any], own: pd.DataFrame, threshold: float) -> str:
    """Say in a sentence what measuring could change in what the model says of a panel.

    Parameters
    ----------
    now : mapping
        A row of the score frame.
    own : DataFrame
        What is told of its analytes, the first at the top.
    threshold : float
    """
    edge = wording.percent(threshold)
    if now["status"] != "scored":
        return f"No risk is shown, so none can move: {now['reasons']}."
    if own.empty:
        return "Of the analytes that the model reads and knows the spread of, none is missing."
    if not own["crossing"].max() >= LITTLE:
        return (
            "Nothing more would change it: with no single further value does the model's risk "
            f"stand on the other side of {edge} for even {LITTLE * 100:g} of 100 likely values."
        )
    best = own.iloc[0]
    chance = wording.of(float(best["crossing"]), 100)
    gap = f" {GAP}" if best["gap"] else ""
    return (
        f"With {labels.of(best['analyte'])} known, the model's risk would stand on the other "
        f"side of {edge} for {chance} of 100 likely values.{gap}"
    )


def what_if_page(
    found: WhatIf, panels: Panels, curves: Mapping[str, pd.DataFrame], outcome: str
) -> str:
    """Write the page of a change: what the model says before and after, over all that may be asked.

    Parameters
    ----------
    found : WhatIf
    panels : Panels
        Those that were asked about.
    curves : mapping of str to DataFrame
        By input, as `nhml.modelling.what_if.curve` gives them.
    outcome : str
        What the model is about.
    """
    plain = what_if_plain(found)
    ages, sexes = panels.number("age"), panels.column("sex")
    for at, one in enumerate(plain["panels"]):
        one["who"] = wording.person(sexes[at], float(ages[at]))
        one["figures"] = list(_figures(found, curves, at))
        one["words"] = {
            cell["column"]: f"{labels.of(cell['column'])} {_value(cell, 'before')} → "
            f"{_value(cell, 'after')}"
            for cell in one["moved"]
        }
    return html.page(
        "questions.html",
        told=plain,
        kind="what_if",
        outcome=outcome,
        cites=_cites(list(plain["asked"])),
    )


def _cites(asked: Sequence[str]) -> list[str]:
    """List the titles behind the bounds of inputs, and behind what moves with them."""
    rows = [one.source for key, one in tables.modifiable().items() if key in asked]
    rows += [one.source for one in tables.couplings().values() if one.moves in asked]
    return [tables.titles((key,)) for key in dict.fromkeys(key for row in rows for key in row)]


def _value(cell: Mapping[str, Any], when: str) -> str:
    return f"{wording.number(cell[when])} {wording.unit(cell['unit'])}".strip()


def _figures(found: WhatIf, curves: Mapping[str, pd.DataFrame], at: int) -> Iterator[Markup]:
    for key, points in curves.items():
        own = points[points["row"] == at]
        if own["change"].nunique() < 2:
            continue
        entry = tables.modifiable()[key]
        yield curve(own, entry.change_in, _asked(found, key, at), labels.of(key))


def _asked(found: WhatIf, key: str, at: int) -> float | None:
    """Give the change that was asked of a panel, as its bounds are given."""
    own = found.moved[(found.moved["row"] == at) & (found.moved["column"] == key)]
    if own.empty:
        return None
    before, after = float(own["before"].iloc[0]), float(own["after"].iloc[0])
    return (
        100 * (after / before - 1) if tables.modifiable()[key].change_in == "%" else after - before
    )


def next_page(found: Next, panels: Panels, outcome: str) -> str:
    """Write the page of what to measure next.

    Parameters
    ----------
    found : Next
    panels : Panels
        Those that were asked about.
    outcome : str
        What the model is about.
    """
    plain = next_plain(found)
    ages, sexes = panels.number("age"), panels.column("sex")
    for at, one in enumerate(plain["panels"]):
        one["who"] = wording.person(sexes[at], float(ages[at]))
        for cell in one["measure"]:
            ends = cell["tenth"], cell["ninetieth"]
            cell["figure"] = None if None in ends else span(one["risk"], *ends, found.threshold)
            cell["specimen"] = tables.analytes()[cell["analyte"]].specimen
    return html.page("questions.html", told=plain, kind="next", outcome=outcome, cites=())
