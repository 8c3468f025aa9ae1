"""An update by config: what it leaves, on whom it is judged, what is refused."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nhml.cohorts.splits import in_parts
from nhml.config.parts import Experiment
from nhml.errors import CohortError, ConfigError
from nhml.modelling import bundle
from nhml.modelling.risk_model import RiskModel
from nhml.workflows import people
from nhml.workflows.recalibrate import recalibrate
from tests.people import panel_frame


def of(frame: pd.DataFrame, folder: Path, outcome: str = "low_testosterone_300") -> Experiment:
    """A config of these people."""
    path = folder / "people.parquet"
    frame.to_parquet(path)
    return Experiment.model_validate(
        {
            "name": "elsewhere",
            "cohort": {"source": str(path), "outcome": outcome},
            "evaluate": {"resamples": 30, "subgroups": ["age_band"]},
        }
    )


def lower(n: int = 1500, factor: float = 0.85) -> pd.DataFrame:
    """Men of another place, whose testosterone is lower by a share."""
    frame = panel_frame(n, seed=9)
    return frame.assign(testosterone=(frame["testosterone"] * factor).round())


def test_an_update_leaves_a_model_and_what_was_found(model: RiskModel, tmp_path: Path) -> None:
    """Under another name where one is given; judged on everybody, each without herself."""
    done = recalibrate(model, of(lower(), tmp_path), tmp_path / "out", name="here", track=False)
    left = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"model", "recalibration.json", "evaluation.html", "people.parquet"} <= left
    loaded = bundle.load(tmp_path / "out" / "model")
    assert (loaded.name, loaded.identity) == ("here", done.model.identity)
    assert loaded.held_out is not None
    assert len(done.people) == 1500
    assert sorted(done.people["fold"].unique()) == [0, 1, 2, 3, 4]
    assert done.before.value("o_e") > 1.3
    assert 0.95 < done.after.value("o_e") < 1.05
    told = json.loads((tmp_path / "out" / "recalibration.json").read_text("utf-8"))
    assert told["method"] == done.advice.method != "none"
    assert told["passes"] == all(one["holds"] for one in told["gate"])
    assert len(told["parts"]) == 5


def test_nobody_is_judged_by_an_update_that_had_seen_her(model: RiskModel, tmp_path: Path) -> None:
    """The risks of a part are those of an update made from the others."""
    experiment = of(lower(600), tmp_path)
    done = recalibrate(model, experiment, tmp_path / "out", track=False)
    cohort = people.cohort_of(experiment)
    used, unused = in_parts(cohort, 5, experiment.seed).splits[0]
    made = model.recalibrate(cohort.take(used)).judge(cohort.take(unused).panels)
    first = done.people[done.people["fold"] == 0]
    assert first["id"].tolist() == made["id"].tolist()
    assert first["margin"].to_numpy() == pytest.approx(made["margin"].to_numpy(), abs=1e-9)


def test_where_nothing_is_changed_nothing_new_is_made(model: RiskModel, tmp_path: Path) -> None:
    """People like those it learnt from; the figures are those of the model as it is."""
    done = recalibrate(model, of(panel_frame(400, seed=5), tmp_path), tmp_path / "out", track=False)
    assert done.advice.method == "none"
    assert done.model is model
    assert not (tmp_path / "out" / "model").exists()
    assert done.before.value("o_e") == done.after.value("o_e")


def test_whole_sampling_units_are_held_out(model: RiskModel, tmp_path: Path) -> None:
    """Where a survey says them."""
    frame = lower(600).assign(
        survey_weight=1.0, survey_stratum=np.arange(600) % 6, survey_psu=np.arange(600) // 6 % 2
    )
    cohort = people.cohort_of(of(frame, tmp_path))
    held = in_parts(cohort, 5, 1)
    assert held.words == "sampling units held out in 5 parts"
    for used, unused in held.splits:
        parts = [
            set(cohort.aside.iloc[at][["survey_stratum", "survey_psu"]].itertuples(index=False))
            for at in (used, unused)
        ]
        assert not parts[0] & parts[1]


def test_another_outcome_is_refused(model: RiskModel, tmp_path: Path) -> None:
    """Before anybody is read."""
    experiment = of(lower(100), tmp_path, outcome="dysglycaemia_undiagnosed")
    with pytest.raises(CohortError, match="the model is about 'low_testosterone_300'"):
        recalibrate(model, experiment, tmp_path / "out", track=False)


def test_a_name_that_no_model_can_have_is_refused_before_any_work(
    model: RiskModel, tmp_path: Path
) -> None:
    """It stands beside every answer."""
    with pytest.raises(ConfigError, match="wanted lower-case words joined by hyphens"):
        recalibrate(model, of(lower(100), tmp_path), tmp_path / "out", name="My Model")
    assert not (tmp_path / "out").exists()


def test_who_trained_the_model_is_told(
    model: RiskModel, people: pd.DataFrame, tmp_path: Path
) -> None:
    """The same file again."""
    done = recalibrate(model, of(people, tmp_path), tmp_path / "out", track=False)
    assert done.trained_on.startswith("these people trained the model")
