"""What a user states once for a whole file."""

import pandas as pd
import pytest

from nhml.errors import PanelError
from nhml.panels import checks, intake, stated
from nhml.panels.units import harmonise


def units(tmp_path, content):
    """Read a file of units."""
    (tmp_path / "u.toml").write_text(content)
    return stated.read(str(tmp_path / "u.toml"))


def test_units_and_what_is_confirmed_are_read(tmp_path):
    """Units as before; the confirmed beside them."""
    found = units(tmp_path, 'confirmed = ["prolactin"]\ntsh = "mIU/L"\n')
    assert found == {"tsh": "mIU/L"}
    assert stated.confirmed(found) == {"prolactin"}
    assert stated.confirmed({"tsh": "mIU/L"}) == stated.confirmed(None) == frozenset()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('confirmed = "prolactin"', r'wanted a list such as \["prolactin"\]'),
        ('confirmed = ["prolaktin", 5]', "(?s)prolaktin is not an analyte.*5 is not"),
    ],
)
def test_what_cannot_be_confirmed_is_said(tmp_path, content, words):
    """All mistakes at once."""
    with pytest.raises(PanelError, match=words):
        units(tmp_path, content)


def test_a_confirmed_unit_is_believed(tmp_path):
    """No refusal of the column, no warning of its cells; the same file stops without."""
    path = tmp_path / "a.csv"
    path.write_text("age,prolactin [ng/mL]\n" + "40,1500\n" * 12)
    with pytest.raises(PanelError, match=r'confirmed = \["prolactin"\]'):
        intake.read(str(path))
    panels = intake.read(str(path), stated.Units({}, ["prolactin"])).panels
    assert panels.problems == ()
    assert (panels.values == 1500.0).all()


def test_a_confirmed_unit_makes_nothing_possible():
    """A value beyond the limits stays rejected."""
    frame = pd.DataFrame({"prolactin": [-1.0], "prolactin_unit": ["ng/mL"]})
    found = checks.check(harmonise(frame), {"prolactin"})
    assert [one.code for one in found.problems] == ["value_impossible"]


@pytest.mark.parametrize(
    ("cells", "stops"),
    [
        ({"tsh": "mIU/L", "ft4": "pmol/L"}, True), ({"tsh": "mIU/L", "ft4": None}, True),
        ({"tsh": "mIU/L", "ft4": "1.2"}, False), ({"tsh": None, "ft4": None}, False),
        ({"tsh": "2.1"}, False), ({"hematocrit": "1"}, False),
    ],
)  # fmt: skip
def test_a_row_of_units_is_told_from_one_of_values(cells, stops):
    """A 1 is a unit of some analytes, and a value."""
    frame = pd.DataFrame([{"panel_id": None, **cells}], index=[2], dtype=object)
    if stops:
        with pytest.raises(PanelError, match="row 2 holds units"):
            stated.refuse_row_of_units(frame)
    else:
        stated.refuse_row_of_units(frame)
