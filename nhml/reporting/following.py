"""One person over time, as a clinician reads it: plain objects, a page of them, and JSON."""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, is_dataclass
from datetime import date
from typing import Any, NamedTuple

from markupsafe import Markup

from nhml.knowledge import tables
from nhml.reporting import html


class Drawn(NamedTuple):
    """One panel, and when it was drawn; nothing where that is not known."""

    panel_id: str
    drawn_at: str


class Fired(NamedTuple):
    """A safety rule that the latest panel raises, in the words of the table."""

    panel_id: str
    rule: str
    urgency: str
    when: str
    message: str
    action: str
    source: str
    unless: tuple[str, ...]


class Change(NamedTuple):
    """One value held against earlier ones.

    Attributes
    ----------
    against : str
        ``previous``, ``first`` or ``mean``.
    verdict, direction, brief, words : str
        `words` say against what, and what is noise.
    change : float
        [%] for a value, points for a questionnaire; NaN where it is not known.
    low, high : float
        What is still within noise, in the same.
    reasons, assumed : tuple of str
        Codes: why it is not assessable; what was not stated and taken as equal.
    therapy : str
        Which therapies began or ended in between, in words.
    """

    against: str
    verdict: str
    direction: str
    brief: str
    words: str
    change: float
    low: float
    high: float
    reasons: tuple[str, ...]
    assumed: tuple[str, ...]
    therapy: str


class Point(NamedTuple):
    """One value at one draw, in the unit of its line.

    Attributes
    ----------
    sign : int
        -1 where it is below a limit of the measurement, 1 where above one.
    written : str
        As it was sent.
    changes : tuple of Change
        The previous first.
    """

    panel_id: str
    drawn_at: str
    value: float
    sign: int
    written: str
    place: str
    changes: tuple[Change, ...]


class Line(NamedTuple):
    """One analyte or questionnaire over time.

    Attributes
    ----------
    unit : str
        Last sent.
    interval, whose : str
        The reference interval that holds at the last draw, and of which people it is.
    points : tuple of Point
        The first draw first; those without a time at the end.
    trend : str
    noise : str
        What is noise between two draws, or the smallest change that matters.
    note : str
        What the variation was measured in, or how the total is read.
    source : str
    svg : Markup
    """

    key: str
    label: str
    unit: str
    interval: str
    whose: str
    points: tuple[Point, ...]
    trend: str
    noise: str
    note: str
    source: str
    svg: Markup

    @property
    def last(self) -> Point:
        """Give the latest value."""
        return self.points[-1]

    @property
    def verdict(self) -> str:
        """Give what is said of the latest value beside the one before it; empty for a first."""
        return self.last.changes[0].verdict if self.last.changes else ""


class Therapy(NamedTuple):
    """One therapy over time."""

    key: str
    label: str
    started: str
    stated: bool
    after: str
    stopped: str
    words: str


class Owed(NamedTuple):
    """One thing that a therapy asks to be measured."""

    therapy: str
    column: str
    label: str
    status: str
    earliest: str
    latest: str
    overdue_days: int
    last: str
    never: bool
    words: str
    source: str


class Answer(NamedTuple):
    """What can be said of the response to a therapy."""

    therapy: str
    label: str
    called: bool
    hormone: str
    symptoms: str
    words: str
    hormone_words: str
    symptom_words: str
    source: str


@dataclass(frozen=True, repr=False)
class FollowUp:
    """What is read about one person over several draws.

    Attributes
    ----------
    subject_id : str
    sex : str or None
    age : float
        At the latest draw [a].
    as_of : date
        The day on which it is asked what is due.
    draws : tuple of Drawn
        In order; without a time where none is known.
    latest : tuple of str
        The panels that are asked for alerts: those of the last day, and those of no day.
    alerts : tuple of Fired
        The most urgent first.
    unchecked : int
        Safety rules that could not be checked of the latest panels.
    values, symptoms : tuple of Line
        What really changed first.
    therapies : tuple of Therapy
    therapy_svg : Markup or None
    monitoring : tuple of Owed
        The longest overdue first.
    responses : tuple of Answer
    notes : tuple of str
        What is wrong with the draws as a whole, and what was left out.
    """

    subject_id: str
    sex: str | None
    age: float
    as_of: date
    draws: tuple[Drawn, ...]
    latest: tuple[str, ...]
    alerts: tuple[Fired, ...]
    unchecked: int
    values: tuple[Line, ...]
    symptoms: tuple[Line, ...]
    therapies: tuple[Therapy, ...]
    therapy_svg: Markup | None
    monitoring: tuple[Owed, ...]
    responses: tuple[Answer, ...]
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<FollowUp of {len(self.draws)} draws>"

    def html(self) -> str:
        """Write the page: whole, without a script, fetching nothing."""
        return html.page("follow.html", person=self)

    def _repr_html_(self) -> str:
        return html.framed(self.html())

    def plain(self) -> dict[str, Any]:
        """Give the content of the page as plain data, without its drawings."""
        told = _plain(self)
        assert isinstance(told, dict)
        return {**told, "not_assessable": list(self.open), "taken_as_equal": list(self.granted)}

    @property
    def once(self) -> tuple[Line, ...]:
        """Give what was measured once only."""
        return tuple(one for one in self.values if len(one.points) == 1)

    @property
    def owed(self) -> tuple[tuple[str, Owed], ...]:
        """Give what is due, with the labels of all that is due for one therapy at one time."""
        told: dict[tuple[str, ...], list[Owed]] = {}
        for one in self.monitoring:
            key = (one.therapy, one.status, one.earliest, one.latest, one.last)
            told.setdefault(key, []).append(one)
        return tuple(
            ("; ".join(one.label for one in several), several[0]) for several in told.values()
        )

    @property
    def open(self) -> tuple[str, ...]:
        """Say of each value why its changes are not assessable, each reason once."""
        told: dict[str, set[str]] = {}
        for one in (*self.values, *self.symptoms):
            for point in one.points:
                for each in point.changes:
                    if each.reasons:
                        told.setdefault(each.words.partition(": ")[2], set()).add(one.label)
        return tuple(f"{'; '.join(sorted(of))}: {why}." for why, of in told.items())

    @property
    def granted(self) -> tuple[str, ...]:
        """Name what was not stated of every draw, and taken as equal."""
        codes = (
            code
            for one in self.values
            for point in one.points
            for each in point.changes
            for code in each.assumed
        )
        known = tables.comparability()
        return tuple(known[code].unstated for code in dict.fromkeys(codes))


def to_json(people: Iterable[FollowUp]) -> str:
    """Write people as JSON: null for what is not known."""
    told = [one.plain() for one in people]
    return json.dumps(told, indent=2, allow_nan=False, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        value = {name: getattr(value, name) for name in value.__dataclass_fields__}
    elif hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if not isinstance(one, Markup)}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return None if isinstance(value, float) and math.isnan(value) else value
