"""What changed between two copies of the tables."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from nhml.errors import KnowledgeError
from nhml.knowledge.differences import compare

TABLES = Path(str(files("nhml.knowledge") / "tables"))


@pytest.fixture
def old(tmp_path):
    """An earlier copy, the same but for what a test changes."""
    folder = tmp_path / "tables"
    shutil.copytree(TABLES, folder)
    return folder


def edit(path, before, after):
    """Write another text into a table."""
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def test_a_copy_does_not_differ(old):
    """Nor does the project that holds it, nor another order of rows."""
    assert compare(old) == ()
    assert compare(TABLES.parents[2]) == ()
    head, *rows = (old / "analytes.csv").read_text("utf-8").splitlines()
    (old / "analytes.csv").write_text("\r\n".join([head, *reversed(rows)]), "utf-8")
    assert compare(old) == ()


def test_a_cell_is_told_before_and_after(old):
    """With the key of its row."""
    edit(old / "symptoms.csv", "Low libido,flag", "Loss of libido,flag")
    (table,) = compare(old)
    (row,) = table.rows
    assert (table.name, table.kind, row.key, row.kind) == (
        "symptoms",
        "changed",
        "sx_libido",
        "changed",
    )
    assert row.cells == {"label": ("Loss of libido", "Low libido")}


def test_rows_without_a_key_are_paired_with_the_likest(old):
    """An interval whose limit moved is one that changed, not one that went and one that came."""
    edit(
        old / "reference_intervals.csv",
        "metanephrine_24h,M,18,120,,,,44,261",
        "metanephrine_24h,M,18,120,,,,40,261",
    )
    ((row,),) = [one.rows for one in compare(old)]
    assert (row.key, row.kind) == ("metanephrine_24h", "changed")
    assert row.cells == {"low": ("40", "44")}


def test_rows_that_came_and_went_are_told_whole(old):
    """Every cell that is there."""
    edit(old / "grades.csv", "acne,sx_acne", "spots,sx_acne")
    ((*rows,),) = [one.rows for one in compare(old)]
    assert [(row.key, row.kind) for row in rows] == [("acne", "added"), ("spots", "removed")]
    assert rows[0].cells["flag"] == ("", "sx_acne")
    assert rows[1].cells["flag"] == ("sx_acne", "")


def test_columns_and_whole_tables_are_told(old):
    """A table's rows are counted, not listed."""
    (old / "grades.csv").rename(old / "marks.csv")
    path = old / "single_sex.csv"
    path.write_text(path.read_text("utf-8").replace("key,sex,words,", "key,sex,reason,"), "utf-8")
    grades, single, marks = compare(old)
    assert (grades.name, grades.kind, grades.size, grades.rows) == ("grades", "added", 8, ())
    assert (single.name, single.came, single.went) == ("single_sex", ("words",), ("reason",))
    assert (marks.name, marks.kind) == ("marks", "removed")


def test_sources_are_compared_too(old):
    """A corrected place, a source that is new."""
    edit(old / "sources.toml", "J Clin Endocrinol Metab 99:1915", "J Clin Endocrinol Metab 99:1")
    edit(old / "sources.toml", "[forni-ogna-2015]", "[forni-2015]")
    (table,) = compare(old)
    assert table.name == "sources"
    assert {(row.key, row.kind) for row in table.rows} == {
        ("lenders-2014", "changed"),
        ("forni-ogna-2015", "added"),
        ("forni-2015", "removed"),
    }


def test_one_table_is_compared_alone(old):
    """By its own name."""
    edit(old / "grades.csv", "sx_mfg >= 6", "sx_mfg >= 8")
    edit(old / "symptoms.csv", "Low libido,flag", "Loss of libido,flag")
    (table,) = compare(old / "grades.csv")
    assert table.rows[0].cells == {"yes": ("sx_mfg >= 8", "sx_mfg >= 6")}
    (old / "grades.csv").rename(old / "draft.csv")
    with pytest.raises(KnowledgeError, match="wanted a table's own name"):
        compare(old / "draft.csv")


def test_what_is_no_copy_of_the_tables_is_refused(tmp_path):
    """Nothing there is not the same as nothing changed."""
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(KnowledgeError, match=r"wanted a folder with tables"):
            compare(path)


def test_all_that_cannot_be_read_is_told_at_once(old):
    """By table and row."""
    (old / "grades.csv").write_bytes(b"key,flag\n\xff\xfe,a\n")
    (old / "single_sex.csv").write_text("key,sex\nsx_ed,M,more\npsa\n")
    (old / "sources.toml").write_text("[")
    with pytest.raises(
        KnowledgeError, match=r"(?s)grades.csv: cannot be read.*single_sex.csv: row 2.*row 3"
    ):
        compare(old)
    shutil.copytree(TABLES, old, dirs_exist_ok=True)
    (old / "sources.toml").write_text("[")
    with pytest.raises(KnowledgeError, match=r"sources.toml: cannot be read as TOML"):
        compare(old)
