"""Symptoms as a person reads them: totals with their bands, and what not to read into them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from nhml.knowledge import tables
from nhml.knowledge.instruments import Instrument
from nhml.panels import totals
from nhml.panels.panel import Floats, Panels

Basis = Literal["items", "prorated", "sent"]
_ITEM_9 = "item 9 was not answered: the total says nothing of self-harm"


@dataclass(frozen=True)
class Questionnaire:
    """What one questionnaire says of one panel.

    Attributes
    ----------
    key, label : str
    total : float or None
        None where too few items were answered and no total was sent.
    basis : str or None
        ``items`` all of them, ``prorated`` with few missing, ``sent`` added up elsewhere.
    missing : int or None
        Items without an answer; None where no item was sent.
    band : str
        What its cut-offs call the total; empty where it has none.
    subscales : dict of str to float
        Parts whose items were all answered.
    better : str
        ``lower`` or ``higher``.
    mcid : float or None
        The least change that matters to a person.
    recall : str
    cautions : tuple of str
    source : tuple of str
        Titles.
    """

    key: str
    label: str
    total: float | None
    basis: Basis | None
    missing: int | None
    band: str
    subscales: dict[str, float]
    better: str
    mcid: float | None
    recall: str
    cautions: tuple[str, ...]
    source: tuple[str, ...]


class Symptoms(NamedTuple):
    """What was said of one panel's symptoms.

    Attributes
    ----------
    questionnaires : tuple of Questionnaire
    present, absent : tuple of str
        Labels of symptoms that were affirmed and denied; of the rest nobody asked.
    """

    questionnaires: tuple[Questionnaire, ...]
    present: tuple[str, ...]
    absent: tuple[str, ...]


def read(panels: Panels) -> tuple[Symptoms, ...]:
    """Read the symptoms of panels, rejected ones among them.

    Parameters
    ----------
    panels : Panels
        Checked, in canonical units.

    Returns
    -------
    tuple of Symptoms
        One for every panel, in order. Questionnaires of which nothing was sent are absent.
    """
    found: list[list[Questionnaire]] = [[] for _ in range(len(panels))]
    for entry in tables.instruments().values():
        if any(name in panels.items for name in (*entry.items, entry.sent)):
            for row, said in _questionnaire(entry, panels):
                found[row].append(said)
    flags = [one for one in tables.symptoms().values() if one.kind == "flag"]
    asked = [(one.label, panels.number(one.key)) for one in flags if one.key in panels.items]
    return tuple(
        Symptoms(
            tuple(found[row]),
            tuple(label for label, values in asked if values[row] == 1.0),
            tuple(label for label, values in asked if values[row] == 0.0),
        )
        for row in range(len(panels))
    )


def _questionnaire(entry: Instrument, panels: Panels) -> Iterator[tuple[int, Questionnaire]]:
    """Say what a questionnaire says of every panel that answered any of it."""
    values = totals.total(entry.key, panels)
    items = len(entry.items)
    missing = totals.unanswered(entry.key, panels) if items else np.zeros(len(panels))
    parts = {name: totals.subscale(entry.key, name, panels) for name in entry.subscales}
    nine = np.isnan(panels.number("phq9_9")) & np.isnan(panels.number("phq9_item9"))
    unasked = nine if entry.key == "phq9" else np.zeros(len(panels), dtype=bool)
    titles = tuple(tables.sources()[key]["title"] for key in entry.source)
    for row in np.flatnonzero(~np.isnan(values) | (missing < items)).tolist():
        total, lacking = _known(values[row]), int(missing[row])
        yield (
            row,
            Questionnaire(
                key=entry.key,
                label=entry.label,
                total=total,
                basis=None if total is None else _basis(entry, lacking),
                missing=lacking if lacking < items else None,
                band=_band(entry, total),
                subscales={n: float(part[row]) for n, part in parts.items() if part[row] >= 0},
                better=entry.better,
                mcid=entry.mcid,
                recall=entry.recall,
                cautions=(*_cautions(entry, panels, row), *([_ITEM_9] if unasked[row] else [])),
                source=titles,
            ),
        )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _basis(entry: Instrument, lacking: int) -> Basis:
    if not entry.items or lacking > entry.most_missing:
        return "sent"
    return "prorated" if lacking else "items"


def _band(entry: Instrument, total: float | None) -> str:
    """Give the words of the highest band that a total reaches."""
    reached = [band.words for band in entry.bands if total is not None and total >= band.least]
    return reached[-1] if reached else ""


def _cautions(entry: Instrument, panels: Panels, row: int) -> Iterator[str]:
    """Say what a reader should not take from it, and what else in this panel tells the same."""
    if entry.caution:
        yield entry.caution
    own = {entry.key, entry.sent}
    for one in tables.overlaps().values():
        for mine, theirs in ((one.one, one.other), (one.other, one.one)):
            if own.intersection(mine) and any(_sent(name, panels, row) for name in theirs):
                yield one.words


def _sent(name: str, panels: Panels, row: int) -> bool:
    """Tell whether a panel has a value in a column or, of a total, in any of its items."""
    there = tables.instruments()[name].items if name in tables.instruments() else (name,)
    columns: list[Floats] = [panels.number(one) for one in there]
    return any(not np.isnan(column[row]) for column in columns)
