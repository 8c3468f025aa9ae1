"""What measuring one more analyte would change in what a model says."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nhml.errors import ConfigError, ModelError
from nhml.modelling.costs import Costs
from nhml.modelling.next_measure import COLUMNS, DRAWS, candidates, measure_next
from nhml.modelling.risk_model import RiskModel
from nhml.panels.changed import changed
from nhml.panels.checks import check
from nhml.panels.units import harmonise


def test_only_analytes_that_the_model_reads_are_asked_for(model: RiskModel) -> None:
    """Not age, symptoms, or what the outcome is told by."""
    assert set(candidates(model)) == {"bmi", "shbg", "hba1c"}


def test_a_row_for_each_scored_panel_and_each_analyte_it_lacks(
    model: RiskModel, panels: pd.DataFrame
) -> None:
    """Panels that are rejected or silent have no risk that could move."""
    found = measure_next(model, panels)
    assert tuple(found.table.columns) == COLUMNS
    assert found.now["panel_id"].tolist() == panels["panel_id"].tolist()
    ready = check(harmonise(panels))
    scored = np.flatnonzero(found.now["status"].eq("scored"))
    wanted = {
        (row, name)
        for row in scored
        for name in candidates(model)
        if np.isnan(ready.number(name)[row])
    }
    assert set(zip(found.table["row"], found.table["analyte"], strict=True)) == wanted
    for _, own in found.table.groupby("row"):
        assert own["rank"].tolist() == list(range(1, len(own) + 1))


def test_its_numbers_are_those_of_the_one_path(model: RiskModel, panels: pd.DataFrame) -> None:
    """Each likely value, put in and scored by hand, gives the chance, the change and the width."""
    lacking = panels.iloc[[7]].assign(shbg=np.nan)
    found = measure_next(model, lacking, threshold=0.25)
    told = found.table.set_index("analyte").loc["shbg"]
    one = check(harmonise(lacking))
    values = model.joint.values(one, "shbg", DRAWS)[0]
    now = model.score(one).iloc[0]
    by_hand = pd.concat(
        [model.score(changed(one, {"shbg": np.array([value])})) for value in values[::20]]
    )
    whole = model.score(changed(one.take(np.zeros(DRAWS, dtype=int)), {"shbg": values}))
    np.testing.assert_allclose(by_hand["risk"], whole["risk"][::20])
    crossed = (whole["risk"] >= 0.25) != (now["risk"] >= 0.25)
    assert told["crossing"] == pytest.approx(crossed.mean())
    assert told["change"] == pytest.approx((whole["risk"] - now["risk"]).abs().mean())
    assert told["width_after"] == pytest.approx((whole["risk_high"] - whole["risk_low"]).mean())
    assert told["narrowing"] == pytest.approx(told["width"] - told["width_after"])


def test_asked_twice_it_says_the_same(model: RiskModel, panels: pd.DataFrame) -> None:
    """Alone or among others too."""
    first = measure_next(model, panels).table
    pd.testing.assert_frame_equal(first, measure_next(model, panels).table)
    alone = measure_next(model, panels.iloc[[first["row"].iloc[0]]]).table
    mine = first[first["row"] == first["row"].iloc[0]]
    pd.testing.assert_frame_equal(alone.drop(columns="row"), mine.drop(columns="row"))


def test_a_price_list_changes_the_order(model: RiskModel, panels: pd.DataFrame) -> None:
    """By the chance of crossing for each unit of money; what has no price comes last."""
    lacking = panels.iloc[[7, 8, 9, 10]].assign(shbg=np.nan, bmi=np.nan, hba1c=np.nan)
    costs = Costs("EUR", "", {"hba1c": 0.001, "shbg": 1000.0})
    found = measure_next(model, lacking, costs=costs).table
    plain = measure_next(model, lacking).table
    for (_, own), (_, free) in zip(found.groupby("row"), plain.groupby("row"), strict=True):
        assert own["analyte"].iloc[-1] == "bmi"
        assert free["crossing"].is_monotonic_decreasing
        per = own["crossing"] / own["cost"]
        np.testing.assert_allclose(own["crossing_per_cost"], per)
        assert per.dropna().is_monotonic_decreasing


def test_a_far_threshold_is_crossed_by_nothing(model: RiskModel, panels: pd.DataFrame) -> None:
    """And the chance of it is none."""
    found = measure_next(model, panels.iloc[[7]].assign(hba1c=np.nan), threshold=0.999)
    assert (found.table["crossing"] == 0).all()


def test_an_older_model_is_refused_with_the_way_out(model: RiskModel, panels: pd.DataFrame) -> None:
    """It does not know what a value may be."""
    with pytest.raises(ModelError, match="train it again"):
        measure_next(replace(model, joint=None), panels)
    with pytest.raises(ConfigError, match="threshold is 20; wanted a risk between 0 and 1"):
        measure_next(model, panels, threshold=20)
