"""Figures: what they are drawn on, plain as SVG, the same people giving the same text."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from matplotlib.figure import Figure

from nhml.modelling.curves import curves
from nhml.modelling.evaluation import evaluate
from nhml.reporting import (
    figures,
    figures_calibration,
    figures_groups,
    figures_model,
    figures_risk,
    figures_use,
)
from nhml.reporting.figures_groups import Group
from tests.judged import people

FRAME = people()
CURVES = curves(FRAME, resamples=30)
FOUND = evaluate(FRAME, subgroups=["sex"], resamples=30)
GROUPS = (Group("sex=F", "women"), Group("sex=M", "men"), Group("", "age under 20", True))
VALUES = np.random.default_rng(0).normal(size=(400, 4))
NAMES = (
    "calibration", "risk_distribution", "roc", "decision_curve", "interventions_avoided",
    "subgroups", "tuning", "contributions",
)  # fmt: skip


def drawn() -> dict[str, Figure]:
    """One of each."""
    made = (
        figures_calibration.calibration(CURVES, FOUND),
        figures_risk.distribution(CURVES),
        figures_risk.roc(CURVES, FOUND),
        figures_use.decision_curve(CURVES),
        figures_use.avoided(CURVES),
        figures_groups.forest(FOUND, GROUPS),
        figures_model.tuning({"logistic": [0.5, 0.4, 0.6], "trees": [0.45, 0.44]}),
        figures_model.contributions(list("pqrs"), VALUES, VALUES / 3),
    )
    return dict(zip(NAMES, made, strict=True))


TEXTS = {name: figures.svg(figure) for name, figure in drawn().items()}


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_plain_svg_and_repeats(name: str) -> None:
    """No script, style, id or reference, nothing fetched, no date; twice it is the same text."""
    seen = list(ET.fromstring(TEXTS[name]).iter())
    tags = {element.tag.rpartition("}")[2] for element in seen}
    held = {key.rpartition("}")[2] for element in seen for key in element.attrib}
    assert tags <= {"svg", "title", "g", "path", "text"}
    assert not held & {"id", "style", "href", "clip-path"}
    assert "url(" not in TEXTS[name]
    assert TEXTS[name] == figures.svg(drawn()[name])


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_says_in_words_what_it_shows(name: str) -> None:
    """As its title and its label, with numbers."""
    root = ET.fromstring(TEXTS[name])
    assert root.get("role") == "img"
    assert root[0].tag.endswith("title")
    assert root[0].text == root.get("aria-label")
    assert re.search(r"\d", root.get("aria-label", ""))


@pytest.mark.parametrize("name", NAMES)
def test_axes_say_what_they_show(name: str) -> None:
    """Every figure has a title, and every column of axes is labelled."""
    figure = drawn()[name]
    assert figure.axes[0].get_title(loc="left")
    assert any(axes.get_xlabel() for axes in figure.axes)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_drawn_beyond_the_axes(name: str) -> None:
    """For nothing is clipped: lines and areas end where the axes do."""
    for axes in drawn()[name].axes:
        if not axes.axison:
            continue
        (left, right), (low, high) = (sorted(one) for one in (axes.get_xlim(), axes.get_ylim()))
        lines = [line.get_xydata() for line in axes.lines]
        areas = [path.vertices for area in axes.collections for path in area.get_paths()]
        points = np.concatenate(
            [np.asarray(one, dtype=float) for one in (*lines, *areas)] or [[[left, low]]]
        )
        known = points[~np.isnan(points).any(axis=1)]
        assert (known >= (left - 1e-6, low - 1e-6)).all()
        assert (known <= (right + 1e-6, high + 1e-6)).all()


def test_no_two_lines_of_a_decision_curve_look_alike() -> None:
    """They differ in colour and in stroke: printed in black and white they are told apart."""
    looks = figures.LOOKS.values()
    assert len({one.colour for one in looks}) == len(looks)
    assert len({str(one.stroke) for one in looks}) == len(looks)


@pytest.mark.parametrize(
    ("low", "high", "wanted"),
    [
        (0.001, 0.087, (0.0, 0.09)), (0.31, 0.402, (0.31, 0.41)), (0.62, 0.97, (0.6, 1.0)),
        (0.5, 0.5, (0.5, 0.51)), (0.0, 0.999, (0.0, 1.0)),
    ],
)  # fmt: skip
def test_limits_are_round_and_near(low: float, high: float, wanted: tuple[float, float]) -> None:
    """Within 0 and 1, never of no width."""
    assert figures.nice(low, high) == pytest.approx(wanted)


def test_png_begins_as_png_does() -> None:
    """Eight bytes that say what it is."""
    assert figures.png(figures_risk.distribution(CURVES))[:8] == b"\x89PNG\r\n\x1a\n"
