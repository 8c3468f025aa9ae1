"""Folders of simulated people, and a run among them that carries the true risk beside."""

from pathlib import Path

import pandas as pd
import pytest

from nhml.cohorts import synthetic
from nhml.config.parts import Experiment
from nhml.errors import DataError
from nhml.panels import files, intake
from nhml.workflows.people import cohort_of
from nhml.workflows.simulate import simulate
from nhml.workflows.train import train
from tests.study import REPOSITORY, nhml

EXAMPLE = REPOSITORY / "data" / "example_panels.csv"
CONTENT = {
    "name": "simulated",
    "cohort": {"source": "synthetic", "outcome": "hypothyroid_synthetic_5y", "rows": 900},
    "features": {"groups": ["person", "HPT"]},
    "model": {"estimator": "logistic", "refits": 0},
    "tune": {"trials": 0},
    "split": {"folds": 2},
    "evaluate": {"resamples": 20},
}


def test_the_example_of_the_project_is_what_its_seed_gives(tmp_path: Path) -> None:
    """To the letter, so that the page of data/ tells no story."""
    simulate(tmp_path / "made", rows=20, seed=2747)
    assert (tmp_path / "made" / "panels.csv").read_text("utf-8") == EXAMPLE.read_text("utf-8")


def test_the_example_holds_what_its_page_says() -> None:
    """Four sites, values below detection, and one of each mistake."""
    _, panels = intake.read(str(EXAMPLE))
    assert set(panels.column("site")) == {"north", "south", "east", "west"}
    assert (panels.censored < 0).any()
    assert panels.rejected().sum() == 1
    kinds = synthetic.simulate(20, 2747).truth["mistakes"].str.partition(":")[0]
    assert sorted(kinds[kinds != ""]) == ["biotin", "impossible", "wrong_unit"]


def test_a_folder_holds_panels_truth_and_a_card(tmp_path: Path) -> None:
    """The card says how to have the same again, and that nobody is real."""
    made = simulate(tmp_path / "made", rows=60, seed=4, truth="logistic")
    truth = pd.read_csv(tmp_path / "made" / "truth.csv")
    pd.testing.assert_series_equal(truth["true_risk"], made.truth["true_risk"])
    assert list(files.read(str(tmp_path / "made" / "panels.csv"))["panel_id"]) == list(
        truth["panel_id"]
    )
    card = (tmp_path / "made" / "README.txt").read_text("utf-8")
    assert "nhml simulate --rows 60 --seed 4 --truth logistic" in card
    assert "Nobody in this folder is real" in card
    with pytest.raises(DataError, match="is not an empty folder"):
        simulate(tmp_path / "made")


def test_the_command_simulates(tmp_path: Path) -> None:
    """Says how many were mis-measured and where they lie; an unknown truth is a mistake."""
    said = nhml(tmp_path, "simulate", "-o", "made", "--rows", "50", "--seed", "1").stdout.decode()
    assert "50 simulated people" in said
    assert (tmp_path / "made" / "panels.csv").is_file()
    nhml(tmp_path, "simulate", "-o", "other", "--truth", "none", wanted=2)
    nhml(tmp_path, "simulate", "-o", "made", wanted=11)


def test_the_file_and_the_run_are_the_same_people(tmp_path: Path) -> None:
    """A config that names the file trains on whom `source = "synthetic"` simulates."""
    simulate(tmp_path / "made", rows=900, seed=0)
    part = {**CONTENT["cohort"], "source": str(tmp_path / "made" / "panels.csv")}
    in_file = cohort_of(Experiment.model_validate({**CONTENT, "cohort": part}))
    in_run = cohort_of(Experiment.model_validate(CONTENT))
    assert in_file.fingerprint() == in_run.fingerprint()


def test_the_true_risk_stands_beside_the_estimated_one_and_in_no_model(tmp_path: Path) -> None:
    """In people.parquet, and in no file of the bundle."""
    run = train(Experiment.model_validate(CONTENT), tmp_path / "run", track=False, jobs=1)
    people = pd.read_parquet(tmp_path / "run" / "people.parquet")
    assert people["true_risk"].between(0, 1).all()
    assert people["risk"].corr(people["true_risk"], method="spearman") > 0.5
    assert {name for one in run.model.features for name in one.inputs} >= {"tsh", "tpo_ab", "age"}
    held = [path for path in (tmp_path / "run" / "model").rglob("*") if path.is_file()]
    assert held
    assert not [path.name for path in held if b"true_risk" in path.read_bytes()]
