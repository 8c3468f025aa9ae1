"""Totals of questionnaires, with the rule for missing items that each one states."""

import numpy as np

from nhml.knowledge import tables
from nhml.panels.panel import Floats, Panels


def total(key: str, panels: Panels) -> Floats:
    """Sum a questionnaire, filling few missing items by the mean of the others.

    Parameters
    ----------
    key : str
        Key of ``instruments.csv``, such as ``"phq9"``.
    panels : Panels

    Returns
    -------
    ndarray, shape (n,)
        The total; NaN where more items are missing than the instrument allows.
    """
    entry = tables.instruments()[key]
    items = np.column_stack([panels.number(item) for item in entry.items])
    answered = (~np.isnan(items)).sum(axis=1)
    enough = answered >= len(entry.items) - entry.most_missing
    scaled = np.nansum(items, axis=1) * len(entry.items) / np.maximum(answered, 1)
    return np.where(enough, scaled, np.nan)
