"""The figure of calibration: its axes end where the risks do."""

from dataclasses import replace

import numpy as np
import pytest

from nhml.modelling.curves import Curves, curves
from nhml.modelling.evaluation import Evaluation, evaluate
from nhml.reporting import figures
from nhml.reporting.figures_calibration import calibration, ends, seen
from tests.judged import people

FRAME = people()
CURVES = curves(FRAME, resamples=30)
FOUND = evaluate(FRAME, resamples=30)
NONE = Curves(None, (), {}, {}, (), (), (), None, 12, 3)


def test_rare_outcomes_are_drawn_where_their_risks_lie() -> None:
    """Of risks below ten per cent no axis goes to one: no plot is mostly empty."""
    rare = curves(people(4_000, rare=0.1), resamples=20)
    across, up = ends(rare)
    assert across[1] <= 0.1
    assert up[1] <= 0.15
    assert across[0] == up[0] == 0.0


def test_the_band_lies_within_nought_and_one_and_holds_the_curve() -> None:
    """Point by point."""
    assert CURVES.calibration is not None
    at, value, low, high = map(np.asarray, CURVES.calibration)
    assert (at >= 0).all()
    assert ((low >= 0) & (low <= value) & (value <= high) & (high <= 1)).all()


def test_most_people_in_a_corner_are_drawn_again() -> None:
    """A few high risks would else press all others together; the second plot holds nine tenths."""
    skewed = people()
    few = np.arange(len(skewed)) % 12 == 0
    for name in ("risk", "eligible_risk"):
        skewed[name] = np.where(few, 0.7, 0.05 * skewed[name])
    skewed["outcome"] = (np.random.default_rng(1).random(len(skewed)) < skewed["risk"]).astype(
        float
    )
    figure = calibration(curves(skewed, resamples=20), FOUND)
    whole, corner = figure.axes[:2]
    assert corner.get_xlim()[1] < 0.5 * whole.get_xlim()[1]
    assert len(calibration(CURVES, FOUND).axes) == len(figure.axes) // 2


def test_risks_that_are_nearly_alike_have_an_axis_of_their_own() -> None:
    """The shares reach far further than they do: equal axes would be a line in the middle."""
    alike = people(300)
    for name in ("risk", "eligible_risk"):
        alike[name] = 0.30 + 0.05 * alike[name]
    across, up = ends(curves(alike, resamples=20))
    assert across[1] - across[0] < 0.5 * (up[1] - up[0])


def test_the_figure_tells_its_numbers_with_their_intervals() -> None:
    """Slope, intercept, ratio and both distances, as in the evaluation."""
    words = [text.get_text() for text in calibration(CURVES, FOUND).texts]
    row = FOUND.row("calibration_slope")
    assert row is not None
    assert words[::2] == [
        "Slope (1 is right)", "Intercept (0 is right)", "Observed : expected", "ICI", "E-max",
    ]  # fmt: skip
    assert words[1] == f"{row.value:.2f} ({row.low:.2f} to {row.high:.2f})"


@pytest.mark.parametrize("told", [NONE, replace(CURVES, calibration=None)])
def test_too_few_people_for_a_curve_are_said_to_be(told: Curves) -> None:
    """And nothing stops."""
    text = figures.svg(calibration(told, Evaluation(())))
    assert "too few people for a curve" in text


def test_cells_of_nobody_are_no_distribution() -> None:
    """One block of people between empty ones shows nothing."""
    block = replace(CURVES, with_outcome=(0, 20, 0), without_outcome=(0, 40, 0))
    assert not seen(block)
    assert seen(CURVES)
