"""One list of panels through every door: the same risks to 1e-9."""

import io
from collections.abc import Callable

import mlflow
import numpy as np
import pandas as pd
import pytest

from nhml.modelling import bundle
from nhml.tracking import models, runs
from tests.study import CONFIG, QUICK, Study

pytestmark = pytest.mark.xdist_group("study")

NUMBERS = ["risk", "risk_low", "risk_high"]


def library(study: Study) -> pd.DataFrame:
    """The bundle in Python."""
    return bundle.load(study.run / "model").score(study.panels())


def pyfunc(study: Study) -> pd.DataFrame:
    """MLflow's own loader."""
    with runs.quiet():
        mlflow.set_tracking_uri(f"sqlite:///{study.home}/mlflow.db")
        loaded = mlflow.pyfunc.load_model("models:/low-testosterone-panel@candidate")
        return loaded.predict(study.panels())


def registry(study: Study) -> pd.DataFrame:
    """nhml's loader on an address of the registry."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{study.home}/mlflow.db")
        return models.load("models:/low-testosterone-panel@candidate").score(study.panels())


def command_on_a_folder(study: Study) -> pd.DataFrame:
    """``nhml score FOLDER panels.parquet -o scores.parquet``."""
    study.nhml("score", str(study.run), "panels.parquet", "-o", "parity.parquet")
    return pd.read_parquet(study.home / "parity.parquet")


def command_on_the_registry(study: Study) -> pd.DataFrame:
    """``nhml score models:/name@alias panels.jsonl -o scores.jsonl``."""
    model = "models:/low-testosterone-panel@candidate"
    study.panels().to_json(
        study.home / "panels.jsonl", orient="records", lines=True, double_precision=15
    )
    study.nhml("score", model, "panels.jsonl", "-o", "parity.jsonl")
    return pd.read_json(study.home / "parity.jsonl", lines=True)


def command_on_a_run(study: Study) -> pd.DataFrame:
    """``nhml score runs:/RUN/model - < panels.csv > scores.csv``."""
    client = mlflow.MlflowClient(f"sqlite:///{study.home}/mlflow.db")
    run = client.get_model_version_by_alias("low-testosterone-panel", "candidate").run_id
    sent = study.panels().to_csv(index=False).encode()
    done = study.nhml("score", f"runs:/{run}/model", "-", stdin=sent)
    return pd.read_csv(io.BytesIO(done.stdout))


def command_on_a_long_file(study: Study) -> pd.DataFrame:
    """``nhml score FOLDER`` of a file of one row a measurement, panels in the same order."""
    sent = study.panels()
    measured = [name for name in sent if f"{name}_unit" in sent]
    persons = sent.drop(columns=[*measured, *(f"{name}{end}" for name in measured for end in ENDS)],
                        errors="ignore")  # fmt: skip
    rows = [
        persons.assign(
            analyte=name,
            value=sent[name],
            unit=sent[f"{name}_unit"],
            comparator=sent[f"{name}_comparator"],
        )
        for name in measured
    ]
    long = pd.concat(rows).sort_index(kind="stable")
    long.to_csv(study.home / "long.csv", index=False)
    study.nhml("score", str(study.run), "long.csv", "-o", "parity.csv")
    return pd.read_csv(study.home / "parity.csv")


DOORS = (
    pyfunc,
    registry,
    command_on_a_folder,
    command_on_the_registry,
    command_on_a_run,
    command_on_a_long_file,
)
ENDS = ("_unit", "_comparator")


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_every_door_gives_the_same_answer(
    study: Study, door: Callable[[Study], pd.DataFrame]
) -> None:
    """Risk and interval equal to 1e-9, status and model to the letter, in the order sent."""
    wanted, given = library(study), door(study)
    assert (given["panel_id"] == wanted["panel_id"]).all()
    assert (given["status"] == wanted["status"]).all()
    assert (given["model"] == wanted["model"]).all()
    assert (given["alerts"].fillna("") == wanted["alerts"]).all()
    assert (given["reasons"].fillna("") == wanted["reasons"]).all()
    assert np.allclose(given[NUMBERS], wanted[NUMBERS], rtol=0, atol=1e-9, equal_nan=True)


def test_some_of_these_risks_are_marked(study: Study) -> None:
    """And each door says the same of them, as of all others."""
    wanted = library(study)
    marked = wanted["reasons"].str.contains(r"\[(?:beyond_training|outlying)\]")
    assert 20 < (marked & (wanted["status"] == "scored")).sum() < 400


def test_every_door_asks_the_same_refits(study: Study) -> None:
    """The bundle in Python, MLflow's loader with its parameter, the command with its option."""
    sent = study.panels().head(80)
    wanted = bundle.load(study.run / "model").score(sent, interval="refits")
    with runs.quiet():
        mlflow.set_tracking_uri(f"sqlite:///{study.home}/mlflow.db")
        loaded = mlflow.pyfunc.load_model("models:/low-testosterone-panel@candidate")
        given = [loaded.predict(sent, params={"interval": "refits"})]
    sent.to_csv(study.home / "few.csv", index=False)
    study.nhml("score", str(study.run), "few.csv", "-o", "few_scores.csv", "--interval", "refits")
    given.append(pd.read_csv(study.home / "few_scores.csv"))
    assert (wanted["status"] == "scored").any()
    for one in given:
        assert np.allclose(one[NUMBERS], wanted[NUMBERS], rtol=0, atol=1e-9, equal_nan=True)
    fast = loaded.predict(sent)
    assert not np.allclose(fast[NUMBERS], wanted[NUMBERS], rtol=0, atol=1e-9, equal_nan=True)


def test_training_itself_scores_through_the_same_door(study: Study) -> None:
    """Judging the people of a config gives the risks that scoring their file gives."""
    study.nhml("evaluate", str(study.run), str(CONFIG), *QUICK, "-o", "parity")
    people = pd.read_parquet(study.home / "parity" / "people.parquet").set_index("id")
    wanted = library(study).set_index("panel_id")
    wanted = wanted.reindex(people.index)
    assert (people["status"] == wanted["status"]).all()
    assert np.allclose(people["risk"], wanted["risk"], rtol=0, atol=1e-9, equal_nan=True)


def test_mlflow_takes_what_the_library_takes(study: Study) -> None:
    """Ages as whole numbers, flags as true and false, values with a sign, ids as numbers."""
    sent = study.panels().head(12)
    sent = sent.assign(
        panel_id=range(12),
        age=sent["age"].astype(int),
        shbg="<5",
        shbg_unit="nmol/L",
        on_testosterone=False,
    )
    with runs.quiet():
        mlflow.set_tracking_uri(f"sqlite:///{study.home}/mlflow.db")
        loaded = mlflow.pyfunc.load_model("models:/low-testosterone-panel@candidate")
        given = loaded.predict(sent)
    wanted = models.load(str(study.run)).score(sent)
    assert given["status"].tolist() == wanted["status"].tolist()
    assert given["alerts"].tolist() == wanted["alerts"].tolist()
    assert (wanted["status"] == "scored").sum() > 9
    assert np.allclose(given[NUMBERS], wanted[NUMBERS], rtol=0, atol=1e-9, equal_nan=True)
