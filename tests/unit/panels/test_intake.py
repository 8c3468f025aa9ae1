"""Whole files, as laboratories and spreadsheets mangle them."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from nhml.errors import PanelError
from nhml.panels import intake
from nhml.panels.codes import CODES
from nhml.panels.stated import Units

FOLDER = Path(__file__).parents[2] / "mangled"
TABLE = (FOLDER / "expected.toml").read_text("utf-8")
EXPECTED: list[dict[str, Any]] = tomllib.loads(TABLE)["file"]


def _id(one: dict[str, Any]) -> str:
    return one["name"] + ("-confirmed" if "confirmed" in one else "")


@pytest.mark.parametrize("wanted", EXPECTED, ids=_id)
def test_a_mangled_file_gives_what_it_must(wanted: dict[str, Any]) -> None:
    """All its problems by row of the file, and no other; or the error that stops it."""
    path, units = str(FOLDER / wanted["name"]), Units({}, wanted.get("confirmed", ()))
    if "error" in wanted:
        with pytest.raises(PanelError, match=wanted["name"]) as stopped:
            intake.read(path, units)
        assert [piece for piece in wanted["error"] if piece not in str(stopped.value)] == []
        return
    sent = intake.judge(path, units).sent
    panels = intake.read(path, units).panels
    found = [[sent.row(one.row, one.column), one.code, one.column] for one in panels.problems]
    assert sorted(found) == wanted["problems"]
    assert len(panels) == len(sent.frame)


def test_every_mangled_file_has_its_expectation() -> None:
    """And every expectation its file."""
    there = {path.name for path in FOLDER.iterdir()} - {"expected.toml", ".gitattributes"}
    assert there == {one["name"] for one in EXPECTED}
    assert len(there) >= 40


def test_every_code_is_met_by_some_mangled_file() -> None:
    """A code that no file shows is a promise that nobody checks."""
    met = {code for one in EXPECTED for _, code, _ in one.get("problems", [])}
    assert set(CODES) - met == set()


def test_a_foreign_column_is_told_to_those_who_would_lose_more_by_a_refusal() -> None:
    """Its values are read as they stand."""
    told: list[str] = []
    path = str(FOLDER / "whole-column-in-another-unit.csv")
    panels = intake.read(path, tell=told.append).panels
    assert len(panels) == 12
    assert len(told) == 1
    assert told[0].startswith(f"{path}: glucose is stated in mg/dL, and its values fit only mmol/L")
    with pytest.raises(PanelError, match="units of whole columns are wrong"):
        intake.read(path)
