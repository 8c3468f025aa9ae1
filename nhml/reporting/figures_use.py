"""Figures of use: what acting on the risk gains at each threshold."""

from collections.abc import Iterator, Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nhml.modelling.curves import Band, Curves
from nhml.reporting.figures import (
    INK,
    LOOKS,
    SKY,
    Floats,
    label,
    legend,
    panels,
    percent,
    say,
)  # fmt: skip

_ORDER = ("model", "baseline", "rule", "all")


def decision_curve(curves: Curves) -> Figure:
    """Draw net benefit against the risk at which one would act.

    Vickers and Elkin 2006, doi:10.1177/0272989X06295361.

    Parameters
    ----------
    curves : Curves
    """
    title = "Is acting on it better than acting on all or none?"
    figure, (axes,) = panels(title, size=(6.6, 3.6))
    ends, top = _ends(curves), _top(curves.net_benefit)
    _lines(axes, curves.net_benefit, ends, (-0.18 * top, 1.08 * top))
    axes.plot(ends, (0, 0), color=INK, lw=0.9, label="act on nobody")
    axes.set(xlim=ends, ylim=(-0.18 * top, 1.08 * top))
    percent(axes, "x")
    label(axes, "Risk at and above which one would act", "Net benefit (true positives a person)")
    legend(axes, "upper right")
    return say(figure, f"{title} {_told(curves.net_benefit, 4)}")


def avoided(curves: Curves) -> Figure:
    """Draw how many interventions per 100 people are avoided, against acting on everybody.

    Parameters
    ----------
    curves : Curves
    """
    title = "Interventions avoided per 100 people, without missing more"
    figure, (axes,) = panels(title, size=(6.6, 3.1))
    ends = _ends(curves)
    values = np.concatenate([_within(band, ends) for band in curves.avoided.values()])
    top = float(np.nanmax(values, initial=1.0))
    low = max(float(np.nanmin(values, initial=0.0)), -0.5 * top)
    _lines(axes, curves.avoided, ends, (1.1 * low, 1.12 * top))
    axes.plot(ends, (0, 0), color=INK, lw=0.9, label="act on everybody")
    axes.set(xlim=ends, ylim=(1.1 * low, 1.12 * top))
    percent(axes, "x")
    label(axes, "Risk at and above which one would act", "Avoided per 100 people")
    legend(axes, "upper left")
    return say(figure, f"{title}: {_told(curves.avoided, 1)}")


def _parts(band: Band) -> tuple[Floats, ...]:
    return tuple(np.asarray(part, dtype=np.float64) for part in band)


def _within(band: Band, ends: tuple[float, float]) -> Floats:
    at, value, *_ = _parts(band)
    return value[at <= ends[1]]


def _top(curves: Mapping[str, Band]) -> float:
    """Give the most that anything gains; where nothing does, a little."""
    values = [_parts(band)[part] for band in curves.values() for part in (1, 3)]
    return max(float(np.nanmax(np.concatenate(values), initial=0.0)), 1e-3)


def _ends(curves: Curves) -> tuple[float, float]:
    """Give the thresholds up to a little beyond the last at which a model acts on anybody."""
    at = _parts(curves.net_benefit["model"])[0]
    acts = np.zeros(len(at), dtype=bool)
    for name in ("model", "baseline"):
        if name in curves.net_benefit:
            acts |= _parts(curves.net_benefit[name])[1] != 0.0  # not known is not nought
    last = float(at[np.flatnonzero(acts)[-1]]) if acts.any() else float(at[-1])
    return float(at[0]), min(float(at[-1]), 1.1 * last)


def _lines(
    axes: Axes, curves: Mapping[str, Band], ends: tuple[float, float], up: tuple[float, float]
) -> None:
    """Draw each line where it lies within the axes, and the model's band; the model on top."""
    low, high = up
    for depth, name in enumerate(_shown(curves)):
        whole = _parts(curves[name])
        at, value, bottom, top = (part[whole[0] <= ends[1]] for part in whole)
        look = LOOKS[name]
        drawn = np.where((value < low) | (value > high), np.nan, value)
        axes.plot(at, drawn, color=look.colour, ls=look.stroke, lw=1.8, label=look.words,
                  zorder=9 - depth)  # fmt: skip
        if name == "model":
            axes.fill_between(at, np.clip(bottom, low, high), np.clip(top, low, high), color=SKY,
                              alpha=0.35, lw=0, label="95 % band of the model")  # fmt: skip


def _shown(curves: Mapping[str, Band]) -> list[str]:
    """List the lines; where the model is the baseline itself, that is one line."""
    values = {name: np.asarray(band.value) for name, band in curves.items()}
    same = "baseline" in values and np.array_equal(
        values["model"], values["baseline"], equal_nan=True
    )
    return [name for name in _ORDER if name in curves and not (same and name == "baseline")]


def _told(curves: Mapping[str, Band], digits: int) -> str:
    return "; ".join(_at_some(curves, digits)) + "."


def _at_some(curves: Mapping[str, Band], digits: int) -> Iterator[str]:
    """Say the lines at a quarter, the half and three quarters of the thresholds."""
    at = next(iter(curves.values())).at
    for place in (len(at) // 4, len(at) // 2, 3 * len(at) // 4):
        told = (
            f"{LOOKS[name].words} {curves[name].value[place]:.{digits}f}" for name in _shown(curves)
        )
        yield f"at {100 * at[place]:.2g} % {', '.join(told)}"
