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
        "tuning": figures.tuning({"logistic": [0.5, 0.4, 0.6], "trees": [0.45, 0.44]}),
        "contributions": figures.contributions(list("pqrs"), VALUES, np.nan_to_num(VALUES)),
    }


@pytest.mark.parametrize(
    "name", ["calibration", "decision_curve", "risk_distribution", "tuning", "contributions"]
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


def test_acting_on_everybody_stands_beside_any_number_of_models() -> None:
    """Seven models, each with a line of its own look."""
    lines = figures.decision_curve(OUTCOME, dict.fromkeys("abcdefg", RISK)).axes[0].lines
    assert [line.get_label() for line in lines] == [
        *"abcdefg", "act on everybody", "act on nobody",
    ]  # fmt: skip
    assert len({(line.get_color(), line.get_linestyle()) for line in lines[:7]}) == 7


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("n", [0, 3, 60])
def test_figures_are_drawn_where_nobody_had_it(n: int) -> None:
    """And of nobody at all: a run does not stop for a picture."""
    nobody, risk = np.zeros(n), np.linspace(0.1, 0.9, n)
    assert figures.calibration(nobody, risk).axes[0].texts[0].get_text().startswith("too few")
    assert "had it" in figures.svg(figures.risk_distribution(nobody, risk)) or n == 0
    if n:
        figures.svg(figures.decision_curve(nobody, {"a": risk}))


def test_groups_stand_after_the_names() -> None:
    """Feature, then its axis."""
    axes = figures.contributions(["shbg"], VALUES[:, :1], np.ones((400, 1)), ["HPG"]).axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["shbg (HPG)"]


def test_a_missing_value_has_a_colour_that_no_value_has() -> None:
    """Grey is far from every colour between low and high."""
    values = np.append(np.linspace(0, 1, 200), np.nan)[:, None]
    shown = figures.contributions(["a"], values, np.ones((201, 1))).axes[0].collections[0]
    colours = np.asarray(shown.get_facecolors())[:, :3]
    missing = np.argmin(np.ptp(colours, axis=1))
    apart = np.delete(np.linalg.norm(colours - colours[missing], axis=1), missing)
    assert apart.min() > 0.15


def test_png_begins_as_png_does() -> None:
    """Eight bytes that say what it is."""
    assert figures.png(figures.risk_distribution(OUTCOME, RISK))[:8] == b"\x89PNG\r\n\x1a\n"


def test_tuning_shows_the_best_so_far() -> None:
    """Never rising."""
    line = figures.tuning({"trees": [0.5, 0.4, 0.6]}).axes[0].lines[1]
    assert list(line.get_ydata()) == [0.5, 0.4, 0.4]
