"""What a therapy asks to be measured again: what is due, overdue, or was never measured."""

import calendar
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from nhml.features.courses import Taken
from nhml.features.draws import Draws
from nhml.knowledge import tables
from nhml.knowledge.following import Monitoring, Span
from nhml.panels import totals
from nhml.panels.panel import Floats, Panels

NOT_YET, DUE, OVERDUE, NOTHING = "not yet due", "due", "overdue", "no further date in the table"


class Due(NamedTuple):
    """One thing that a therapy asks to be measured.

    Attributes
    ----------
    intervention, column : str
    earliest, latest : date or None
        Between which days; None where the table asks for no more.
    status : str
        ``not yet due``, ``due``, ``overdue`` or ``no further date in the table``.
    overdue_days : int
    last : date or None
        When it was measured last, on therapy or before.
    never : bool
        Whether it was never measured in what was sent.
    source : tuple of str
    """

    intervention: str
    column: str
    earliest: date | None
    latest: date | None
    status: str
    overdue_days: int
    last: date | None
    never: bool
    source: tuple[str, ...]


def monitoring(panels: Panels, when: Draws, taken: Sequence[Taken], as_of: date) -> tuple[Due, ...]:
    """List what is to be measured in one person, the longest overdue first.

    Parameters
    ----------
    panels : Panels
        Of one person.
    when : Draws
        Of these panels.
    taken : sequence of Taken
        Therapies; those that were stopped ask for nothing.
    as_of : date
        The day on which it is asked.
    """
    rows = tables.monitoring()
    found = [
        _due(row, column, one, _days(panels, when, column), as_of)
        for one in taken
        if one.stopped is None
        for row in rows
        if row.intervention == one.course.intervention
        for column in row.columns
    ]
    return tuple(sorted(found, key=_urgency))


def _urgency(one: Due) -> tuple[int, int, date]:
    order = (OVERDUE, DUE, NOT_YET, NOTHING)
    return (order.index(one.status), -one.overdue_days, one.latest or date.max)


def _days(panels: Panels, when: Draws, column: str) -> list[date]:
    """Give the days on which something was measured, in order."""
    order = when.order()
    there = order[~np.isnan(_values(panels, column)[order])]
    return [day.astype(object) for day in when.day[there]]


def _values(panels: Panels, column: str) -> Floats:
    if column in tables.instruments():
        return totals.total(column, panels)
    return panels.number(column)


def _due(row: Monitoring, column: str, one: Taken, days: list[date], as_of: date) -> Due:
    step, anchor = 0, one.started
    window = _window(row, step, anchor)
    for day in (day for day in days if one.started < day <= as_of):
        if window is not None and day >= window[0]:
            step += 1
            anchor = day if row.after == "last" else one.started
            window = _window(row, step, anchor)
    earliest, latest = window or (None, None)
    status = NOTHING
    if earliest is not None and latest is not None:
        status = OVERDUE if as_of > latest else DUE if as_of >= earliest else NOT_YET
    seen = [day for day in days if day <= as_of]
    return Due(
        intervention=one.course.intervention,
        column=column,
        earliest=earliest,
        latest=latest,
        status=status,
        overdue_days=(as_of - latest).days if status == OVERDUE and latest else 0,
        last=seen[-1] if seen else None,
        never=not seen,
        source=row.source,
    )


def _window(row: Monitoring, step: int, anchor: date) -> tuple[date, date] | None:
    if step >= len(row.steps) and not row.repeats:
        return None
    one = row.steps[min(step, len(row.steps) - 1)]
    return later(anchor, one.earliest), later(anchor, one.latest)


def later(day: date, span: Span) -> date:
    """Give the day that lies so much later; the last of a month where it has no such day.

    Examples
    --------
    >>> later(date(2024, 1, 31), Span(1, 0))
    datetime.date(2024, 2, 29)
    """
    months = day.month - 1 + span.months
    year, month = day.year + months // 12, months % 12 + 1
    if year >= date.max.year:
        return date.max
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(day.day, last)) + timedelta(days=span.days)
