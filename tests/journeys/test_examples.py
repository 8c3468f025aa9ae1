"""Every example runs as it stands; three doors say the same of the same people."""

import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.blocks import call
from tests.study import REPOSITORY, Study, python

QUICK = ("tune.trials=0", "model.refits=2", "split.folds=2", "evaluate.resamples=20")
RUN_HERE = {
    "score_in_python.py", "score_through_mlflow.py", "score_from_the_shell.sh",
    "nhanes_low_testosterone.py",
}  # fmt: skip
RUN_ELSEWHERE = {"demo.py"}


def said(home: Path, *command: str) -> str:
    """What an example says, having ended well."""
    code, words = call(home, [*command])
    assert code == 0, words
    return words


@pytest.mark.xdist_group("docs")
def test_three_doors_say_the_same(walked: Path) -> None:
    """The list in Python, through MLflow and from the shell."""
    ours = said(walked, sys.executable, "examples/score_in_python.py")
    theirs = said(walked, sys.executable, "examples/score_through_mlflow.py")
    table = ours[: ours.index("is abstained")].splitlines()[:-1]
    assert len(table) == 21
    assert "\n".join(table) in theirs
    assert "Suicidal thoughts reported; same-day clinician risk assessment" in ours
    assert "Why p" in ours

    assert "scored: runs/tonight/scores.csv" in said(walked, "examples/score_from_the_shell.sh")
    scores = pd.read_csv(walked / "runs" / "tonight" / "scores.csv", dtype={"panel_id": str})
    assert scores["panel_id"].tolist() == [line.split()[0] for line in table[1:]]
    assert scores["status"].tolist() == [line.split()[1] for line in table[1:]]


@pytest.mark.xdist_group("study")
def test_the_study_of_men_runs(study: Study) -> None:
    """From the files that were fetched, with little tuning."""
    script = str(REPOSITORY / "examples" / "nhanes_low_testosterone.py")
    words = python(study.home, script, *QUICK).stdout.decode()
    for line in ("2519 panels, 668 with low_testosterone_300", "screen", "an-invented-man"):
        assert line in words
    assert words.count("calibration_slope") == 2
    assert words.rindex("scored") > words.index("an-invented-man")


def test_no_example_is_left_out() -> None:
    """Each stands in a test, here or of its own."""
    there = {path.name for path in (REPOSITORY / "examples").iterdir() if path.is_file()}
    assert there == RUN_HERE | RUN_ELSEWHERE
