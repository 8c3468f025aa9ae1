"""What may leave: counts, groups and shares, never so few that one person could be told."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nhml.modelling.disclosure import few_called, withheld
from nhml.modelling.evaluation import evaluate
from nhml.modelling.held_out import HeldOut


@given(st.lists(st.integers(0, 60), min_size=1, max_size=5))
def test_what_is_withheld_is_together_never_few(counts: list[int]) -> None:
    """The whole is known: what is not told must not follow from what is."""
    kept = withheld(counts)
    hidden = [count for count, shown in zip(counts, kept, strict=True) if shown is None]
    assert all(shown is None or shown == 0 or shown >= 10 for shown in kept)
    rest_is_nought = sum(count > 0 for count in counts) == len(hidden)
    assert not hidden or sum(hidden) >= 10 or rest_is_nought
    assert len(hidden) != 1 or rest_is_nought


def test_counts_that_are_many_are_told() -> None:
    """And nought, who is nobody."""
    assert withheld([40, 10, 0]) == (40, 10, 0)
    assert withheld([40, 12, 3, 0]) == (40, None, None, 0)


@pytest.fixture
def people() -> pd.DataFrame:
    """Two hundred, of whom three alone carry more than 0.5."""
    risk = np.r_[np.linspace(0.1, 0.4, 197), 0.6, 0.7, 0.8]
    return pd.DataFrame(
        {
            "subject_id": np.arange(200).astype(str),
            "status": "scored",
            "outcome": np.r_[np.tile([0.0, 0.0, 1.0, 1.0], 49), 0.0, 1.0, 1.0, 1.0],
            "risk": risk,
            "eligible_risk": risk,
            "baseline_risk": risk[::-1] * 0.5,
            "sex": np.tile(["F", "M"], 100),
        }
    )


def test_the_outcome_of_three_is_told_in_no_share(people: pd.DataFrame) -> None:
    """A positive predictive value of 1 at 0.5 would be that of all three."""
    evaluation = evaluate(people, thresholds=[0.25, 0.5], resamples=5, subgroups=["sex"])
    shown = HeldOut.of(people, evaluation, ["sex"])
    assert evaluation.value("ppv_0.5") == 1.0
    for group in ("all", "sex=F", "sex=M"):
        assert shown.evaluation.row("ppv_0.5", group) is None
        assert shown.evaluation.row("sensitivity_0.5_all_eligible", group) is None
        assert shown.evaluation.row("ppv_0.25", group) is not None
    assert shown.among(evaluation).row("npv_0.5") is None


def test_a_share_is_judged_by_whose_it_is(people: pd.DataFrame) -> None:
    """The baseline calls nobody at 0.5, which may be told."""
    assert few_called(people, "all", "weighted_ppv_0.5")
    assert not few_called(people, "all", "baseline_npv_0.5")
    assert not few_called(people, "all", "net_benefit_0.5")
