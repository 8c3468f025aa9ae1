"""The figure of subgroups: discrimination and calibration of each, beside everybody."""

from collections.abc import Iterator, Sequence
from math import isfinite, log
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from nhml.modelling.evaluation import Evaluation, Row
from nhml.reporting import wording
from nhml.reporting.figures import BLUE, HAIR, INK, QUIET, label, panels, say


class Group(NamedTuple):
    """A group as a reader knows it; its figures stand under its key, or are withheld."""

    key: str
    words: str
    withheld: bool = False


class _Side(NamedTuple):
    metric: str
    words: str
    right: float | None
    limits: tuple[float, float]
    log: bool = False


_SIDES = (
    _Side("auroc", "AUROC", None, (0.0, 1.0)),
    _Side("o_e", "Observed : expected", 1.0, (0.25, 4.0), log=True),
    _Side("calibration_slope", "Calibration slope", 1.0, (-0.5, 3.0)),
)
_TICKS = (0.25, 0.5, 0.7, 1.0, 1.4, 2.0, 4.0)


_SEXES = {"F": "women", "M": "men"}
_MOST = 36  # signs of a name
_COMMON = ("sex", "age_band")  # whose values are everybody's: to name one names nobody


def groups(every: Evaluation, shown: Evaluation) -> tuple[Group, ...]:
    """List the groups of an evaluation, those withheld among them.

    Parameters
    ----------
    every : Evaluation
        All that was judged.
    shown : Evaluation
        What may be shown of it.
    """
    told = {row.group for row in shown.rows}
    names = [one for one in dict.fromkeys(row.group for row in every.rows) if one != "all"]
    columns = dict.fromkeys(one.partition("=")[0] for one in names)
    return tuple(group for column in columns for group in _of(column, names, told))


def _of(column: str, names: Sequence[str], told: set[str]) -> Iterator[Group]:
    own = [one for one in names if one.partition("=")[0] == column]
    own.sort(key=lambda one: "=under " not in one)  # the youngest first, the others as they stand
    for one in own:
        if one in told or column in _COMMON:
            yield Group(one, group_words(one), one not in told)
    unnamed = 0 if column in _COMMON else len([one for one in own if one not in told])
    if unnamed:
        several = "groups" if unnamed > 1 else "group"
        yield Group(
            "", f"{wording.tidy(column, _MOST).replace('_', ' ')}: {unnamed} {several}", True
        )


def group_words(group: str) -> str:
    """Say which people a group is: ``sex=F`` are women, ``age_band=60+`` is age 60+."""
    column, value = (wording.tidy(part, _MOST) for part in group.partition("=")[::2])
    if column == "sex":
        return _SEXES.get(value, value)
    return f"age {value}" if column == "age_band" else f"{column.replace('_', ' ')}: {value}"


def forest(found: Evaluation, apart: Sequence[Group]) -> Figure:
    """Draw AUROC, observed : expected and slope of each group with their intervals.

    Parameters
    ----------
    found : Evaluation
    apart : sequence of Group
        From the top; everybody stands above them.
    """
    title = "By subgroup: does it rank, and is it right, for each?"
    rows = (Group("all", "everybody"), *apart)
    size = (6.6, 1.15 + 0.26 * len(rows))
    figure, axes = panels(title, size=size, widths=(1, 1, 1))
    for one, side in zip(axes, _SIDES, strict=True):
        _column(one, side, found, rows)
    axes[0].set_yticks(range(len(rows)), [_named(found, one) for one in rows])
    for tick, group in zip(axes[0].get_yticklabels(), rows, strict=True):
        tick.set_color(QUIET if group.withheld else INK)
    told = "; ".join(f"{one.words}: {_heard(found, one)}" for one in rows)
    return say(figure, f"{title} {told}.")


def _named(found: Evaluation, group: Group) -> str:
    people = found.row("prevalence", group.key)
    return f"{group.words} ({people.n:,})" if people and not group.withheld else group.words


def _heard(found: Evaluation, group: Group) -> str:
    if group.withheld:
        return "withheld, too few people"
    shown = ((side, found.row(side.metric, group.key)) for side in _SIDES)
    return ", ".join(f"{side.words} {row.value:.2f}" for side, row in shown if row) or "too few"


def _column(axes: Axes, side: _Side, found: Evaluation, groups: Sequence[Group]) -> None:
    rows = [None if one.withheld else found.row(side.metric, one.key) for one in groups]
    known = [row for row in rows if row is not None and isfinite(row.value)]
    low, high = _limits(side, known)
    if side.log:
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(FixedLocator([one for one in _TICKS if low <= one <= high]))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ends = (len(groups) - 0.4, -0.6)
    if side.right is not None:
        axes.plot([side.right] * 2, ends, color=QUIET, lw=0.9, ls=(0, (4, 3)))
    if rows[0] is not None and low <= rows[0].value <= high:
        axes.plot([rows[0].value] * 2, ends, color=HAIR, lw=0.9)
    for at, (row, group) in enumerate(zip(rows, groups, strict=True)):
        if row is None or not isfinite(row.value):
            words = "withheld" if group.withheld else "too few people"
            middle = np.sqrt(low * high) if side.log else (low + high) / 2
            axes.text(middle, at, words, ha="center", va="center", fontsize=8, color=QUIET,
                      style="italic", bbox={"fc": "#ffffff", "lw": 0, "pad": 1})  # fmt: skip
        else:
            _mark(axes, row, at, low, high)
    axes.set(xlim=(low, high), ylim=ends, yticks=[])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    label(axes, side.words)


def _limits(side: _Side, rows: Sequence[Row]) -> tuple[float, float]:
    """Give limits that hold every interval, but none that is wider than can be read."""
    held = [one for row in rows for one in (row.value, row.low, row.high) if isfinite(one)]
    held += [side.right] if side.right is not None else []
    if not held:
        return side.limits
    low, high = max(min(held), side.limits[0]), min(max(held), side.limits[1])
    if side.log:
        pad = 0.06 * log(high / low) + 0.02
        return low * np.exp(-pad), high * np.exp(pad)
    pad = 0.06 * (high - low) + 0.005
    return low - pad, high + pad if side.metric != "auroc" else min(high + pad, 1.0)


def _mark(axes: Axes, row: Row, at: int, low: float, high: float) -> None:
    """Draw a value with its interval; an end beyond the axes is an arrow."""
    first, colour = at == 0, INK if at == 0 else BLUE
    if isfinite(row.low):
        if row.low < high and row.high > low:
            axes.plot([max(row.low, low), min(row.high, high)], [at, at], color=colour, lw=1.4)
        for end, beyond, sign in ((low, row.low < low, "<"), (high, row.high > high, ">")):
            if beyond:
                axes.plot(end, at, sign, color=colour, ms=5)
    if low <= row.value <= high:
        axes.plot(row.value, at, "D" if first else "s", color=colour, ms=5 if first else 4.5)
