"""The same config, data and seed give the same bytes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.study import REPOSITORY

SCRIPT = """
import sys
from nhml.cohorts.cohort import gather
from nhml.knowledge import tables
from nhml.modelling import bundle, probes
from nhml.modelling.risk_model import RiskModel
from tests.people import panel_frame

cohort = gather("people", panel_frame().sample(frac=1, random_state=int(sys.argv[2])),
                tables.outcomes()["low_testosterone_300"])
model = RiskModel.fit(cohort, groups=["person", "general"], pathway={"shbg": "together"},
                      estimator="blend", trials=3, refits=50)
bundle.save(model, sys.argv[1], probes.make(model, cohort))
"""


def saved(folder: Path, threads: int, order: int) -> dict[str, bytes]:
    """A bundle made by a process of its own."""
    every = dict.fromkeys(
        ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), str(threads)
    )
    subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder), str(order)],
        env={**os.environ, **every, "PYTHONHASHSEED": str(threads), "PYTHONPATH": str(REPOSITORY)},
        check=True,
        capture_output=True,
    )
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.xdist_group("study")
def test_processes_threads_and_the_order_of_rows_change_no_byte(tmp_path: Path) -> None:
    """One thread and two, another hash seed, the people shuffled."""
    first, second = saved(tmp_path / "a", 1, 0), saved(tmp_path / "b", 2, 1)
    assert set(first) > {"manifest.json", "trees.json", "coefficients.json", "probes.jsonl"}
    assert first == second
