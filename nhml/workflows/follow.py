"""Follow people over their draws: what changed, what is due, and what can be said of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from nhml.errors import PanelError
from nhml.features import change, courses, monitoring, response, symptom_change
from nhml.features.courses import Taken
from nhml.features.draws import REPEATED, Draws, draws, one_sex
from nhml.knowledge import tables
from nhml.panels import intake
from nhml.panels.codes import CODES
from nhml.panels.ids import IDS
from nhml.panels.panel import Panels
from nhml.reporting import followed_lines, followed_words, grounds, labels, lines, wording
from nhml.reporting.followed_lines import Person
from nhml.reporting.following import Answer, Fired, FollowUp, Owed, Therapy
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
    problems: dict[int, list[Any]] = {}
    for one in panels.problems:
        problems.setdefault(one.row, []).append(one)
    bare = replace(panels, problems=())
    frame = cells.reset_index(drop=True)
    for rows in places:
        own = [one._replace(row=at) for at, row in enumerate(rows) for one in problems.get(row, ())]
        taken = replace(bare.take(rows), problems=tuple(own))
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
        draws=tuple((person.id(row), person.written(row)) for row in person.rows),
        latest=tuple(person.id(row) for row in latest),
        alerts=fired,
        unchecked=unchecked,
        values=followed_lines.values(person),
        symptoms=followed_lines.symptoms(person),
        therapies=tuple(_therapy(one) for one in taken),
        therapy_svg=_bars(person, taken),
        monitoring=tuple(_owed(one) for one in owed),
        responses=tuple(
            _answer(one, person) for one in response.responses(panels, when, taken, day, analytical)
        ),
        notes=tuple(_notes(person, day)),
    )


def _latest(when: Draws) -> list[int]:
    """Give the panels of the last day, and those that may be later for all anybody knows."""
    order = when.order()
    last = order[when.day[order] == when.day[order[-1]]].tolist() if len(order) else []
    usable = np.flatnonzero(when.usable & np.isnat(when.when)).tolist()
    return last + usable or list(range(len(when.when)))


def _alerts(panels: Panels) -> tuple[tuple[Fired, ...], int]:
    found = alerts(panels)
    fired = found[found["verdict"] != "undecided"]
    urgencies = list(grounds.URGENCIES)
    made = [
        Fired(
            panel_id=wording.tidy(row.panel_id, 60),
            rule=str(row.rule),
            urgency=str(row.urgency),
            when=grounds.URGENCIES[str(row.urgency)],
            message=str(row.words),
            action=str(row.action),
            source=str(row.source),
            unless=tuple(one for one in str(row.settles or "").split(", ") if one),
        )
        for row in fired.itertuples()
    ]
    unchecked = found.loc[found["verdict"] == "undecided", "rule"].nunique()
    return tuple(sorted(made, key=lambda one: urgencies.index(one.urgency))), int(unchecked)


def _therapy(one: Taken) -> Therapy:
    return Therapy(
        key=one.course.intervention,
        label=one.course.label,
        started=str(one.started),
        stated=one.stated,
        after=str(one.after or ""),
        stopped=str(one.stopped or ""),
        words=followed_words.took(one),
    )


def _bars(person: Person, taken: Sequence[Taken]) -> Any:
    days = [one for row in person.rows if (one := person.at(row)) is not None]
    if not taken or not days:
        return None
    stretches = [
        lines.Stretch(
            label=one.course.label,
            begin=_noon(one.started) if one.stated else (person.at(one.rows[0]) or days[0]),
            end=days[-1] if one.stopped is None else _noon(one.stopped),
            open_start=one.after is None and not one.stated,
            open_end=one.stopped is None,
        )
        for one in taken
    ]
    words = "; ".join(f"{one.course.label}: {followed_words.took(one)}" for one in taken)
    return lines.bars(stretches, days, f"Therapies over time: {words}")


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(hours=12)


def _owed(one: monitoring.Due) -> Owed:
    return Owed(
        therapy=courses.known_courses()[one.intervention].label,
        column=one.column,
        label=labels.of(one.column),
        status=one.status,
        earliest=str(one.earliest or ""),
        latest=str(one.latest or ""),
        overdue_days=one.overdue_days,
        last=str(one.last or ""),
        never=one.never,
        words=followed_words.owed(one),
        source="; ".join(tables.sources()[key]["title"] for key in one.source),
    )


def _answer(one: response.Response, person: Person) -> Answer:
    days = ""
    if one.first is not None and one.last is not None:
        days = f"from {person.written(one.first)[:10]} to {person.written(one.last)[:10]}"
    return Answer(
        therapy=one.taken.course.intervention,
        label=one.taken.course.label,
        called=one.called,
        hormone=one.hormone.verdict,
        symptoms=one.symptoms.verdict,
        words=followed_words.answered(one),
        hormone_words=followed_words.hormone_half(one, days),
        symptom_words=followed_words.symptom_half(one, days),
        source="; ".join(tables.sources()[key]["title"] for key in one.taken.course.source),
    )


def _notes(person: Person, as_of: date) -> Iterator[str]:
    """Say what is wrong with the draws as a whole, and what was left out."""
    panels, when = person.panels, person.when
    undated = [person.id(row) for row in np.flatnonzero(when.usable & np.isnat(when.when)).tolist()]
    if undated:
        yield (
            f"Order not known of {wording.listed(undated, 8)}: no time of the draw can be read, "
            "so their values are compared with none."
        )
    order = when.order()
    if ahead := [person.id(row) for row in order if when.day[row] > np.datetime64(as_of)]:
        yield f"Drawn after {as_of}, the day on which it is asked: {wording.listed(ahead, 8)}."
    days = pd.Series(when.day[order]).astype(str)
    for day in days[days.duplicated()].unique():
        yield f"More than one panel on {day}: values of one day are not held against each other."
    if len({one for one in panels.column("sex") if isinstance(one, str)}) > 1:
        yield (
            "Sex differs between the draws: perhaps two people stand under one id. Draws of "
            "different sex are not held against each other, nor is sex relied upon."
        )
    for one in panels.problems:
        if one.code == REPEATED and not when.usable[one.row]:
            yield f"Panel {person.id(one.row)} stands in several equal rows: one of them is read."
        elif CODES[one.code].severity == "reject" and one.column in IDS:
            yield f"Panel {person.id(one.row)} is left out: {CODES[one.code].words}."
        elif CODES[one.code].severity == "reject":
            what = f"{labels.of(labels.owner(one.column))} of panel {person.id(one.row)}"
            yield f"{what} is left out: it {CODES[one.code].words}."
