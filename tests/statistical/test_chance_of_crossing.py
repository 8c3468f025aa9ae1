"""The chance that a measurement moves a risk past a threshold is one: it comes true as often."""

import numpy as np
import pytest

from nhml.cohorts.cohort import gather
from nhml.knowledge import tables
from nhml.modelling.next_measure import measure_next
from nhml.modelling.risk_model import RiskModel
from nhml.panels.checks import check
from nhml.panels.units import harmonise
from tests.people import panel_frame


@pytest.mark.parametrize("estimator", ["logistic", "xgboost"])
def test_what_was_said_of_a_hidden_value_comes_true_as_often(estimator: str) -> None:
    """SHBG of 500 new men is hidden; crossings are counted when it is put back.

    Said and seen agree within four standard errors, overall and where the chance is large,
    and the chances say more than their mean.
    """
    cohort = gather("men", panel_frame(1500), tables.outcomes()["low_testosterone_300"])
    plain = {"estimator": estimator, "trials": 0, "refits": 0, "max_missing": 1.0}
    named = {"include": ["bmi", "hba1c"], "pathway": {"shbg": "measured together"}}
    model = RiskModel.fit(cohort, **named, **plain)
    panels = check(harmonise(panel_frame(560, seed=9))).without(["testosterone"])
    panels = panels.take(np.flatnonzero(~np.isnan(panels.number("shbg")))[:500])
    hidden = panels.without(["shbg"])
    now, full = (model.score(one)["risk"].to_numpy() for one in (hidden, panels))
    crossed = (full >= 0.2) != (now >= 0.2)
    table = measure_next(model, hidden).table
    said = table[table["analyte"] == "shbg"].sort_values("row")["crossing"].to_numpy()
    assert len(said) == len(panels) >= 450
    for some in (said >= 0.0, said >= 0.2, said < 0.2):
        error = np.sqrt((said[some] * (1 - said[some])).sum()) / some.sum()
        assert abs(crossed[some].mean() - said[some].mean()) < 4 * error + 0.02
    assert ((said - crossed) ** 2).mean() < crossed.var()
