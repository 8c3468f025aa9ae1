"""A clinician asks of a list who must be seen, without any model."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.study import REPOSITORY
from tests.study import nhml as run

USAGE, DATA, KNOWLEDGE = 2, 11, 13

SENT = """panel_id,age,sex,sodium [mmol/L],tsh,tsh_unit
ill,61,M,118,1.9,mIU/L
well,61,M,140,1.9,mIU/L
wrong,61,M,118,1.9,furlong
"""


def test_alerts_are_listed_rejected_panels_among_them(tmp_path: Path) -> None:
    """Two of three are to be seen at once; a wrong unit hides no sodium."""
    (tmp_path / "panels.csv").write_text(SENT)
    done = run(tmp_path, "alerts", "panels.csv", "--no-undecided", "--format", "csv")
    found = pd.read_csv(io.BytesIO(done.stdout))
    assert found[["panel_id", "rule"]].values.tolist() == [
        ["ill", "CRIT_NA_LOW"],
        ["ill", "HYPONA_PROFOUND"],
        ["wrong", "CRIT_NA_LOW"],
        ["wrong", "HYPONA_PROFOUND"],
    ]
    assert "3 panels: 4 alerts, on 2 panels to be seen at once" in done.stderr.decode()


def test_what_could_not_be_checked_is_listed_unless_it_is_not_wanted(tmp_path: Path) -> None:
    """With what would settle it."""
    (tmp_path / "panels.csv").write_text(SENT)
    run(tmp_path, "alerts", "panels.csv", "-o", "alerts.parquet")
    found = pd.read_parquet(tmp_path / "alerts.parquet").set_index(["panel_id", "rule"])
    assert found.loc[("well", "CRIT_K_LOW"), ["verdict", "settles"]].tolist() == [
        "undecided",
        "potassium",
    ]


def test_json_has_an_object_a_panel_and_stdout_nothing_else(tmp_path: Path) -> None:
    """A file of that ending holds the same."""
    (tmp_path / "panels.csv").write_text(SENT)
    done = run(tmp_path, "alerts", "panels.csv", "--format", "json")
    told = json.loads(done.stdout)
    assert [one["panel_id"] for one in told] == ["ill", "well", "wrong"]
    assert [one["suppressed"] for one in told] == [True, False, True]
    assert {tuple(one) for one in told} == {("panel_id", "suppressed", "fired", "undecided")}
    assert {"rule": "CRIT_K_LOW", "missing": ["potassium"]} in told[1]["undecided"]
    run(tmp_path, "alerts", "panels.csv", "-o", "alerts.json")
    assert json.loads((tmp_path / "alerts.json").read_text("utf-8")) == told


def test_a_clinician_reads_it_in_the_terminal(tmp_path: Path) -> None:
    """Without any option."""
    (tmp_path / "panels.csv").write_text(SENT)
    said = run(tmp_path, "alerts", "panels.csv").stdout.decode()
    assert said.startswith("ill  suppressed")
    assert "IMMEDIATE  Sodium below critical limit  [CRIT_NA_LOW]" in said


def test_what_is_considered_is_judged_by_the_limits_of_the_laboratory(tmp_path: Path) -> None:
    """Whose they are stands beside the answers."""
    (tmp_path / "panels.csv").write_text(
        "panel_id,age,sex,cortisol [nmol/L],tsh [mIU/L]\na,50,F,110,4.8\n"
    )
    (tmp_path / "lab.toml").write_text(
        'laboratory = "Nord"\n[tsh]\nunit = "mIU/L"\nlow = 0.3\nhigh = 5.0\n'
    )
    asked = ("alerts", "panels.csv", "--format", "json", "--considering", "levothyroxine,dhea")
    (generic,) = json.loads(run(tmp_path, *asked).stdout)
    assert [(one["intervention"], one["verdict"]) for one in generic["considering"]] == [
        ("levothyroxine", "block"), ("dhea", "ask")
    ]  # fmt: skip
    assert "limits" not in generic
    done = run(tmp_path, *asked, "--limits", "lab.toml")
    (own,) = json.loads(done.stdout)
    assert (own["limits"], own["considering"][0]["verdict"]) == ("Nord", "ask")
    assert "limits of Nord: tsh; generic ones elsewhere" in done.stderr.decode()


def test_a_whole_column_in_another_unit_is_read_and_told(tmp_path: Path) -> None:
    """A refusal would lose every alert of the file; the unit is asked for instead."""
    foreign = str(REPOSITORY / "tests" / "mangled" / "whole-column-in-another-unit.csv")
    done = run(tmp_path, "alerts", foreign, "--format", "json", "--no-undecided")
    told = json.loads(done.stdout)
    assert len(told) == 12
    assert all("UNIT_GLU" in [two["rule"] for two in one["fired"]] for one in told)
    assert "its values fit only mmol/L" in done.stderr.decode()
    run(tmp_path, "features", foreign, "-o", "features.csv", wanted=DATA)


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        (("--considering", "levothyroxin"), KNOWLEDGE, "did you mean levothyroxine"),
        (("--limits", "none.toml"), DATA, "none.toml: cannot be read (No such file"),
        (("--units", "none.toml"), DATA, "none.toml: cannot be read (No such file"),
        (("-o", "a.json", "--format", "csv"), USAGE, "a.json is written as its ending says"),
        (("-o", "a.xlsx"), DATA, "a.xlsx: cannot tell the format"),
        (("-o", "a" * 300 + ".json"), DATA, "cannot be written (File name too long)"),
        (("--units", ""), DATA, "wanted lines such as tsh"),
    ],
)
def test_what_cannot_be_done_is_said_before_any_work(
    tmp_path: Path, more: tuple[str, ...], code: int, words: str
) -> None:
    """And how it could be."""
    (tmp_path / "panels.csv").write_text(SENT)
    assert words in run(tmp_path, "alerts", "panels.csv", *more, wanted=code).stderr.decode()


@pytest.mark.parametrize("form", ["json", "csv", "text"])
def test_a_full_disk_behind_the_output_is_no_fault_of_nhml(tmp_path: Path, form: str) -> None:
    """Whatever the form; a scheduler tells it apart from a list that was written."""
    (tmp_path / "panels.csv").write_text(SENT)
    command = [sys.executable, "-m", "nhml", "alerts", "panels.csv", "--format", form]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == DATA
    assert "cannot be written (No space left on device)" in done.stderr.decode()
