"""The command: what it says, and how it ends."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import nhml
from tests.study import CONFIG
from tests.study import nhml as run
from tests.xport import xport

OK, USAGE, CONFIG_ERROR, DATA_ERROR = 0, 2, 10, 11


def test_the_version_is_shown(tmp_path: Path) -> None:
    """The same as in Python."""
    assert run(tmp_path, "--version").stdout.decode() == f"nhml {nhml.__version__}\n"
    assert nhml.__version__[0].isdigit()


def test_a_fetch_of_no_cycle_is_a_mistake(tmp_path: Path) -> None:
    """It would do nothing and call it done."""
    said = run(tmp_path, "fetch", "nhanes", "--cycles", " , ", wanted=USAGE).stderr.decode()
    assert "wanted a cycle" in said


def test_a_table_that_is_not_there_is_named_with_what_it_holds(tmp_path: Path) -> None:
    """So that nobody wonders later where a column is."""
    home = tmp_path / "site" / "Nchs/Data/Nhanes/Public/2013/DataFiles"
    home.mkdir(parents=True)
    people = {"SEQN": [83_000.0], "RIDAGEYR": [40.0], "RIAGENDR": [1.0]}
    (home / "DEMO_H.xpt").write_bytes(xport(people))
    said = run(tmp_path, "fetch", "nhanes", "--from", "site").stdout.decode()
    assert "1 tables fetched" in said
    assert "not there: BMX_H.xpt, of bmi, waist, height, weight\n" in said


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("train", str(CONFIG), "--set", "seed=" + "[" * 100_000), CONFIG_ERROR, "seed:"),
        (("train", str(CONFIG), "-o", "/proc/run"), DATA_ERROR, "/proc/run: cannot be written to"),
        (("features", "panels.csv", "-o", "folder.csv"), DATA_ERROR, "folder.csv: is a folder"),
        (("features", "panels.csv", "-o", "/proc/x.csv"), DATA_ERROR, "x.csv: cannot be written"),
        (("features", "panels.csv", "-o", "no/x.csv"), DATA_ERROR, "its folder does not exist"),
        (("features", "mg.csv", "-o", "x.csv"), DATA_ERROR, "mg.csv: units of whole columns"),
    ],
)
def test_a_mistake_is_no_fault(
    tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    """Its exit code says whose it is."""
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "panels.csv").write_text("age\n50\n")
    (tmp_path / "mg.csv").write_text("age,glucose [mg/dL]\n" + "50,5.5\n" * 10)
    assert words in run(tmp_path, *arguments, wanted=code).stderr.decode()
    assert not (tmp_path / "x.csv").exists()


def test_features_say_which_columns_were_not_read(tmp_path: Path) -> None:
    """How many; by name only those that are near to one that is read."""
    (tmp_path / "panels.csv").write_text("age,canary-7731,sleep_hour\n50,1,7\n")
    said = run(tmp_path, "features", "panels.csv", "-o", "x.csv").stderr.decode()
    assert "not read: 2; did you mean sleep_hours by 'sleep_hour'?" in said
    assert "canary" not in said


def test_a_score_says_what_the_file_lacks(
    folder: Path, people: pd.DataFrame, tmp_path: Path
) -> None:
    """On the error stream; the scores go out as UTF-8 whatever the terminal speaks."""
    sent = people.head(2).drop(columns="hba1c").assign(panel_id=["Köln", "b"])
    done = subprocess.run(
        [sys.executable, "-m", "nhml", "score", str(folder), "-"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        input=sent.to_csv(index=False).encode(),
        capture_output=True,
        check=True,
    )
    assert b"not in the file: 2 of the " in done.stderr
    assert "Köln," in done.stdout.decode("utf-8")


def test_help_speaks_to_any_terminal(tmp_path: Path) -> None:
    """Signs that it does not have become others."""
    done = subprocess.run(
        [sys.executable, "-m", "nhml", "score", "--help"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == OK, done.stderr.decode()


CHECKED = "panel_id,age,sex,prolactin [ng/mL]\na,44,F,{}\nb,999,F,12\n"


def test_a_check_says_what_is_wrong_and_the_way_out(tmp_path: Path) -> None:
    """By row and column, never by value; every problem goes into a file if asked."""
    (tmp_path / "panels.csv").write_text(CHECKED.format("01.Mai"))
    done = run(tmp_path, "check", "panels.csv", "-o", "problems.csv", wanted=1)
    said = done.stdout.decode()
    assert "2 panels of 2 persons, a row a panel: 0 fine, 0 with warnings, 2 rejected" in said
    assert "is a date: a spreadsheet made one of the number [date_in_value]" in said
    assert "→ take the value from the laboratory again" in said
    assert "Mai" not in said
    assert "2 problems in problems.csv" in done.stderr.decode()
    assert pd.read_csv(tmp_path / "problems.csv")["row"].tolist() == [2, 3]


def test_a_check_answers_by_its_exit_code(tmp_path: Path) -> None:
    """0 if all is usable, 1 if a panel is not; strictly, a warning counts too."""
    (tmp_path / "panels.csv").write_text("age,sex,prolactin [ng/mL]\n44,F,1500\n")
    (tmp_path / "units.toml").write_text('confirmed = ["prolactin"]\n')
    assert "1 with warnings" in run(tmp_path, "check", "panels.csv").stdout.decode()
    run(tmp_path, "check", "panels.csv", "--strict", wanted=1)
    sure = ("check", "panels.csv", "--strict", "--units", "units.toml")
    assert "ng/mL (1) confirmed" in run(tmp_path, *sure).stdout.decode()
    run(tmp_path, "check", "absent.csv", wanted=DATA_ERROR)


def test_a_check_tells_a_whole_column_in_another_unit(tmp_path: Path) -> None:
    """With the line that confirms it, brackets and all."""
    (tmp_path / "panels.csv").write_text("age,glucose [mg/dL]\n" + "50,5.5\n" * 12)
    said = run(tmp_path, "check", "panels.csv", wanted=1).stdout.decode()
    assert 'if it is right, write confirmed = ["glucose"]' in said


def test_a_check_for_machines_is_json(tmp_path: Path) -> None:
    """And nothing else."""
    (tmp_path / "panels.csv").write_text(CHECKED.format("12"))
    said = json.loads(run(tmp_path, "check", "panels.csv", "--json", wanted=1).stdout)
    assert [(one["code"], one["rows"]) for one in said["findings"]] == [("missing_code", [3])]
    assert said["analytes"][0]["units"] == {"ng/mL": 2}
