"""From a month of panels that is not as it was, to a version that is taken back."""

import json
from pathlib import Path

import mlflow
import pandas as pd
import pytest

from tests.study import REPOSITORY, nhml

ONE = "models:/watched/1"
QUICK = ("name=watched", "cohort.rows=1500", "tune.trials=0", "model.refits=0", "split.folds=2",
         "model.estimator=logistic", "evaluate.resamples=20")  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a registered model and a month of panels."""
    place = tmp_path_factory.mktemp("watched")
    (place / "configs").symlink_to(REPOSITORY / "configs")
    told = [part for one in QUICK for part in ("--set", one)]
    nhml(place, "train", "configs/synthetic_thyroid.toml", *told, "-o", "run")
    nhml(place, "simulate", "-o", "march", "--rows", "1500", "--seed", "5")
    return place


def test_a_month_as_ever_ends_with_0(home: Path) -> None:
    """A page, JSON beside it, outcomes among the panels."""
    done = nhml(home, "monitor", ONE, "march/panels.csv", "--outcomes", "march/panels.csv",
                "-o", "clear")  # fmt: skip
    assert "Nothing is past a limit" in done.stdout.decode()
    assert "<h1>Nothing is past a limit" in (home / "clear/monitoring.html").read_text("utf-8")
    assert json.loads((home / "clear/monitoring.json").read_bytes())["past"] is False


def test_a_change_ends_with_1_and_json_alone(home: Path) -> None:
    """The output is what other programs read."""
    march = pd.read_csv(home / "march/panels.csv", dtype=str)
    march["tsh"] = pd.to_numeric(march["tsh"], errors="coerce") * 1.4
    march.to_csv(home / "moved.csv", index=False)
    done = nhml(home, "monitor", "run", "moved.csv", "--format", "json", wanted=1)
    found = json.loads(done.stdout)
    assert {one["subject"] for one in found["findings"] if one["level"] == "past"} >= {"tsh"}
    (home / "own.toml").write_text("[monitor]\nshift = 3\npsi = 9\nalerts = 1\nsilent = 1\n")
    nhml(home, "monitor", "run", "moved.csv", "--limits", "own.toml")


@pytest.mark.parametrize("wrong", [["--reason", "x", "--list"], []])
def test_a_reason_or_a_list_is_asked_for(home: Path, wrong: list[str]) -> None:
    """Not both, and not neither."""
    nhml(home, "retract", ONE, *wrong, wanted=2)


def test_a_version_is_taken_back(home: Path) -> None:
    """Its answers are listed, its alias is gone, and nobody loads it any more."""
    nhml(home, "score", ONE, "march/panels.csv", "-o", "scores.csv")
    listed = nhml(home, "retract", ONE, "--list", "--answers", "scores.csv")
    assert len(listed.stdout.decode().splitlines()) == 1501
    done = nhml(home, "retract", ONE, "--reason", "TSH moved", "--by", "A Head", "--answers",
                "scores.csv", "-o", "answered.csv")  # fmt: skip
    said = done.stderr.decode()
    assert "it was @candidate" in said
    assert "1,500 of 1,500 answers are of watched" in said
    assert list(pd.read_csv(home / "answered.csv")) == ["panel_id", "file", "row", "risk_shown"]
    client = mlflow.MlflowClient(f"sqlite:///{home / 'mlflow.db'}")
    assert client.get_registered_model("watched").aliases == {}
    tags = client.get_model_version("watched", "1").tags
    assert tags["nhml.retracted.reason"] == "TSH moved"
    run = client.get_model_version("watched", "1").run_id
    for address in (ONE, f"runs:/{run}/model"):
        words = nhml(home, "score", address, "march/panels.csv", wanted=12).stderr.decode()
        assert "by A Head: TSH moved" in words
    words = nhml(home, "promote", ONE, wanted=12).stderr.decode()
    assert "TSH moved" in words
    again = nhml(home, "retract", ONE, "--reason", "again", wanted=12).stderr.decode()
    assert "was retracted before" in again
