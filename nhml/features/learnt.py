"""Numbers whose reference is learnt in training, by kind.

The feature matrix carries their first column where the number may be computed
(`carried`); what was learnt from the training rows of a fit, and from nobody else,
replaces it by the number.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from nhml.features.load import Load
from nhml.features.loops import Quantile, Residual
from nhml.features.wanted import Wanted
from nhml.knowledge import tables
from nhml.panels import expressions
from nhml.panels.panel import Floats, Panels

Learnt = Residual | Quantile | Load
_KINDS: Mapping[str, type[Learnt]] = {one.kind: one for one in (Residual, Quantile, Load)}


def carried(key: str, panels: Panels) -> Floats:
    """Give what the feature matrix holds of a learnt number before it is learnt.

    Parameters
    ----------
    key : str
        Key of ``learnt.csv``.
    panels : Panels

    Returns
    -------
    ndarray, shape (n,)
        The first input (of a load: how many columns are known) where ``valid_when``
        holds and what is needed is known, else NaN.
    """
    entry = tables.learnt()[key]
    inputs = np.column_stack([panels.number(name) for name in entry.inputs])
    known = (~np.isnan(inputs)).sum(axis=1)
    enough = known >= entry.least if entry.kind == "load" else (inputs > 0).all(axis=1)
    allowed = expressions.evaluate(entry.valid_when, panels) == 1.0
    held = known if entry.kind == "load" else inputs[:, 0]
    return np.where(allowed & enough, held, np.nan)


def fit(X: Floats, what: Wanted) -> Learnt:
    """Learn one number from these rows only; see `Residual`, `Quantile`, `Load`."""
    return _KINDS[what.kind].fit(X, what)


def replaced(X: Floats, known: tuple[Learnt, ...]) -> Floats:
    """Give the feature matrix with every learnt number in its place, shape (n, p)."""
    if not known:
        return X
    read = X.copy()
    for one in known:
        read[:, one.column] = one.transform(X)
    return read


def plain(one: Learnt) -> dict[str, Any]:
    """Give what was learnt as plain data."""
    data = {
        name: getattr(value, "tolist", lambda v=value: v)() for name, value in vars(one).items()
    }
    return {"kind": one.kind, **data}


def from_plain(data: Mapping[str, Any]) -> Learnt:
    """Read what `plain` gave."""
    return _KINDS[data["kind"]].from_plain({k: v for k, v in data.items() if k != "kind"})
