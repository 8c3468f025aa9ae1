"""A reader looks up what nhml knows."""

import csv
import io
import json
from pathlib import Path

import pytest

from nhml.knowledge import tables
from tests.study import nhml as run

USAGE, KNOWLEDGE = 2, 13


def test_the_tables_are_listed(tmp_path: Path) -> None:
    """Each with what it holds."""
    said = run(tmp_path, "tables").stdout.decode()
    assert all(name in said for name in tables.names())


def test_one_row_is_shown_whole_with_its_sources(tmp_path: Path) -> None:
    """Titles rather than keys."""
    said = " ".join(run(tmp_path, "tables", "outcomes", "tpo_ab_positive").stdout.decode().split())
    assert "tpo_ab > 9" in said
    assert "Beckman Access thyroid antibody cut-offs" in said


@pytest.mark.parametrize("name", sorted(tables.names()))
def test_a_table_goes_out_as_it_stands(tmp_path: Path, name: str) -> None:
    """For review in a spreadsheet."""
    sent = run(tmp_path, "tables", name, "--csv").stdout.decode()
    assert tuple(csv.DictReader(io.StringIO(sent))) == tables.rows(name)
    assert run(tmp_path, "tables", name).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [(("none",), KNOWLEDGE, "no table 'none'"), (("analytes", "x"), USAGE, "has no row x")],
)
def test_what_is_not_there_is_said(
    tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    """With what there is."""
    assert words in run(tmp_path, "tables", *arguments, wanted=code).stderr.decode()


def test_the_word_show_may_be_left_out(tmp_path: Path) -> None:
    """No table is called as a verb is."""
    for arguments in ((), ("analytes",), ("analytes", "tsh"), ("about", "--csv")):
        short, long = (run(tmp_path, "tables", *more, *arguments) for more in ((), ("show",)))
        assert short.stdout == long.stdout
    assert not {"show", "diff"} & {*tables.names()}


def test_a_reviewer_sees_what_changed_in_a_rule(tmp_path: Path) -> None:
    """Cell by cell, and whether it fires for more panels; the answer is an exit code."""
    rules = tables.text("safety_rules")
    (tmp_path / "safety_rules.csv").write_text(rules.replace("sodium < 120", "sodium < 118"))
    done = run(tmp_path, "tables", "diff", "safety_rules.csv", wanted=1)
    said = done.stdout.decode()
    assert "~ CRIT_NA_LOW" in said
    assert "condition: sodium < 118 → sodium < 120" in said
    assert "tighter: it fires for more panels" in said
    plain = run(tmp_path, "tables", "diff", "safety_rules.csv", "--format", "json", wanted=1)
    (table,) = json.loads(plain.stdout)["tables"]
    assert table["rows"][0]["cells"] == {"condition": ["sodium < 118", "sodium < 120"]}


def test_where_nothing_changed_the_answer_is_nought(tmp_path: Path) -> None:
    """And JSON says so alone."""
    (tmp_path / "grades.csv").write_text(tables.text("grades"))
    done = run(tmp_path, "tables", "diff", "grades.csv", "--format", "json")
    assert json.loads(done.stdout) == {"same": True, "tables": []}
    assert b"nothing differs" in done.stderr
    assert (
        "wanted a folder"
        in run(tmp_path, "tables", "diff", "none", wanted=KNOWLEDGE).stderr.decode()
    )
