"""The figure of calibration: are the risks right, and where do people lie."""

from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nhml.modelling.curves import Band, Curves
from nhml.modelling.evaluation import Evaluation
from nhml.reporting import performance
from nhml.reporting.figures import (
    BLUE,
    HAIR,
    INK,
    ORANGE,
    QUIET,
    SKY,
    Floats,
    label,
    legend,
    nice,
    panels,
    percent,
    say,
)  # fmt: skip

Ends = tuple[float, float]

TOO_FEW = "too few people for a curve"
_BESIDE = (
    ("calibration_slope", "Slope (1 is right)", 2),
    ("calibration_intercept", "Intercept (0 is right)", 2),
    ("o_e", "Observed : expected", 2),
    ("ici", "ICI", 3),
    ("e_max", "E-max", 3),
)
_OUTSIDE = 0.005  # of the people, whom the axes may leave out
_SEEN = 3  # cells of risk that hold people
_NARROW = 0.35  # of the shares: where the risks span less, the axes differ
_CORNER = 0.5  # of the axes: where nine tenths of the people lie in less, they are drawn again


def calibration(curves: Curves, found: Evaluation) -> Figure:
    """Draw observed against predicted risk: a smooth curve, tenths of people, where they lie.

    Where most people lie in a corner of it, that corner is drawn again beside the whole.

    Parameters
    ----------
    curves : Curves
    found : Evaluation
        Whose slope, intercept, ratio and distances stand beneath.
    """
    whole, corner = ends(curves), _corner(curves)
    title = "Calibration: the outcome among people given each risk"
    several = [whole] if corner is None else [whole, corner]
    figure, axes = panels(
        title,
        size=(6.6, 5.6 if corner is None else 4.7),
        heights=(4.2, 1.2, 0.5),
        widths=[1] * len(several),
        sharex="col",
    )
    above, below, rest = (axes[at : at + len(several)] for at in _rows(len(several)))
    for at, (across, up) in enumerate(several):
        _agreement(above[at], curves, across, up)
        _counts(below[at], curves, *across)
        label(below[at], "Risk given" if at == 0 else "Risk given, the lower nine tenths of people")
    label(above[0], y="Share with the outcome")
    legend(above[0], "best")
    if curves.calibration is None:
        above[0].text(0.97, 0.04, TOO_FEW, transform=above[0].transAxes, ha="right", fontsize=9)
    words = list(_numbers(found))
    _beneath(figure, rest, words)
    return say(figure, f"{title}. {_told(curves, words)}")


def _rows(columns: int) -> tuple[int, int, int]:
    """Give where each row of axes begins."""
    return 0, columns, 2 * columns


def _agreement(axes: Axes, curves: Curves, across: Ends, up: Ends) -> None:
    ideal = (max(across[0], up[0]), min(across[1], up[1]))
    if ideal[0] < ideal[1]:
        axes.plot(ideal, ideal, color=QUIET, lw=1, ls=(0, (4, 3)), label="ideal")
    _smooth(axes, curves.calibration, across, up)
    _tenths(axes, curves, across, up)
    axes.set(xlim=across, ylim=up)
    percent(axes)


def _beneath(figure: Figure, axes: Sequence[Axes], words: Sequence[tuple[str, str]]) -> None:
    """Write the numbers side by side under the plots."""
    for one in axes:
        one.set_axis_off()
    for at, (name, told) in enumerate(words):
        place = (at + 0.5) / len(words)
        for height, text, colour in ((0.05, name, QUIET), (0.02, told, INK)):
            figure.text(place, height, text, fontsize=8, color=colour, ha="center")


def _corner(curves: Curves) -> tuple[Ends, Ends] | None:
    """Give the limits of the lower nine tenths of people, where they fill little of the whole."""
    (low, high), _ = ends(curves)
    lower = curves.tenths[:-1]
    if not lower:
        return None
    held = [end for one in lower for end in (one.risk, one.low, one.high)]
    start, end = nice(min(held), max(held))
    small = end - start < _CORNER * (high - low)
    return ((start, end), (start, end)) if small else None


def ends(curves: Curves) -> tuple[Ends, Ends]:
    """Give round limits across and up that hold nearly all risks, the curve and the tenths.

    They are the same, but where the shares reach much further than the risks do.

    Parameters
    ----------
    curves : Curves
    """
    across = [*middle(curves), *(one.risk for one in curves.tenths)]
    up = [end for one in curves.tenths for end in (one.low, one.high)]
    if curves.calibration is not None:
        across += curves.calibration.at
        up += curves.calibration.value
    if not across:
        return (0.0, 1.0), (0.0, 1.0)
    both = nice(min(across + up), max(across + up))
    if max(across) - min(across) >= _NARROW * (both[1] - both[0]):
        return both, both
    return nice(min(across), max(across)), nice(min(up), max(up))


def middle(curves: Curves) -> tuple[float, ...]:
    """Give between which cells of risk nearly all people lie; nothing where there are none.

    Parameters
    ----------
    curves : Curves
    """
    counts = np.add(curves.with_outcome, curves.without_outcome)
    if not len(counts):
        return ()
    share = np.cumsum(counts) / counts.sum()
    first = int(np.searchsorted(share, _OUTSIDE))
    last = int(np.searchsorted(share, 1.0 - 2 * _OUTSIDE))
    # the last cell may be wide for want of people: its beginning is where they end
    return curves.edges[first], curves.edges[min(last, len(counts) - 1)]


def seen(curves: Curves) -> bool:
    """Tell whether enough cells of risk hold people for their distribution to be seen.

    Parameters
    ----------
    curves : Curves
    """
    return int(np.count_nonzero(np.add(curves.with_outcome, curves.without_outcome))) >= _SEEN


def _smooth(axes: Axes, band: Band | None, across: Ends, up: Ends) -> None:
    if band is None:
        return
    at, value, bottom, top = (np.asarray(part) for part in band)
    inside = (at >= across[0]) & (at <= across[1])
    axes.fill_between(at[inside], *(np.clip(one, *up)[inside] for one in (bottom, top)),
                      color=SKY, alpha=0.35, lw=0, label="95 % band")  # fmt: skip
    drawn = np.where((value >= up[0]) & (value <= up[1]), value, np.nan)
    axes.plot(at[inside], drawn[inside], color=BLUE, lw=2, label="smooth curve")


def _tenths(axes: Axes, curves: Curves, across: Ends, up: Ends) -> None:
    name: str | None = "tenths of people"
    for one in curves.tenths:
        if not (across[0] <= one.risk <= across[1] and up[0] <= one.share <= up[1]):
            continue
        axes.plot([one.risk] * 2, [max(one.low, up[0]), min(one.high, up[1])], color=INK, lw=1)
        axes.plot(one.risk, one.share, "o", color=INK, ms=4.2, label=name)
        name = None


def _counts(axes: Axes, curves: Curves, low: float, high: float) -> None:
    """Draw where people lie: with the outcome upwards, without it downwards."""
    events = curves.events
    sides = (
        (curves.with_outcome, 1, ORANGE, f"had it ({events:,})", "top"),
        (curves.without_outcome, -1, HAIR, f"had it not ({curves.people - events:,})", "bottom"),
    )
    for counts, sign, colour, words, place in sides:
        heights = _density(counts, curves.edges) if seen(curves) else np.zeros(len(counts))
        # each side has its own height: a rare outcome would else not be seen
        scaled = sign * heights / max(heights.max(initial=0.0), 1e-12)
        _cells(axes, curves.edges, scaled, low, high, colour)
        axes.text(0.995, 0.5 + 0.5 * sign, words, ha="right", va=place, fontsize=8.5, color=INK,
                  transform=axes.transAxes)  # fmt: skip
    axes.set(ylim=(-1.4, 1.4), yticks=[])
    axes.spines["left"].set_visible(False)
    axes.plot([low, high], [0, 0], color=INK, lw=0.6)
    percent(axes, "x")
    axes.tick_params(labelbottom=True)


def _cells(
    axes: Axes, edges: Sequence[float], heights: Floats, low: float, high: float, colour: str
) -> None:
    for start, end, height in zip(edges[:-1], edges[1:], heights, strict=True):
        left, right = max(start, low), min(end, high)
        if right > left and height:
            axes.bar(left, height, right - left, align="edge", color=colour, ec="#ffffff", lw=0.4)


def _density(counts: Sequence[int], edges: Sequence[float]) -> Floats:
    return np.asarray(counts, dtype=np.float64) / np.diff(edges) if len(counts) else np.zeros(0)


def _numbers(found: Evaluation) -> Iterator[tuple[str, str]]:
    for metric, name, digits in _BESIDE:
        row = found.row(metric)
        if row is not None:
            yield name, performance.written(row, digits)


def _told(curves: Curves, words: Sequence[tuple[str, str]]) -> str:
    shown = ", ".join(f"{name} {told}" for name, told in words) or TOO_FEW
    return f"{curves.people:,} people, {curves.events:,} with the outcome: {shown}."
