"""Figures of an evaluation, drawn without a display, as SVG that any page can hold."""

import io
from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.special import expit, logit

from nhml.modelling import metrics
from nhml.modelling.splines import basis, knots

Floats = npt.NDArray[np.float64]

# Okabe and Ito 2008: told apart by people with any colour vision
_MODEL, _OTHER, _EVENT, _QUIET = "#0072B2", "#E69F00", "#D55E00", "#8A8F98"
_INK = "#22262B"
_GROUPS = 10
_LARGEST = 15  # features shown


def calibration(outcome: Floats, risk: Floats) -> Figure:
    """Draw observed against predicted risk: a smooth curve, tenths of people, where they lie.

    Parameters
    ----------
    outcome : ndarray, shape (n,)
        0 or 1.
    risk : ndarray, shape (n,)
    """
    figure, (above, below) = _panels("Calibration", (4, 1))
    above.plot([0, 1], [0, 1], color=_QUIET, lw=1, ls=(0, (4, 3)))
    grid, curve = _curve(outcome, risk)
    above.plot(grid, curve, color=_MODEL, lw=2, label="smooth curve")
    _tenths(above, outcome, risk)
    ones = np.ones((1, len(risk)))
    words = "\n".join(
        f"{label}  {metric(outcome, risk, ones)[0]:.2f}"
        for label, metric in (
            ("slope", metrics.calibration_slope),
            ("intercept", metrics.calibration_intercept),
            ("observed : expected", metrics.o_e),
            ("ICI", metrics.ici),
        )
    )
    above.text(0.98, 0.04, words, transform=above.transAxes, ha="right", va="bottom", fontsize=9)
    above.set(ylabel="Share with the outcome", xlim=(0, 1), ylim=(0, 1), aspect="auto")
    above.legend(frameon=False, loc="upper left", fontsize=9)
    _strips(below, outcome, risk)
    below.set(xlabel="Predicted risk", xlim=(0, 1), yticks=[])
    return figure


def _curve(outcome: Floats, risk: Floats) -> tuple[Floats, Floats]:
    """Fit the smooth calibration curve between the outermost half percent of risks."""
    margin = logit(np.clip(risk, 1e-9, 1 - 1e-9))
    at = knots(margin, 4)
    low, high = np.quantile(margin, (0.005, 0.995)).tolist()
    grid = np.linspace(low, high, 200)
    columns = [np.column_stack([np.ones_like(m), basis(m, at)]) for m in (margin, grid)]
    triangle = np.linalg.qr(columns[0])[1]
    design, shown = (np.linalg.solve(triangle.T, block.T).T for block in columns)
    scale = np.sqrt(len(risk))
    away = metrics.departure(design * scale, margin, outcome, np.ones((1, len(risk))))[0]
    return expit(grid), expit(grid + shown * scale @ away)


def _tenths(axes: Axes, outcome: Floats, risk: Floats) -> None:
    """Draw the observed share of each tenth of people, with a 95 % Wilson interval."""
    for part in np.array_split(np.argsort(risk), _GROUPS):
        if not len(part):
            continue
        share, low, high = _wilson(outcome[part])
        axes.plot([risk[part].mean()] * 2, [low, high], color=_INK, lw=1)
        axes.plot(risk[part].mean(), share, "o", color=_INK, ms=4)


def _wilson(outcome: Floats) -> tuple[float, float, float]:
    """Give the share and its interval (Wilson 1927, doi:10.2307/2276774)."""
    n, share, z = len(outcome), float(outcome.mean()), 1.959964
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return share, float(middle - half), float(middle + half)


def _strips(axes: Axes, outcome: Floats, risk: Floats) -> None:
    bins = np.linspace(0, 1, 51)
    for value, sign, colour in ((1, 1, _EVENT), (0, -1, _QUIET)):
        counts = np.histogram(risk[outcome == value], bins)[0]
        heights = sign * counts / max(counts.max(), 1)
        axes.bar(bins[:-1], heights, width=0.02, align="edge", color=colour)
    axes.axhline(0, color=_INK, lw=0.6)
    axes.text(
        0.99,
        0.95,
        "had it",
        color=_EVENT,
        ha="right",
        va="top",
        transform=axes.transAxes,
        fontsize=8,
    )
    axes.text(
        0.99,
        0.05,
        "had it not",
        color=_INK,
        ha="right",
        va="bottom",
        transform=axes.transAxes,
        fontsize=8,
    )


def decision_curve(outcome: Floats, risks: Mapping[str, Floats]) -> Figure:
    """Draw net benefit against the risk above which one would act.

    Vickers and Elkin 2006, doi:10.1177/0272989X06295361.

    Parameters
    ----------
    outcome : ndarray, shape (n,)
    risks : mapping of str to ndarray, shape (n,)
        By the name that stands in the legend.
    """
    figure, (axes,) = _panels("Is acting on it better than acting on all or none?")
    thresholds = np.linspace(0.01, min(0.99, 2.5 * outcome.mean() + 0.1), 120)
    ones = np.ones((1, len(outcome)))
    lines = {**risks, "act on everybody": np.ones(len(outcome))}
    for (name, risk), colour in zip(lines.items(), (_MODEL, _OTHER, _QUIET, _EVENT), strict=False):
        benefit = [metrics.net_benefit(t)(outcome, risk, ones)[0] for t in thresholds]
        axes.plot(thresholds, benefit, color=colour, lw=2, label=name)
    axes.axhline(0, color=_INK, lw=1, label="act on nobody")
    most = float(outcome.mean())
    axes.set(
        xlabel="Risk above which one would act",
        ylabel="Net benefit (true positives a person)",
        ylim=(-0.15 * most, 1.08 * most),
    )
    axes.legend(frameon=False, fontsize=9)
    return figure


def risk_distribution(outcome: Floats, risk: Floats) -> Figure:
    """Draw how risks are spread among people with and without the outcome.

    Parameters
    ----------
    outcome, risk : ndarray, shape (n,)
    """
    figure, (axes,) = _panels("Who carries which risk")
    bins = np.linspace(0, 1, 41).tolist()
    for value, words, colour in ((0, "had it not", _QUIET), (1, "had it", _EVENT)):
        people = risk[outcome == value]
        axes.hist(
            people, bins, density=True, color=colour, alpha=0.65, label=f"{words} ({len(people):,})"
        )
    axes.set(xlabel="Predicted risk", ylabel="Density within the group", xlim=(0, 1))
    axes.legend(frameon=False, fontsize=9)
    return figure


def contributions(names: Sequence[str], values: Floats, parts: Floats) -> Figure:
    """Draw what each feature adds to the log-odds: a point a person, high values orange.

    Parameters
    ----------
    names : sequence of str, length p
    values, parts : ndarray, shape (n, p)
        Feature values, and their contributions in log-odds.
    """
    order = np.argsort(np.abs(parts).mean(axis=0))[::-1][:_LARGEST]
    figure, (axes,) = _panels("What moves the risk, by size (behaviour of the model, not causes)")
    drawn = np.random.default_rng(0)
    some = drawn.permutation(len(parts))[:1500]
    for row, at in enumerate(order):
        known = ~np.isnan(values[some, at])
        rank = np.full(len(some), np.nan)
        rank[known] = np.argsort(np.argsort(values[some, at][known])) / max(known.sum() - 1, 1)
        height = row + _spread(parts[some, at])
        colours = mpl.colormaps["cividis"](np.where(known, rank, 0.0))
        colours[~known] = mpl.colors.to_rgba(_QUIET, 0.5)
        axes.scatter(parts[some, at], height, c=colours, s=5, lw=0, rasterized=True)
    axes.axvline(0, color=_INK, lw=0.8)
    axes.set_yticks(range(len(order)), [names[at] for at in order])
    axes.set(xlabel="Contribution to the log-odds (yellow: high value, blue: low, grey: missing)")
    axes.set_ylim(len(order) - 0.4, -0.6)
    return figure


def _spread(parts: Floats) -> Floats:
    """Move points apart where they are many, as far as the density goes."""
    counts, edges = np.histogram(parts, 60)
    place = np.clip(np.searchsorted(edges, parts, side="right") - 1, 0, 59)
    width = 0.38 * np.sqrt(counts[place] / counts.max())
    offsets: Floats = width * np.random.default_rng(1).uniform(-1, 1, len(parts))
    return offsets


def _panels(title: str, heights: Sequence[int] = (1,)) -> tuple[Figure, Sequence[Axes]]:
    figure = Figure(figsize=(6.4, 4.8), layout="constrained")
    axes = np.atleast_1d(
        figure.subplots(len(heights), 1, sharex=True, height_ratios=list(heights))
    ).tolist()
    axes[0].set_title(title, loc="left", fontsize=11, color=_INK)
    for one in axes:
        one.spines[["top", "right"]].set_visible(False)
        one.tick_params(labelsize=9)
    return figure, axes


def svg(figure: Figure) -> str:
    """Write a figure as SVG; the same figure gives the same text.

    Parameters
    ----------
    figure : Figure
    """
    sink = io.StringIO()
    with mpl.rc_context(
        {"svg.hashsalt": "nhml", "svg.fonttype": "none", "font.family": "sans-serif"}
    ):
        figure.savefig(sink, format="svg", metadata={"Date": None, "Creator": None})
    return sink.getvalue()
