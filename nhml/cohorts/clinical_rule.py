"""The clinical rule beside a model: what a clinician would do with pencil and paper."""

import numpy as np
import pandas as pd

from nhml.cohorts.cohort import Cohort
from nhml.knowledge import tables
from nhml.panels import expressions
from nhml.panels.panel import Floats


def acts(cohort: Cohort) -> Floats | None:
    """Tell for whom the clinical rule of the outcome says to act.

    Parameters
    ----------
    cohort : Cohort
        Its panels are without what defines the outcome: the rule cannot read it.

    Returns
    -------
    ndarray, shape (n,), or None
        1 acts, 0 does not; what was not asked counts as no. None where the outcome has
        no rule.
    """
    rule = tables.clinical_rules().get(cohort.outcome.key)
    if rule is None:
        return None
    points = [expressions.evaluate(one, cohort.panels) for one in rule.points]
    return np.asarray(np.nansum(points, axis=0) >= rule.act_from, dtype=np.float64)


def known(cohort: Cohort) -> Floats | None:
    """Tell how much of what the clinical rule asks was known: of a rule half asked, half is left.

    Parameters
    ----------
    cohort : Cohort

    Returns
    -------
    ndarray, shape (n,), or None
        Share of the columns that it reads and that say something of this person. None
        where the outcome has no rule.
    """
    rule = tables.clinical_rules().get(cohort.outcome.key)
    if rule is None:
        return None
    read = sorted(frozenset().union(*(expressions.names(one) for one in rule.points)))
    there = [~np.asarray(pd.isna(cohort.panels.column(name))) for name in read]
    return np.asarray(np.mean(there, axis=0), dtype=np.float64)
