"""A stranger's file into the panel frame."""

import pandas as pd
import pytest

from nhml.errors import PanelError
from nhml.panels import files, intake
from nhml.panels.mapping import Column, FileMapping
from nhml.panels.translation import names_of, panel_frame
from nhml.panels.units import harmonise

SEX = Column("Geschlecht", "sex", codes={"w": "F", "m": "M", "d": ""})
BORN = Column("geb.", "date_of_birth", dates="dd.mm.yyyy")
DRAWN = Column("Abnahme", "drawn_at", dates="dd.mm.yyyy")


def mapped(cells, *columns, **file):
    """Translate a small table."""
    return panel_frame(
        pd.DataFrame(cells), FileMapping(",", thousands=".", columns=columns, **file)
    )


def problems(frame):
    """What the reader of panels says of it, as (row, code, column); blank rows left out."""
    return [tuple(one) for one in harmonise(frame).problems if one.code != "blank_row"]


def test_codes_are_translated_whatever_their_case():
    """A code for neither is not known; a blank stays blank."""
    frame = mapped({"Geschlecht": ["w", "M ", "d", None, "NA"]}, SEX)
    assert frame["sex"].tolist()[:2] == ["F", "M"]
    assert problems(frame) == []


@pytest.mark.parametrize("code", ["x", "F", "female", "2"])
def test_a_code_that_the_mapping_does_not_know_is_a_problem_of_its_panel(code):
    """Even one that nhml knows: in this file it may mean another thing."""
    frame = mapped({"Geschlecht": ["w", code]}, SEX)
    assert problems(frame) == [(1, "sex_unknown", "sex")]


def test_codes_that_are_numbers_are_read_as_they_are_written():
    """A column with a gap comes as 1.0."""
    column = Column("s", "sex", codes={"1": "M", "2": "F"})
    assert mapped({"s": [1.0, 2.0]}, column)["sex"].tolist() == ["M", "F"]


def test_a_flag_is_translated_and_its_unknown_code_told():
    """Yes and no in any language."""
    column = Column("schwanger", "pregnant", codes={"ja": "yes", "nein": "no"})
    cells = {"schwanger": ["ja", "Nein", "vielleicht"], "Alter": ["30"] * 3}
    frame = mapped(cells, column, Column("Alter", "age"))
    assert harmonise(frame).items["pregnant"].tolist()[:2] == [1.0, 0.0]
    assert problems(frame) == [(2, "flag_unknown", "pregnant")]


def test_numbers_are_read_by_the_stated_signs():
    """1.234 is twelve hundred here; a number with other signs is a problem."""
    column = Column("TSH", "tsh", unit="mU/l")
    frame = mapped({"TSH": ["1.234", "< 0,01", "1.5", "k.A.", "n.n."]}, column,
                   absent=("K.A.",), not_detected=("n.n.",))  # fmt: skip
    assert frame["tsh"].tolist()[:3] == ["1234", "<0.01", "?"]
    assert frame["tsh_unit"].tolist() == ["mU/l"] * 5
    assert problems(frame) == [(2, "not_a_number", "tsh"), (4, "not_detected", "tsh")]


def test_a_column_may_have_signs_of_its_own():
    """A calculated column, say."""
    columns = (
        Column("a", "bmi", unit="kg/m2"),
        Column("b", "tsh", unit="mU/l", decimal="."),
        Column("c", "age", thousands=""),
    )
    frame = mapped({"a": ["27,5"], "b": ["1.5"], "c": ["1.234"]}, *columns)
    assert frame[["bmi", "tsh", "age"]].to_numpy().tolist() == [["27.5", "1.5", "?"]]


def test_numbers_that_are_no_text_stay():
    """Parquet and JSON have them."""
    assert mapped({"a": [1.5, None]}, Column("a", "age"))["age"][0] == 1.5


def test_units_may_stand_in_their_own_column():
    """Row by row."""
    frame = mapped({"TSH": ["2", "3"], "Einheit": ["mU/l", "furlong"]},
                   Column("TSH", "tsh"), Column("Einheit", "tsh_unit"))  # fmt: skip
    assert problems(frame) == [(1, "unit_unknown", "tsh_unit")]


def test_an_age_is_made_of_birth_and_draw():
    """A date that cannot be read is a problem; one that is absent, a missing age."""
    frame = mapped(
        {
            "geb.": ["02.03.1980", "02.03.1980", "31.02.1980", None],
            "Abnahme": ["01.03.2024 08:15", "02.03.2024", "01.03.2024", "01.03.2024"],
        },
        BORN,
        DRAWN,
    )
    assert frame["age"].tolist()[:3] == [43.0, 44.0, "?"]
    assert pd.isna(frame["age"][3])
    assert frame["drawn_at"].tolist()[:2] == ["2024-03-01T08:15:00", "2024-03-02"]
    assert "date_of_birth" not in frame
    assert problems(frame) == [(2, "not_a_number", "age")]


def test_a_birth_after_the_draw_is_impossible():
    """The reader of panels tells it as it would any age."""
    frame = mapped({"geb.": ["02.03.2025"], "Abnahme": ["01.03.2024"]}, BORN, DRAWN)
    assert problems(frame) == [(0, "value_impossible", "age")]


def test_a_time_that_cannot_be_read_is_a_problem():
    """It is not passed over."""
    frame = mapped({"Abnahme": ["31.02.2024"], "a": ["50"]}, DRAWN, Column("a", "age"))
    assert problems(frame) == [(0, "time_unread", "drawn_at")]


def test_a_column_of_your_own_is_kept_by_its_name():
    """For an outcome, say."""
    own = Column("Diagnose", "diagnosed", own="flag", codes={"ja": "yes", "nein": "no"})
    frame = mapped({"Diagnose": ["ja", "nein", "x"]}, own)
    assert frame["diagnosed"].tolist() == ["yes", "no", "?"]


def test_codes_of_text_leave_what_they_do_not_name():
    """Text has no closed list."""
    column = Column("Phase", "cycle_phase", codes={"Follikelphase": "follicular"})
    frame = mapped({"Phase": ["follikelphase", "luteal"]}, column)
    assert frame["cycle_phase"].tolist() == ["follicular", "luteal"]


def test_a_column_that_is_not_mapped_is_kept_and_never_read():
    """Not even one that is called as a column of the panel frame, or as another is."""
    frame = pd.DataFrame([["50", "7", "2", "3", "x", "y"]])
    frame.columns = pd.Index(["Alter", "age", "TSH", "TSH", "", "Note"])
    made = panel_frame(frame, FileMapping(".", columns=(Column("Alter", "age"),)))
    assert made["age"].tolist() == ["50"]
    beside = ["unmapped column 2", "unmapped column 3", "unmapped column 4", "column 5", "Note"]
    assert list(made.columns) == ["age", *beside]
    assert set(harmonise(made).items) == {"age"}
    assert harmonise(made).keys == ()


def test_columns_that_the_file_lacks_are_named_all_at_once():
    """The mapping is of another file, or the laboratory has renamed them."""
    with pytest.raises(PanelError, match=r"not in the file:\n  - Geschlecht\n  - geb\."):
        mapped({"Abnahme": ["01.03.2024"]}, SEX, BORN, DRAWN)


def test_a_row_of_units_is_no_panel_and_must_say_what_is_mapped():
    """Else the next file, in other units, would be read wrongly."""
    column = Column("TSH", "tsh", unit="mU/l")
    frame = mapped({"TSH": ["mIU/L", "2,5"]}, column, unit_row=True)
    assert frame["tsh"].tolist() == ["2.5"]
    with pytest.raises(PanelError, match="TSH: mU/l is mapped, and not what the file says"):
        mapped({"TSH": ["mU/ml", "2,5"]}, column, unit_row=True)


def test_every_column_has_a_name_of_its_own():
    """So that each can be mapped."""
    sent = ["TSH", "Einheit", "fT4", "Einheit", " ", "Einheit (2)", ""]
    assert names_of(sent) == [
        "TSH", "Einheit", "fT4", "Einheit (2)", "column 5", "Einheit (2) (2)", "column 7",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.tsv"])
@pytest.mark.parametrize(("encoding", "separator"), [("cp1252", ";"), ("utf-16", "\t")])
def test_a_file_is_read_in_its_encoding_and_separator(tmp_path, name, encoding, separator):
    """Its rows are told as they stand in the file."""
    path = tmp_path / name
    text = f'Größe [cm]{separator}"Note, etc."\n\n180,5{separator}x\n'
    path.write_bytes(text.encode(encoding))
    columns = (Column("Größe [cm]", "height", unit="cm"),)
    mapping = FileMapping(",", encoding=encoding, separator=separator, columns=columns)
    found = files.sent(str(path), mapping)
    assert found.frame["height"].tolist() == ["180.5"]
    assert found.rows.tolist() == [3]
    assert intake.read(str(path), mapping=mapping).columns == (
        "height",
        "height_unit",
        "Note, etc.",
    )


def test_a_file_of_another_encoding_is_refused(tmp_path):
    """No letter is lost."""
    path = tmp_path / "a.csv"
    path.write_bytes("Größe\n180\n".encode("cp1252"))
    mapping = FileMapping(".", encoding="ascii", columns=(Column("Größe", "height", unit="cm"),))
    with pytest.raises(PanelError, match="is not ascii; state the encoding"):
        files.read(str(path), mapping)


def test_the_note_of_excel_is_passed_over(tmp_path):
    """Rows count on."""
    path = tmp_path / "a.csv"
    path.write_text("sep=;\nAlter;x\n50;1\n60\n")
    mapping = FileMapping(".", separator=";", columns=(Column("Alter", "age"),))
    with pytest.raises(PanelError, match="row 4 has 1 cells"):
        files.read(str(path), mapping)
    path.write_text("sep=;\nAlter;x\n50;1\n")
    assert files.read(str(path), mapping)["age"].tolist() == ["50"]
