"""How a text file is laid out."""

import gzip

import pytest

from nhml.errors import PanelError
from nhml.panels.layout import look

TEXT = "Größe;Alter\r\n180,5;50\r\n175;61\r\n"


@pytest.mark.parametrize(
    ("encoding", "wanted"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("cp1252", "cp1252"),
        ("cp850", "cp850"),
    ],
)
def test_the_encoding_is_found(encoding, wanted):
    """By its first bytes, or by the letters that come out."""
    found = look(TEXT.encode(encoding))
    assert found.encoding == wanted
    assert found.cells.columns.tolist() == ["Größe", "Alter"]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_found(separator):
    """Although another sign of separators stands in the cells."""
    rows = [["TSH (a,b;c)", "Note"], ["2", "x|y"], ["3", "z"]]
    text = "\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)
    found = look(text.encode())
    assert found.separator == separator
    assert found.cells.shape == (2, 2)


def test_decimal_commas_do_not_separate():
    """Rows would have other widths than the header."""
    found = look(b"a;b;c,d\n1,5;2,5;3\n1;2;3,5\n")
    assert (found.separator, found.cells.shape) == (";", (2, 3))


def test_a_compressed_file_and_a_note_of_excel_are_read():
    """Whatever separates the cells beneath."""
    found = look(gzip.compress(b"sep=;\nTSH;fT4\n2;15\n"))
    assert found.cells.columns.tolist() == ["TSH", "fT4"]


def test_a_file_of_one_column_has_no_separator():
    """Any will do."""
    assert look(b"TSH\n2\n3\n").cells.shape == (2, 1)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"TSH;fT4\n2;15;3\n", "row 2 has 3 cells"),
        (b'TSH;fT4\n"2;15\n', "a quote stands inside a cell"),
        (b"PK\x03\x04;\xff\n", "is a workbook of a spreadsheet"),
    ],
)
def test_what_is_no_table_is_told(content, words):
    """As the reader of files would."""
    with pytest.raises(PanelError, match=words):
        look(content)
