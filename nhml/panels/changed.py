"""Panels with other values in some columns: for questions of what a model would say then."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from nhml.knowledge import tables
from nhml.panels import numbers
from nhml.panels.panel import Floats, Panels


def changed(panels: Panels, columns: Mapping[str, Floats]) -> Panels:
    """Give the same panels with these values in place of theirs.

    Parameters
    ----------
    panels : Panels
    columns : mapping of str to ndarray, shape (n,)
        By analyte [canonical unit], symptom or context column; NaN leaves a value as it is.
        A new value is exact, and rounded as one that was sent.
    """
    analytes = [name for name in columns if name in tables.analytes()]
    keys = panels.keys + tuple(name for name in analytes if name not in panels.keys)
    more = len(keys) - len(panels.keys)
    values = np.pad(panels.values, ((0, 0), (0, more)), constant_values=np.nan)
    censored = np.pad(panels.censored, ((0, 0), (0, more)))
    items = dict(panels.items)
    for name, column in columns.items():
        new = ~np.isnan(column)
        if name in analytes:
            at = keys.index(name)
            values[new, at], censored[new, at] = numbers.rounded(column[new]), 0
        else:
            items[name] = np.where(new, column, panels.number(name))
    refused = panels.refused
    if refused is not None:
        refused = np.pad(refused, ((0, 0), (0, more)), constant_values=np.nan)
    return replace(
        panels, keys=keys, values=values, censored=censored, items=items, refused=refused
    )
