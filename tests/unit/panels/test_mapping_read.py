"""A mapping as a person wrote it: every mistake at once, nothing guessed."""

from pathlib import Path

import pytest

from nhml.errors import PanelError
from nhml.panels.mapping import Column, FileMapping
from nhml.panels.mapping_read import mapping_of, read

WHOLE = """
[file]
encoding = "cp1252"
separator = ";"
decimal = ","
thousands = "."
absent = ["k.A."]
[columns."Geschlecht"]
as = "sex"
codes = { w = "F", m = "M", d = "" }
[columns."TSH basal"]
as = "tsh"
unit = "mU/l"
[columns."Geb."]
as = "date_of_birth"
dates = "dd.mm.yyyy"
[columns."Abnahme"]
as = "drawn_at"
dates = "dd.mm.yyyy"
[columns."Diagnose"]
as = "diagnosed"
own = "flag"
codes = { ja = "yes", nein = "no" }
"""


@pytest.fixture
def path(tmp_path):
    """Where the mapping stands."""
    return tmp_path / "mapping.toml"


def refusal(path: Path, content: str) -> str:
    """What is said of a mapping that cannot be used."""
    path.write_text(content, "utf-8")
    with pytest.raises(PanelError, match=path.name) as raised:
        read(path)
    return str(raised.value)


def test_a_mapping_is_read(path):
    """Every key as it was written, the others as they are by default."""
    path.write_text(WHOLE, "utf-8")
    found = read(path)
    assert (found.encoding, found.separator, found.absent) == ("cp1252", ";", ("k.A.",))
    assert not found.unit_row
    assert found.columns[0] == Column("Geschlecht", "sex", codes={"w": "F", "m": "M", "d": ""})
    assert found.columns[1] == Column("TSH basal", "tsh", unit="mU/l")
    assert [one.kind for one in found.columns] == ["code", "number", "time", "time", "flag"]
    assert mapping_of(path) == mapping_of(str(path)) == mapping_of(found) == found
    assert mapping_of(None) is None


def test_every_mistake_is_told_at_once_with_its_place(path):
    """A person corrects them in one go."""
    said = refusal(
        path,
        """
        colour = "red"
        [file]
        separtor = ";"
        separator = "~"
        thousands = "-"
        [columns.A]
        as = "tsch"
        [columns.B]
        as = "tsh"
        unit = "furlong"
        [columns.C]
        unit = 7
        [columns.D]
        as = "sex"
        [columns.E]
        as = "drawn_at"
        """,
    )
    for words in (
        "colour: is not a key",
        "file.separtor: is not a key; wanted separator",
        "file.separator: wanted one of ';', ','",
        "file.thousands: wanted one of",
        "file.decimal: is not stated",
        "columns.A.as: 'tsch' is not a column of the panel frame; did you mean tsh?",
        "columns.B.unit: furlong is not one of it; wanted m[IU]/L",
        "columns.C.unit: wanted text",
        "columns.C.as: is not stated",
        "columns.D.codes: is not stated; wanted what stands for F, M",
        "columns.E.dates: of date_of_birth and drawn_at; wanted one of yyyy-mm-dd",
    ):
        assert words in said


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ('[columns.A]\nas = "tsh"', "its unit is stated nowhere"),
        (
            '[columns.A]\nas = "tsh"\nunit = "mU/l"\n[columns.B]\nas = "tsh_unit"',
            "its unit is stated twice",
        ),
        ('[columns.A]\nas = "site"\n[columns.B]\nas = "site"', "site is mapped 2 times"),
        (
            '[columns.A]\nas = "date_of_birth"\ndates = "dd.mm.yyyy"',
            "drawn_at is not, so no age is known",
        ),
        (
            '[columns.A]\nas = "date_of_birth"\ndates = "dd.mm.yyyy"\n[columns.B]\nas = "age"',
            "age and date_of_birth are both mapped",
        ),
        ('[columns.A]\nas = "age"\nunit = "mo"', "unit: wanted a; nothing else is read"),
        ('[columns.A]\nas = "age"\ndates = "dd.mm.yyyy"', "dates: of date_of_birth and drawn_at"),
        ('[columns.A]\nas = "age"\ncodes = { a = "1" }', "codes: are only of text, sex"),
        ('[columns.A]\nas = "sex"\ncodes = { w = "W" }', "codes: mean F, M, or nothing"),
        ('[columns.A]\nas = "sex"\ncodes = { w = "F", W = "M" }', "one stands twice; case"),
        ('[columns.A]\nas = "site"\ndecimal = ","', "decimal: of numbers"),
        ('[columns.A]\nas = "x"\nown = "item"', "own: wanted one of flag, number, text"),
        ('[columns.A]\nas = "TSH"\nown = "number"', "is a column of the panel frame, so"),
        ('[columns.A]\nas = " "\nown = "text"', "as: wanted a name"),
        ("[columns]\nA = 1", "columns.A: wanted keys such as"),
        ('[columns.A]\nas = "site"\ncodes = 1', "columns.A.codes: wanted such as"),
        ("", "columns: none is mapped"),
    ],
)
def test_columns_that_cannot_be_used_are_told(path, columns, words):
    """Alone, or together."""
    assert words in refusal(path, f'[file]\ndecimal = ","\n{columns}\n')


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ('decimal = ","\nthousands = ","', "file.thousands: is the decimal sign too"),
        ('decimal = ","\nencoding = "klingon"', "file.encoding: is not known"),
        ('decimal = ","\nencoding = "zlib"', "file.encoding: is not known"),
        ('decimal = ","\nencoding = "unicode_escape"', "file.encoding: is not known"),
        ('decimal = ","\nencoding = 7', "file.encoding: is not known"),
        ('decimal = ","\nabsent = "k.A."', "file.absent: wanted a list of words"),
        ('decimal = ","\nunit_row = "yes"', "file.unit_row: wanted one of True, False"),
    ],
)
def test_a_file_that_cannot_be_read_so_is_told(path, file, words):
    """Before the file itself is looked at."""
    assert words in refusal(path, f'[file]\n{file}\n[columns.A]\nas = "site"\n')


def test_what_is_no_mapping_is_told(path):
    """No file, no TOML, no sections."""
    with pytest.raises(PanelError, match=r"no such file; nhml map FILE -o .*mapping\.toml"):
        read(path)
    assert "is not TOML" in refusal(path, "[file")
    assert "wanted the sections [file] and [columns]" in refusal(path, "file = 1\ncolumns = 2\n")
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(PanelError, match="cannot be read"):
        read(path)


def test_a_mapping_may_be_made_in_python():
    """Without a file."""
    made = FileMapping(decimal=".", columns=(Column("a", "age"),))
    assert mapping_of(made) is made
