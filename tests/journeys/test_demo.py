"""The first screen of somebody who has just installed nhml."""

from pathlib import Path

import mlflow
import pandas as pd
import pytest

from tests.study import REPOSITORY, python

QUICK = ("tune.trials=0", "model.refits=2", "split.folds=2", "evaluate.resamples=20")

pytestmark = pytest.mark.xdist_group("demo")


def test_the_demo_leaves_two_models_a_list_and_a_page(tmp_path: Path) -> None:
    """Without a download, and it says where everything is."""
    for name in ("examples", "data", "configs"):
        (tmp_path / name).symlink_to(REPOSITORY / name)
    said = python(tmp_path, "-m", "examples.demo", *QUICK).stdout.decode()
    for line in (
        "Undiagnosed dysglycaemia, real adults held out",
        "Simulated adults by tenths of estimated risk",
        "mean distance of the estimated from the true risk",
        "mlflow ui --backend-store-uri sqlite:///mlflow.db",
    ):
        assert line in said
    scores = pd.read_csv(tmp_path / "demo" / "scores.csv")
    assert len(scores) == 20
    assert set(scores["status"]) == {"scored", "abstained", "rejected"}
    page = (tmp_path / "demo" / "report.html").read_text("utf-8")
    assert "decision support, never a diagnosis" in page
    assert "<script" not in page
    client = mlflow.MlflowClient(f"sqlite:///{tmp_path / 'mlflow.db'}")
    names = {model.name for model in client.search_registered_models()}
    assert names == {"dysglycaemia", "synthetic-thyroid"}
