"""Compare: two trained models on one config, what is refused, what is left."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from nhml.cohorts.cohort import Cohort
from nhml.config.parts import Experiment
from nhml.errors import CohortError, ModelError
from nhml.modelling.risk_model import RiskModel
from nhml.reporting import comparing
from nhml.workflows.compare import compare
from tests.people import panel_frame


@pytest.fixture(scope="module")
def other(cohort: Cohort) -> RiskModel:
    """A model of the same men that reads their age alone."""
    return RiskModel.fit(cohort, name="by-age", estimator="logistic", trials=0, refits=0)


def experiment(folder: Path, frame: pd.DataFrame) -> Experiment:
    """A config of a panel file."""
    frame.to_parquet(folder / "others.parquet")
    return Experiment.model_validate(
        {
            "name": "small",
            "cohort": {
                "source": str(folder / "others.parquet"),
                "outcome": "low_testosterone_300",
            },
            "evaluate": {"resamples": 30, "thresholds": [0.2], "subgroups": ["age_band"]},
        }
    )


def test_more_knowledge_is_better_and_both_files_say_so(model, other, tmp_path: Path) -> None:
    """Age alone against age, weight and SHBG, on men whom neither has seen."""
    asked = experiment(tmp_path, panel_frame(n=700, seed=8))
    compared = compare(model, other, asked, tmp_path / "out", tell=lambda words: None)
    plain = json.loads((tmp_path / "out" / "compare.json").read_text("utf-8"))
    better = {row["metric"]: row["better"] for row in plain["rows"] if row["group"] == "all"}
    assert better["auroc"] == better["log_loss"] == "first"
    page = (tmp_path / "out" / "compare.html").read_text("utf-8")
    said = comparing.verdicts(compared.comparison, compared.about)[0]
    assert said.startswith(f"{model.label} is better on: AUROC")
    assert model.label in page
    assert other.label in page
    assert "<script" not in page
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "compare.html",
        "compare.json",
    ]


def test_nobody_is_in_what_it_leaves(model, other, tmp_path: Path) -> None:
    """No id of a person or a panel."""
    frame = panel_frame(n=300, seed=8)
    compare(model, other, experiment(tmp_path, frame), tmp_path / "out", tell=print)
    written = "".join(path.read_text("utf-8") for path in (tmp_path / "out").iterdir())
    assert not [one for one in (*frame["panel_id"], *frame["subject_id"]) if one in written]


def test_whom_a_model_has_seen_is_said(model, other, people, tmp_path: Path) -> None:
    """Both were trained on these men, under another name of their file."""
    compared = compare(model, other, experiment(tmp_path, people), tmp_path / "out", tell=print)
    assert [words for words in compared.about.warnings if "flatters it" in words] == [
        f"{one.label}: these people trained the model (others.parquet); the comparison flatters it"
        for one in (model, other)
    ]


def test_models_of_two_outcomes_are_refused(model, sugar_model, tmp_path: Path) -> None:
    """Each with what it is about; nothing is written."""
    asked = experiment(tmp_path, panel_frame(n=100))
    words = "about low_testosterone_300.*about dysglycaemia_undiagnosed.*two models of one outcome"
    with pytest.raises(CohortError, match=words):
        compare(model, sugar_model, asked, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_model_is_not_compared_with_itself(model, tmp_path: Path) -> None:
    """It would be told apart from nothing, after minutes."""
    asked = experiment(tmp_path, panel_frame(n=100))
    with pytest.raises(ModelError, match="wanted two models"):
        compare(model, replace(model), asked, tmp_path / "out")
