"""A stranger's file looked at, and what is written of it."""

import tomllib
from pathlib import Path

import pytest

from nhml.errors import PanelError
from nhml.panels import files
from nhml.panels.mapping import Column
from nhml.panels.mapping_read import read
from nhml.panels.mapping_write import write, written
from nhml.panels.proposal import agreed, propose


@pytest.fixture
def look(tmp_path):
    """Look at a file of this text."""

    def of(text, name="a.csv"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return propose(str(path))

    return of


def taken(proposal):
    """What is taken without a question: column by header."""
    return {one.header: one.column for one in agreed(proposal.sure())}


def why(proposal, header):
    """What is said of one column."""
    return next("; ".join(one.fit.why) for one in proposal.suggestions if one.header == header)


def test_what_is_sure_is_taken_and_reads_back(look, tmp_path):
    """The mapping that is written is the one that was proposed."""
    found = look("Alter;Geschlecht;TSH [mU/l];Bemerkung\n50;w;1.234,5;x\n61;m;2,5;\n")
    assert taken(found) == {"Alter": "age", "Geschlecht": "sex", "TSH [mU/l]": "tsh"}
    path = tmp_path / "mapping.toml"
    write(found, found.sure(), path)
    assert read(path) == found.mapping(found.sure())
    frame = files.read(found.path, path)
    assert frame["tsh"].tolist() == ["1234.5", "2.5"]
    assert frame["sex"].tolist() == ["F", "M"]


def test_two_columns_for_one_are_both_left(look):
    """Which of them is meant only a person knows."""
    found = look("Alter;TSH [mU/l];TSH basal [mU/l]\n50;2,5;3,5\n")
    assert taken(found) == {"Alter": "age"}
    assert "TSH [mU/l] and TSH basal [mU/l] may all be tsh" in why(found, "TSH [mU/l]")


def test_the_same_name_twice_is_left(look):
    """The second has a name of its own, by which it can be mapped."""
    found = look("Alter;TSH [mU/l];TSH [mU/l]\n50;2,5;3,5\n")
    assert taken(found) == {"Alter": "age"}
    assert [one.header for one in found.suggestions] == ["Alter", "TSH [mU/l]", "TSH [mU/l] (2)"]


def test_an_age_is_made_of_dates_only_where_it_has_no_column(look):
    """And only with a date of the draw."""
    dates = "Geburtsdatum;Abnahmedatum;TSH [mU/l]{more}\n02.03.1980;13.03.2024;2,5{cell}\n"
    assert "date_of_birth" in taken(look(dates.format(more="", cell=""))).values()
    found = look(dates.format(more=";Alter", cell=";44"))
    assert "date_of_birth" not in taken(found).values()
    assert "age has a column of its own" in why(found, "Geburtsdatum")
    found = look("Geburtsdatum;TSH [mU/l]\n02.03.1980;2,5\n")
    assert "no sure date of the draw" in why(found, "Geburtsdatum")
    assert agreed([Column("a", "date_of_birth", dates="dd.mm.yyyy")]) == []


def test_units_beneath_the_header_are_taken(look):
    """And the row is told not to be a panel."""
    found = look("Patienten-ID;TSH;fT4\n;mU/l;pmol/l\n007;2,5;15\n")
    assert found.unit_row
    assert taken(found) == {"Patienten-ID": "subject_id", "TSH": "tsh", "fT4": "ft4"}
    assert "unit_row = true" in written(found, found.sure())


def test_a_decimal_sign_that_cannot_be_told_is_left_to_a_person(look, tmp_path):
    """The mapping cannot be used before it is said."""
    found = look("Alter;TSH [mU/l]\n50;1,234\n60;2,345\n")
    assert taken(found) == {"Alter": "age"}
    path = tmp_path / "mapping.toml"
    write(found, found.sure(), path)
    with pytest.raises(PanelError, match=r"file.decimal: is not stated"):
        read(path)


def test_an_id_of_panels_that_stands_twice_is_doubted(look):
    """The file may have a row for every measurement."""
    found = look("Probennummer;Alter\n7;50\n7;50\n")
    assert taken(found) == {"Alter": "age"}
    assert "is every row one measurement?" in why(found, "Probennummer")


def test_nothing_of_a_patient_is_written(look):
    """Neither a cell, nor a name of a column that looks like one."""
    text = "Alter;Geschlecht;4,1;Bemerkung;Datum\n50;canary;7731;canary;canary\n"
    content = written(look(text), [])
    assert "canary" not in content
    assert "7731" not in content
    assert "4,1" not in content
    assert "A column whose name looks like a value" in content
    assert tomllib.loads(content) == {"file": {
        "encoding": "utf-8", "separator": ";", "decimal": ".", "thousands": "",
    }}  # fmt: skip


@pytest.mark.parametrize(
    ("header", "cells", "line"),
    [
        ("Glukose", "5,5", '# unit = ""  # one of mmol/L, mg/dL'),
        ("Geschlecht", "1", "# codes = { }  # such as "),
        ("Abnahmedatum", "01/02/2024", '# dates = ""  # one of dd/mm/yyyy, mm/dd/yyyy'),
        ("T4 [nmol/l]", "100", 'as = "tt4"  # or ft4'),
    ],
)
def test_what_is_wanting_is_written_with_what_it_may_be(look, header, cells, line):
    """So that a person has only to choose."""
    content = written(look(f"Alter;{header}\n50;{cells}\n"), [])
    assert line in content


def test_what_a_person_said_is_written_as_said(look):
    """Also of a column that nhml did not know."""
    found = look("Alter;Zahl 7\n50;2,5\n")
    said = Column("Zahl 7", "tsh", unit="mU/l")
    assert found.refit(said).column.decimal == ","
    content = written(found, [said])
    assert '# said by a person\n[columns."Zahl 7"]\nas = "tsh"\nunit = "mU/l"\n' in content


def test_names_of_columns_are_written_so_that_they_read_back(look, tmp_path):
    """Quotes, dots and back-slashes among them."""
    header = 'TSH "basal" \\ x.y'
    found = look(f'Alter;"{header.replace(chr(34), chr(34) * 2)}"\n50;2,5\n')
    path = tmp_path / "mapping.toml"
    write(found, [Column(header, "tsh", unit="mU/l", decimal=",", thousands="")], path)
    assert read(path).columns[0].header == header


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("Alter;TSH\n", "a.csv", "no panel beneath the header"),
        ("50;2,5\n60;3,5\n", "a.csv", "no column has a name that is known; is its first row"),
        ("x", "a.xlsx", "wanted a text file .*; save the table as CSV"),
        ("Alter;TSH\n1;2;3\n", "a.csv", r"its header has 2 cells(.|\n)*row 2 has 3"),
    ],
)
def test_a_file_that_says_nothing_is_refused(look, text, name, words):
    """By its name, without a cell of it."""
    with pytest.raises(PanelError, match=f"{name}: {words}"):
        look(text, name)


def test_a_mapping_is_never_written_over(look, tmp_path):
    """A person may have corrected it."""
    found = look("Alter\n50\n")
    with pytest.raises(PanelError, match="may be corrected by hand"):
        write(found, found.sure(), tmp_path / "a.csv")
    with pytest.raises(PanelError, match="its folder does not exist"):
        write(found, found.sure(), tmp_path / "no" / "mapping.toml")
    with pytest.raises(PanelError, match="cannot be written"):
        write(found, found.sure(), Path("/proc/mapping.toml"))
