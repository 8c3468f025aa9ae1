"""The day of a series drawn: its samples as lines, its reference intervals as bands."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from markupsafe import Markup

from nhml.features import rhythm_bands
from nhml.features.rhythm_frame import samples
from nhml.features.rhythm_person import Day, Rhythm
from nhml.knowledge.intervals import ReferenceInterval
from nhml.reporting import wording
from nhml.reporting.drawing import BLUE, GREY, INK, LINE, PALE, drawn, element, line, text

_LEFT, _TOP, _WIDTH, _HEIGHT = 46.0, 20.0, 590.0, 205.0
_COLOURS = (BLUE, "#8a3d0b", INK, "#5b2a86", GREY)  # each with a dash and a sign of its own
_DASHES = ("none", "7 3", "2 3", "9 3 2 3", "4 2")
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)


class Point(NamedTuple):
    """A sample on the drawing: hour, value, and the sign before it."""

    hour: float
    value: float
    comparator: str


class _Axes(NamedTuple):
    start: float
    end: float
    top: float

    def x(self, hour: float) -> float:
        return _LEFT + _WIDTH * (hour - self.start) / (self.end - self.start)

    def y(self, value: float) -> float:
        return _TOP + _HEIGHT * (1.0 - value / self.top)


def by_clock(one: Rhythm) -> bool:
    """Tell whether every sample has an hour of the clock."""
    return all(hour is not None for day in one.days for hour, *_ in samples(day))


def points(day: Day, clock: bool) -> list[Point]:
    """List the samples of a day by the hour of the clock, or by hours since awakening."""
    found = []
    for hour, minutes, value, _, sign in samples(day):
        at = hour if clock else None if minutes is None else minutes / 60.0
        if at is not None:
            found.append(Point(at, value, sign))
    return found


def lost(one: Rhythm) -> list[float]:
    """List the hours at which a sample has no value."""
    series = one.series
    hours = series.clock if by_clock(one) else series.since
    return [hour for hour in hours[np.isnan(series.values)].tolist() if not math.isnan(hour)]


def bands(one: Rhythm) -> tuple[ReferenceInterval, ...]:
    """Give the intervals that are drawn."""
    person = one.series.person
    return rhythm_bands.holding(one.series.analyte, person) if by_clock(one) else ()


def course(one: Rhythm, unit: str) -> Markup:
    """Draw all days of a series over each other.

    Parameters
    ----------
    one : Rhythm
        With a sample that has a value.
    unit : str
        As it is printed.
    """
    clock, shown = by_clock(one), bands(one)
    lines = [found for day in one.days if (found := points(day, clock))]
    axes = _axes(lines, shown, lost(one))
    parts = [
        part
        for interval in shown
        if interval.hours and interval.hours[0] < axes.end and interval.hours[1] > axes.start
        for part in _band(axes, interval)
    ]
    parts += _scale(axes, clock, unit)
    awake = sorted({round(day.course.clock[0] - day.course.since[0], 2) for day in one.days
                    if len(day.course.times)} if clock else {0.0})  # fmt: skip
    parts += _awakening(axes, [hour for hour in awake if not math.isnan(hour)])
    for number, found in enumerate(lines):
        parts += _day(axes, found, number)
    parts += [_cross(axes.x(hour), axes.y(0.0) - 7.0) for hour in lost(one)]
    days = "one day" if len(lines) == 1 else f"{len(lines)} days"
    over = "the hours of the clock" if clock else "hours since awakening"
    words = f"Values of {days} over {over}, in {unit}; they stand in the table below"
    return drawn(_LEFT + _WIDTH + 12.0, _TOP + _HEIGHT + 38.0, words, parts, "dayline")


def key(number: int) -> Markup:
    """Draw the line and the sign of a day, for the table beside its name."""
    colour, dash = _style(number)
    stroke = element("line", x1=1, y1=7, x2=37, y2=7, stroke=colour, stroke_width=1.8,
                    stroke_dasharray=dash)  # fmt: skip
    return drawn(38, 14, "its line", [stroke, _sign(19.0, 7.0, number, colour, True)], "daykey")


def _style(number: int) -> tuple[str, str]:
    return _COLOURS[number % len(_COLOURS)], _DASHES[number % len(_DASHES)]


def _axes(
    lines: Sequence[Sequence[Point]], shown: Sequence[ReferenceInterval], lost_at: Sequence[float]
) -> _Axes:
    hours = [*(point.hour for line in lines for point in line), *lost_at]
    start, end = math.floor(min(hours) - 0.5), math.ceil(max(hours) + 0.5)
    highest = max([point.value for line in lines for point in line] or [1.0])
    limits = [one.high for one in shown if one.high is not None and one.hours
              and one.hours[0] < end and one.hours[1] > start]  # fmt: skip
    top = 1.12 * max([highest, *(limit for limit in limits if limit < 3.0 * highest)])
    return _Axes(start, max(end, start + 2), top or 1.0)


def _band(axes: _Axes, one: ReferenceInterval) -> list[Markup]:
    assert one.hours is not None
    left, right = (axes.x(min(max(hour, axes.start), axes.end)) for hour in one.hours)
    high = axes.top if one.high is None else min(one.high, axes.top)
    low = one.low or 0.0
    box = {
        "x": left,
        "y": axes.y(high),
        "width": right - left,
        "height": axes.y(low) - axes.y(high),
    }
    parts = [element("rect", **box, fill=PALE, stroke="none")]
    for limit in (one.low, one.high):
        if limit is not None and limit <= axes.top:
            parts.append(line(left, axes.y(limit), right, axes.y(limit), GREY, 1.2))
            parts.append(text(right - 2, axes.y(limit) - 3, wording.number(limit, 3), 9, "end"))
    return parts


def _scale(axes: _Axes, clock: bool, unit: str) -> list[Markup]:
    """Draw both axes with their ticks and names."""
    bottom, right = axes.y(0.0), _LEFT + _WIDTH
    parts = [line(_LEFT, bottom, right, bottom, LINE), line(_LEFT, _TOP, _LEFT, bottom, LINE)]
    step = next(one for one in (1, 2, 3, 4, 6, 12) if (axes.end - axes.start) / one <= 9)
    for hour in range(math.ceil(axes.start / step) * step, int(axes.end) + 1, step):
        told = f"{hour % 24:02d}:00" if clock else f"{hour} h"
        parts += [line(axes.x(hour), bottom, axes.x(hour), bottom + 4, LINE)]
        parts += [text(axes.x(hour), bottom + 16, told, 10)]
    rise = _rise(axes.top)
    for number in range(int(axes.top / rise + 1e-9) + 1):
        value = number * rise
        parts += [line(_LEFT - 4, axes.y(value), _LEFT, axes.y(value), LINE)]
        parts += [text(_LEFT - 7, axes.y(value) + 3.5, wording.number(value, 3), 10, "end")]
    name = "Hour of the clock" if clock else "Since awakening"
    return [*parts, text(_LEFT + _WIDTH / 2, bottom + 32, name, 10),
            text(4, 11, unit, 10, "start")]  # fmt: skip


def _rise(top: float) -> float:
    """Give the step between the ticks of the values: three to six of them."""
    size = 10.0 ** math.floor(math.log10(top))
    return next(one * 10.0 * size for one in _STEPS if top / (one * 10.0 * size) <= 6)


def _awakening(axes: _Axes, hours: Sequence[float]) -> list[Markup]:
    parts = []
    for hour in hours:
        if axes.start <= hour <= axes.end:
            x, bottom = axes.x(hour), axes.y(0.0)
            dashed = {"stroke": INK, "stroke_width": 0.9, "stroke_dasharray": "1 3"}
            parts.append(element("line", x1=x, y1=_TOP, x2=x, y2=bottom, **dashed))
    if parts:
        words = "awakening" if len(hours) == 1 else "awakenings"
        parts.append(text(axes.x(hours[0]), _TOP - 5, words, 10, "start"))
    return parts


def _cross(x: float, y: float) -> Markup:
    path = f"M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8"
    return element("path", d=path, stroke=INK, stroke_width=1.6, fill="none")


def _day(axes: _Axes, found: Sequence[Point], number: int) -> list[Markup]:
    colour, dash = _style(number)
    path = " ".join(f"{axes.x(one.hour):.1f},{axes.y(one.value):.1f}" for one in found)
    paint = {"fill": "none", "stroke": colour, "stroke_width": 1.8, "stroke_dasharray": dash}
    parts = [element("polyline", points=path, **paint)] if len(found) > 1 else []
    for one in found:
        x, y = axes.x(one.hour), axes.y(one.value)
        parts.append(_sign(x, y, number, colour, not one.comparator))
        if one.comparator:
            parts.append(text(x + 6, y - 4, one.comparator, 11, "start"))
    return parts


def _sign(x: float, y: float, number: int, colour: str, known: bool) -> Markup:
    """Draw the sign of a day: round, square, up, down, across; open beyond a limit."""
    paint = {"fill": colour if known else "#ffffff", "stroke": colour if not known else "#ffffff",
             "stroke_width": 1.4 if not known else 0.9}  # fmt: skip
    shape = number % len(_COLOURS)
    if shape == 0:
        return element("circle", cx=x, cy=y, r=4.0, **paint)
    outline = ("-4,-4 4,-4 4,4 -4,4", "0,-5 5,4 -5,4", "0,5 5,-4 -5,-4", "0,-5 5,0 0,5 -5,0")
    place = f"translate({x:.1f} {y:.1f})"
    return element("polygon", points=outline[shape - 1], transform=place, **paint)
