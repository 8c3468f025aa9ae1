"""Tables are read once, checked as a whole."""

import pytest

from nhml.errors import KnowledgeError
from nhml.knowledge import rows, tables

HEADER = "key,label,source,confidence\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of tables in place of nhml's own."""
    (tmp_path / "sources.toml").write_text('[book]\ntitle = "A book"\nwhere = "a shelf"\n')
    monkeypatch.setattr(rows, "_FOLDER", tmp_path)
    tables.sources.cache_clear()
    tables.rows.cache_clear()
    yield tmp_path
    tables.sources.cache_clear()
    tables.rows.cache_clear()


@pytest.mark.parametrize(
    ("row", "mistake"),
    [
        ("a,A,,well-known", "row 2: no source"),
        ("a,A,film,well-known", "row 2: source film is not a key of sources.toml"),
        ("a,A,book,guessed", "row 2: confidence is not one of"),
        ("a,A,book,well-known\na,B,book,well-known", "key 'a' stands twice"),
        ("a,A,book", "row 2: cells too many or too few"),
        ("a,A,book,well-known,more", "row 2: cells too many or too few"),
    ],
)
def test_a_table_with_a_mistake_is_refused(folder, row, mistake):
    """The message names the row and what is wrong."""
    (folder / "things.csv").write_text(f"{HEADER}{row}\n")
    with pytest.raises(KnowledgeError, match=mistake):
        tables.rows("things")


def test_all_mistakes_are_told_at_once(folder):
    """Two bad rows are two lines of one message."""
    (folder / "things.csv").write_text(f"{HEADER}a,A,,well-known\nb,B,film,well-known\n")
    with pytest.raises(KnowledgeError, match=r"row 2: no source\n.*row 3: source film"):
        tables.rows("things")


def test_a_cell_that_is_no_number_is_told_with_its_row(folder):
    """A number that cannot be read is the table's mistake, not a traceback."""
    (folder / "instruments.csv").write_text(
        "key,label,items,reversed,most_missing,sent,better,predictor,cutoffs,mcid,subscales,caution,recall,licence,"
        "source,confidence\nq,Q,a;b,,two,,lower,yes,,,,,,free,book,well-known\n"
    )
    tables.instruments.cache_clear()
    with pytest.raises(KnowledgeError, match="row 2: ValueError"):
        tables.instruments()


def test_a_table_that_is_not_there_is_named():
    """An unknown name is an error of knowledge."""
    with pytest.raises(KnowledgeError, match=r"no table .nothing.; wanted about"):
        tables.rows("nothing")


def test_the_digest_does_not_depend_on_line_ends(folder):
    """A checkout on Windows gives the same digest."""
    (folder / "unix.csv").write_bytes(f"{HEADER}a,A,book,well-known\n".encode())
    (folder / "dos.csv").write_bytes(
        f"{HEADER}a,A,book,well-known\n".replace("\n", "\r\n").encode()
    )
    assert tables.digest("unix") == tables.digest("dos")


def test_tables_cannot_be_written_to():
    """What medicine says is not changed by a caller."""
    with pytest.raises(TypeError, match="item assignment"):
        tables.analytes()["tsh"] = None
