"""A hormone against what drives it: one small drawing, in the colours of the page.

The box is that of the two reference intervals, the ellipse holds 95 % of reference people
if the logs of both are jointly normal; where their correlation is not known it is drawn
with none, and the words beside it say so.
"""

import math
from typing import NamedTuple

from markupsafe import Markup, escape

from nhml.features.intervals import SPREADS
from nhml.reporting import wording

_WIDTH, _HEIGHT, _LINE = 330.0, 268.0, 14.0  # the last line is that of the canonical unit
_LEFT, _TOP, _RIGHT, _BOTTOM = 46.0, 6.0, 322.0, 214.0
_SIDE, _ROOM = 12.0, 24.0  # kept free of marks: at the sides, and for the words of corners
_JOINT = math.sqrt(-2.0 * math.log(0.05))  # radius that holds 95 % of two normal variables
_FAR = 1.6  # widths of an interval beyond which a value stands at the edge
_POINTS = 72


class Side(NamedTuple):
    """One partner, in the unit as sent.

    Attributes
    ----------
    label, unit : str
    value : float
    sign : int
        -1 where the value is below its limit of detection, 1 where above one.
    low, high : float
        The interval that holds; NaN is open.
    beside : str
        The interval in the canonical unit, where that is another one.
    """

    label: str
    unit: str
    value: float
    sign: int
    low: float
    high: float
    beside: str


class _Scale(NamedTuple):
    """Logs along one side of the drawing, and what they are at its ends."""

    start: float
    end: float
    first: float
    last: float

    def at(self, value: float) -> float:
        share = (math.log(value) - self.start) / (self.end - self.start)
        return self.first + (self.last - self.first) * min(max(share, 0.0), 1.0)

    def beyond(self, value: float) -> int:
        """Tell whether a value lies below (-1) or above (1) what is drawn."""
        log = math.log(value)
        return int(log > self.end) - int(log < self.start)


def drawable(side: Side) -> bool:
    """Tell whether a side has a value and at least one limit, all of them positive."""
    limits = [one for one in (side.low, side.high) if not math.isnan(one)]
    return side.value > 0 and bool(limits) and min(limits) > 0


def plane(across: Side, up: Side, corners: tuple[str, str, str, str], correlation: float) -> Markup:
    """Draw a panel in the plane of a hormone and its driver.

    Parameters
    ----------
    across, up : Side
        The hormone, and what drives it.
    corners : tuple of str
        What the corners say: upper left, lower left, upper right, lower right.
    correlation : float
        Of the logs among reference people.
    """
    x, y = _scale(across, _LEFT + _SIDE, _RIGHT - _SIDE), _scale(up, _BOTTOM - _ROOM, _TOP + _ROOM)
    parts = [
        _shape("rect", "frame", x=_LEFT, y=_TOP, width=_RIGHT - _LEFT, height=_BOTTOM - _TOP),
        *_bands(across, up, x, y),
        *_ellipse(across, up, x, y, correlation),
        *_corners(corners),
        *_sides(across, up, x, y),
        *_mark(x, y, across, up),
    ]
    words = f"{_said(up)}; {_said(across)}"
    head = 'viewBox="0 0 {:g} {:g}" role="img" class="plane" aria-label="{}"'
    svg = Markup("<svg " + head + "><title>{}</title>{}</svg>")
    height = _HEIGHT if across.beside else _HEIGHT - _LINE
    return svg.format(_WIDTH, height, words, words, Markup("").join(parts))


def _said(side: Side) -> str:
    where = wording.place(side.value, side.low, side.high, side.sign)
    return (
        f"{side.label} {wording.number(side.value)} {side.unit}, {where} "
        f"{wording.interval(side.low, side.high, side.unit, 3)}"
    )


def _shape(name: str, kind: str, **attributes: object) -> Markup:
    told = "".join(f' {key.replace("_", "-")}="{_short(one)}"' for key, one in attributes.items())
    return Markup(f'<{name} class="{kind}"{told}/>')  # numbers and names of this module alone


def _short(one: object) -> object:
    return f"{one:.1f}" if isinstance(one, float) else one


def _text(x: float, y: float, words: str, kind: str, anchor: str = "middle") -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" class="{}" text-anchor="{}">{}</text>').format(
        x, y, kind, anchor, escape(words)
    )


def _scale(side: Side, first: float, last: float) -> _Scale:
    """Draw the interval in the middle, and the value as far as it is not too far."""
    logs = [math.log(one) for one in (side.low, side.high) if not math.isnan(one)]
    wide = (logs[-1] - logs[0]) or math.log(4.0)
    at = math.log(side.value)
    start = max(min(logs[0] - 0.55 * wide, at - 0.15 * wide), logs[0] - _FAR * wide)
    end = min(max(logs[-1] + 0.55 * wide, at + 0.15 * wide), logs[-1] + _FAR * wide)
    return _Scale(start, end, first, last)


def _reach(side: Side, scale: _Scale) -> tuple[float, float]:
    """Give where the interval starts and ends; an open end is that of the scale."""
    ends = (
        scale.first if math.isnan(side.low) else scale.at(side.low),
        scale.last if math.isnan(side.high) else scale.at(side.high),
    )
    return min(ends), max(ends)


def _bands(across: Side, up: Side, x: _Scale, y: _Scale) -> list[Markup]:
    (left, right), (top, bottom) = _reach(across, x), _reach(up, y)
    box = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    return [_shape("rect", "box", **box)]


def _ellipse(across: Side, up: Side, x: _Scale, y: _Scale, correlation: float) -> list[Markup]:
    if any(math.isnan(one) for one in (across.low, across.high, up.low, up.high)):
        return []
    (u, du), (v, dv) = (_spread(one) for one in (across, up))
    rest = math.sqrt(1.0 - correlation**2)
    turns = [2.0 * math.pi * at / _POINTS for at in range(_POINTS)]
    places = [
        (
            math.exp(u + _JOINT * du * math.cos(turn)),
            math.exp(v + _JOINT * dv * (correlation * math.cos(turn) + rest * math.sin(turn))),
        )
        for turn in turns
    ]
    points = " ".join(f"{x.at(one):.1f},{y.at(other):.1f}" for one, other in places)
    return [_shape("polygon", "ellipse", points=points)]


def _spread(side: Side) -> tuple[float, float]:
    low, high = math.log(side.low), math.log(side.high)
    return (low + high) / 2.0, (high - low) / SPREADS


def _corners(corners: tuple[str, str, str, str]) -> list[Markup]:
    up_left, down_left, up_right, down_right = corners
    left, right, high, low = _LEFT + 5, _RIGHT - 5, _TOP + 14, _BOTTOM - 7
    return [
        _text(left, high, up_left, "corner", "start"),
        _text(left, low, down_left, "corner", "start"),
        _text(right, high, up_right, "corner", "end"),
        _text(right, low, down_right, "corner", "end"),
    ]


def _sides(across: Side, up: Side, x: _Scale, y: _Scale) -> list[Markup]:
    parts = []
    for limit in (one for one in (across.low, across.high) if not math.isnan(one)):
        at = x.at(limit)
        parts += [_shape("line", "tick", x1=at, y1=_BOTTOM, x2=at, y2=_BOTTOM + 4)]
        parts += [_text(at, _BOTTOM + 14, wording.number(limit, 3), "limit")]
    for limit in (one for one in (up.low, up.high) if not math.isnan(one)):
        at = y.at(limit)
        parts += [_shape("line", "tick", x1=_LEFT - 4, y1=at, x2=_LEFT, y2=at)]
        parts += [_text(_LEFT - 6, at + 3.5, wording.number(limit, 3), "limit", "end")]
    middle = (_LEFT + _RIGHT) / 2
    parts += [_text(middle, _BOTTOM + 30, _title(across), "side")]
    if across.beside:
        parts += [_text(middle, _BOTTOM + 44, across.beside, "limit")]
    turned, height = 'transform="translate({:.1f} {:.1f}) rotate(-90)"', (_TOP + _BOTTOM) / 2
    side = Markup("<g " + turned.format(12, height) + ">{}</g>").format(
        _text(0, 0, _title(up), "side")
    )
    return [*parts, side]


def _title(side: Side) -> str:
    return f"{side.label} [{side.unit}]" if side.unit else side.label


def _mark(x: _Scale, y: _Scale, across: Side, up: Side) -> list[Markup]:
    """Draw the panel: a diamond, or an arrow where it lies beyond the drawing or a limit."""
    at, height = x.at(across.value), y.at(up.value)
    right, higher = across.sign or x.beyond(across.value), up.sign or y.beyond(up.value)
    turn = math.degrees(math.atan2(-higher, right))
    points = "9,0 -5,-6 -5,6" if right or higher else "0,-7 6,0 0,7 -6,0"
    mark = Markup(
        '<polygon class="mark" points="{}" transform="translate({:.1f} {:.1f}) rotate({:.0f})"/>'
    ).format(points, at, height, turn if right or higher else 0)
    after = at < (_LEFT + _RIGHT) / 2
    place, anchor = (at + 11, "start") if after else (at - 11, "end")
    words = _text(place, height + 4, "this panel", "here", anchor)
    return [mark, words]
