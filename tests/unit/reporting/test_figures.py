"""Figures: they draw on awkward people, and the same people give the same text."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from matplotlib.figure import Figure
from scipy.special import expit

from nhml.reporting import figures

DRAWN = np.random.default_rng(0)
MARGIN = DRAWN.normal(-1, 1.5, 400)
RISK = expit(MARGIN)
OUTCOME = (DRAWN.random(400) < RISK).astype(float)
VALUES = DRAWN.normal(size=(400, 4))
VALUES[DRAWN.random((400, 4)) < 0.2] = np.nan
VALUES[:, 3] = np.nan  # nobody has it


def drawn() -> dict[str, Figure]:
    """One of each."""
    return {
        "calibration": figures.calibration(OUTCOME, RISK),
        "decision_curve": figures.decision_curve(OUTCOME, {"a": RISK, "b": np.sqrt(RISK)}),
        "risk_distribution": figures.risk_distribution(OUTCOME, RISK),
        "contributions": figures.contributions(list("pqrs"), VALUES, np.nan_to_num(VALUES)),
    }


@pytest.mark.parametrize(
    "name", ["calibration", "decision_curve", "risk_distribution", "contributions"]
)
def test_a_figure_is_plain_svg_and_repeats(name: str) -> None:
    """No script, nothing fetched, no date; drawn twice it is the same text."""
    text = figures.svg(drawn()[name])
    tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(text).iter()}
    links = [
        value
        for element in ET.fromstring(text).iter()
        for key, value in element.items()
        if key.endswith("href")
    ]
    assert "script" not in tags
    assert all(link.startswith(("#", "data:image/png")) for link in links)
    assert text == figures.svg(drawn()[name])


def test_axes_say_what_they_show() -> None:
    """Every figure has a title and labelled axes."""
    for figure in drawn().values():
        assert figure.axes[0].get_title(loc="left")
        assert figure.axes[-1].get_xlabel()


def test_the_calibration_figure_tells_its_numbers() -> None:
    """Slope, intercept, ratio and index are written beside the curve."""
    words = figures.calibration(OUTCOME, RISK).axes[0].texts[0].get_text()
    assert [line.split("  ")[0] for line in words.splitlines()] == [
        "slope", "intercept", "observed : expected", "ICI",
    ]  # fmt: skip


def test_the_smooth_curve_of_true_risks_is_the_diagonal() -> None:
    """Within five points, for twenty thousand people."""
    many = np.random.default_rng(5)
    truth = expit(many.normal(-1, 1, 20_000))
    axes = figures.calibration((many.random(20_000) < truth).astype(float), truth).axes[0]
    grid, curve = axes.lines[1].get_data()
    assert np.abs(np.asarray(grid) - np.asarray(curve)).max() < 0.05
