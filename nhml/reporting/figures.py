"""Figures of an evaluation, drawn without a display, as SVG that any page can hold."""

import io
import itertools
from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from scipy.special import expit

from nhml.modelling import metrics
from nhml.modelling.smoothing import Smooth, log_odds

Floats = npt.NDArray[np.float64]

# Okabe and Ito 2008: told apart by people with any colour vision
_MODEL, _OTHER, _EVENT, _QUIET = "#0072B2", "#E69F00", "#D55E00", "#8A8F98"
_LINES = (_MODEL, _OTHER, "#009E73", "#CC79A7", "#56B4E9")
_STROKES = ("-", "--", ":")  # when the colours have all been used
_INK = "#22262B"
_GROUPS = 10
_FEWEST = 20  # people of either class below which a curve says nothing
_LARGEST = 15  # features shown


def calibration(outcome: Floats, risk: Floats) -> Figure:
    """Draw observed against predicted risk: a smooth curve, tenths of people, where they lie.

    Parameters
    ----------
    outcome : ndarray, shape (n,)
        0 or 1.
    risk : ndarray, shape (n,)
    """
    figure, (above, below) = _panels(
        "Calibration: the outcome among people given each risk", (4, 1)
    )
    above.plot([0, 1], [0, 1], color=_QUIET, lw=1, ls=(0, (4, 3)))
    words = "too few people for a curve"
    if min(outcome.sum(), (1 - outcome).sum()) >= _FEWEST:
        above.plot(*_curve(outcome, risk), color=_MODEL, lw=2, label="smooth curve")
        words = _numbers(outcome, risk)
    _tenths(above, outcome, risk)
    above.text(0.98, 0.04, words, transform=above.transAxes, ha="right", va="bottom", fontsize=9)
    above.set(ylabel="Share with the outcome", xlim=(0, 1), ylim=(0, 1), aspect="auto")
    if len(risk):
        above.legend(frameon=False, loc="upper left", fontsize=9)
    _strips(below, outcome, risk)
    below.set(xlabel="Predicted risk", xlim=(0, 1), yticks=[])
    return figure


def _numbers(outcome: Floats, risk: Floats) -> str:
    ones = np.ones((1, len(risk)))
    shown = (
        ("slope", metrics.calibration_slope, 2),
        ("intercept", metrics.calibration_intercept, 2),
        ("observed : expected", metrics.o_e, 2),
        ("ICI", metrics.ici, 3),
    )
    return "\n".join(
        f"{label}  {metric(outcome, risk, ones)[0]:.{digits}f}" for label, metric, digits in shown
    )


def _curve(outcome: Floats, risk: Floats) -> tuple[Floats, Floats]:
    """Fit the smooth calibration curve between the outermost half percent of risks."""
    low, high = np.quantile(log_odds(risk), (0.005, 0.995)).tolist()
    grid = expit(np.linspace(low, high, 200))
    ones = np.ones((1, len(risk)))
    return grid, Smooth.fit(outcome, risk, ones).at(grid, len(risk))[0]


def _tenths(axes: Axes, outcome: Floats, risk: Floats) -> None:
    """Draw the observed share of each tenth of people, with a 95 % Wilson interval."""
    label: str | None = "a tenth of people, 95 % interval"
    for part in np.array_split(np.argsort(risk), _GROUPS):
        if not len(part):
            continue
        share, low, high = _wilson(outcome[part])
        axes.plot([risk[part].mean()] * 2, [low, high], color=_INK, lw=1)
        axes.plot(risk[part].mean(), share, "o", color=_INK, ms=4, label=label)
        label = None


def _wilson(outcome: Floats) -> tuple[float, float, float]:
    """Give the share and its interval (Wilson 1927, doi:10.2307/2276774)."""
    n, share, z = len(outcome), float(outcome.mean()), 1.959964
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return share, float(middle - half), float(middle + half)


def _strips(axes: Axes, outcome: Floats, risk: Floats) -> None:
    bins = np.linspace(0, 1, 51)
    sides = ((1, 1, _EVENT, "had it"), (0, -1, _QUIET, "had it not"))
    for value, sign, colour, words in sides:
        counts = np.histogram(risk[outcome == value], bins)[0]
        # each side has its own height: a rare outcome would else not be seen
        heights = sign * counts / max(counts.max(), 1)
        axes.bar(bins[:-1], heights, width=0.02, align="edge", color=colour)
        up, told = 0.5 + 0.45 * sign, f"{words} ({counts.sum():,})"
        side = "top" if sign > 0 else "bottom"
        axes.text(0.99, up, told, ha="right", va=side, transform=axes.transAxes, fontsize=8)
    axes.set_ylim(-1.8, 1.8)  # room for the words, whatever the highest bar
    axes.axhline(0, color=_INK, lw=0.6)


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
    styles = [(colour, stroke) for stroke in _STROKES for colour in _LINES]
    lines = [*zip(risks.items(), itertools.cycle(styles), strict=False)]
    lines.append((("act on everybody", np.ones(len(outcome))), (_QUIET, "-")))
    for (name, risk), (colour, stroke) in lines:
        benefit = [metrics.net_benefit(t)(outcome, risk, ones)[0] for t in thresholds]
        axes.plot(thresholds, benefit, color=colour, ls=stroke, lw=2, label=name)
    axes.axhline(0, color=_INK, lw=1, label="act on nobody")
    most = max(float(outcome.mean()), 0.01)
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
        told = f"{words} ({len(people):,})"
        if len(people):
            axes.hist(people, bins, density=True, color=colour, alpha=0.65, label=told)
    axes.set(xlabel="Predicted risk", ylabel="Density within the group", xlim=(0, 1))
    if len(risk):
        axes.legend(frameon=False, fontsize=9)
    return figure


def truth(true: Floats, risk: Floats) -> Figure:
    """Draw the estimated risk of simulated people over their true one.

    Parameters
    ----------
    true, risk : ndarray, shape (n,)
    """
    figure, (axes,) = _panels("True and estimated risk of simulated people")
    top = float(max(true.max(), risk.max(), 0.01))
    axes.plot([0, top], [0, top], color=_QUIET, lw=1, ls=(0, (4, 3)))
    axes.scatter(true, risk, s=6, color=_MODEL, alpha=0.35, lw=0)
    axes.set(xlabel="True risk", ylabel="Estimated risk", xlim=(0, top), ylim=(0, top))
    return figure


def contributions(
    names: Sequence[str], values: Floats, parts: Floats, groups: Sequence[str] = ()
) -> Figure:
    """Draw what each feature adds to the log-odds: a point a person, high values yellow.

    Parameters
    ----------
    names : sequence of str, length p
    values, parts : ndarray, shape (n, p)
        Feature values, and their contributions in log-odds.
    groups : sequence of str, length p, optional
        Axis of each feature, written after its name.
    """
    order = np.argsort(np.abs(parts).mean(axis=0))[::-1][:_LARGEST]
    figure, (axes,) = _panels("What moves the risk: how the model behaves, not causes")
    drawn = np.random.default_rng(0)
    some = drawn.permutation(len(parts))[:1500]
    for row, at in enumerate(order):
        known = ~np.isnan(values[some, at])
        rank = np.full(len(some), np.nan)
        rank[known] = np.argsort(np.argsort(values[some, at][known])) / max(known.sum() - 1, 1)
        height = row + _spread(parts[some, at])
        # not cividis, whose middle is the grey of a missing value
        colours = mpl.colormaps["viridis"](0.93 * np.where(known, rank, 0.0))
        colours[~known] = mpl.colors.to_rgba(_QUIET, 0.5)
        axes.scatter(parts[some, at], height, c=colours, s=5, lw=0, rasterized=True)
    axes.axvline(0, color=_INK, lw=0.8)
    labels = [f"{names[at]} ({groups[at]})" if groups else names[at] for at in order]
    axes.set_yticks(range(len(order)), labels)
    colour_words = "yellow: high value, purple: low, grey: missing"
    axes.set(xlabel=f"Contribution to the log-odds\n({colour_words})")
    axes.set_ylim(len(order) - 0.4, -0.6)
    return figure


def _spread(parts: Floats) -> Floats:
    """Move points apart where they are many, as far as the density goes."""
    counts, edges = np.histogram(parts, 60)
    place = np.clip(np.searchsorted(edges, parts, side="right") - 1, 0, 59)
    width = 0.38 * np.sqrt(counts[place] / counts.max())
    offsets: Floats = width * np.random.default_rng(1).uniform(-1, 1, len(parts))
    return offsets


def tuning(losses: Mapping[str, Sequence[float]]) -> Figure:
    """Draw held-out log loss over the trials of each part, and the best so far.

    Parameters
    ----------
    losses : mapping of str to sequence of float
        Log loss of each trial, in order, by the name of the part.
    """
    figure, (axes,) = _panels("What tuning gained: held-out log loss by trial")
    for (part, tried), colour in zip(losses.items(), itertools.cycle(_LINES), strict=False):
        trial = np.arange(1, len(tried) + 1)
        axes.plot(trial, tried, "o", color=colour, ms=4, alpha=0.5, mew=0)
        best = np.minimum.accumulate(np.asarray(tried, dtype=np.float64))
        axes.step(trial, best, where="post", color=colour, lw=2, label=f"{part}, best so far")
    axes.set(xlabel="Trial", ylabel="Log loss (lower is better)")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    if losses:
        axes.legend(frameon=False, fontsize=9, loc="upper right")
    return figure


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


def png(figure: Figure) -> bytes:
    """Write a figure as PNG, for where SVG cannot be shown.

    Parameters
    ----------
    figure : Figure
    """
    sink = io.BytesIO()
    figure.savefig(sink, format="png", dpi=160, metadata={"Software": None})
    return sink.getvalue()
