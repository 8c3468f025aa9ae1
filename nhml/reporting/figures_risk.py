"""Figures of the risks themselves: how are they spread, do they rank."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from nhml.modelling.curves import Curves
from nhml.modelling.evaluation import Evaluation
from nhml.reporting import performance
from nhml.reporting.figures import (
    BLUE,
    QUIET,
    RED,
    SKY,
    Floats,
    label,
    legend,
    nice,
    panels,
    percent,
    say,
)  # fmt: skip
from nhml.reporting.figures_calibration import middle

Ints = npt.NDArray[np.int_]
_CELLS = 20  # across the axes: more would show chance


def distribution(curves: Curves) -> Figure:
    """Draw how risks are spread among people with and without the outcome.

    Parameters
    ----------
    curves : Curves
    """
    low, high = _spread(curves)
    title = "Who was given which risk"
    figure, (left, right) = panels(title, size=(6.6, 3.1), widths=(1, 1))
    edges, events = np.asarray(curves.edges), curves.events
    cells = _coarse(edges, (high - low) / _CELLS)
    people = (events, curves.people - events)
    sides = (
        (curves.with_outcome, (RED, "-"), f"had it ({people[0]:,})"),
        (curves.without_outcome, (QUIET, (0, (5, 2))), f"had it not ({people[1]:,})"),
    )
    for counts, (colour, stroke), words in sides:
        share = np.asarray(counts) / max(sum(counts), 1)
        ends, inside_each = edges[cells], np.add.reduceat(share, cells[:-1])
        at = np.clip(np.repeat(ends, 2), low, high)
        height = np.repeat(inside_each / np.diff(ends) / 100.0, 2)
        left.plot(at, np.r_[0.0, height, 0.0], color=colour, ls=stroke, lw=1.8, label=words)
        above = np.r_[1.0, 1.0 - np.cumsum(share)]
        inside = np.clip(edges, low, high)
        right.plot(inside, np.interp(inside, edges, above), color=colour, ls=stroke, lw=1.8)
    left.set(xlim=(low, high), ylim=(0, None))
    right.set(xlim=(low, high), ylim=(0, 1))
    percent(left)
    percent(right)
    label(left, "Risk given", "Of the group, per point of risk")
    label(right, "Risk given", "Of the group, at or above it")
    legend(left, "best")
    return say(figure, f"{title}: {_medians(curves)}.")


def _coarse(edges: Floats, width: float) -> Ints:
    """Choose edges that lie a width apart at least, the outermost among them."""
    kept = [0]
    for at in range(1, len(edges) - 1):
        if edges[at] - edges[kept[-1]] >= width - 1e-9:
            kept.append(at)
    return np.array([*kept, len(edges) - 1])


def _spread(curves: Curves) -> tuple[float, float]:
    return nice(*middle(curves)) if curves.edges else (0.0, 1.0)


def _medians(curves: Curves) -> str:
    told = (
        f"half of those who {words} were given {_median(counts, curves.edges)} or less"
        for words, counts in (
            ("had it", curves.with_outcome), ("had it not", curves.without_outcome),
        )
    )  # fmt: skip
    return "; ".join(told)


def _median(counts: Sequence[int], edges: Sequence[float]) -> str:
    """Give the median to a per cent, taken as even within its cell."""
    share = np.r_[0.0, np.cumsum(counts)] / max(sum(counts), 1)
    return f"{float(np.interp(0.5, share, edges)):.0%}".replace("%", " %")


def roc(curves: Curves, found: Evaluation) -> Figure:
    """Draw sensitivity over 1 - specificity, small: it is no measure of use.

    Parameters
    ----------
    curves : Curves
    found : Evaluation
    """
    title = "How well risks rank people"
    figure, (axes,) = panels(title, size=(3.6, 3.6))
    axes.plot([0, 1], [0, 1], color=QUIET, lw=1, ls=(0, (4, 3)), label="chance")
    if curves.roc is not None:
        at, value, low, high = (np.asarray(part) for part in curves.roc)
        axes.fill_between(at, low, high, color=SKY, alpha=0.35, lw=0, label="95 % band")
        axes.plot(at, value, color=BLUE, lw=1.8, label="the model")
    row = found.row("auroc")
    told = performance.written(row, 3) if row else "not known"
    axes.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
    percent(axes)
    label(axes, "1 - specificity", "Sensitivity")
    legend(axes, "lower right")
    return say(figure, f"{title}: area under the curve {told}.")
