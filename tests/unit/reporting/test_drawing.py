"""Small drawings: what they show, and that they are plain SVG."""

import math
import re
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from nhml.knowledge import tables
from nhml.modelling.held_out import Tenth
from nhml.reporting import drawing

NAN = math.nan


def parsed(svg: Markup) -> ElementTree.Element:
    """Read a drawing; it must be well-formed, styled by nothing, and say what it shows."""
    tree = ElementTree.fromstring(svg)
    assert tree.get("role") == "img"
    assert tree.get("aria-label") == tree.findtext("title")
    assert not re.search(r"style|href|on\w+=|script", svg)
    return tree


def mark(svg: Markup) -> float:
    """Find where the mark of the value stands."""
    polygon = parsed(svg).find("polygon")
    assert polygon is not None
    return float(polygon.attrib["transform"].removeprefix("translate(").split()[0])


def band(svg: Markup) -> tuple[float, float]:
    """Find where the interval starts and ends."""
    rect = parsed(svg).find("rect")
    assert rect is not None
    start = float(rect.attrib["x"])
    return start, start + float(rect.attrib["width"])


@pytest.mark.parametrize(
    ("share", "many", "filled"), [(0.41, 100, 41), (0.008, 1000, 8), (0.0, 100, 0)]
)
def test_a_crowd_has_as_many_filled_as_the_share(share: float, many: int, filled: int) -> None:
    """A dot a person."""
    dots = [
        path.attrib["d"].count("h0")
        for path in parsed(drawing.icons(share, many, "x")).findall("path")
    ]
    assert dots == [filled, many - filled, many - filled]


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize(
    ("value", "low", "high"),
    [(30.0, 19.0, 76.0), (5.0, 19.0, 76.0), (90.0, 19.0, 76.0), (9000.0, 19.0, 76.0),
     (0.001, 19.0, 76.0), (20.0, NAN, 34.0), (50.0, NAN, 34.0), (50.0, 40.0, NAN),
     (20.0, 40.0, NAN), (5.0, 0.0, 9.0), (0.0, 0.0, 9.0), (0.0, 1.0, 9.0)],
)  # fmt: skip
def test_a_value_stands_in_its_band_when_it_is_within(
    value: float, low: float, high: float, log: bool
) -> None:
    """And left or right of it when it is not, however far."""
    svg = drawing.interval_bar(value, low, high, log=log, words="x")
    (start, end), at = band(svg), mark(svg)
    assert (at < start, at > end) == (value < low, value > high)
    assert 0 <= at <= 220


def test_every_interval_of_the_tables_can_be_drawn() -> None:
    """For any value that is possible, nothing among them."""
    drawn = 0
    for key, intervals in tables.reference_intervals().items():
        entry = tables.analytes()[key]
        for one in intervals:
            if one.low is one.high is None:
                continue
            low, high = (NAN if limit is None else limit for limit in (one.low, one.high))
            for value in (*entry.possible, sum(entry.possible) / 2, one.high or one.low or 0.0):
                svg = drawing.interval_bar(value, low, high, log=entry.log, words="x")
                (start, end), at = band(svg), mark(svg)
                beyond = (at < start - 0.1, at > end + 0.1)  # a drawing has two decimals
                assert beyond == (value < low, value > high), one
                drawn += 1
    assert drawn > 500


def test_a_hostile_text_is_escaped() -> None:
    """In the words of a drawing, too."""
    words = '"><script>alert(1)</script>'
    svg = drawing.interval_bar(1.0, 0.5, 2.0, log=True, words=words)
    assert ElementTree.fromstring(svg).get("aria-label") == words
    assert "<script" not in svg


def test_a_risk_stands_between_its_limits() -> None:
    """The base rate is a mark of its own; without it and without limits, the bar alone."""
    full = parsed(drawing.risk_bar(0.41, 0.35, 0.48, 0.27, "x"))
    bare = parsed(drawing.risk_bar(0.41, NAN, NAN, None, "x"))
    assert (len(full.findall("path")), len(bare.findall("path"))) == (1, 0)
    assert len(full.findall("line")) > len(bare.findall("line"))


def test_calibration_has_a_point_a_tenth() -> None:
    """Where risk and share agree, on the diagonal."""
    tenths = [Tenth(at / 10, at / 10, at / 20, at / 10 + 0.05) for at in range(1, 10)]
    points = parsed(drawing.calibration(tenths, "x")).findall("circle")
    assert len(points) == 9
    sums = {round(float(one.attrib["cx"]) + float(one.attrib["cy"]), 1) for one in points}
    assert len(sums) == 1
