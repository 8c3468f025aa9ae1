"""Conditions over a panel, in three-valued logic.

An unknown value makes a condition unknown (NaN) unless the rest decides it
(Kleene 1952). What follows a ``not`` is an exclusion: where it is unknown it is
taken as absent, so that a panel is not left undecided for what nobody asked. A value
beyond a limit of detection decides only what it decides wherever it lies.
"""

import numpy as np

from nhml.errors import KnowledgeError
from nhml.panels.grammar import names, parse
from nhml.panels.logic import Limits, Reading
from nhml.panels.panel import Floats, Panels

__all__ = ["evaluate", "names", "parse"]


def evaluate(condition: str, panels: Panels, limits: Limits | None = None) -> Floats:
    """Decide a condition for every panel.

    Parameters
    ----------
    condition : str
        In the grammar of this module; an empty one holds.
    panels : Panels
        In canonical units.
    limits : mapping of (analyte, "low" or "high") to float, optional
        The laboratory's own limits [canonical unit].

    Returns
    -------
    ndarray, shape (n,)
        1 holds, 0 does not, NaN cannot be decided.

    Raises
    ------
    KnowledgeError
        If it is not in the grammar, or does with text what only numbers can do.
    PanelError
        If it names what no table holds.
    """
    if not condition:
        return np.ones(len(panels))
    tree = parse(condition)
    try:
        truth = Reading(panels.column, limits, panels.ends).truth(tree)
    except (TypeError, ValueError):  # whose texts may quote a cell
        raise KnowledgeError(f"{condition!r} treats text as a number") from None
    result = np.where(truth.granted, 1.0, np.where(truth.false, 0.0, np.nan))
    return np.broadcast_to(result, (len(panels),)).copy()
