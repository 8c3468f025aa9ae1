"""A row a measurement becomes a row a panel."""

import numpy as np
import pandas as pd
import pytest

from nhml.errors import PanelError
from nhml.knowledge import tables
from nhml.panels import intake, long
from nhml.panels.panel import Problem
from nhml.panels.units import harmonise

CODES = [(key, code) for key, entry in tables.analytes().items() for code in entry.loinc]


def sent(*rows, columns="panel_id analyte value unit"):
    """A file of these measurements, from its second row on."""
    frame = pd.DataFrame(rows, columns=columns.split(), dtype=object)
    return frame.set_axis(range(2, len(frame) + 2))


def test_measurements_of_a_panel_stand_in_its_row():
    """Panels in the order of their first measurement; what was not sent is empty."""
    wide = long.pivot(
        sent(
            ("b", "tsh", "<0.01", "mIU/L"),
            ("a", "tsh", "2.1", "mIU/L"),
            ("b", "ft4", "1.2", "ng/dL"),
        )
    )
    assert wide.frame["panel_id"].tolist() == ["b", "a"]
    assert wide.frame["tsh"].tolist() == ["<0.01", "2.1"]
    assert wide.frame["ft4_unit"].fillna("").tolist() == ["ng/dL", ""]
    assert wide.frame.index.tolist() == [2, 3]
    assert wide.places["ft4"].tolist() == [4, 0]


@pytest.mark.parametrize(("key", "code"), CODES, ids=[code for _, code in CODES])
@pytest.mark.parametrize("column", ["analyte", "loinc"])
def test_a_loinc_code_names_its_analyte(key, code, column):
    """Of mass and of amount of substance alike, in a column of its own or of names."""
    frame = sent(("a", code, "1", ""), columns=f"panel_id {column} value unit")
    assert key in long.pivot(frame).frame.columns


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("TSH", "tsh"), (" Free Thyroxine ", "ft4"), ("Vitamin_D", "vitamin_d"),
        ("Glucose, fasting plasma", "glucose"), ("sleep_hours", "sleep_hours"),
        ("Testosterone (free)", "analyte"), ("Basophils", "analyte"), ("tsh_unit", "analyte"),
    ],
)  # fmt: skip
def test_a_name_is_a_key_or_a_whole_label(name, key):
    """What stands in brackets may make it another analyte; that is not guessed."""
    assert key in long.pivot(sent(("a", name, "1", ""))).frame.columns


def test_what_is_not_known_is_kept_and_told():
    """Each name once, in a column that is not read as an analyte."""
    frame = sent(("a", "Basophils", "1", "%"), ("a", "Lymphocytes", "20", "%"),
                 ("a", "Basophils", "1", "%"), ("b", "tsh", "2", "mIU/L"))  # fmt: skip
    wide = long.pivot(frame).frame
    assert wide["analyte"].fillna("").tolist() == ["Basophils; Lymphocytes", ""]
    assert harmonise(wide).problems == (Problem(0, "analyte_unknown", "analyte"),)


def test_units_may_be_stated_for_a_file_without_them(tmp_path):
    """As for a row a panel."""
    path = tmp_path / "a.csv"
    path.write_text("panel_id,analyte,value\na,tsh,2\n")
    assert intake.read(str(path), {"tsh": "mIU/L"}).panels.values.tolist() == [[2.0]]


@pytest.mark.parametrize(
    ("columns", "yes"),
    [
        ("panel_id analyte value", True), ("panel_id loinc value unit", True),
        ("Panel_ID LOINC Value", True), ("panel_id analyte tsh", False), ("panel_id value", False),
    ],
)  # fmt: skip
def test_a_file_is_known_by_its_columns(columns, yes):
    """A value, and a name or a code of what was measured."""
    assert long.is_long(columns.split()) is yes


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([(None, "tsh", "1", "")], "row 2: panel_id is blank"),
        ([("a", "tsh", "1", ""), ("a", " ", "1", "")], "row 3: neither analyte nor loinc"),
        ([("a", "Aug 00", "1", "")], "row 2: analyte is a date"),
    ],
)
def test_a_measurement_of_nobody_or_nothing_stops_the_file(rows, words):
    """By its row."""
    with pytest.raises(PanelError, match=words):
        long.pivot(sent(*rows))


def test_many_mistakes_are_told_as_ten():
    """And a sign that there are more."""
    with pytest.raises(PanelError, match=r"row 11: panel_id is blank\n  - row …") as stopped:
        long.pivot(sent(*[(None, "tsh", "1", "")] * 20))
    assert "row 12" not in str(stopped.value)


def test_a_row_a_measurement_says_what_a_row_a_panel_says(tmp_path):
    """The same people, sent both ways, to the bit."""
    drawn = np.random.default_rng(0)
    wide = pd.DataFrame({"panel_id": [f"p{at}" for at in range(40)], "age": "50", "sex": "F"})
    units = {"tsh": "mIU/L", "ft4": "pmol/L", "glucose": "mmol/L", "hba1c": "mmol/mol"}
    for key, middle in zip(units, (2, 15, 5, 36), strict=True):
        wide[key] = np.round(middle * drawn.uniform(0.8, 1.2, 40), 2).astype(str)
    rows = wide.melt(["panel_id", "age", "sex"], var_name="analyte", value_name="value")
    rows = rows.assign(unit=rows["analyte"].map(units)).sample(frac=1, random_state=0)
    rows.to_csv(tmp_path / "long.csv", index=False)
    wide.rename(columns={key: f"{key} [{unit}]" for key, unit in units.items()}).to_csv(
        tmp_path / "wide.csv", index=False
    )
    one, other = (intake.read(str(tmp_path / name)).panels for name in ("wide.csv", "long.csv"))
    order = [other.panel_id.tolist().index(name) for name in one.panel_id]
    assert one.keys == other.keys
    np.testing.assert_array_equal(one.values, other.values[order])
    assert one.problems == other.problems == ()
