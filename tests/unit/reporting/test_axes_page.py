"""The axes of a panel as a page shows them."""

import math
import re

import numpy as np
import pandas as pd
import pytest

from nhml.knowledge import tables
from nhml.panels.checks import check
from nhml.panels.units import harmonise
from nhml.reporting import axes as told
from nhml.reporting import planes
from nhml.reporting.planes import Side
from nhml.safety import axes
from nhml.safety.evidence import sent_units

PERSON = {"panel_id": "<b>a", "age": 45, "sex": "M"}
THYROID = {"tsh": 12.0, "tsh_unit": "mIU/L", "ft4": 7.0, "ft4_unit": "pmol/L"}


def rows(**cells: object) -> dict[str, told.AxisRow]:
    """Tell the loops of one panel, by their labels."""
    frame = pd.DataFrame([PERSON | cells])
    found = axes.read(check(harmonise(frame)), sent=sent_units(frame))
    return {one.label: one for one in told.rows(found, 0)}


def side(value: float, low: float = 1.0, high: float = 4.0, sign: int = 0) -> Side:
    """One partner."""
    return Side("TSH", "mIU/L", value, sign, low, high, "")


def test_a_pair_is_drawn_in_the_units_as_sent() -> None:
    """With the canonical interval beside, and the correlation of its source in words."""
    one = rows(**THYROID)["Thyroid"]
    assert one.reading == "primary, under (overt)"
    assert one.evidence[1] == "FT4 7 pmol/L (= 0.544 ng/dL): below 10.3 to 23.2 pmol/L, z(log) −3.8"
    assert "FT4 [pmol/L]" in str(one.figure)
    assert "0.8 to 1.8 ng/dL" in str(one.figure)
    assert "this panel" in str(one.figure)
    assert "r −0.11 (5,640 people" in one.caption


def test_an_unknown_correlation_is_said() -> None:
    """It is drawn as none."""
    cells = {"testosterone": 500.0, "testosterone_unit": "ng/dL", "lh": 4.0, "lh_unit": "IU/L"}
    assert "not known" in rows(sample_hour=8, **cells)["Gonadal, man"].caption


def test_an_open_interval_has_a_box_and_no_ellipse() -> None:
    """Oestradiol after menopause has no lower limit."""
    cells = {"fsh": 60.0, "fsh_unit": "IU/L", "estradiol": 5.0, "estradiol_unit": "pg/mL"}
    one = rows(sex="F", age=60, years_since_menopause=9, **cells)["Gonadal, woman"]
    assert 'class="box"' in str(one.figure)
    assert 'class="ellipse"' not in str(one.figure)
    assert "no ellipse" in one.caption


def test_a_lone_value_is_drawn_in_its_interval() -> None:
    """Its partner is asked for."""
    one = rows(tsh=2.0, tsh_unit="mIU/L")["Thyroid"]
    assert 'class="interval"' in str(one.figure)
    assert "partner was not measured" in one.caption
    assert "thyroxine" in one.missing.lower()


def test_what_nothing_was_sent_of_comes_last_and_has_no_figure() -> None:
    """So that a page begins with what there is."""
    found = list(rows(prolactin=8.0, prolactin_unit="ng/mL").values())
    assert [one.sent for one in found] == [True] + [False] * (len(found) - 1)
    assert found[-1].figure is None


def test_a_code_of_the_checks_is_put_into_words() -> None:
    """A clinician reads no codes."""
    caution = rows(prolactin=400.0, prolactin_unit="ng/mL")["Prolactin"].caution
    assert "unit" in caution
    assert "unit_to_confirm" not in caution


def test_the_ellipse_holds_95_percent_of_a_normal_pair() -> None:
    """Drawn points lie on it; 95 % of people drawn with that correlation lie inside."""
    drawn = np.random.default_rng(0).multivariate_normal([0, 0], [[1, -0.4], [-0.4, 1]], 20_000)
    inside = (np.linalg.solve([[1, -0.4], [-0.4, 1]], drawn.T) * drawn.T).sum(0) <= planes._JOINT**2
    assert inside.mean() == pytest.approx(0.95, abs=0.01)


def test_a_correlation_leans_the_ellipse() -> None:
    """Downwards where it is negative, as a y of a drawing grows downwards."""

    def lean(correlation: float) -> float:
        drawn = str(planes.plane(side(2.0), side(2.0), ("", "", "", ""), correlation))
        points = re.search(r'class="ellipse" points="([^"]+)"', drawn)
        assert points is not None
        x, y = np.array([one.split(",") for one in points[1].split()], dtype=float).T
        return float(np.corrcoef(x, y)[0, 1])

    assert lean(-0.5) == pytest.approx(0.5, abs=0.03)
    assert lean(0.0) == pytest.approx(0.0, abs=0.03)


@pytest.mark.parametrize(
    ("across", "up", "turn"),
    [
        (side(2.0), side(500.0), "rotate(-90)"),
        (side(2.0), side(0.01, sign=-1), "rotate(90)"),
        (side(400.0), side(2.0), "rotate(0)"),
        (side(0.001), side(2.0), "rotate(180)"),
    ],
)
def test_what_lies_beyond_the_drawing_or_a_limit_is_an_arrow_that_points_there(
    across: Side, up: Side, turn: str
) -> None:
    """It stays inside the frame."""
    drawn = str(planes.plane(across, up, ("", "", "", ""), 0.0))
    mark = re.search(
        r'class="mark" points="9,0 [^"]+" transform="translate\((\S+) (\S+)\) ([^"]+)"', drawn
    )
    assert mark is not None
    assert mark[3].replace("-0)", "0)").replace("rotate(-180)", "rotate(180)") == turn
    assert 46 <= float(mark[1]) <= 322
    assert 6 <= float(mark[2]) <= 214


def test_a_side_without_a_limit_or_a_positive_value_is_not_drawn() -> None:
    """Nothing has a logarithm of zero."""
    assert planes.drawable(side(2.0))
    assert planes.drawable(side(2.0, low=math.nan))
    assert not planes.drawable(side(2.0, low=math.nan, high=math.nan))
    assert not planes.drawable(side(0.0))


def test_the_page_holds_no_script_fetches_nothing_and_escapes_what_was_sent() -> None:
    """And says what a reading is."""
    frame = pd.DataFrame([PERSON | THYROID])
    ready = check(harmonise(frame))
    page = told.page(axes.read(ready, sent=sent_units(frame)), ready)
    assert "<script" not in page
    assert "http://" not in page.replace("http-equiv", "")
    assert "<b>a" not in page
    assert "&lt;b&gt;a" in page
    assert "primary, under (overt)" in page
    assert "decision support, never a diagnosis" in page


def test_every_pair_of_the_table_is_that_of_a_loop() -> None:
    """Else nobody would draw it."""
    loops = [(driver, one.target) for one in tables.axes_loops().values() for driver in one.driver]
    for pair in tables.axes_pairs().values():
        assert (pair.driver, pair.target) in loops
        assert pair.low < pair.correlation < pair.high
        assert pair.people > 1000
