"""Small drawings of the monitoring page: a column now and in training, a figure over time."""

from collections.abc import Sequence
from math import isfinite

from markupsafe import Markup

from nhml.modelling.monitored import Course
from nhml.reporting.drawing import BLUE, GREY, INK, LINE, PALE, drawn, element, line, text

_WIDE, _HIGH = 132.0, 34.0
_COURSE = (230.0, 62.0)
_LEFT, _RIGHT, _TOP, _FOOT = 4.0, 4.0, 6.0, 14.0


def bins(now: Sequence[float], then: Sequence[float], words: str) -> Markup:
    """Draw shares by bin: in training as pale bars, now as a line of steps.

    Parameters
    ----------
    now, then : sequence of float
    words : str
        What the drawing says.
    """
    most = max([*now, *then, 1e-9])
    step = _WIDE / max(len(then), 1)
    parts = [
        element(
            "rect", x=at * step + 0.5, y=_HIGH - 1 - _tall(share, most), width=step - 1.0,
            height=_tall(share, most), fill=PALE, stroke=LINE, stroke_width=0.6,
        )
        for at, share in enumerate(then)
    ]  # fmt: skip
    steps = "".join(
        f"{'M' if not at else 'L'}{at * step:.1f} {_HIGH - 1 - _tall(share, most):.1f}"
        f"H{(at + 1) * step:.1f}"
        for at, share in enumerate(now)
    )
    parts.append(element("path", d=steps, fill="none", stroke=BLUE, stroke_width=1.8))
    parts.append(line(0, _HIGH - 0.5, _WIDE, _HIGH - 0.5, GREY, 0.7))
    return drawn(_WIDE, _HIGH, words, parts, "bins")


def _tall(share: float, most: float) -> float:
    return share / most * (_HIGH - 4.0)


def course(told: Course, periods: Sequence[str], words: str, written: str = "{:.3g}") -> Markup:
    """Draw a figure by period, what chance keeps it within as a band, training as a dashed line.

    A point beyond the band is a filled diamond, within it an open ring.

    Parameters
    ----------
    told : Course
    periods : sequence of str
    words : str
        What the drawing says.
    written : str
        How a value at the edge is written.
    """
    wide, high = _COURSE
    known = [one for side in (told.value, told.low, told.high) for one in side if isfinite(one)]
    low, top = min([*known, told.then]), max([*known, told.then])
    span = (top - low) or abs(top) or 1.0
    room = high - _TOP - _FOOT

    def x(at: int) -> float:
        return _LEFT + (wide - _LEFT - _RIGHT) * (at + 0.5) / len(periods)

    def y(value: float) -> float:
        return _TOP + room * (1.0 - (value - low) / span)

    shown = [at for at, one in enumerate(told.value) if isfinite(one)]
    edge = [f"{x(at):.1f} {y(told.high[at]):.1f}" for at in shown]
    edge += [f"{x(at):.1f} {y(told.low[at]):.1f}" for at in reversed(shown)]
    parts = [element("path", d=f"M{'L'.join(edge)}Z", fill=PALE)] if len(shown) > 1 else []
    parts.append(
        element(
            "line", x1=_LEFT, y1=y(told.then), x2=wide - _RIGHT, y2=y(told.then), stroke=GREY,
            stroke_width=1.0, stroke_dasharray="4 3",
        )
    )  # fmt: skip
    if shown:
        path = "L".join(f"{x(at):.1f} {y(told.value[at]):.1f}" for at in shown)
        parts.append(element("path", d=f"M{path}", fill="none", stroke=BLUE, stroke_width=1.2))
    parts += [
        _point(x(at), y(told.value[at]), told.low[at] <= told.value[at] <= told.high[at])
        for at in shown
    ]
    ends = [text(_LEFT, high - 3, periods[0], 9, "start")]
    ends.append(text(wide - _RIGHT, high - 3, periods[-1], 9, "end"))
    return drawn(wide, high, words, [*parts, *ends], "course")


def _point(x: float, y: float, within: bool) -> Markup:
    if within:
        return element("circle", cx=x, cy=y, r=1.9, fill="#ffffff", stroke=BLUE, stroke_width=1.1)
    return element(
        "path", d=f"M{x:.1f} {y - 4:.1f}l4 4l-4 4l-4 -4Z", fill=INK, stroke="#ffffff",
        stroke_width=0.6,
    )  # fmt: skip
