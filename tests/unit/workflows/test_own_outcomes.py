"""An outcome of one's own, from a panel file to a model that loads anywhere."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nhml.config.parts import Experiment
from nhml.errors import CohortError
from nhml.modelling import bundle, serial
from nhml.modelling.risk_model import RiskModel
from nhml.workflows.evaluate import evaluate
from nhml.workflows.people import cohort_of
from nhml.workflows.train import Trained, train
from tests.people import panel_frame

SMALL = {
    "name": "own",
    "features": {"groups": ["person", "metabolic", "general"]},
    "model": {"estimator": "logistic", "refits": 0},
    "tune": {"trials": 0},
    "split": {"folds": 2},
    "evaluate": {"resamples": 20, "thresholds": [0.2], "subgroups": ["site"]},
}
OWN = {"column": "Relapse (2020)", "key": "relapse", "defining": ["testosterone"],
       "eligible": "age >= 18", "caution": "Of one clinic."}  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Invented men of three sites over two years; the heavier ones relapse more often."""
    frame, drawn = panel_frame(600), np.random.default_rng(1)
    chance = 1 / (1 + np.exp(-(frame["bmi"].fillna(28) - 28) / 2))
    frame["Relapse (2020)"] = np.where(drawn.random(600) < chance, "yes", "no")
    frame.loc[:9, "Relapse (2020)"] = ""
    frame["site"] = np.array(["north", "south", "east"])[np.arange(600) % 3]
    frame["drawn_at"] = (np.datetime64("2019-01-01") + np.arange(600)).astype(str)
    path = tmp_path_factory.mktemp("own") / "people.csv"
    frame.to_csv(path, index=False)
    return path


def experiment(file: Path, outcome: dict[str, object] | None = None, **more: object) -> Experiment:
    """A config with an outcome of its own."""
    cohort = {"source": str(file)}
    own = {**OWN, **(outcome or {})}
    return Experiment.model_validate({**SMALL, "cohort": cohort, "outcome": own, **more})


@pytest.fixture(scope="module")
def trained(file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Trained, Path]:
    """A model of it, and the folder that the run left."""
    home = tmp_path_factory.mktemp("run") / "out"
    return train(experiment(file), home, track=False, jobs=1), home


def test_an_own_outcome_is_learnt_from_those_of_whom_it_is_known(trained, file: Path) -> None:
    """Ten cells are empty; weight tells, so that it is learnt."""
    found = trained[0]
    assert len(found.people) == 590
    assert (found.evaluation.value("auroc") or 0.0) > 0.75
    assert found.people["outcome"].isin([0.0, 1.0]).all()


def test_its_column_predicts_nothing_and_is_written_nowhere(trained, file: Path) -> None:
    """Neither among the panels nor with the people, nor what writes it."""
    cohort = cohort_of(experiment(file))
    gone = {"Relapse (2020)", "relapse", "testosterone", "testosterone_unit"}
    assert not gone & {*cohort.panels.frame(), *cohort.aside}
    assert not gone & {*pd.read_parquet(trained[1] / "people.parquet")}
    assert not gone & {one.name for one in trained[0].model.features}


def test_a_model_carries_its_outcome_whole(trained, file: Path) -> None:
    """It loads where no config is, with every word of it."""
    model = bundle.load(trained[1] / "model")
    assert model.outcome == experiment(file).outcome.outcome()
    assert model.outcome.caution == "Of one clinic."
    assert model.applicability.eligible == "age >= 18"


def test_an_outcome_in_a_bundle_that_is_none_is_refused(trained) -> None:
    """Another key than the manifest's, a word that is a number."""
    model = trained[0].model
    for wrong in ({"key": "other"}, {"label": ["a", 7]}, {"defining": [7]}):
        card = serial.card(model)
        forged = {**card, "outcome": {**card["outcome"], **wrong}}
        with pytest.raises(ValueError, match="its outcome is none"):
            serial.outcome("relapse", forged)


def test_it_is_evaluated_wherever_the_same_outcome_is_told(
    trained, file: Path, tmp_path: Path
) -> None:
    """In a column of another name, too."""
    other = tmp_path / "other.csv"
    pd.read_csv(file).rename(columns={"Relapse (2020)": "came back"}).to_csv(other, index=False)
    asked = experiment(other, {"column": "came back"})
    judged = evaluate(trained[0].model, asked, tmp_path / "out")
    assert (judged.evaluation.value("auroc") or 0.0) > 0.75
    assert set(judged.people["site"]) == {"north", "south", "east"}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"key": "other"}, "the config's outcome is 'other'; the model is about 'relapse'"),
        ({"column": "", "event": "bmi > 30"}, "decides relapse by 'bmi > 30'; the model learnt it"),
    ],
)
def test_another_outcome_than_the_models_is_refused(
    trained, file: Path, tmp_path: Path, changed: dict[str, str], words: str
) -> None:
    """By its key, and by what decides it."""
    with pytest.raises(CohortError, match=words):
        evaluate(trained[0].model, experiment(file, changed), tmp_path / "out")


def test_nothing_named_as_defining_is_said(file: Path) -> None:
    """It stands in the notes of every run."""
    notes = cohort_of(experiment(file, {"defining": []})).notes
    assert "nothing of the panel is named as writing relapse: see [outcome]" in notes
    assert not [one for one in cohort_of(experiment(file)).notes if "writing" in one]


@pytest.mark.parametrize(
    "section",
    [
        {"groups": ["HPG"]},
        {"groups": ["person"], "include": ["testosterone"]},
        {"groups": ["person"], "pathway": {"testosterone": "please"}},
        {"groups": ["person"], "golden": {"testosterone": "please"}},
    ],
)
def test_what_writes_it_comes_in_by_no_word(file: Path, section: dict[str, object]) -> None:
    """The run stops, or learns from the rest."""
    for leakage in ("error", "drop"):
        asked = experiment(file, features={**section, "leakage": leakage})
        cohort = cohort_of(asked)
        try:
            model = RiskModel.fit(cohort, **asked.learning())
        except CohortError as error:
            assert "testosterone defines" in str(error) or "none of the chosen" in str(error)
        else:
            assert "testosterone" not in {name for one in model.features for name in one.inputs}
            assert "testosterone" not in model.applicability.inputs


def test_nothing_may_rest_on_whether_it_was_measured(file: Path) -> None:
    """Neither as what is required; as a subgroup nobody has it."""
    asked = experiment(file, abstain={"required": ["testosterone"]})
    with pytest.raises(CohortError, match=r"abstain\.required: testosterone defines it"):
        RiskModel.fit(cohort_of(asked), **asked.learning())


def test_sites_and_times_are_held_out(file: Path) -> None:
    """Three sites are three folds; by time only the later half is judged, by earlier draws."""
    said: list[str] = []
    by_site = experiment(file, split={"by": "site"})
    people = train(by_site, track=False, jobs=1, tell=said.append).people
    assert people.groupby("site")["fold"].nunique().tolist() == [1, 1, 1]
    assert people["fold"].nunique() == 3
    assert "learning from everybody, and 3 times without some of the sites" in said
    by_time = experiment(file, split={"by": "time", "folds": 2})
    people = train(by_time, track=False, jobs=1).people
    assert len(people) == 295
    assert sorted(people["id"])[0] == "p00305"
