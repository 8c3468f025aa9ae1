"""What may not change a risk does not change it; what explains it adds up to it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nhml.knowledge import tables
from nhml.modelling.risk_model import RiskModel

NUMBERS = ["risk", "risk_low", "risk_high"]
QUIET = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def equal(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Status and reasons to the letter, numbers to 1e-9."""
    words = ["panel_id", "status", "reasons"]
    return (one[words].to_numpy() == other[words].to_numpy()).all() and np.allclose(
        one[NUMBERS], other[NUMBERS], rtol=0, atol=1e-9, equal_nan=True
    )


@given(order=st.permutations(range(62)))
@QUIET
def test_the_order_of_rows_changes_nothing(
    model: RiskModel, panels: pd.DataFrame, order: list[int]
) -> None:
    """Each row is answered as if alone."""
    mixed = model.score(panels.iloc[order])
    assert equal(mixed, model.score(panels).iloc[order])


@given(size=st.integers(1, 62))
@QUIET
def test_chunks_change_nothing(model: RiskModel, panels: pd.DataFrame, size: int) -> None:
    """A list in pieces is the list."""
    pieces = [model.score(panels.iloc[at : at + size]) for at in range(0, len(panels), size)]
    assert equal(pd.concat(pieces, ignore_index=True), model.score(panels))


@given(rows=st.lists(st.integers(0, 61), min_size=1, max_size=80))
@QUIET
def test_a_row_sent_twice_is_answered_twice(
    model: RiskModel, panels: pd.DataFrame, rows: list[int]
) -> None:
    """As many rows out as in, the same answer each time."""
    again = model.score(panels.iloc[rows])
    assert len(again) == len(rows)
    assert equal(again, model.score(panels).iloc[rows])


UNITS = [
    (key, unit)
    for key in ("shbg", "bmi", "hba1c")
    for unit in tables.analytes()[key].units
]  # fmt: skip


@pytest.mark.parametrize(("key", "unit"), UNITS)
def test_the_unit_changes_nothing(
    model: RiskModel, panels: pd.DataFrame, key: str, unit: str
) -> None:
    """A value sent in any unit of the table, to eight digits, gives the same risk."""
    usual = panels.drop(index=[1, 2, 6]).reset_index(drop=True)  # wrong on purpose
    scale, offset = tables.analytes()[key].units[unit]
    sent = usual.copy()
    sent[key] = [float(f"{(value - offset) / scale:.17g}") for value in usual[key]]
    sent[f"{key}_unit"] = unit
    assert equal(model.score(sent), model.score(usual))


@given(
    digits=st.integers(10_000_000, 99_999_999),
    unit=st.sampled_from(sorted(tables.analytes()["shbg"].units)),
)
@QUIET
def test_eight_digits_survive_any_unit(
    model: RiskModel, panels: pd.DataFrame, digits: int, unit: str
) -> None:
    """An SHBG of eight digits comes back from another unit as itself: no tree may split it off."""
    value = digits / 1e6  # 10 to 100 nmol/L
    scale, offset = tables.analytes()["shbg"].units[unit]
    usual = panels.iloc[[7]].assign(shbg=value)
    sent = usual.assign(shbg=(value - offset) / scale, shbg_unit=unit)
    assert equal(model.score(sent), model.score(usual))
    seen = [model.explain(one).set_index("feature").loc["shbg", "value"] for one in (sent, usual)]
    assert seen[0] == seen[1] == value


def test_contributions_add_up_to_the_risk(each_model: RiskModel, panels: pd.DataFrame) -> None:
    """To logit(risk): within 1e-9 for logistic, 1e-4 where boosters add in single precision."""
    within = 1e-9 if each_model.name == "small-logistic" else 1e-4
    scores, explained = each_model.score(panels), each_model.explain(panels)
    scored = scores[scores["status"] == "scored"]
    width = len(each_model.features) + 1
    sums = explained["contribution"].to_numpy().reshape(-1, width).sum(axis=1)
    assert len(sums) == len(scored) > 50
    assert np.abs(sums - np.log(scored["risk"] / (1 - scored["risk"]))).max() < within


def test_the_interval_holds_the_risk(each_model: RiskModel, panels: pd.DataFrame) -> None:
    """Of everybody who is scored; nobody else has numbers."""
    scores = each_model.score(panels)
    scored = scores["status"] == "scored"
    assert (scores.loc[scored, "risk_low"] < scores.loc[scored, "risk"]).all()
    assert (scores.loc[scored, "risk"] < scores.loc[scored, "risk_high"]).all()
    assert scores.loc[~scored, NUMBERS].isna().all(axis=None)


@given(
    junk=st.lists(
        st.one_of(st.text(max_size=8), st.floats(), st.integers(), st.none(), st.booleans()),
        min_size=12,
        max_size=12,
    )
)
@QUIET
def test_junk_is_an_answer_and_never_an_exception(
    model: RiskModel, panels: pd.DataFrame, junk: list[object]
) -> None:
    """Whatever stands in the cells: as many rows out as in, each with a status."""
    sent = panels.head(12).astype(object).copy()
    for column in ("shbg", "shbg_unit", "age", "sex", "phq9_1"):
        sent[column] = junk
    scores = model.score(sent)
    assert len(scores) == 12
    assert scores["status"].isin(["scored", "abstained", "rejected"]).all()
    assert scores.loc[scores["status"] == "scored", "risk"].between(0, 1).all()
