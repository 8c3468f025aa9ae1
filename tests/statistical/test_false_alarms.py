"""Monitoring cries wolf on one page in twenty at most where nothing has changed."""

from pathlib import Path

import numpy as np
import pytest

from nhml.cohorts import synthetic
from nhml.modelling import bundle
from nhml.workflows.monitor import monitor


@pytest.mark.parametrize(("people", "pages"), [(30, 60), (300, 40)])
def test_false_alarms_are_rare(in_use: Path, tmp_path: Path, people: int, pages: int) -> None:
    """Files drawn from people like those of the training; 5 % with three standard errors."""
    model = bundle.load(in_use / "model")
    pool = synthetic.read(model.outcome, 12_000, 99)[1]
    drawn, path = np.random.default_rng(11), tmp_path / "now.parquet"
    alarms = 0
    for _ in range(pages):
        pool.iloc[drawn.choice(len(pool), people, replace=False)].to_parquet(path)
        alarms += monitor(model, str(path)).past
    print(f"{alarms} of {pages} pages of {people} people alarm")
    assert alarms / pages <= 0.05 + 3.0 * np.sqrt(0.05 * 0.95 / pages)
