"""From a training and an evaluation to the page that a reviewer reads, by the command alone."""

import json
import re

import pandas as pd
import pytest

from nhml.modelling.evaluation import Evaluation
from tests.study import CONFIG, QUICK, Study

pytestmark = pytest.mark.xdist_group("study")


def read(study: Study, run: str = "runs/panel") -> tuple[str, Evaluation]:
    """The page of a run, and its figures."""
    home = study.home / run
    found = Evaluation.from_json((home / "evaluation.json").read_text("utf-8"))
    return (home / "evaluation.html").read_text("utf-8"), found


def test_a_training_leaves_the_page_of_its_outer_folds(study: Study) -> None:
    """With the figures of evaluation.json, weighted for the survey beside, and its own tuning."""
    page, found = read(study)
    assert "persons held out in 2 outer folds" in page
    for metric in ("auroc", "weighted_auroc", "auroc_all_eligible", "baseline_auroc"):
        row = found.row(metric)
        assert row is not None
        told = rf'{row.value:.3f} <span class="within">\({row.low:.3f} to {row.high:.3f}\)'
        assert re.search(told, page), metric
    assert re.findall(r"<b>Figure (\d)\.", page) == list("12345678")
    assert re.findall(r"<b>Table (\d)\.", page) == list("1234")
    assert "ethnicity: Mexican American" in page


def test_no_person_of_the_training_stands_in_what_is_read(study: Study) -> None:
    """Neither an id nor a risk, on the page, among the curves or in a figure."""
    people = pd.read_parquet(study.run / "people.parquet")
    files = ["evaluation.html", "curves.json", *(study.run / "figures").glob("*.svg")]
    text = "".join((study.run / one).read_text("utf-8") for one in files)
    risks = (f"{one:.6g}" for one in people["risk"].dropna())
    told = {one for one in risks if len(one.lstrip("0.")) == 6}  # a short one may be anything
    assert not told & set(re.findall(r"0\.\d+", text))
    assert not set(people["subject_id"].astype(str)) & set(re.findall(r"[A-Za-z0-9-]{5,}", text))


def test_every_count_among_the_curves_is_of_many_people(study: Study) -> None:
    """Nought, or ten at least."""
    told = json.loads((study.run / "curves.json").read_text("utf-8"))
    counts = [*told["with_outcome"], *told["without_outcome"]]
    assert sum(counts) == told["people"]
    assert all(one == 0 or one >= 10 for one in counts)


def test_an_evaluation_on_the_same_people_warns_above_all_figures(study: Study) -> None:
    """They trained the model, and the page says so before it says how good it is."""
    study.nhml("evaluate", str(study.run), str(CONFIG), *QUICK, "-o", "runs/again")
    page, found = read(study, "runs/again")
    above, _, below = page.partition('id="brief"')
    assert "trained the model" in above
    assert "See the outer folds of its training instead." in above
    row = found.row("auroc")
    assert row is not None
    assert f"AUROC {row.value:.3f}" in below
    assert "tuning" not in {one.stem for one in (study.home / "runs/again/figures").iterdir()}
