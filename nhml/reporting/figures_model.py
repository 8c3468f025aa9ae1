"""Figures of a model itself: what moves its risks, what tuning gained, how near the truth."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from nhml.reporting.figures import (
    BLUE,
    GREEN,
    HAIR,
    INK,
    ORANGE,
    PINK,
    QUIET,
    RED,
    SKY,
    Floats,
    label,
    legend,
    panels,
    say,
)  # fmt: skip

LARGEST = 15  # features shown
_CELLS = 80  # of the widest feature
_FEWEST = 10  # people in a cell: fewer join the next
_LINES = (BLUE, RED, GREEN, PINK, ORANGE, SKY)
_MARKS = ("o", "s", "^", "D", "v", "P")


class _Cell(NamedTuple):
    start: float
    end: float
    people: int
    rank: float  # mean place of the value, 0 lowest, 1 highest; NaN where mostly missing


def contributions(
    names: Sequence[str], values: Floats, parts: Floats, groups: Sequence[str] = ()
) -> Figure:
    """Draw what each feature adds to the log-odds: cells of people, high values yellow.

    No cell is of fewer than ten people, so that nobody's value can be read from it.

    Parameters
    ----------
    names : sequence of str, length p
    values, parts : ndarray, shape (n, p)
        Feature values, and their contributions in log-odds.
    groups : sequence of str, length p, optional
        Axis of each feature, written after its name.
    """
    order = np.argsort(-np.abs(parts).mean(axis=0), kind="stable")[:LARGEST]
    title = "What moves the risk: how the model behaves, not causes"
    size = (6.6, 1.3 + 0.27 * max(len(order), 3))
    figure, (axes,) = panels(title, size=size)
    step = _step(parts)
    for row, at in enumerate(order):
        _feature(axes, row, list(_cells(values[:, at], parts[:, at], step)))
    axes.plot([0, 0], [-0.6, len(order) - 0.4], color=INK, lw=0.8)
    labels = [f"{names[at]} ({groups[at]})" if groups else names[at] for at in order]
    axes.set_yticks(range(len(order)), labels)
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    shown = (("low value", 0.0), ("middle", 0.5), ("high value", 1.0), ("missing", np.nan))
    keys = [Patch(color=_colour(rank), label=words) for words, rank in shown]
    figure.legend(handles=keys, loc="outside lower center", ncols=4, frameon=False, fontsize=8.5,
                  labelcolor=INK)  # fmt: skip
    label(axes, "Contribution to the log-odds")
    size_of = np.abs(parts).mean(axis=0)
    told = ", ".join(f"{labels[row]} {size_of[at]:.2f}" for row, at in enumerate(order))
    return say(figure, f"{title}. Mean size of the contribution in log-odds: {told}.")


def _step(parts: Floats) -> float:
    """Give the width of a cell: a round number, the same for all features."""
    reach = float(np.ptp(parts)) / _CELLS if parts.size else 0.0
    power = 10.0 ** np.floor(np.log10(max(reach, 1e-6)))
    return float(power * next(one for one in (1, 2, 5, 10) if one * power >= reach))


def _cells(values: Floats, parts: Floats, step: float) -> Iterator[_Cell]:
    """Part people by contribution, from the left; few join the next, the last the one before."""
    place = np.floor(parts / step + 1e-9).astype(int)
    rank = _ranks(values)
    found: list[list[int]] = []
    for at in range(place.min(initial=0), place.max(initial=-1) + 1):
        if not found or _people(place, found[-1]) >= _FEWEST:
            found.append([at, at + 1])
        else:
            found[-1][1] = at + 1
        if not _people(place, found[-1]):
            found.pop()
    if len(found) > 1 and _people(place, found[-1]) < _FEWEST:
        last = found.pop()
        found[-1][1] = last[1]
    for start, end in found:
        inside = (place >= start) & (place < end)
        known = rank[inside][~np.isnan(rank[inside])]
        middle = float(known.mean()) if 2 * len(known) >= inside.sum() else np.nan
        yield _Cell(start * step, end * step, int(inside.sum()), middle)


def _people(place: np.ndarray[tuple[int], np.dtype[np.int_]], ends: Sequence[int]) -> int:
    return int(((place >= ends[0]) & (place < ends[1])).sum())


def _ranks(values: Floats) -> Floats:
    """Give the place of each value among the known, ties in the middle; NaN where missing."""
    known = ~np.isnan(values)
    found = np.full(len(values), np.nan)
    distinct, at, counts = np.unique(values[known], return_inverse=True, return_counts=True)
    if len(distinct):
        middle = np.cumsum(counts) - (counts + 1) / 2
        found[known] = 0.5 if len(distinct) == 1 else middle[at] / max(known.sum() - 1, 1)
    return found


def _colour(rank: float) -> tuple[float, float, float]:
    # not cividis, whose middle is the grey of a missing value
    if np.isnan(rank):
        return mpl.colors.to_rgb(HAIR)
    return mpl.colors.to_rgb(mpl.colormaps["viridis"](0.93 * rank))


def _feature(axes: Axes, row: int, cells: Sequence[_Cell]) -> None:
    """Draw cells as bars as high as people lie dense in them."""
    dense = [one.people / (one.end - one.start) for one in cells]
    for one, density in zip(cells, dense, strict=True):
        height = 0.84 * max(np.sqrt(density / max(dense)), 0.12)
        axes.bar(one.start, height, one.end - one.start, row - height / 2, align="edge",
                 color=_colour(one.rank), lw=0)  # fmt: skip


def tuning(losses: Mapping[str, Sequence[float]]) -> Figure:
    """Draw held-out log loss over the trials of each part, and the best so far.

    Parameters
    ----------
    losses : mapping of str to sequence of float
        Log loss of each trial, in order, by the name of the part.
    """
    title = "What tuning gained: held-out log loss by trial"
    figure, (axes,) = panels(title, size=(6.6, 3.2))
    looks = itertools.cycle(zip(_LINES, _MARKS, strict=True))
    for (part, tried), (colour, mark) in zip(losses.items(), looks, strict=False):
        trial = np.arange(1, len(tried) + 1)
        axes.plot(trial, tried, mark, color=colour, ms=4, alpha=0.6, mew=0)
        best = np.minimum.accumulate(np.asarray(tried, dtype=np.float64))
        axes.step(trial, best, where="post", color=colour, lw=1.8, marker=mark, ms=4,
                  markevery=[len(best) - 1] if len(best) else None,
                  label=f"{part}, best so far")  # fmt: skip
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    label(axes, "Trial", "Log loss (lower is better)")
    if losses:
        legend(axes, "upper right")
    told = "; ".join(
        f"{part} {tried[0]:.4f} at first, {min(tried):.4f} at best of {len(tried)}"
        for part, tried in losses.items()
        if len(tried)
    )
    return say(figure, f"{title}. {told}.")


def truth(true: Floats, risk: Floats) -> Figure:
    """Draw the estimated risk of simulated people over their true one.

    Parameters
    ----------
    true, risk : ndarray, shape (n,)
    """
    title = "True and estimated risk of simulated people"
    figure, (axes,) = panels(title, size=(4.6, 4.6))
    top = float(max(true.max(), risk.max(), 0.01))
    axes.plot([0, top], [0, top], color=QUIET, lw=1, ls=(0, (4, 3)), label="ideal")
    axes.plot(true, risk, "o", color=BLUE, ms=2.4, alpha=0.35, mew=0, label="one of them")
    axes.set(xlim=(0, top), ylim=(0, top))
    label(axes, "True risk", "Estimated risk")
    legend(axes, "upper left")
    return figure
