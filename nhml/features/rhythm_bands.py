"""Which reference intervals of the hours of a day hold for a person."""

from functools import cache

from nhml.knowledge import tables
from nhml.knowledge.intervals import ReferenceInterval
from nhml.panels.series import Person


@cache
def of_hours(analyte: str) -> tuple[ReferenceInterval, ...]:
    """Give the default intervals of an analyte that hold at hours of the day only."""
    rows = tables.reference_intervals().get(analyte, ())
    return tuple(one for one in rows if one.default and one.hours and not one.phase)


def holding(analyte: str, person: Person) -> tuple[ReferenceInterval, ...]:
    """Give those that hold for a person.

    In pregnancy none does; where age is not known those of adults are given, which has
    to be said (``age_unknown``).
    """
    if person.pregnant:
        return ()
    return tuple(
        one
        for one in of_hours(analyte)
        if one.sex in ("", person.sex) and not _outside(person.age, one.ages)
    )


def _outside(age: float, ages: tuple[int, int]) -> bool:
    return age < ages[0] or age >= ages[1] + 1  # NaN is neither


def late_night(analyte: str) -> ReferenceInterval | None:
    """Give the interval around the hour at which late-night samples are meant to be taken."""
    at = tables.rhythm_limits()["late_night_at"]
    rows = (one for one in of_hours(analyte) if one.hours and one.hours[0] <= at <= one.hours[1])
    return next(rows, None)


def place(value: float, sign: int, one: ReferenceInterval) -> str:
    """Say where a value lies beside an interval.

    Parameters
    ----------
    value : float
        Canonical unit; of one below detection, its limit.
    sign : int
        -1 where it lies below detection, 1 where above a limit of the assay.
    one : ReferenceInterval

    Returns
    -------
    str
        ``below``, ``within``, ``above``, or empty where that cannot be told.
    """
    low, high = one.low, one.high
    if sign < 0:
        if low is not None:
            return "below" if value <= low else ""
        return "within" if high is not None and value <= high else ""
    if high is not None and value > high:
        return "above"
    if sign > 0:
        return ""
    return "below" if low is not None and value < low else "within"
