"""What may not change whether a panel is marked does not change it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nhml.knowledge import tables
from nhml.modelling.risk_model import RiskModel

QUIET = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
WORDS = ["panel_id", "status", "reasons"]


@pytest.fixture(scope="session")
def odd(people: pd.DataFrame) -> pd.DataFrame:
    """Eighty men, half of whom have one value that is a multiple of another man's."""
    drawn = np.random.default_rng(0)
    frame = people.iloc[100:180].drop(columns=[one for one in people if "testosterone" in one])
    frame = frame.reset_index(drop=True)
    for row, name in enumerate(drawn.choice(["bmi", "shbg", "hba1c"], 40)):
        frame.loc[row, name] = np.round(frame.loc[row, name] * drawn.choice([0.5, 1.4, 1.9]), 1)
    return frame


def test_some_are_marked_some_silent_some_neither(model: RiskModel, odd: pd.DataFrame) -> None:
    """Or the laws below would hold for want of anybody."""
    scores = model.score(odd)
    for code in ("beyond_training", "outlying"):
        marked = scores["reasons"].str.contains(f"[{code}]", regex=False)
        assert 5 < (marked & (scores["status"] == "scored")).sum() < 40
    out = scores["reasons"].str.contains("[outlying]", regex=False)
    assert (out & (scores["status"] == "abstained")).sum() > 3
    assert (scores["reasons"] == "").sum() > 30


@given(order=st.permutations(range(80)), size=st.integers(1, 80))
@QUIET
def test_order_and_chunks_change_nothing(
    model: RiskModel, odd: pd.DataFrame, order: list[int], size: int
) -> None:
    """To the letter."""
    mixed = odd.iloc[order]
    parts = [model.score(mixed.iloc[at : at + size]) for at in range(0, 80, size)]
    wanted = model.score(odd)[WORDS].iloc[order]
    assert (pd.concat(parts)[WORDS].to_numpy() == wanted.to_numpy()).all()


@pytest.mark.parametrize(
    ("key", "unit"),
    [(key, unit) for key in ("shbg", "bmi", "hba1c") for unit in tables.analytes()[key].units],
)
def test_the_unit_changes_nothing(model: RiskModel, odd: pd.DataFrame, key: str, unit: str) -> None:
    """A panel is as unusual in any unit of the table."""
    scale, offset = tables.analytes()[key].units[unit]
    values = [float(f"{(value - offset) / scale:.17g}") for value in odd[key]]
    sent = odd.assign(**{key: values, f"{key}_unit": unit})
    assert (model.score(sent)[WORDS] == model.score(odd)[WORDS]).all(axis=None)


@given(gone=st.sets(st.sampled_from(["bmi", "shbg", "hba1c"])))
@QUIET
def test_what_is_not_sent_marks_nothing(
    model: RiskModel, odd: pd.DataFrame, gone: set[str]
) -> None:
    """A column that is missing is named by no mark."""
    scores = model.score(odd.assign(**dict.fromkeys(gone, np.nan)))
    marked = scores["reasons"][scores["status"] == "scored"]
    for name in sorted(gone):
        assert not marked.str.contains(name, regex=False).any()
