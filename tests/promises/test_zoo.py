"""Bundles of earlier releases still answer as they did."""

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nhml.modelling import bundle
from nhml.panels import intake
from tests.zoo.keeper import COLUMNS, ZOO

ANIMALS = sorted(path for path in ZOO.iterdir() if (path / "model").is_dir())


def test_the_zoo_is_inhabited() -> None:
    """One bundle a release, kept for good."""
    assert ANIMALS


@pytest.mark.parametrize("home", ANIMALS, ids=[path.name for path in ANIMALS])
def test_a_bundle_of_an_earlier_release_answers_as_it_did(home: Path) -> None:
    """To 1e-9, row for row; a table that moved without moving a probe may be warned of."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "rows of .* were changed since", UserWarning)
        model = bundle.load(home / "model")
    said = pd.read_csv(home / "scores.csv", dtype={"panel_id": str})
    now = model.score(intake.read(str(home / "panels.csv")).panels)
    assert list(now["panel_id"]) == list(said["panel_id"])
    assert list(now["status"]) == list(said["status"])
    for name in COLUMNS[2:]:
        np.testing.assert_allclose(
            now[name].to_numpy(dtype=float), said[name].to_numpy(dtype=float), rtol=0, atol=1e-9
        )
