"""Small drawings for pages: plain SVG that reads in black and white and holds no style.

Every drawing says in words what it shows, for who listens to the page.
"""

import math
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from nhml.modelling.held_out import Tenth
from nhml.reporting import wording

INK, BLUE, GREY, PALE, LINE = "#1b2026", "#0b4f8a", "#5f6873", "#dfe4ea", "#8b939e"
_FAR = 2.0  # widths of an interval beyond which a value stands at the edge


def element(name: str, content: object = "", **attributes: object) -> Markup:
    """Write an element; ``stroke_width`` stands for the attribute ``stroke-width``."""
    told = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _short(stated))
        for key, stated in attributes.items()
    )
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), told, content)


def _short(stated: object) -> object:
    return f"{stated:.2f}".rstrip("0").rstrip(".") if isinstance(stated, float) else stated


def drawn(width: float, height: float, words: str, parts: Iterable[Markup], kind: str) -> Markup:
    """Put parts into a drawing that says in words what it shows."""
    title = element("title", escape(words))
    return element(
        "svg", title + Markup("").join(parts),
        viewBox=f"0 0 {width:g} {height:g}", role="img", class_=kind, aria_label=words,
    )  # fmt: skip


def text(x: float, y: float, words: str, size: float, anchor: str = "middle") -> Markup:
    """Write words at a place."""
    return element("text", words, x=x, y=y, font_size=size, text_anchor=anchor, fill=INK)


def line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1.0) -> Markup:
    """Draw a straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width)


def icons(share: float, many: int, words: str, colour: str = BLUE) -> Markup:
    """Draw so many people, those with the outcome filled.

    Parameters
    ----------
    share : float
    many : int
        100, 1,000 or 10,000 people.
    words : str
        What the drawing says.
    colour : str
        Of the filled.
    """
    across = 10 * math.isqrt(many // 100)
    filled, step = round(share * many), 100.0 / across
    dots = [
        f"M{_short((at % across + 0.5) * step)} {_short((at // across + 0.5) * step)}h0"
        for at in range(many)
    ]
    parts = [
        _dots(dots[:filled], colour, 0.84 * step),
        _dots(dots[filled:], LINE, 0.84 * step),
        _dots(dots[filled:], "#ffffff", 0.62 * step),
    ]
    return drawn(100, 100, words, parts, "icons")


def _dots(places: Sequence[str], colour: str, width: float) -> Markup:
    """Draw round ends of lines that have no length: a dot in a few signs."""
    ends = {"stroke": colour, "stroke_width": width, "stroke_linecap": "round"}
    return element("path", d="".join(places) or "M0 0", fill="none", **ends)


def risk_bar(risk: float, low: float, high: float, base: float | None, words: str) -> Markup:
    """Draw a risk with its interval on a line from 0 to 100 %, the base rate beside.

    Parameters
    ----------
    risk, low, high : float
        NaN limits leave the interval out.
    base : float or None
        Share among people of the same age and sex.
    words : str
        What the drawing says.
    """
    left, width = 16.0, 364.0

    def at(share: float) -> float:
        return left + width * share

    parts = [element("rect", x=left, y=22, width=width, height=12, fill="#ffffff", stroke=LINE)]
    parts.append(element("rect", x=left, y=22, width=width * risk, height=12, fill=BLUE))
    if not math.isnan(low):
        ends = [line(at(one), 15, at(one), 41, INK, 1.6) for one in (low, high)]
        parts += [line(at(low), 28, at(high), 28, "#ffffff", 4.0)]
        parts += [line(at(low), 28, at(high), 28, INK, 1.8), *ends]
    if base is not None:
        tip = f"M{at(base):.1f} 20 l-5 -9 h10 z"
        parts += [element("path", d=tip, fill="#ffffff", stroke=INK, stroke_width=1.3)]
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts += [line(at(share), 34, at(share), 38, LINE)]
        parts += [text(at(share), 50, f"{share:.0%}".replace("%", " %"), 10)]
    return drawn(400, 54, words, parts, "riskbar")


def interval_bar(
    value: float,
    low: float,
    high: float,
    *,
    log: bool,
    words: str,
    sign: int = 0,
    digits: int = 4,
    limited: bool = True,
) -> Markup:
    """Draw a reference interval with the mark of a value.

    Parameters
    ----------
    value, low, high : float
        In one unit; a NaN limit is open.
    log : bool
        Whether to draw on the log scale.
    words : str
        What the drawing says.
    sign : int
        -1 where the value is below its limit of detection, 1 where above one.
    digits : int
        Of the limits.
    limited : bool
        Whether the limits are written beneath; not where they stand beside the drawing.
    """
    positive = low > 0 or high > 0  # on the log scale a limit of nothing is none
    scale = _log if log and value > 0 and positive else float
    at, start, end = _ends(value, low, high, scale)
    width = 220.0
    span = (end - start) or 1.0

    def x(place: float) -> float:
        return 6.0 + (width - 12.0) * min(max((place - start) / span, 0.0), 1.0)

    limits = [one for one in (low, high) if _shown(one, scale)]
    band_from = x(scale(low)) if _shown(low, scale) else 1.0
    band_to = x(scale(high)) if _shown(high, scale) else width - 1.0
    band = {"fill": PALE, "stroke": LINE, "stroke_width": 0.8}
    parts = [line(1, 11, width - 1, 11, LINE)]
    parts += [element("rect", x=band_from, y=5, width=band_to - band_from, height=12, **band)]
    parts += [line(x(scale(one)), 3, x(scale(one)), 19, GREY, 1.4) for one in limits]
    if limited:
        parts += [text(x(scale(one)), 28, wording.number(one, digits), 9) for one in limits]
    parts.append(_mark(x(at), at < start or at > end, at > end, sign))
    return drawn(width, 30 if limited else 22, words, parts, "interval")


def _log(value: float) -> float:
    return math.log(value)


def _shown(limit: float, scale: object) -> bool:
    return not math.isnan(limit) and (scale is float or limit > 0)


def _ends(value: float, low: float, high: float, scale: object) -> tuple[float, float, float]:
    """Give the place of the value, and where the drawing starts and ends."""
    turn = _log if scale is _log else float
    at, ends = turn(value), [turn(one) for one in (low, high) if _shown(one, scale)]
    wide = ends[-1] - ends[0] if len(ends) == 2 else 0.0
    wide = wide or (math.log(4.0) if scale is _log else abs(ends[0]) or 1.0)
    start, end = ends[0] - 0.6 * wide, ends[-1] + 0.6 * wide
    if scale is float and low >= 0 and start < 0:
        start = 0.0
    if ends[0] - _FAR * wide <= at < start:
        start = at - 0.1 * wide
    if end < at <= ends[-1] + _FAR * wide:
        end = at + 0.1 * wide
    return at, start, end


def _mark(x: float, beyond: bool, above: bool, sign: int) -> Markup:
    """Draw the value: a diamond, or an arrow where it lies beyond the drawing or a limit."""
    points = "0,-7 5,0 0,7 -5,0"
    if beyond or sign:
        right = above if beyond else sign > 0
        points = "-4,-6 6,0 -4,6" if right else "4,-6 -6,0 4,6"
    place = f"translate({x:.1f} 11)"
    return element(
        "polygon", points=points, transform=place, fill=INK, stroke="#ffffff", stroke_width=1
    )


def calibration(tenths: Sequence[Tenth], words: str) -> Markup:
    """Draw the share with the outcome in each tenth of people against their mean risk.

    Parameters
    ----------
    tenths : sequence of Tenth
    words : str
        What the drawing says.
    """
    left, top, size = 40.0, 8.0, 200.0

    def x(share: float) -> float:
        return left + size * share

    def y(share: float) -> float:
        return top + size * (1.0 - share)

    parts = [element("rect", x=left, y=top, width=size, height=size, fill="none", stroke=LINE)]
    parts += [line(x(0), y(0), x(1), y(1), LINE)]
    for one in tenths:
        parts += [line(x(one.risk), y(one.low), x(one.risk), y(one.high), INK, 1.2)]
        parts += [element("circle", cx=x(one.risk), cy=y(one.share), r=3.4, fill=BLUE)]
    for share in (0.0, 0.5, 1.0):
        told = f"{share:.0%}".replace("%", " %")
        parts += [
            text(x(share), top + size + 13, told, 9),
            text(36, y(share) + 3, told, 9, "end"),
        ]
    parts += [text(x(0.5), top + size + 27, "Risk given by the model", 10)]
    turned = f"translate(10 {y(0.5):g}) rotate(-90)"
    side = {"font_size": 10, "text_anchor": "middle", "fill": INK, "transform": turned}
    parts += [element("text", "Had the outcome", **side)]
    return drawn(252, 240, words, parts, "calibration")
