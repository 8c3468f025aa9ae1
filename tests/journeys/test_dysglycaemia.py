"""A stranger without any download: look at the people, train, judge on another cycle."""

import json
from pathlib import Path

import pytest

from tests.real_data import nhanes_base
from tests.study import QUICK, REPOSITORY, nhml

CONFIG = str(REPOSITORY / "configs" / "dysglycaemia.toml")
THYROID = str(REPOSITORY / "configs" / "thyroid_autoimmunity.toml")
WRONG = ("--set", "features.groups=person,metabolic")


def test_a_diagnosis_is_shown_and_written(tmp_path: Path) -> None:
    """The same as JSON; nothing stops."""
    shown = nhml(tmp_path, "diagnose", CONFIG, "-o", "before").stdout.decode()
    assert "4,051 panels of 4,051 persons, 1,408 with dysglycaemia_undiagnosed" in shown
    assert shown.rstrip().endswith("fit to learn from")
    written = json.loads((tmp_path / "before" / "diagnose.json").read_text("utf-8"))
    assert written == json.loads(nhml(tmp_path, "diagnose", CONFIG, "--json").stdout)
    assert written["fine"]
    assert written["size"]["wanted"] < 4051
    assert {one["name"] for one in written["features"]} >= {"age", "bmi", "phq9"}


def test_a_leak_that_would_stop_training_is_a_finding(tmp_path: Path) -> None:
    """The answer is no; what training says with an error stands among what else was found."""
    said = nhml(tmp_path, "diagnose", CONFIG, *WRONG, wanted=1).stdout.decode()
    assert "glucose defines the outcome" in said
    assert "way out  name other groups" in said
    assert "NOT fit to learn from: 1 to mend" in said
    stopped = nhml(tmp_path, "train", CONFIG, *WRONG, wanted=11).stderr.decode()
    assert "glucose defines the outcome" in stopped


def test_a_model_of_the_package_is_judged_on_the_files_of_the_cdc(tmp_path: Path) -> None:
    """Every column that it reads is there; judged on those who trained it, it is flattered."""
    nhml(tmp_path, "train", CONFIG, *QUICK, "-o", "run")
    nhml(tmp_path, "fetch", "nhanes", "--cycles", "2013-2014", "--from", str(nhanes_base()))
    elsewhere = ("--set", "cohort.source=nhanes", "--set", "cohort.cycles=2013-2014")
    done = nhml(tmp_path, "evaluate", "run/model", CONFIG, *elsewhere, "-o", "other")
    assert b"missing for everybody here" not in done.stderr
    assert b"trained the model" not in done.stderr
    assert auroc(tmp_path / "run") == pytest.approx(0.75, abs=0.02)
    assert auroc(tmp_path / "other") > 0.7
    again = nhml(tmp_path, "evaluate", "run/model", CONFIG, "-o", "again")
    assert b"trained the model (NHANES 2017-2018)" in again.stderr


def test_thyroid_antibodies_are_diagnosed_before_training(tmp_path: Path) -> None:
    """Of two cycles; neither order nor cycle tells."""
    cycles = ("--cycles", "2007-2008,2009-2010")
    nhml(tmp_path, "fetch", "nhanes", *cycles, "--from", str(nhanes_base()))
    found = json.loads(nhml(tmp_path, "diagnose", THYROID, "--json").stdout)
    assert (found["people"], found["events"]) == (7440, 833)
    assert {one["value"] for one in found["subgroups"] if one["column"] == "cycle"} == {
        "2007-2008",
        "2009-2010",
    }
    assert not {one["code"] for one in found["findings"]} & {"order", "place_tells", "leakage"}


def auroc(folder: Path) -> float:
    """Give the AUROC of a run among all."""
    rows = json.loads((folder / "evaluation.json").read_text("utf-8"))
    return next(row["value"] for row in rows if row["metric"] == "auroc" and row["group"] == "all")
