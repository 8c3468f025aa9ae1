"""Train and evaluate on a panel file: what they leave, and what they say of the people."""

import json
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nhml.cohorts import nhanes_files
from nhml.cohorts.cohort import Cohort
from nhml.config.parts import Experiment
from nhml.errors import ConfigError, ModelError
from nhml.knowledge import tables
from nhml.modelling.risk_model import RiskModel
from nhml.tracking import runs
from nhml.workflows import people, provenance
from nhml.workflows.evaluate import Judged, evaluate
from nhml.workflows.train import train
from tests.people import panel_frame
from tests.real_data import nhanes_base

SMALL = {
    "name": "small",
    "features": {"groups": ["person", "metabolic"]},
    "model": {"estimator": "logistic", "refits": 0},
    "tune": {"trials": 0},
    "split": {"folds": 2},
    "evaluate": {"resamples": 20, "thresholds": [0.2], "subgroups": ["age_band"]},
}


def surveyed(seed: int = 3) -> pd.DataFrame:
    """Invented men of a survey; none of them trained the model of the other tests."""
    drawn = np.random.default_rng(seed)
    return panel_frame(seed=seed).assign(
        survey_weight=drawn.uniform(1000.0, 9000.0, 400),
        survey_stratum=np.arange(400) % 12,
        survey_psu=np.arange(400) // 12 % 2,
    )


@pytest.fixture
def experiment(tmp_path: Path):
    """Make an experiment on a frame, written as a file."""

    def made(frame: pd.DataFrame, ending: str = ".parquet", **changed: object) -> Experiment:
        path = tmp_path / f"people{ending}"
        frame.to_csv(path, index=False) if ending == ".csv" else frame.to_parquet(path)
        source = {"source": str(path), "outcome": "low_testosterone_300"}
        return Experiment.model_validate({**SMALL, "cohort": source, **changed})

    return made


def judge(model: RiskModel, experiment: Experiment, folder: Path) -> tuple[Judged, list[str]]:
    """Evaluate, every warning an error; give what it left and what it said."""
    said: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return evaluate(model, experiment, folder, tell=said.append), said


def test_a_csv_and_a_parquet_file_are_judged_alike(model, experiment, tmp_path: Path) -> None:
    """To the bit, weighted for the survey and not."""
    judge(model, experiment(surveyed(), ".csv"), tmp_path / "csv")
    judge(model, experiment(surveyed(), ".parquet"), tmp_path / "parquet")
    written = (tmp_path / "csv" / "evaluation.json").read_text("utf-8")
    assert written == (tmp_path / "parquet" / "evaluation.json").read_text("utf-8")
    assert "weighted_auroc" in written


def test_what_the_model_reads_and_nobody_has_is_said(model, experiment, tmp_path: Path) -> None:
    """Whether its column is empty or not there at all."""
    frame = surveyed().assign(bmi=np.nan).drop(columns=["shbg", "shbg_unit"])
    judged, said = judge(model, experiment(frame), tmp_path / "out")
    assert set(judged.missing) == {"bmi", "shbg"}
    assert "missing for everybody: bmi" in said


def test_nobody_scored_leaves_figures_for_nobody(model, experiment, tmp_path: Path) -> None:
    """The numbers and the people are written; pictures that would show nothing are left out."""
    none = surveyed().assign(shbg="one", shbg_unit="nmol/L")
    judged, _ = judge(model, experiment(none, ".csv"), tmp_path / "none")
    assert not (judged.people["status"] == "scored").any()
    assert json.loads((tmp_path / "none" / "evaluation.json").read_text("utf-8"))
    assert len(pd.read_parquet(tmp_path / "none" / "people.parquet")) == len(judged.people)
    assert [path.name for path in (tmp_path / "none" / "figures").iterdir()] == [
        "contributions.svg"
    ]


def test_numbers_are_written_before_pictures(
    model, experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture that fails costs no number."""

    def fail(*_: object) -> None:
        raise OSError("no font")

    monkeypatch.setattr("nhml.workflows.pictures.draw", fail)
    with pytest.raises(OSError, match="no font"):
        evaluate(model, experiment(surveyed()), tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "evaluation.json",
        "people.parquet",
    }


def test_a_folder_may_be_text(model, experiment, tmp_path: Path) -> None:
    """For evaluation and for training."""
    evaluate(model, experiment(surveyed()), str(tmp_path / "judged"))
    train(experiment(surveyed()), str(tmp_path / "trained"), track=False, jobs=1)
    assert (tmp_path / "judged" / "evaluation.json").is_file()
    assert (tmp_path / "trained" / "model" / "manifest.json").is_file()


def test_the_optimism_is_corrected_where_the_config_asks(experiment, tmp_path: Path) -> None:
    """In the figures and in the bundle, and said to be understated; else there is none."""
    said: list[str] = []
    asked = {"evaluate": {**SMALL["evaluate"], "optimism": 3}}
    found = train(experiment(surveyed(), **asked), track=False, jobs=1, tell=said.append)
    told = found.model.held_out
    assert told is not None
    for metric in ("auroc", "calibration_slope", "brier", "log_loss"):
        assert told.evaluation.row(f"corrected_{metric}") is not None
    assert any("the optimism is understated" in words for words in said)
    plain = train(experiment(surveyed()), track=False, jobs=1)
    assert plain.evaluation.row("optimism_auroc") is None


def test_what_is_no_experiment_is_refused_with_the_way_out(model, tmp_path: Path) -> None:
    """Such as the path of its file."""
    wanted = r"found str, wanted an Experiment; nhml.read_config\(path\) gives one"
    with pytest.raises(ConfigError, match=wanted):
        evaluate(model, "configs/a.toml", tmp_path)
    with pytest.raises(ConfigError, match=wanted):
        train("configs/a.toml")


def test_subgroups_that_nobody_has_are_said_by_the_command_and_warned_of_in_a_notebook(
    model, experiment, tmp_path: Path
) -> None:
    """With those that there are."""
    asked = experiment(surveyed(), evaluate={**SMALL["evaluate"], "subgroups": ["star_sign"]})
    _, said = judge(model, asked, tmp_path / "command")
    assert any("nobody has star_sign; there is" in words for words in said)
    with pytest.warns(UserWarning, match="nobody has star_sign; there is"):
        evaluate(model, asked, tmp_path / "notebook")


@pytest.fixture(scope="module")
def real_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real files of the cycles with thyroid tests."""
    home = tmp_path_factory.mktemp("nhanes")
    nhanes_files.fetch(["2007-2008", "2009-2010"], nhanes_base(), home)
    return home


def of_nhanes(outcome: str) -> Cohort:
    """The people of both cycles."""
    source = {"source": "nhanes", "cycles": ("2007-2008", "2009-2010"), "outcome": outcome}
    return people.cohort_of(Experiment.model_validate({**SMALL, "cohort": source}))


def test_thyroid_antibodies_of_two_cycles_weigh_the_same(
    real_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody has a weight, so that there are weighted figures; each cycle is a half."""
    monkeypatch.setenv("NHML_DATA", str(real_home))
    found = of_nhanes("tpo_ab_positive")
    assert (found.aside["survey_weight"] > 0).all()
    halves = found.aside.groupby("cycle")["survey_weight"].sum()
    assert (halves / halves.sum()).tolist() == pytest.approx([0.5, 0.5], abs=0.03)


def test_who_did_not_fast_stands_for_nobody(
    real_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their insulin was measured, their weight is zero: they are counted, and not weighted."""
    monkeypatch.setenv("NHML_DATA", str(real_home))
    high = replace(tables.outcomes()["tpo_ab_positive"], key="high_insulin", event="insulin > 25")
    monkeypatch.setattr(tables, "outcomes", lambda: {"high_insulin": high})
    found = of_nhanes("high_insulin")
    none = int((found.aside["survey_weight"] == 0.0).sum())
    assert 300 < none < 0.1 * len(found)
    said = f"in no weighted figure, for their survey weight is zero: {none} people"
    assert said in found.notes


@pytest.mark.parametrize(
    ("trained", "judged", "words"),
    [
        ("NHANES 2013-2014", "NHANES 2013-2014", "some of these people trained the model"),
        ("NHANES 2011-2012, 2013-2014", "NHANES 2009-2010, 2013-2014", "(NHANES 2013-2014)"),
        ("NHANES 2009-2010", "NHANES 2013-2014", ""),
        ("2013-2014.csv", "NHANES 2013-2014", ""),
    ],
)
def test_who_trained_the_model_is_known_by_the_cycle(
    model, cohort: Cohort, trained: str, judged: str, words: str
) -> None:
    """Although other columns, another day's files or further people make another cohort."""
    learnt = replace(model, training={"cohort": trained, "fingerprint": "of others"})
    found = people.trained_on(learnt, replace(cohort, name=judged))
    assert bool(found) is bool(words)
    assert words in found


def test_who_trained_the_model_is_known_by_a_whole_file(model, cohort: Cohort) -> None:
    """Whatever it is called; and one value more makes another."""
    assert people.trained_on(model, replace(cohort, name="b.csv")).startswith("these people")
    assert people.trained_on(model, cohort.take(range(399))) == ""


def test_training_says_what_is_to_be_known_of_its_people(experiment) -> None:
    """And how many parts there are."""
    said: list[str] = []
    frame = surveyed().assign(sleep_hours=np.nan)
    changed = {"split": {"folds": 3}, "evaluate": {**SMALL["evaluate"], "subgroups": ["team"]}}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        train(experiment(frame, **changed), track=False, jobs=1, tell=said.append)
    assert "missing for everybody: sleep_hours" in said
    assert "learning from everybody, and 3 times without one part in 3" in said
    assert any("nobody has team" in words for words in said)


def test_a_group_of_few_people_does_not_reach_the_store(
    experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A column of names among the subgroups would bring every name there, and who had what."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/mlflow.db")
    frame = surveyed().assign(called=[f"Mr {at}" if at < 9 else "A" for at in range(400)])
    asked = {"evaluate": {**SMALL["evaluate"], "subgroups": ["called", "age_band"]}}
    done = train(experiment(frame, **asked), tmp_path / "run", jobs=1)
    assert done.evaluation.row("prevalence", "called=Mr 3") is not None
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("ml*/**/*") if path.is_file())
    assert b"age_band=" in kept
    assert b"Mr " not in kept + (tmp_path / "mlflow.db").read_bytes()


def test_what_is_kept_of_a_run_is_what_its_folder_shows(
    experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page, curves and figures, to the byte; and no person's id with them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/mlflow.db")
    frame = surveyed()
    named = frame.assign(subject_id="secret-" + frame["subject_id"].astype(str))
    train(experiment(named), tmp_path / "run", jobs=1)
    for name in ("evaluation.html", "curves.json", "figures/calibration.svg"):
        (kept,) = tmp_path.glob(f"mlruns/*/*/artifacts/{name}")
        assert kept.read_bytes() == (tmp_path / "run" / name).read_bytes()
        assert b"secret-" not in kept.read_bytes()


def test_a_store_that_cannot_be_reached_stops_before_any_work(
    experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is learnt for it."""
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{tmp_path}/nowhere/mlflow.db")
    said: list[str] = []
    with pytest.raises(ModelError, match="its folder does not exist"):
        train(experiment(surveyed()), jobs=1, tell=said.append)
    assert said == []


def test_a_store_that_fails_at_the_end_costs_nothing(
    experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The model, the numbers, the people and the pictures lie in the folder, and it says so."""

    def fail(*_: object, **__: object) -> None:
        raise ModelError("the store is full")

    monkeypatch.setattr(runs, "reach", lambda: None)
    monkeypatch.setattr(runs, "keep", fail)
    home = tmp_path / "out"
    with pytest.raises(ModelError, match=r"the store is full\nwhat was learnt lies in .*out"):
        train(experiment(surveyed()), home, jobs=1)
    assert {path.name for path in home.iterdir()} == {
        "model", "evaluation.html", "evaluation.json", "curves.json", "findings.json",
            "people.parquet", "figures",
    }  # fmt: skip
    assert (home / "figures" / "calibration.svg").is_file()


def test_a_run_leaves_no_change_in_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that git does not follow are none; git is asked to leave them out."""
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(provenance, "_git", lambda *words: asked.append(words) or "")
    provenance.git()
    assert ("status", "--porcelain", "--untracked-files=no") in asked
    assert "runs/" in (Path(provenance.__file__).parents[2] / ".gitignore").read_text().split()


def test_a_mapping_is_for_a_panel_file() -> None:
    """NHANES is not a stranger's file: a mapping beside it is a mistake."""
    source = {"source": "nhanes", "outcome": "low_testosterone_300", "mapping": "m.toml"}
    with pytest.raises(ConfigError, match=r"cohort\.mapping: is for a panel file"):
        people.cohort_of(Experiment.model_validate({**SMALL, "cohort": source}))
