"""Grades and scores that say whether a symptom is there."""

from dataclasses import replace

import numpy as np

from nhml.knowledge import tables
from nhml.panels import expressions
from nhml.panels.panel import Panels, Problem


def flagged(panels: Panels) -> Panels:
    """Set the flag of every symptom that a grade or score tells of.

    Parameters
    ----------
    panels : Panels

    Returns
    -------
    Panels
        A flag that was sent stays, but for one that says no where a grade says yes: the
        yes is read. Wherever the two differ the panel carries ``flag_contradicted``.
    """
    items, problems = dict(panels.items), list[Problem]()
    for grade in tables.grades().values():
        if grade.key not in panels.items:
            continue
        yes, no = (expressions.evaluate(text, panels) == 1.0 for text in (grade.yes, grade.no))
        said = np.where(yes, 1.0, np.where(no, 0.0, np.nan))
        own = np.asarray(items.get(grade.flag, np.full(len(panels), np.nan)), dtype=np.float64)
        differ = np.flatnonzero(np.abs(own - said) == 1.0).tolist()
        items[grade.flag] = np.fmax(own, said)
        problems += [Problem(row, "flag_contradicted", grade.flag) for row in differ]
    return replace(panels, items=items).with_problems(problems)
