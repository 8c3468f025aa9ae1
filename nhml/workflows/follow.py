"""Follow people over their draws: what changed, what is due, and what can be said of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from nhml.errors import PanelError
from nhml.features import change, courses, monitoring, response, symptom_change
from nhml.features.draws import Draws, draws, one_sex
from nhml.panels import intake
from nhml.panels.panel import Panels
from nhml.reporting import followed_lines, followed_parts, wording
from nhml.reporting.followed_lines import Person
from nhml.reporting.following import Drawn, Fired, FollowUp
from nhml.safety.alerts import alerts


def follow(
    panels: pd.DataFrame,
    subject_id: str,
    units: Mapping[str, str] | None = None,
    *,
    as_of: date | None = None,
    since: Mapping[str, date] | None = None,
    analytical: Mapping[str, float] | None = None,
) -> FollowUp:
    """Read one person of a panel frame over time.

    Parameters
    ----------
    panels : DataFrame
        The panel frame as sent, judged as a whole, like a file; with ``subject_id`` and
        ``drawn_at``.
    subject_id : str
    units : mapping of str to str, optional
        Units stated once for whole columns.
    as_of : date, optional
        The day on which it is asked what is due; today by default.
    since : mapping of str to date, optional
        Start or last change of the dose, by key of ``courses.csv``; else the first draw
        that tells of a therapy is taken as its latest possible start.
    analytical : mapping of str to float, optional
        The laboratory's own coefficient of variation by analyte [%].

    Raises
    ------
    PanelError
        If it is no panel frame, a whole column fits only another unit, or nobody of that
        id is in it.
    DataError
        If `since` names a therapy that cannot be followed, or that no draw tells of.
    """
    ready = intake.take(panels, units)
    told: dict[str, Any] = {"as_of": as_of, "since": since, "analytical": analytical}
    return next(people(panels, ready, [subject_id], units, **told))


def people(
    cells: pd.DataFrame,
    panels: Panels,
    subject_ids: Sequence[str] | None = None,
    units: Mapping[str, str] | None = None,
    *,
    as_of: date | None = None,
    since: Mapping[str, date] | None = None,
    analytical: Mapping[str, float] | None = None,
) -> Iterator[FollowUp]:
    """Read several people over time, or everybody.

    Parameters
    ----------
    cells : DataFrame
        The panel frame as sent.
    panels : Panels
        The same rows, judged.
    subject_ids : sequence of str, optional
        None takes everybody, in the order in which they appear.
    units, as_of, since, analytical
        As `follow`.

    Raises
    ------
    PanelError
        If somebody is not there; before anybody is read.
    """
    places = _places(panels, subject_ids)
    day = as_of or date.today()
    frame = cells.reset_index(drop=True)
    for rows, taken in zip(places, panels.apart(places), strict=True):
        yield _person(frame.iloc[rows], taken, units or {}, day, since or {}, analytical)


def _places(panels: Panels, subject_ids: Sequence[str] | None) -> list[list[int]]:
    found: dict[str, list[int]] = {}
    for row, one in enumerate(panels.subject_id):
        found.setdefault(str(one), []).append(row)
    wanted = list(found) if subject_ids is None else list(dict.fromkeys(map(str, subject_ids)))
    if absent := [wording.tidy(one) for one in wanted if one not in found]:
        raise PanelError(
            f"nobody called {', '.join(absent)} among the {len(found):,} people that were sent; "
            "ids of people stand in the column subject_id; without it every panel is a person"
        )
    return [found[one] for one in wanted]


def _person(
    cells: pd.DataFrame,
    panels: Panels,
    units: Mapping[str, str],
    day: date,
    since: Mapping[str, date],
    analytical: Mapping[str, float] | None,
) -> FollowUp:
    when = draws(panels)
    order = when.order()
    undated = np.flatnonzero(when.usable & np.isnat(when.when))
    person = Person(
        cells=cells,
        panels=panels,
        when=when,
        rows=(*order.tolist(), *undated.tolist()),
        changes=change.changes(panels, analytical),
        felt=symptom_change.symptom_changes(panels),
        units=units,
    )
    taken = courses.courses(panels, when, since)
    owed = monitoring.monitoring(panels, when, taken, day)
    latest = _latest(when)
    fired, unchecked = _alerts(panels.take(latest))
    last = int(order[-1]) if len(order) else (latest[0] if latest else 0)
    sex = one_sex(panels, when.person)[0]
    return FollowUp(
        subject_id=wording.tidy(panels.subject_id[0], 60),
        sex=sex,
        age=float(panels.number("age")[last]),
        as_of=day,
        draws=tuple(Drawn(person.id(row), person.written(row)) for row in person.rows),
        latest=tuple(person.id(row) for row in latest),
        alerts=fired,
        unchecked=unchecked,
        values=followed_lines.values(person),
        symptoms=followed_lines.symptoms(person),
        therapies=tuple(followed_parts.therapy(one) for one in taken),
        therapy_svg=followed_parts.bars(person, taken),
        monitoring=tuple(followed_parts.owed(one) for one in owed),
        responses=tuple(
            followed_parts.answer(one, person)
            for one in response.responses(panels, when, taken, day, analytical)
        ),
        notes=tuple(followed_parts.notes(person, day)),
    )


def _latest(when: Draws) -> list[int]:
    """Give the panels of the last day, and those that may be later for all anybody knows."""
    order = when.order()
    last = order[when.day[order] == when.day[order[-1]]].tolist() if len(order) else []
    usable = np.flatnonzero(when.usable & np.isnat(when.when)).tolist()
    return last + usable or list(range(len(when.when)))


def _alerts(panels: Panels) -> tuple[tuple[Fired, ...], int]:
    found = alerts(panels)
    unchecked = found.loc[found["verdict"] == "undecided", "rule"].nunique()
    return followed_parts.fired(found), int(unchecked)
