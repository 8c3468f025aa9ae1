"""The instability plot: what refits said of people, beside what the model says."""

import math
from typing import NamedTuple

from markupsafe import Markup

from nhml.modelling.instability import Instability
from nhml.reporting.drawing import BLUE, INK, LINE, drawn, element, line, text

_LEFT, _TOP, _SIZE = 46.0, 8.0, 240.0


class _Square(NamedTuple):
    """Risks from nothing to `most`, on both sides of a square."""

    most: float

    def x(self, risk: float) -> float:
        return _LEFT + _SIZE * risk / self.most

    def y(self, risk: float) -> float:
        return _TOP + _SIZE * (1.0 - risk / self.most)


def instability(told: Instability, words: str) -> Markup:
    """Draw the refits' risks against the shown one, by groups of people of about one risk.

    The plot of Riley and Collins 2023, doi:10.1002/bimj.202200302, without a point for
    any person: a dot at the median of the refits' risks of a group, a thick line over half
    of them, a thin one over nine tenths.

    Parameters
    ----------
    told : Instability
    words : str
        What the drawing says.
    """
    ends = [one.refits[-1] for one in told.slices] + [one.risk for one in told.slices]
    square = _Square(min(math.ceil(10.0 * max(ends, default=1.0)) / 10.0, 1.0))
    parts = [element("rect", x=_LEFT, y=_TOP, width=_SIZE, height=_SIZE, fill="none", stroke=LINE)]
    corner = (square.x(0.0), square.y(0.0), square.x(square.most), square.y(square.most))
    parts.append(line(*corner, LINE))
    for one in told.slices:
        at, (low, quarter, middle, three, high) = square.x(one.risk), map(square.y, one.refits)
        parts += [line(at, low, at, high, INK, 1.0), line(at, quarter, at, three, BLUE, 4.0)]
        parts.append(element("circle", cx=at, cy=middle, r=2.2, fill="#ffffff", stroke=INK))
    key = "dot: median · thick line: half · thin line: nine tenths"
    parts.append(text(_LEFT + _SIZE / 2.0, _TOP + _SIZE + 44, key, 9))
    return drawn(300, 300, words, [*parts, *_scales(square)], "instability")


def _scales(square: _Square) -> list[Markup]:
    parts = []
    for share in (0.0, square.most / 2.0, square.most):
        told = f"{100.0 * share:g} %"
        parts += [text(square.x(share), _TOP + _SIZE + 13, told, 9)]
        parts += [text(_LEFT - 4, square.y(share) + 3, told, 9, "end")]
    parts += [text(square.x(square.most / 2.0), _TOP + _SIZE + 28, "Risk given by the model", 10)]
    turned = f"translate(10 {square.y(square.most / 2.0):g}) rotate(-90)"
    side = {"font_size": 10, "text_anchor": "middle", "fill": INK, "transform": turned}
    return [*parts, element("text", "Risks given by its refits", **side)]
