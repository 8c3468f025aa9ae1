"""What the people of a cohort are like, with and without the outcome, told of no one of them."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nhml.cohorts.cohort import Cohort
from nhml.knowledge import tables
from nhml.panels.panel import Floats

FEWEST_KNOWN = 20  # persons of whom quartiles are told
FEWEST_EITHER_WAY = 5  # persons who have, and who have not, what a share is of
_DIGITS = 3

Bools = npt.NDArray[np.bool_]


class Side(NamedTuple):
    """The people with the outcome, or those without it.

    Attributes
    ----------
    low, middle, high : float
        Quartiles to three digits; of a share the middle alone. NaN is withheld.
    missing : float
        Share of the people in whom it is not known, to a hundredth.
    """

    low: float
    middle: float
    high: float
    missing: float


class Characteristic(NamedTuple):
    """One column, of the people with and without the outcome.

    Attributes
    ----------
    name : str
    share_of : str
        The value that a share is of: ``F``, or ``yes`` of a flag; empty where quartiles
        are told.
    unit : str
        UCUM.
    with_outcome, without_outcome : Side
    """

    name: str
    share_of: str
    unit: str
    with_outcome: Side
    without_outcome: Side


def characteristics(cohort: Cohort, columns: Iterable[str]) -> tuple[Characteristic, ...]:
    """Describe people by the columns that a model reads.

    Quartiles stand where 20 persons at least are known, shares where five at least have
    it and five have it not.

    Parameters
    ----------
    cohort : Cohort
    columns : iterable of str
        Analytes, symptoms and context; twice named is told once.
    """
    return tuple(_one(cohort, name) for name in dict.fromkeys(columns))


def _one(cohort: Cohort, name: str) -> Characteristic:
    values, share_of = _values(cohort, name)
    known = tables.analytes().get(name)
    item = tables.context().get(name) or tables.symptoms().get(name)
    unit = known.unit if known else item.unit if item else ""
    subjects = cohort.panels.subject_id
    sides = (
        _side(values[who], subjects[who], bool(share_of))
        for who in (cohort.event == 1.0, cohort.event == 0.0)
    )
    return Characteristic(name, share_of, unit, *sides)


def _values(cohort: Cohort, name: str) -> tuple[Floats, str]:
    """Give a column as numbers, and what it is a share of where it is one."""
    if name == "sex":
        sex = cohort.panels.column("sex")
        return np.where(sex == "F", 1.0, np.where(sex == "M", 0.0, np.nan)), "F"
    values = cohort.panels.number(name)
    item = tables.context().get(name) or tables.symptoms().get(name)
    return values, "yes" if item is not None and item.kind == "flag" else ""


def _side(values: Floats, subjects: npt.NDArray[np.object_], share: bool) -> Side:
    known = ~np.isnan(values)
    missing = round(float(1.0 - known.mean()), 2) if len(values) else np.nan
    if share:
        return Side(np.nan, _share(values, subjects), np.nan, missing)
    if len(set(subjects[known])) < FEWEST_KNOWN:
        return Side(np.nan, np.nan, np.nan, missing)
    quartiles = np.quantile(values[known], (0.25, 0.5, 0.75)).tolist()
    low, middle, high = (float(f"{one:.{_DIGITS}g}") for one in quartiles)
    return Side(low, middle, high, missing)


def _share(values: Floats, subjects: npt.NDArray[np.object_]) -> float:
    either = [len(set(subjects[values == way])) for way in (1.0, 0.0)]
    if min(either) < FEWEST_EITHER_WAY or sum(either) < FEWEST_KNOWN:
        return np.nan
    return round(float(np.nanmean(values)), 2)
