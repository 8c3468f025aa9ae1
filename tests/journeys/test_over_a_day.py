"""A person's saliva samples, from a file to numbers, plain data and a page."""

import json

import pandas as pd
from typer.testing import CliRunner

from nhml.cli.main import app

SALIVA = """subject_id,age,analyte,value,unit,time,woke_at
a,44,cortisol_saliva,12.1,nmol/L,2024-05-29T06:51,2024-05-29T06:50
a,44,cortisol_saliva,21.3,nmol/L,2024-05-29T07:20,
a,44,cortisol_saliva,18.9,nmol/L,2024-05-29T07:36,
a,44,cortisol_saliva,7.2,parsec,2024-05-29T12:05,
a,44,cortisol_saliva,<1.5,nmol/L,2024-05-30T00:10,
b,30,cortisol_saliva,3,nmol/L,23:30,
"""


def ran(tmp_path, *arguments):
    """Run the verb on the samples above."""
    path = tmp_path / "saliva.csv"
    path.write_text(SALIVA)
    return CliRunner().invoke(app, ["rhythm", str(path), *arguments])


def test_the_standard_output_carries_the_json_alone(tmp_path):
    """Notes go to the error stream."""
    done = ran(tmp_path, "--format", "json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert [one["subject_id"] for one in told] == ["a", "b"]
    day = told[0]["days"][0]
    assert set(day) == {"day", "samples", "features", "said"}
    assert day["features"]["car_delta30"]["unit"] == "ug/dL"
    assert {said["code"] for said in day["said"]} >= {"unit_unknown", "past_midnight"}
    assert "series: 2, of 2 persons on 2 days; samples without a value or a time: 1" in done.stderr


def test_files_are_written_by_their_suffix(tmp_path):
    """A table, plain data, a page; the three hold the same day."""
    for name in ("day.csv", "day.json", "day.html"):
        assert ran(tmp_path, "-o", str(tmp_path / name)).exit_code == 0
    table = pd.read_csv(tmp_path / "day.csv")
    plain = json.loads((tmp_path / "day.json").read_text())
    value = plain[0]["days"][0]["features"]["car_mninc"]["value"]
    row = table[(table["subject_id"] == "a") & (table["feature"] == "car_mninc")].iloc[0]
    assert row["value"] == value
    assert "Person a" in (tmp_path / "day.html").read_text()


def test_a_person_and_an_analyte_are_asked_for(tmp_path):
    """The page then holds nobody else."""
    page = tmp_path / "b.html"
    done = ran(tmp_path, "--analyte", "cortisol_saliva", "--subject", "b", "-o", str(page))
    assert done.exit_code == 0
    assert "Person a" not in page.read_text()


def test_a_format_that_the_name_of_the_file_contradicts_is_refused(tmp_path):
    """Before anything is read."""
    done = ran(tmp_path, "--format", "json", "-o", str(tmp_path / "day.csv"))
    assert done.exit_code == 2
    assert not (tmp_path / "day.csv").exists()
