"""What figures are drawn on, in which colours, and how they are written.

The colours are told apart by people with any colour vision, and no colour stands alone: each
line has a stroke of its own.
"""

import io
from collections.abc import Sequence
from typing import Literal, NamedTuple

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import FuncFormatter

from nhml.reporting import drawing, plain_svg

Floats = npt.NDArray[np.float64]
Place = Literal["best", "upper left", "upper right", "lower right"]
Stroke = str | tuple[int, tuple[float, ...]]

# those of the pages turn on a dark screen; the others are of Okabe and Ito 2008
INK, QUIET, HAIR, PALE = drawing.INK, drawing.GREY, drawing.LINE, drawing.PALE
BLUE, ORANGE, GREEN, RED, PINK, SKY = (
    "#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9",
)  # fmt: skip
WIDTH = 6.6  # inches, as the column of a printed page


class Look(NamedTuple):
    """How one line is told from the others."""

    words: str
    colour: str
    stroke: Stroke


LOOKS = {
    "model": Look("the model", BLUE, "-"),
    "baseline": Look("logistic baseline", RED, (0, (5, 2))),
    "rule": Look("clinical rule", GREEN, (0, (6, 2, 1, 2))),
    "all": Look("act on everybody", QUIET, (0, (1, 1.4))),
}


def panels(
    title: str,
    *,
    size: tuple[float, float] = (WIDTH, 4.2),
    heights: Sequence[float] = (1,),
    widths: Sequence[float] = (1,),
    sharex: bool | str = False,
) -> tuple[Figure, list[Axes]]:
    """Make a figure with its axes, row by row, without a frame on top and right.

    Parameters
    ----------
    title : str
    size : tuple of float
        Width and height [in].
    heights, widths : sequence of float
        Of rows and columns, beside each other.
    sharex : bool or {"col"}
    """
    figure = Figure(figsize=size, layout=ConstrainedLayoutEngine(w_pad=0.06, h_pad=0.05))
    rows, columns = len(heights), len(widths)
    made = figure.subplots(
        rows, columns, squeeze=False, sharex=sharex,  # type: ignore[arg-type]
        height_ratios=list(heights), width_ratios=list(widths),
    )  # fmt: skip
    axes = [one for row in made for one in row]
    axes[0].set_title(title, loc="left", fontsize=10.5, color=INK)
    for one in axes:
        one.spines[["top", "right"]].set_visible(False)
        one.spines[["left", "bottom"]].set_color(HAIR)
        one.tick_params(labelsize=8.5, color=HAIR, labelcolor=INK)
    return figure, axes


def label(axes: Axes, x: str = "", y: str = "") -> None:
    """Say what the axes show."""
    axes.set_xlabel(x, fontsize=9, color=INK)
    axes.set_ylabel(y, fontsize=9, color=INK)


def percent(axes: Axes, sides: str = "xy") -> None:
    """Write the ticks of these sides as per cent."""
    shown = FuncFormatter(lambda share, _: f"{100 * share:.3g} %")
    for side in sides:
        (axes.xaxis if side == "x" else axes.yaxis).set_major_formatter(shown)


def legend(axes: Axes, place: Place) -> None:
    """Name the lines, without a frame."""
    named = axes.get_legend_handles_labels()
    axes.legend(*named, frameon=False, fontsize=8.5, loc=place, labelcolor=INK, handlelength=2.6)


def nice(low: float, high: float) -> tuple[float, float]:
    """Widen limits of shares to round ones, within 0 and 1; from 0 where that is near.

    Parameters
    ----------
    low, high : float
    """
    wide = high if low < 0.3 * high else high - low
    step = next((one for one in (0.01, 0.02, 0.05) if wide <= 12 * one), 0.1)
    start = 0.0 if low < 0.3 * high else np.floor(low / step + 1e-9) * step
    high = max(high, start + step)
    return max(0.0, float(start)), min(1.0, float(np.ceil(high / step - 1e-9) * step))


def say(figure: Figure, words: str) -> Figure:
    """Let a figure carry what it shows in words, and give it."""
    figure.set_label(words)
    return figure


def svg(figure: Figure) -> str:
    """Write a figure as plain SVG; the same figure gives the same text.

    Parameters
    ----------
    figure : Figure
        Its label, or else its title, stands in it as words.
    """
    sink = io.StringIO()
    for artist in figure.findobj():
        artist.set_clip_on(False)  # what lies outside is not drawn in the first place
    with mpl.rc_context(
        {"svg.hashsalt": "nhml", "svg.fonttype": "none", "font.family": "sans-serif"}
    ):
        figure.savefig(sink, format="svg", metadata={"Date": None, "Creator": None})
    words = str(figure.get_label()) or figure.axes[0].get_title(loc="left")
    return plain_svg.plain(sink.getvalue(), words)


def png(figure: Figure) -> bytes:
    """Write a figure as PNG, for where SVG cannot be shown.

    Parameters
    ----------
    figure : Figure
    """
    sink = io.BytesIO()
    figure.savefig(sink, format="png", dpi=160, metadata={"Software": None})
    return sink.getvalue()
