"""What is left of the clinic's letters once everything that wrote them is gone."""

from pathlib import Path

import pytest

from nhml.cohorts import uci_thyroid
from nhml.config.reading import read
from nhml.workflows.train import train
from tests.real_data import uci_base
from tests.study import REPOSITORY

QUICK = ["tune.trials=2", "model.refits=0", "evaluate.resamples=40", "features.leakage=drop"]


def test_history_alone_tells_little_and_tells_it_calibrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In outer folds: an AUROC of 0.58 to 0.64, as many observed as expected within a tenth."""
    monkeypatch.setenv("NHML_DATA", str(tmp_path))
    uci_thyroid.fetch(uci_base())
    experiment = read(REPOSITORY / "configs" / "hypothyroid_uci.toml", QUICK)
    trained = train(experiment, track=False, jobs=1)
    assert 0.58 <= (trained.evaluation.value("auroc") or 0.0) <= 0.64
    assert 0.9 <= (trained.evaluation.value("o_e") or 0.0) <= 1.1
    assert {one.name for one in trained.model.features} == {
        "age", "sex", *experiment.features.include,
    }  # fmt: skip
