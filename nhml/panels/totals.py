"""Totals of questionnaires from their items, and whether a total that was sent agrees."""

import numpy as np

from nhml.knowledge import tables
from nhml.knowledge.instruments import Instrument
from nhml.panels.panel import Floats, Panels, Problem

_ROUNDED = 0.5
_OTHER_NAMES = {"phq9_9": "phq9_item9"}


def total(key: str, panels: Panels) -> Floats:
    """Add up a questionnaire, filling few missing items by the mean of the others.

    Parameters
    ----------
    key : str
        Key of ``instruments.csv``, such as ``"phq9"``.
    panels : Panels

    Returns
    -------
    ndarray, shape (n,)
        The sum of the items; where more of them are missing than the instrument allows,
        the total that was sent, or NaN.
    """
    entry = tables.instruments()[key]
    added = _added(entry, panels, entry.most_missing)
    if not entry.sent:
        return added
    sent = panels.number(entry.sent)
    return np.where(np.isnan(added), sent, added)


def _added(entry: Instrument, panels: Panels, most_missing: int) -> Floats:
    if not entry.items:
        return np.full(len(panels), np.nan)
    items = np.column_stack([_counted(item, entry, panels) for item in entry.items])
    answered = (~np.isnan(items)).sum(axis=1)
    enough = answered >= len(entry.items) - most_missing
    scaled = np.nansum(items, axis=1) * len(entry.items) / np.maximum(answered, 1)
    return np.where(enough, scaled, np.nan)


def unanswered(key: str, panels: Panels) -> Floats:
    """Count the items of a questionnaire that have no answer, shape (n,)."""
    items = tables.instruments()[key].items
    lacking = [np.isnan(_answers(item, panels)) for item in items]
    return np.asarray(np.sum(lacking, axis=0), dtype=np.float64)


def subscale(key: str, name: str, panels: Panels) -> Floats:
    """Add up a part of a questionnaire, shape (n,); NaN where one of its items is missing."""
    entry = tables.instruments()[key]
    parts = [_counted(item, entry, panels) for item in entry.subscales[name]]
    return np.asarray(np.sum(parts, axis=0), dtype=np.float64)


def _counted(item: str, entry: Instrument, panels: Panels) -> Floats:
    answers, scale = _answers(item, panels), tables.symptoms()[item]
    if item not in entry.reversed or scale.low is None or scale.high is None:
        return answers
    return scale.low + scale.high - answers


def _answers(item: str, panels: Panels) -> Floats:
    """Give the answers to an item, which may stand under its other name."""
    answers = panels.number(item)
    if item not in _OTHER_NAMES:
        return answers
    return np.where(np.isnan(answers), panels.number(_OTHER_NAMES[item]), answers)


def contradicted(panels: Panels) -> list[Problem]:
    """Find totals that were sent and are not the sum of the items sent beside them."""
    found: list[Problem] = []
    for entry in tables.instruments().values():
        if entry.sent in panels.items and entry.items:
            away = np.abs(_added(entry, panels, 0) - panels.number(entry.sent))
            rows = np.flatnonzero(away > _ROUNDED).tolist()
            found += [Problem(row, "total_contradicted", entry.sent) for row in rows]
    return found
