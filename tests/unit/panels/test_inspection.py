"""What is said of a file before anything is done with it."""

import json

import pytest

from nhml.panels import inspection
from nhml.panels.stated import Units

FILE = """panel_id,subject_id,age,tsh,tsh_unit,ft4 [pmol/L],hdl,own,glucoze
7731-canary,p1,50,2.1,mIU/L,14,50,x,5

b,p1,51,<0.01,µIU/mL,01.Mai,51,x,5
c,p3,52,3.1,7731-canary,15,52,x,5
d,p4,53,,,,,x,5
e,p4,53,250,mIU/L,,,x,5
"""


@pytest.fixture
def path(tmp_path):
    """A file with something wrong in two rows, and something odd in one."""
    (tmp_path / "a.csv").write_text(FILE)
    return str(tmp_path / "a.csv")


def test_a_file_is_counted(path):
    """Panels, persons, what is fine; rows as the file shows them."""
    said, problems = inspection.inspect(path, {"hdl": "mg/dL"})
    assert (said.panels, said.persons, said.fine, said.warned, said.rejected) == (5, 3, 2, 1, 2)
    assert [(one.code, one.column, one.panels, one.rows) for one in said.findings] == [
        ("date_in_value", "ft4", 1, (4,)),
        ("unit_unknown", "tsh_unit", 1, (5,)),
        ("unit_to_confirm", "tsh", 1, (7,)),
    ]
    assert problems["row"].tolist() == [4, 5, 7]
    assert problems["panel_id"].tolist() == ["b", "c", "e"]
    assert said.absent == ("sex",)
    assert (said.unread, said.near) == (2, (("glucoze", "glucose"),))


def test_analytes_are_told_with_their_units(path):
    """A unit that is none may be anybody's value: it is counted and not shown."""
    said = inspection.inspect(path, Units({"hdl": "mg/dL"}, ["tsh"])).inspection
    tsh, ft4, hdl = said.analytes
    assert (tsh.key, tsh.measured, tsh.confirmed) == ("tsh", 0.6, True)
    assert tsh.units == {"m[IU]/L": 2, "u[IU]/mL": 1, "?": 1}
    assert tsh.censored == pytest.approx(1 / 3)
    assert ft4.units == {"pmol/L": 3}
    assert hdl.units == {"mg/dL": 3}
    assert [one.code for one in said.findings if one.severity == "warn"] == []


def test_nothing_of_a_patient_is_in_it(path):
    """Nor in its JSON."""
    said = inspection.inspect(path).inspection
    assert "7731" not in repr(said) + json.dumps(said.plain())


def test_as_many_rows_are_named_as_were_asked_for(tmp_path):
    """The count is of all."""
    (tmp_path / "a.csv").write_text("age,sex\n" + "50,?\n" * 30)
    finding = inspection.inspect(str(tmp_path / "a.csv"), examples=3).inspection.findings[0]
    assert (finding.panels, finding.rows) == (30, (2, 3, 4))


def test_a_column_in_another_unit_is_told_and_does_not_end_the_look(tmp_path):
    """The rest of the file is still of use to whoever mends it."""
    (tmp_path / "a.csv").write_text("age,sex,glucose [mg/dL]\n" + "50,?,5.5\n" * 12)
    said = inspection.inspect(str(tmp_path / "a.csv")).inspection
    assert "fit only mmol/L" in said.mistakes[0]
    assert {one.code for one in said.findings} == {"sex_unknown", "unit_to_confirm"}
    assert not said.usable()


def test_measurements_that_are_not_read_are_asked_about(tmp_path):
    """By name where one is near; by row otherwise."""
    rows = ("panel_id,analyte,value,unit", "a,tsh,2,mIU/L", "a,Foo,2,mIU/L", "a,prolactine,5,ng/mL")
    (tmp_path / "a.csv").write_text("\n".join(rows))
    said = inspection.inspect(str(tmp_path / "a.csv")).inspection
    assert said.form == "a row a measurement"
    assert said.near == (("prolactine", "prolactin"),)
    assert [(one.code, one.rows) for one in said.findings] == [("analyte_unknown", (3,))]


@pytest.mark.parametrize(
    ("cells", "usable", "strictly"),
    [("50,F", True, True), ("50,?", False, False), ("999,F", False, False), (",", True, False)],
)
def test_a_warning_counts_only_where_it_is_asked_to(tmp_path, cells, usable, strictly):
    """A rejection always does."""
    (tmp_path / "a.csv").write_text(f"age,sex\n{cells}\n")
    said = inspection.inspect(str(tmp_path / "a.csv")).inspection
    assert (said.usable(), said.usable(strict=True)) == (usable, strictly)
