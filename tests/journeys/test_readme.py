"""What the README shows, runs; what it claims, was measured."""

import re

import pandas as pd
import pytest

from tests.study import README, REPOSITORY, Study, blocks, lines, python

pytestmark = pytest.mark.xdist_group("study")


def test_its_lines_leave_a_list_of_risks(study: Study) -> None:
    """Every verb ran as it stands there, in that order."""
    assert [line[0] for line in lines()] == ["fetch", "train", "cohort", "score", "report", "card"]
    scores = pd.read_csv(study.home / "scores.csv")
    assert len(scores) == len(study.panels())
    explained = scores["explanation"].str.startswith("[{")
    assert (explained == (scores["status"] == "scored")).all()
    assert explained.mean() > 0.95


@pytest.mark.parametrize("block", blocks("python"))
def test_its_python_runs(study: Study, block: str) -> None:
    """Each block by itself, where the lines before were run."""
    said = python(study.home, "-c", block).stdout.decode()
    assert "scored" in said
    assert "[too_much_missing]" in said


def test_its_make_targets_exist() -> None:
    """`make install` and the rest."""
    wanted = {word for block in blocks("sh") for word in re.findall(r"^make (\w+)", block, re.M)}
    made = set(re.findall(r"^(\w+):", (REPOSITORY / "Makefile").read_text("utf-8"), re.M))
    assert {"install", "demo"} <= wanted <= made


def test_its_links_lead_somewhere() -> None:
    """Every file and picture that it names."""
    named = [name for name in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in name]
    assert len(named) >= 6
    assert [name for name in named if not (REPOSITORY / name).exists()] == []
