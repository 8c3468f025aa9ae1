"""A reader looks up what nhml knows."""

import csv
import io
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
