"""From fetched files to a scored list, by the command alone, on real people."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import log_loss, roc_auc_score

from nhml.modelling.evaluation import Evaluation
from tests.study import CONFIG, QUICK, Study, nhml

pytestmark = pytest.mark.xdist_group("study")

METRICS = (
    "auroc", "average_precision", "log_loss", "brier", "o_e",
    "calibration_slope", "calibration_intercept", "ici",
)  # fmt: skip


@pytest.fixture(scope="module")
def evaluation(study: Study) -> Evaluation:
    """What ``-o`` says of the study."""
    return Evaluation.from_json((study.run / "evaluation.json").read_text("utf-8"))


def test_training_tells_where_everything_is(study: Study) -> None:
    """The last lines name the model, its address in MLflow, and the folder."""
    assert "models:/low-testosterone-panel@candidate (version 1)" in study.said
    assert "sqlite:///mlflow.db" in study.said
    assert (study.home / "mlflow.db").is_file()


def test_evaluation_json_is_a_list_of_figures_with_intervals(study: Study) -> None:
    """Every row has six keys; the headline metrics lie within their intervals."""
    rows = json.loads((study.run / "evaluation.json").read_text("utf-8"))
    assert all(set(row) == {"group", "metric", "value", "low", "high", "n"} for row in rows)
    assert {row["group"] for row in rows} > {"all", "age_band=20-39", "age_band=60+"}
    for row in rows:
        if row["group"] == "all" and row["metric"] in METRICS[:5]:
            assert row["low"] < row["value"] < row["high"]
            assert 0.95 * 2519 < row["n"] < 2519  # no risk is shown beside an emergency
        if row["group"] == "all" and row["metric"].endswith("_all_eligible"):
            assert row["n"] == 2519


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_stands_for_scored_eligible_weighted_and_baseline(
    evaluation: Evaluation, metric: str
) -> None:
    """Plain, over all eligible people, weighted for the survey, and of the logistic baseline."""
    for name in (metric, f"{metric}_all_eligible", f"weighted_{metric}", f"baseline_{metric}"):
        assert math.isfinite(evaluation.value(name))


def test_a_statistician_can_redo_the_figures(study: Study, evaluation: Evaluation) -> None:
    """AUROC and log loss from people.parquet by scikit-learn are those of evaluation.json."""
    people = pd.read_parquet(study.run / "people.parquet")
    assert {"id", "fold", "margin", "risk", "status", "outcome"} <= set(people)
    assert set(people["fold"]) == {0, 1}
    scored = people[people["status"] == "scored"]
    assert roc_auc_score(scored["outcome"], scored["risk"]) == pytest.approx(
        evaluation.value("auroc")
    )
    assert log_loss(scored["outcome"], scored["risk"]) == pytest.approx(
        evaluation.value("log_loss")
    )
    assert np.allclose(1 / (1 + np.exp(-scored["margin"])), scored["risk"])


def test_the_model_ranks_men_with_low_testosterone_well(evaluation: Evaluation) -> None:
    """Even with two trials and two folds; the full run is in benchmarks."""
    assert evaluation.value("auroc") > 0.86
    assert evaluation.value("log_loss") < 0.40
    assert 0.85 < evaluation.value("calibration_slope") < 1.15
    assert evaluation.value("scored_share") >= 0.95


def test_no_patient_reaches_mlflow(study: Study) -> None:
    """No id, and no row of anybody's values, stands in the store or in its artefacts."""
    ids = [name.encode() for name in study.panels()["panel_id"].head(300)]
    kept = [study.home / "mlflow.db", *(study.home / "mlruns").rglob("*")]
    contents = b"".join(path.read_bytes() for path in kept if path.is_file())
    assert len(contents) > 100_000
    assert not [name for name in ids if name in contents]
    assert b"people.parquet" not in contents


def test_the_bundle_holds_no_trained_person(study: Study) -> None:
    """No probe equals anybody of the training data in all that was measured of it."""
    people = study.panels()
    lines = (study.run / "model" / "probes.jsonl").read_text("utf-8").splitlines()
    assert len(lines) == 50
    for probe in (json.loads(line)["panel"] for line in lines):
        measured = [key for key in probe if f"{key}_unit" in probe]
        same = np.all([people[key].to_numpy() == probe[key] for key in measured], axis=0)
        assert len(measured) > 10
        assert not same.any()


def test_another_evaluation_of_the_same_people_says_so(study: Study) -> None:
    """Judging a model on its own training data is allowed and called flattering."""
    done = study.nhml("evaluate", str(study.run), str(CONFIG), *QUICK, "-o", "again")
    assert (
        b"some of these people trained the model (NHANES 2013-2014): the figures fl" in done.stderr
    )
    assert (study.home / "again" / "people.parquet").is_file()


def test_what_is_to_be_known_of_the_people_is_said(study: Study) -> None:
    """An absent table, and those whose prescriptions nobody knows."""
    done = study.nhml("evaluate", str(study.run), str(CONFIG), *QUICK, "-o", "noted")
    assert b"2013-2014: FASTQX_H absent: columns fasting_h" in done.stderr
    assert b"eligibility rests on unknown on_testosterone: " in done.stderr
    assert b"missing for everybody here" not in done.stderr


def test_people_without_a_table_are_judged_with_a_warning(study: Study) -> None:
    """Without the table of body sizes nobody has any; without prescriptions nobody is excluded."""
    kept = study.home / "data" / "nhanes" / "2013-2014"
    aside = [kept / "BMX_H.xpt", kept / "RXQ_RX_H.xpt"]
    for path in aside:
        path.rename(path.with_suffix(".away"))
    try:
        done = study.nhml("evaluate", str(study.run), str(CONFIG), *QUICK, "-o", "without")
    finally:
        for path in aside:
            path.with_suffix(".away").rename(path)
    assert b"RXQ_RX_H absent" in done.stderr
    assert b"nobody could be excluded for a treatment" in done.stderr
    said = b"missing for everybody here, though the model reads it: "
    assert b"bmi" in done.stderr.partition(said)[2].partition(b"\n")[0]


def test_an_evaluation_needs_the_outcome_of_the_model(study: Study) -> None:
    """Another outcome is an error of the cohort, exit 11."""
    other = ("--set", "cohort.outcome=tpo_ab_positive")
    done = study.nhml("evaluate", str(study.run), str(CONFIG), *other, "-o", "other", wanted=11)
    assert b"the model is about 'low_testosterone_300'" in done.stderr


def test_a_folder_that_holds_a_run_is_left_alone(study: Study) -> None:
    """Training into it stops before any work, exit 11."""
    done = study.nhml("train", str(CONFIG), "-o", str(study.run), wanted=11)
    assert b"panel: is not an empty folder" in done.stderr


def test_features_are_written_in_canonical_units(study: Study) -> None:
    """One row a panel, an index among the columns."""
    study.nhml("features", "panels.parquet", "-o", "features.parquet")
    features = pd.read_parquet(study.home / "features.parquet")
    people = study.panels()
    assert len(features) == len(people)
    expected = people["chol_total"] - people["hdl"]
    assert np.allclose(features["non_hdl"], expected, equal_nan=True)


def test_explanations_come_with_a_score(study: Study) -> None:
    """``--explain 3`` gives the three largest contributions, nested in JSON lines."""
    study.nhml("score", str(study.run), "panels.parquet", "-o", "scores.jsonl", "--explain", "3")
    rows = [json.loads(line) for line in (study.home / "scores.jsonl").open(encoding="utf-8")]
    assert len(rows) == len(study.panels())
    told = {len(row["explanation"]) for row in rows if row["status"] == "scored"}
    assert told == {3}
    first = next(row["explanation"] for row in rows if row["status"] == "scored")
    sizes = [abs(one["contribution"]) for one in first]
    assert sizes == sorted(sizes, reverse=True)
    assert {"feature", "group", "value", "unit"} < set(first[0])


def test_too_many_rejects_exit_3_and_lose_no_row(study: Study) -> None:
    """A column in an unknown unit rejects everybody; the output is complete all the same."""
    study.panels().head(40).assign(shbg_unit="furlong").to_csv(study.home / "bad.csv", index=False)
    done = study.nhml("score", str(study.run), "bad.csv", "-o", "bad_scores.csv", wanted=3)
    scores = pd.read_csv(study.home / "bad_scores.csv")
    assert b"more than 5% of the panels were rejected" in done.stderr
    assert len(scores) == 40
    assert (
        scores["reasons"].str.contains("unit_unknown").sum()
        == 40 - study.panels().head(40)["shbg"].isna().sum()
    )


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("train", "nowhere.toml"), 10, "nowhere.toml: no such file"),
        (("train", str(CONFIG), "--set", "model.estimator=forest"), 10, "model.estimator"),
        (("train", str(CONFIG), "--set", "cohort.cycles=2001-2002"), 11, "'2001-2002' is none of"),
        (("train", str(CONFIG)), 11, "run: nhml fetch nhanes --cycles 2013-2014"),
        (("score", "nowhere", "panels.csv"), 12, "nowhere: no manifest.json"),
        (("score", "models:/nobody@candidate", "panels.csv"), 12, "models:/nobody@candidate"),
        (("fetch", "nhanes", "--cycles", "1066-1067"), 11, "'1066-1067' is none of"),
        (("train",), 2, "Missing argument"),
    ],
)
def test_a_mistake_has_its_exit_code_and_the_way_out(
    tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    """Nothing to see of a traceback."""
    done = nhml(tmp_path, *arguments, wanted=code)
    assert words in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
