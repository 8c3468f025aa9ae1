"""From when until when a person took something, as far as panels tell."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import numpy as np

from nhml.errors import DataError
from nhml.features.draws import Draws
from nhml.knowledge import tables
from nhml.knowledge.following import Course
from nhml.panels import expressions
from nhml.panels.panel import Panels


class Taken(NamedTuple):
    """One therapy of one person.

    Attributes
    ----------
    course : Course
    rows : tuple of int
        Positions of the draws of this stretch at which it was taken, in order.
    before : int or None
        The last draw before that tells it was not taken.
    started : date
        Start or last change of the dose as stated; else the first draw that tells of it,
        which is the latest possible start.
    stated : bool
        Whether `started` was stated.
    after : date or None
        The last draw that tells it was not taken yet.
    stopped : date or None
        The first draw that tells it is not taken any more.
    """

    course: Course
    rows: tuple[int, ...]
    before: int | None
    started: date
    stated: bool
    after: date | None
    stopped: date | None


def known_courses() -> Mapping[str, Course]:
    """Give the therapies that can be followed, by their key in ``interventions.csv``."""
    return {one.intervention: one for one in tables.courses() if one.confidence != "uncertain"}


def courses(
    panels: Panels, when: Draws, since: Mapping[str, date] | None = None
) -> tuple[Taken, ...]:
    """Find what one person took.

    Parameters
    ----------
    panels : Panels
        Of one person.
    when : Draws
        Of these panels.
    since : mapping of str to date, optional
        Start or last change of the dose, by key of ``courses.csv``.

    Raises
    ------
    DataError
        If `since` names what is no therapy that can be followed, or one that no draw on
        or after the day tells of.
    """
    known = known_courses()
    if foreign := sorted(set(since or {}) - set(known)):
        raise DataError(
            f"{', '.join(foreign)}: is no therapy that can be followed; there are "
            f"{', '.join(known)}"
        )
    found = [stretch for one in known.values() for stretch in _stretches(one, panels, when)]
    return tuple(_since(found, since or {}))


def _stretches(course: Course, panels: Panels, when: Draws) -> list[Taken]:
    told = expressions.evaluate(course.taken, panels)
    found: list[Taken] = []
    rows: list[int] = []
    denied: int | None = None
    for row in when.order().tolist():
        if told[row] == 1.0:
            rows.append(row)
        elif rows and told[row] == 0.0:
            found.append(_stretch(course, rows, denied, when, row))
            rows, denied = [], row
        elif told[row] == 0.0:
            denied = row
    if rows:
        found.append(_stretch(course, rows, denied, when, None))
    return found


def _stretch(
    course: Course,
    rows: list[int],
    denied: int | None,
    when: Draws,
    stopped: int | None,
) -> Taken:
    return Taken(
        course=course,
        rows=tuple(rows),
        before=denied,
        started=_day(when, rows[0]),
        stated=False,
        after=None if denied is None else _day(when, denied),
        stopped=None if stopped is None else _day(when, stopped),
    )


def _day(when: Draws, row: int) -> date:
    day: date = when.day[row].astype(object)
    return day


def _since(found: list[Taken], since: Mapping[str, date]) -> list[Taken]:
    """Put stated starts in place of those that panels tell; a stretch is the last before it."""
    result = list(found)
    for key, day in since.items():
        own = [at for at, one in enumerate(result) if one.course.intervention == key]
        if not own:
            raise DataError(
                f"{key}: no dated draw tells that it is taken ({known_courses()[key].taken}); "
                "state the flag in the panels, or leave the date out"
            )
        result[own[-1]] = result[own[-1]]._replace(started=day, stated=True)
    return result


def baseline(taken: Taken, panels: Panels, when: Draws) -> int | None:
    """Give the last draw before the start; on the day of the start counts as before it.

    Parameters
    ----------
    taken : Taken
    panels : Panels
        Of that person.
    when : Draws
    """
    order = when.order()
    if taken.stated:
        earlier = order[when.day[order] <= np.datetime64(taken.started)]
        return int(earlier[-1]) if len(earlier) else None
    return taken.before
