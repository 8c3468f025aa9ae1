"""Drawings of questions to a model: a risk over a change, and where it would stand."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from markupsafe import Markup

from nhml.reporting import wording
from nhml.reporting.drawing import BLUE, GREY, INK, LINE, PALE, drawn, element, line, text

Place = Callable[[float], float]

_LEFT, _TOP, _WIDTH, _HEIGHT = 46.0, 10.0, 420.0, 170.0
_NICE = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)


def curve(points: pd.DataFrame, unit: str, asked: float | None, label: str) -> Markup:
    """Draw a model's risk, with its stability interval, over a change of one input.

    Parameters
    ----------
    points : DataFrame
        ``change, risk, risk_low, risk_high`` of one panel.
    unit : str
        Of the change; empty of a flag.
    asked : float or None
        The change that is marked; the panel as it is is always marked.
    label : str
        What is changed.
    """
    points = points.sort_values("change")
    first, last = float(points["change"].iloc[0]), float(points["change"].iloc[-1])
    highest = float(points[["risk", "risk_high"]].max().max())
    top = next((one for one in _NICE if one >= highest), 1.0)

    def x(change: float) -> float:
        return _LEFT + _WIDTH * (change - first) / ((last - first) or 1.0)

    def y(risk: float) -> float:
        return _TOP + _HEIGHT * (1.0 - risk / top)

    parts = []
    if points["risk_low"].notna().all():
        ends = [*zip(points["change"], points["risk_low"], strict=True)]
        ends += [*zip(points["change"], points["risk_high"], strict=True)][::-1]
        shape = " ".join(f"{x(at):.1f},{y(risk):.1f}" for at, risk in ends)
        parts.append(element("polygon", points=shape, fill=PALE))
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts += [line(_LEFT, y(share * top), _LEFT + _WIDTH, y(share * top), LINE, 0.5)]
        parts += [text(_LEFT - 6, y(share * top) + 4, _share(share * top), 11, "end")]
    way = " ".join(
        f"{x(at):.1f},{y(risk):.1f}"
        for at, risk in zip(points["change"], points["risk"], strict=True)
    )
    parts.append(element("polyline", points=way, fill="none", stroke=BLUE, stroke_width=2.2))
    parts += _marks(points, asked, x, y)
    for at in sorted({first, 0.0, last}):
        words = (
            "as given" if at == 0.0 else f"{at:+g} {unit}".strip().replace("-", "\N{MINUS SIGN}")
        )
        parts.append(text(x(at), _TOP + _HEIGHT + 18, words, 11))
    parts.append(text(_LEFT + _WIDTH / 2, _TOP + _HEIGHT + 36, label, 11))
    words = f"The model's risk over a change of: {label}"
    return drawn(_LEFT + _WIDTH + 34, _TOP + _HEIGHT + 42, words, parts, "askedcurve")


def _marks(points: pd.DataFrame, asked: float | None, x: Place, y: Place) -> list[Markup]:
    """Mark the panel as it is by a ring, and the change that was asked by a square."""

    def risk(at: float) -> float:
        return float(np.interp(at, points["change"], points["risk"]))

    made = []
    if asked is not None and points["change"].min() <= asked <= points["change"].max():
        place = x(asked), y(risk(asked))
        shape = {"x": place[0] - 5, "y": place[1] - 5, "width": 10, "height": 10}
        made.append(element("rect", **shape, fill=INK))
    ring = {"cx": x(0.0), "cy": y(risk(0.0)), "r": 5, "stroke": INK, "stroke_width": 2}
    return [*made, element("circle", **ring, fill="#ffffff")]


def span(now: float, tenth: float, ninetieth: float, threshold: float) -> Markup:
    """Draw where a risk would stand for eight values of ten, beside where it stands.

    Parameters
    ----------
    now, tenth, ninetieth, threshold : float
        Shares.
    """

    def x(share: float) -> float:
        return 4.0 + 172.0 * share

    edge = x(threshold)
    parts = [
        line(x(0.0), 12, x(1.0), 12, LINE, 1.0),
        *[line(x(s), 9, x(s), 15, LINE) for s in (0.0, 1.0)],
    ]
    ends = {"x": x(tenth), "y": 8, "width": max(x(ninetieth) - x(tenth), 1.5), "height": 8}
    parts.append(element("rect", **ends, fill=BLUE))
    parts.append(
        element(
            "path", d=f"M{edge:.1f} 2v20", stroke=GREY, stroke_width=1.5, stroke_dasharray="3 2"
        )
    )
    shape = {"cx": x(now), "cy": 12, "r": 4, "stroke": INK, "stroke_width": 1.8}
    parts.append(element("circle", **shape, fill="#ffffff"))
    words = (
        f"Now {wording.percent(now)}; for eight values of ten between {wording.percent(tenth)} "
        f"and {wording.percent(ninetieth)}; threshold {wording.percent(threshold)}"
    )
    return drawn(180, 24, words, parts, "askedspan")


def _share(share: float) -> str:
    return f"{100 * share:.3g} %"
