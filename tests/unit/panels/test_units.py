"""Any laboratory's panel frame into canonical units."""

import numpy as np
import pandas as pd
import pytest

from nhml.errors import PanelError
from nhml.panels.panel import Problem
from nhml.panels.units import conversion, harmonise, stated


def sent(**columns):
    """Draw a panel frame."""
    return pd.DataFrame(columns)


def codes(frame, **more):
    """List the problems as (row, code, column)."""
    return [tuple(problem) for problem in harmonise(frame, **more).problems]


@pytest.mark.parametrize(
    ("analyte", "unit"),
    [
        ("tsh", "mIU/L"), ("tsh", "uIU/mL"), ("tsh", "µIU/mL"), ("tsh", "μIU/ml"),
        ("tsh", " mIU / L "), ("tsh", "mIU/l"), ("cortisol", "µg/dl"), ("cortisol", "mcg/dL"),
        ("cortisol", "ug/dl"), ("bmi", "kg/m²"), ("hba1c", "% (NGSP)"),
    ],
)  # fmt: skip
def test_a_way_of_writing_the_canonical_unit_is_understood(analyte, unit):
    """Signs of micro, blanks and the case of the litre do not matter."""
    assert conversion(analyte, unit) == (1.0, 0.0)


def test_the_litre_is_told_from_the_mole():
    """The last letter of mol is no litre."""
    assert conversion("glucose", "mmol/l") == pytest.approx((18.0156, 0.0))


@pytest.mark.parametrize("unit", ["MIU/L", "mmol", "banana", "🩸", "mg/dL; DROP", "x" * 10_000])
def test_a_foreign_unit_is_not_guessed(unit):
    """Mega is not milli, and junk is nothing."""
    assert conversion("tsh", unit) is None


def test_each_row_is_read_in_its_own_unit():
    """A column may mix units; 5.5 mmol/L of glucose is 5.5 * 18.0156 mg/dL."""
    frame = sent(glucose=[5.5, 99.0], glucose_unit=["mmol/L", "mg/dL"])
    assert harmonise(frame).values[:, 0].tolist() == [99.0858, 99.0]


def test_an_offset_is_added_after_the_factor():
    """42 mmol/mol of HbA1c is 0.09148 * 42 + 2.152 per cent."""
    frame = sent(hba1c=[42], hba1c_unit=["mmol/mol"])
    assert harmonise(frame).values[0, 0] == pytest.approx(0.09148 * 42 + 2.152)


@pytest.mark.parametrize("unit", [None, "", "  ", np.nan, pd.NA])
def test_a_value_without_a_unit_is_rejected(unit):
    """No unit is assumed."""
    frame = sent(tsh=[2.0], tsh_unit=pd.Series([unit], dtype=object))
    assert codes(frame) == [(0, "unit_missing", "tsh_unit")]
    assert np.isnan(harmonise(frame).values[0, 0])


def test_a_column_without_unit_column_is_rejected():
    """Neither is a unit assumed for a whole column."""
    assert codes(sent(tsh=[2.0, 3.0])) == [
        (0, "unit_missing", "tsh_unit"),
        (1, "unit_missing", "tsh_unit"),
    ]


def test_a_unit_may_be_stated_once():
    """A stated unit stands for a column that has none."""
    assert harmonise(sent(tsh=[2.0]), units={"tsh": "[IU]/L"}).values[0, 0] == 2000.0


def test_a_foreign_unit_rejects_the_value():
    """The value of an unknown unit is not kept."""
    frame = sent(tsh=[2.0], tsh_unit=["mg/dL"])
    assert codes(frame) == [(0, "unit_unknown", "tsh_unit")]
    assert np.isnan(harmonise(frame).values[0, 0])


def test_a_unit_without_a_value_is_no_problem():
    """Whatever stands in the unit's cell, nothing was measured."""
    assert codes(sent(age=[50, 60], tsh=[np.nan, np.nan], tsh_unit=["mIU/L", "banana"])) == []


@pytest.mark.parametrize(
    ("value", "comparator", "sign"),
    [
        ("0.01", "<", -1), ("0.01", " <= ", -1), ("0.01", "≥", 1), ("0.01", "=", 0),
        ("<0.01", None, -1), ("<0.01", "<", -1), ("<0.01", "=", -1),
    ],
)  # fmt: skip
def test_a_comparator_is_read(value, comparator, sign):
    """It may stand before the value or in its own column."""
    frame = sent(tsh=[value], tsh_unit=["mIU/L"], tsh_comparator=[comparator])
    assert harmonise(frame).censored[0, 0] == sign


@pytest.mark.parametrize(("value", "comparator"), [("2", "ca."), ("2", "~"), ("<2", ">")])
def test_a_comparator_that_says_nothing_rejects_the_value(value, comparator):
    """A value that may be a limit is not read as exact."""
    frame = sent(tsh=[value], tsh_unit=["mIU/L"], tsh_comparator=[comparator])
    assert codes(frame) == [(0, "comparator_unknown", "tsh_comparator")]
    assert np.isnan(harmonise(frame).values[0, 0])


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ([7, 8], ["7", "8"]),
        ([7.0, np.nan], ["7", "row-2"]),
        (["00123", "NA"], ["00123", "NA"]),
        ([None, " "], ["row-1", "row-2"]),
        (["2", None], ["2", "row-2"]),
        (["row-2", None], ["row-2", "row-row-2"]),
        ([10**305, 10**305 + 1], [f"1{'0' * 305}", f"1{'0' * 304}1"]),
        ([10**5000, 10**5000 + 1], [hex(10**5000), hex(10**5000 + 1)]),
        (["a\rb", "c\x00\x07"], ["a?b", "c??"]),
        (["a\u202eb", "\u200b\u2028é\ud800"], ["a?b", "??é?"]),
        (["1E5", 2], ["1E5", "2"]),
    ],
)
def test_ids_are_text(ids, expected):
    """Leading noughts stay; a missing id is the row's place; what controls text is seen."""
    column = pd.Series(ids, dtype=None if isinstance(ids[0], float) else object)
    assert harmonise(sent(panel_id=column, age=[50, 60])).panel_id.tolist() == expected


def test_a_missing_subject_is_the_panels_own():
    """Each panel without a subject is a person of its own."""
    frame = sent(panel_id=["a", "b"], subject_id=["p", None], age=[50, 60])
    assert harmonise(frame).subject_id.tolist() == ["p", "b"]


def test_a_missing_subject_is_not_somebody_else():
    """The panel of nobody's name is called as another person is."""
    frame = sent(panel_id=["a", "b"], subject_id=["b", None], age=[50, 60])
    assert harmonise(frame).subject_id.tolist() == ["b", "row-b"]


@pytest.mark.parametrize("name", ["panel_id", "subject_id"])
def test_ids_may_be_kept_in_the_index(name):
    """A frame that was read with an index keeps its names."""
    frame = sent(age=[50, 60]).set_axis(pd.Index(["a", "b"], name=name))
    assert getattr(harmonise(frame), name).tolist() == ["a", "b"]


@pytest.mark.parametrize("given", [None, "panels.csv", {"age": [50]}, pd.Series([50], name="age")])
def test_what_is_no_frame_is_refused_in_words(given):
    """Found and wanted."""
    with pytest.raises(PanelError, match="wanted a DataFrame, one row a panel; found "):
        harmonise(given)


@pytest.mark.parametrize(
    "name",
    [
        "TSH",
        "Tsh",
        " tsh",
        "tsh_",
        "t\u200bsh",
        "ＴＳＨ",
        "tsh (mIU/L)",
        "TSH [mIU/L]",
        "t s\u00a0h",
    ],
)
def test_a_column_that_is_almost_known_is_refused_by_what_was_meant(name):
    """It would not be read, and nobody would know."""
    with pytest.raises(PanelError, match=r"found a column that is almost tsh; write tsh$"):
        harmonise(sent(age=[50], **{name: [1]}))


def test_all_columns_that_are_almost_known_are_named_at_once():
    """Context, analytes, and the columns beside them."""
    frame = sent(age=[50], On_Testosterone=[1], HbA1c=[5], hba1cunit=["%"])
    with pytest.raises(PanelError, match=r"(?s)almost hba1c;.*almost hba1c_unit;.*almost on_"):
        harmonise(frame)


def test_a_unit_stated_for_a_column_may_not_contradict_it():
    """Which of the two is meant cannot be known; the same unit by another name is none."""
    frame = sent(tsh=[2.0], tsh_unit=["mIU/L"], ft4=[1.0], ft4_unit=["ng/dL"])
    assert not harmonise(frame, units={"tsh": "uIU/mL", "ft4": "ng/dl"}).problems
    with pytest.raises(PanelError, match=r"stated twice(?s:.*)ft4: pmol/L is stated, and ft4_unit"):
        harmonise(frame, units={"tsh": "uIU/mL", "ft4": "pmol/L"})


def test_the_unit_of_a_column_is_that_of_all_its_rows():
    """However it is written; a column of several units has none."""
    frame = sent(
        tsh=[1, 2, 3], tsh_unit=["mIU/L", "uIU/mL", None],
        glucose=[5, 90, 6], glucose_unit=["mmol/L", "mg/dL", "mmol/L"],
        ft4=[1, 1, 1],
    )  # fmt: skip
    assert stated(frame, {"ft4": "ng/dL", "psa": "ug/L"}) == {"tsh": "uIU/mL", "ft4": "ng/dL"}


def test_a_column_that_stands_twice_is_refused_by_name():
    """Which of two is meant cannot be known."""
    frame = pd.DataFrame([[1, 2]], columns=["tsh", "tsh"])
    with pytest.raises(PanelError, match="columns stand twice: tsh; keep one"):
        harmonise(frame)


def test_a_header_that_may_be_a_value_is_not_quoted():
    """In a file without a header the first row's values would be its names."""
    frame = pd.DataFrame([[1, 2, 3]], columns=["tsh", "5.2", "5.2"])
    with pytest.raises(PanelError, match="columns stand twice: 1 that nhml does not know;"):
        harmonise(frame)


def test_a_frame_of_something_else_is_refused():
    """The way out is named."""
    with pytest.raises(PanelError, match="rename the columns"):
        harmonise(sent(Schilddruese=[1], Alter=[50]))


def test_no_rows_are_no_panels():
    """An empty frame has an empty answer."""
    assert len(harmonise(sent(tsh=[], tsh_unit=[], sex=[]))) == 0


def test_problems_are_in_the_order_of_rows():
    """Row, then code, then column."""
    frame = sent(age=[200, 50], tsh=["x", "y"], tsh_unit=["mIU/L"] * 2)
    assert list(harmonise(frame).problems) == [
        Problem(0, "not_a_number", "tsh"),
        Problem(0, "value_impossible", "age"),
        Problem(1, "not_a_number", "tsh"),
    ]
