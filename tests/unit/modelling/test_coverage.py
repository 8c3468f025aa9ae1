"""On what grounds a model was silent, or marked its risk."""

import numpy as np
import pandas as pd
import pytest

from nhml.modelling import coverage
from nhml.modelling.disclosure import few_called
from nhml.modelling.evaluation import evaluate
from nhml.modelling.held_out import HeldOut

BEYOND = "tsh: beyond what this model saw in training [beyond_training]"
OUT = "panel: an unusual combination of values, for this model (most by tsh, ft4) [outlying]"
NEEDED = "age: needed, and not known [needed_missing]"


def people(reasons: list[str], status: list[str]) -> pd.DataFrame:
    """One of each."""
    return pd.DataFrame({"reasons": reasons, "status": status})


def test_each_ground_is_told_from_what_is_only_said_beside() -> None:
    """A warning does not silence; a mark without a risk is none."""
    told = people(
        ["", BEYOND, f"{BEYOND}; {OUT}", f"tsh: is unusual [unit_to_confirm]; {NEEDED}", OUT],
        ["scored", "scored", "scored", "abstained", "abstained"],
    )
    found = {name: np.flatnonzero(holds).tolist() for name, holds in coverage.grounds(told).items()}
    assert found == {
        "abstained_needed_missing": [3],
        "abstained_outlying": [4],
        "marked_beyond_training": [1, 2],
        "marked_outlying": [2],
    }
    assert coverage.marked(told).tolist() == [False, True, True, False, False]


def test_without_reasons_there_are_no_grounds() -> None:
    """As in files of older evaluations."""
    told = pd.DataFrame({"status": ["scored", "abstained"]})
    assert coverage.grounds(told) == {}
    assert not coverage.marked(told).any()


def judged(n: int = 1000) -> pd.DataFrame:
    """Each tenth marked, with risks that say nothing; seven of a thousand left without one."""
    drawn = np.random.default_rng(0)
    risk = drawn.uniform(0.05, 0.95, n)
    outcome = (drawn.random(n) < risk).astype(float)
    marked = np.arange(n) % 10 == 0
    outcome[marked] = np.arange(n)[marked] // 10 % 2
    silent = np.arange(n) % 143 == 3
    return pd.DataFrame(
        {
            "subject_id": [str(at) for at in range(n)],
            "status": np.where(silent, "abstained", "scored"),
            "reasons": np.where(silent, NEEDED, np.where(marked, BEYOND, "")),
            "outcome": outcome,
            "risk": np.where(silent, np.nan, risk),
            "eligible_risk": risk,
            "baseline_risk": risk,
        }
    )


def test_an_evaluation_counts_the_grounds_and_judges_the_marked_apart() -> None:
    """Among the marked the risk ranks nobody; among the scored it does."""
    found = evaluate(judged(), resamples=40)
    assert found.value("marked_beyond_training") == pytest.approx(0.1)
    assert found.value("marked_outlying") == 0.0
    assert found.value("abstained_needed_missing") == pytest.approx(0.007)
    assert found.value("auroc_marked") == pytest.approx(0.5, abs=0.12)
    assert found.value("auroc") > 0.75
    row = found.row("calibration_slope_marked")
    assert row is not None
    assert row.n == 100
    assert found.value("prevalence_marked") == pytest.approx(0.5)


def test_few_marked_people_are_not_judged_apart() -> None:
    """Of thirty nobody could tell."""
    found = evaluate(judged(300), resamples=40)
    assert found.row("marked_beyond_training") is not None
    assert not [name for name in found.metrics() if name.endswith("_marked")]


def test_a_ground_of_few_people_does_not_leave_the_folder() -> None:
    """Seven had no age; nobody was outlying, which tells of nobody."""
    table = judged()
    shown = HeldOut.of(table, evaluate(table, resamples=40), ()).evaluation
    assert shown.row("abstained_needed_missing") is None
    assert shown.row("marked_outlying") is not None
    assert shown.row("marked_beyond_training") is not None
    assert few_called(table, "all", "weighted_abstained_needed_missing")
