"""Drawings of values over time: plain SVG that reads in black and white."""

import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from markupsafe import Markup

from nhml.reporting import wording
from nhml.reporting.drawing import GREY, INK, LINE, PALE, drawn, element, line, text

WIDTH, HEIGHT = 330.0, 112.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 34.0, 34.0, 20.0, 90.0


class Mark(NamedTuple):
    """One value of a drawing.

    Attributes
    ----------
    when : datetime
    value : float
        In the unit of the drawing.
    sign : int
        -1 where it is known to lie below, 1 where above.
    kind : str
        ``real``, ``noise``, ``unknown``, or ``first`` where nothing is before it.
    low, high : float
        What would still be within noise of the value before it; NaN where not known.
    """

    when: datetime
    value: float
    sign: int
    kind: str
    low: float
    high: float


def over_time(
    marks: Sequence[Mark], low: float, high: float, *, log: bool, words: str, digits: int = 3
) -> Markup:
    """Draw values over time, their reference interval behind, what is noise beside each.

    Parameters
    ----------
    marks : sequence of Mark
        In order.
    low, high : float
        Of the reference interval; NaN is open.
    log : bool
        Whether to draw on the log scale.
    words : str
        What the drawing says.
    digits : int
        Of the numbers.
    """
    log = log and all(one.value > 0 for one in marks)
    turn = math.log if log else float
    bottom, top = _ends(marks, low, high, log)
    first, last = marks[0].when, marks[-1].when
    span = (last - first).total_seconds() or 1.0

    def x(when: datetime) -> float:
        if first == last:
            return WIDTH / 2
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * (when - first).total_seconds() / span

    def y(value: float) -> float:
        place = (turn(value) - turn(bottom)) / ((turn(top) - turn(bottom)) or 1.0)
        return _BOTTOM - (_BOTTOM - _TOP) * min(max(place, 0.0), 1.0)

    parts = _band(low, high, y, log)
    parts.append(line(_LEFT - 14, _BOTTOM + 6, WIDTH - _RIGHT + 14, _BOTTOM + 6, LINE))
    places = [(x(one.when), y(one.value)) for one in marks]
    for at, one in enumerate(marks):
        if at and not math.isnan(one.low):
            parts += _noise(places[at][0], y(max(one.low, bottom)), y(min(one.high, top)))
    path = " L".join(f"{across:.1f} {up:.1f}" for across, up in places)
    parts.append(element("path", d=f"M{path}", fill="none", stroke=GREY, stroke_width=1.2))
    parts += [_point(*place, one) for place, one in zip(places, marks, strict=True)]
    parts += _numbers(places, marks, digits)
    parts += _days(first.date(), last.date(), x(first), x(last))
    return drawn(WIDTH, HEIGHT, words, parts, "line")


def _ends(marks: Sequence[Mark], low: float, high: float, log: bool) -> tuple[float, float]:
    """Give the least and greatest value drawn: all values, noise and limits not far beyond."""
    values = [one.value for one in marks]
    least, most = min(values), max(values)
    for one in (low, high, *(edge for mark in marks for edge in (mark.low, mark.high))):
        if math.isfinite(one) and (one > 0 or not log):
            near = (
                least / 10 <= one <= most * 10
                if log
                else least - 1.5 * abs(most) <= one <= 2.5 * abs(most)
            )
            least, most = (min(least, one), max(most, one)) if near else (least, most)
    if least == most:
        return (least / 1.5, most * 1.5) if log else (least - 1.0, most + 1.0)
    return least, most


def _band(low: float, high: float, y: object, log: bool) -> list[Markup]:
    assert callable(y)
    if math.isnan(low) and math.isnan(high):
        return []
    top = _TOP if math.isnan(high) else y(high)
    floor = _BOTTOM if math.isnan(low) or (log and low <= 0) else y(low)
    size = {"x": _LEFT - 14, "y": top, "width": WIDTH - _LEFT - _RIGHT + 28}
    edge = {"fill": PALE, "stroke": LINE, "stroke_width": 0.6}
    return [element("rect", height=max(floor - top, 0.5), **size, **edge)]


def _noise(x: float, low: float, high: float) -> list[Markup]:
    """Draw a bracket over what would be within noise."""
    stem = element("rect", x=x - 5, y=high, width=10, height=max(low - high, 0.5),
                    fill="#ffffff", fill_opacity=0.65, stroke=GREY, stroke_width=0.9,
                    stroke_dasharray="2 2")  # fmt: skip
    return [stem]


def _point(x: float, y: float, one: Mark) -> Markup:
    """Draw a value: filled where it really changed, open within noise, crossed else."""
    place = f"translate({x:.1f} {y:.1f})"
    if one.sign:
        points = "-5,-3 5,-3 0,6" if one.sign < 0 else "-5,3 5,3 0,-6"
    else:
        points = "0,-6 5,0 0,6 -5,0"
    if one.kind == "unknown":
        cross = "M-4 -4 L4 4 M-4 4 L4 -4"
        return element("path", d=cross, transform=place, stroke=INK, stroke_width=2, fill="none")
    if one.kind == "noise" and not one.sign:
        ring = {"fill": "#ffffff", "stroke": INK, "stroke_width": 1.6}
        return element("circle", cx=x, cy=y, r=4.2, **ring)
    fill = "#ffffff" if one.kind == "noise" else INK
    return element(
        "polygon", points=points, transform=place, fill=fill, stroke=INK, stroke_width=1.2
    )


def _numbers(
    places: Sequence[tuple[float, float]], marks: Sequence[Mark], digits: int
) -> list[Markup]:
    """Write values above their marks; where they would run into each other, the last stays."""
    shown: list[Markup] = []
    free = math.inf
    for at in reversed(range(len(marks))):
        (x, y), one = places[at], marks[at]
        if x + 14 <= free or at == 0:
            sign = {-1: "<", 1: ">"}.get(one.sign, "")
            anchor = "middle" if x + 14 <= free else "end"
            shown.append(text(x, y - 9, f"{sign}{wording.number(one.value, digits)}", 10, anchor))
            free = x - 14
    return shown


def _days(first: date, last: date, left: float, right: float) -> list[Markup]:
    ends = [text(left, HEIGHT - 4, first.isoformat(), 9.5)]
    if last != first and right - left > 60:
        ends.append(text(right, HEIGHT - 4, last.isoformat(), 9.5))
    return ends


class Stretch(NamedTuple):
    """A therapy from the first draw that tells of it to the last.

    Attributes
    ----------
    begin, end : datetime
    open_start, open_end : bool
        Whether it may have begun before, and whether it goes on.
    """

    label: str
    begin: datetime
    end: datetime
    open_start: bool
    open_end: bool


def bars(stretches: Sequence[Stretch], days: Sequence[datetime], words: str) -> Markup:
    """Draw therapies over time as bars, a tick at each draw.

    Parameters
    ----------
    stretches : sequence of Stretch
    days : sequence of datetime
        Of the draws, in order.
    words : str
        What the drawing says.
    """
    first, last = days[0], days[-1]
    first = min([first, *(one.begin for one in stretches)])
    span = (last - first).total_seconds() or 1.0
    left, right = 14.0, 430.0 - 14.0

    def x(when: datetime) -> float:
        return left + (right - left) * (when - first).total_seconds() / span

    parts: list[Markup] = []
    for at, one in enumerate(stretches):
        top = 16.0 + 30.0 * at
        begin, end = x(one.begin), max(x(one.end), x(one.begin) + 4)
        style = {"fill": PALE, "stroke": INK, "stroke_width": 1}
        parts.append(element("rect", x=begin, y=top, width=end - begin, height=9, **style))
        if one.open_end:
            parts.append(element("path", d=f"M{end:.1f} {top - 2} l8 6.5 l-8 6.5 z", fill=INK))
        if one.open_start:
            parts.append(
                element(
                    "path",
                    d=f"M{begin:.1f} {top - 2} v13",
                    stroke=INK,
                    stroke_width=1,
                    stroke_dasharray="2 2",
                )
            )
        near = begin < 280
        parts.append(
            text(begin if near else end, top - 4, one.label, 11, "start" if near else "end")
        )
    floor = 16.0 + 30.0 * len(stretches)
    parts.append(line(left, floor, right, floor, LINE))
    parts += [line(x(day), floor - 4, x(day), floor + 4, INK, 1.2) for day in days]
    parts.append(text(left, floor + 16, first.date().isoformat(), 11, "start"))
    if first.date() != last.date():
        parts.append(text(right, floor + 16, last.date().isoformat(), 11, "end"))
    return drawn(430, floor + 22, words, parts, "bars")
