"""Parts of the page of one person over time, in the words of the tables."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
from markupsafe import Markup

from nhml.features import courses, monitoring, response
from nhml.features.courses import Taken
from nhml.features.draws import REPEATED
from nhml.knowledge import tables
from nhml.panels.codes import CODES
from nhml.panels.ids import IDS
from nhml.reporting import followed_words, grounds, labels, lines, wording
from nhml.reporting.followed_lines import Person
from nhml.reporting.following import Answer, Fired, Owed, Therapy


def fired(found: pd.DataFrame) -> tuple[Fired, ...]:
    """Give the rules that fire, of the frame of `nhml.safety.alerts`, the most urgent first."""
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
        for row in found[found["verdict"] != "undecided"].itertuples()
    ]
    return tuple(sorted(made, key=lambda one: urgencies.index(one.urgency)))


def therapy(one: Taken) -> Therapy:
    """Say what somebody took, and since when."""
    return Therapy(
        key=one.course.intervention,
        label=one.course.label,
        started=str(one.started),
        stated=one.stated,
        after=str(one.after or ""),
        stopped=str(one.stopped or ""),
        words=followed_words.took(one),
    )


def bars(person: Person, taken: Sequence[Taken]) -> Markup | None:
    """Draw therapies over time; None where there is nothing to draw."""
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


def owed(one: monitoring.Due) -> Owed:
    """Say what is due."""
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
        source=tables.titles(one.source),
    )


def answer(one: response.Response, person: Person) -> Answer:
    """Say whether a response can be called."""
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
        source=tables.titles(one.taken.course.source),
    )


def notes(person: Person, as_of: date) -> Iterator[str]:
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
