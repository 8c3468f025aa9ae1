"""Figures of the risks themselves: their distribution, and how they rank people."""

import numpy as np
import pytest

from nhml.modelling.curves import curves
from nhml.modelling.evaluation import evaluate
from nhml.reporting.figures_risk import distribution, roc
from tests.judged import people

FRAME = people()
CURVES = curves(FRAME, resamples=30)
FOUND = evaluate(FRAME, resamples=30)


def test_the_area_under_a_line_is_its_share_of_the_group() -> None:
    """Of those with the outcome and those without; what lies beyond the axes is no part of it."""
    left, right = distribution(CURVES).axes
    for dense, above in zip(left.lines, right.lines, strict=True):
        x, y = map(np.asarray, dense.get_data())
        within = 1.0 - np.asarray(above.get_data()[1])[-1]
        assert np.trapezoid(y, x) * 100.0 == pytest.approx(within, abs=0.02)
        assert within > 0.85


def test_how_many_lie_above_a_risk_falls_from_all_to_few() -> None:
    """It is sensitivity in those with the outcome, at each threshold."""
    line = distribution(CURVES).axes[1].lines[0]
    x, y = map(np.asarray, line.get_data())
    assert y[0] == 1.0
    assert (np.diff(y) <= 0).all()
    had = FRAME[FRAME["outcome"] == 1.0]["risk"]
    assert y[4] == pytest.approx(float((had >= x[4]).mean()), abs=0.02)


def test_the_roc_curve_says_its_area() -> None:
    """In words, with the interval, beside chance."""
    figure = roc(CURVES, FOUND)
    row = FOUND.row("auroc")
    assert row is not None
    assert f"{row.value:.3f} ({row.low:.3f} to {row.high:.3f})" in figure.get_label()
    assert figure.axes[0].get_aspect() == 1.0
