"""Two models that were really trained, set side by side by the command."""

import json
from pathlib import Path

import pytest

from tests.study import REPOSITORY, nhml

CONFIG = str(REPOSITORY / "configs" / "synthetic_thyroid.toml")
LITTLE = (
    "--set", "model.estimator=logistic", "--set", "tune.trials=0", "--set", "model.refits=0",
    "--set", "split.folds=2", "--set", "evaluate.resamples=30",
)  # fmt: skip
OTHERS = ("--set", "cohort.seed=7", "--set", "evaluate.resamples=60")
DATA_ERROR, MODEL_ERROR = 11, 12


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model of the whole panel, and one of age and sex alone."""
    made = tmp_path_factory.mktemp("compared")
    nhml(made, "train", CONFIG, *LITTLE, "-o", "panel")
    nhml(made, "train", CONFIG, *LITTLE, "--set", "features.groups=person", "-o", "age")
    return made


def test_hormones_are_better_than_age_alone(home: Path) -> None:
    """On people of another seed: said in words, in JSON, on the page."""
    done = nhml(home, "compare", "panel", "age", CONFIG, *OTHERS, "-o", "told")
    words = done.stdout.decode()
    assert "is better on: AUROC" in words
    assert "flatters" not in done.stderr.decode()
    assert "Which is better is said" in (home / "told" / "compare.html").read_text("utf-8")


def test_json_is_all_that_stands_on_the_output(home: Path) -> None:
    """And what the folder has; turned about, the second is the better one."""
    done = nhml(home, "compare", "age", "panel", CONFIG, *OTHERS, "--format", "json", "-o", "json")
    plain = json.loads(done.stdout)
    assert plain == json.loads((home / "json" / "compare.json").read_text("utf-8"))
    found = {row["metric"]: row["better"] for row in plain["rows"] if row["group"] == "all"}
    assert found["auroc"] == found["log_loss"] == "second"


def test_people_who_trained_them_are_warned_of(home: Path) -> None:
    """The config as it is: both have seen everybody."""
    done = nhml(home, "compare", "panel", "age", CONFIG, "-o", "seen")
    assert done.stderr.decode().count("the comparison flatters it") == 2


def test_what_cannot_be_compared_is_refused(home: Path) -> None:
    """One model with itself; a config of another outcome."""
    done = nhml(home, "compare", "age", "age", CONFIG, "-o", "self", wanted=MODEL_ERROR)
    assert "wanted two models" in done.stderr.decode()
    asked = ("--set", "cohort.outcome=low_testosterone_300")
    done = nhml(home, "compare", "age", "panel", CONFIG, *asked, "-o", "no", wanted=DATA_ERROR)
    assert "the config's outcome is 'low_testosterone_300'" in done.stderr.decode()
