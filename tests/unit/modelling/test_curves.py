"""Curves: what is drawn of an evaluation, and that nobody can be told from it."""

import json

import numpy as np
import pandas as pd
import pytest

from nhml.modelling.curves import Curves, curves
from nhml.modelling.disclosure import FEWEST_IN_A_CELL
from nhml.modelling.evaluation import evaluate
from nhml.modelling.smoothing import Smooth


def people(n: int = 800, seed: int = 0) -> pd.DataFrame:
    """Scored people, a tenth abstained on, the baseline a little worse; risks are right."""
    drawn = np.random.default_rng(seed)
    risk = drawn.beta(1.2, 4.0, n)
    scored = drawn.random(n) > 0.1
    return pd.DataFrame(
        {
            "subject_id": [str(at) for at in range(n)],
            "status": np.where(scored, "scored", "abstained"),
            "outcome": (drawn.random(n) < risk).astype(float),
            "risk": np.where(scored, risk, np.nan),
            "eligible_risk": risk,
            "baseline_risk": 0.5 * risk + 0.1,
        }
    )


FRAME = people()
DRAWN = curves(FRAME, resamples=60)


def test_a_point_of_a_curve_is_the_figure_of_the_evaluation() -> None:
    """Net benefit and interventions avoided at one of the drawn thresholds, band and all."""
    threshold = DRAWN.net_benefit["model"].at[40]
    found = evaluate(FRAME, thresholds=[threshold], resamples=60)
    for name, side in (("", "model"), ("baseline_", "baseline"), ("all", "all")):
        metric = f"net_benefit_all_{threshold:g}" if side == "all" else None
        row = found.row(metric or f"{name}net_benefit_{threshold:g}")
        assert row is not None
        drawn = DRAWN.net_benefit[side]
        told = (drawn.value[40], drawn.low[40], drawn.high[40])
        assert told == pytest.approx(row[2:5], rel=1e-3)


def test_the_calibration_curve_of_right_risks_holds_the_diagonal() -> None:
    """The band holds each risk itself at nine points in ten and more."""
    drawn = DRAWN.calibration
    assert drawn is not None
    at, low, high = (np.array(part) for part in (drawn.at, drawn.low, drawn.high))
    assert ((low <= at) & (at <= high)).mean() > 0.9


def test_the_curve_at_a_persons_risk_is_the_curve_that_ici_measures() -> None:
    """One place fits it: drawn and judged are the same."""
    y, risk = (FRAME[name].to_numpy() for name in ("outcome", "eligible_risk"))
    fit = Smooth.fit(y, risk, np.ones((1, len(y))))
    assert fit.at(risk, len(y)) == pytest.approx(fit.shown, abs=1e-9)


def test_the_roc_curve_encloses_the_auroc() -> None:
    """By the trapezoid, to the grid's precision; it begins low and ends at one."""
    drawn, found = DRAWN.roc, evaluate(FRAME, resamples=5).value("auroc")
    assert drawn is not None
    assert np.trapezoid(drawn.value, drawn.at) == pytest.approx(found, abs=3e-3)
    assert drawn.value[-1] == drawn.at[-1] == 1.0


@pytest.mark.parametrize("seed", range(8))
def test_no_cell_of_the_histogram_is_a_few_people(seed: int) -> None:
    """Of either class; all the scored are in one, and the cells reach from 0 to 1."""
    frame = people(260, seed)
    drawn = curves(frame, resamples=3)
    for side in (drawn.with_outcome, drawn.without_outcome):
        assert all(count == 0 or count >= FEWEST_IN_A_CELL for count in side)
    assert sum(drawn.with_outcome) == drawn.events
    assert sum(drawn.with_outcome) + sum(drawn.without_outcome) == drawn.people
    assert (drawn.edges[0], drawn.edges[-1]) == (0.0, 1.0)
    assert len(drawn.edges) == len(drawn.with_outcome) + 1


def test_of_few_people_nothing_is_drawn() -> None:
    """Forty: how many they are, and with the outcome, and no more."""
    few = curves(people(40), resamples=3)
    assert few.calibration is few.roc is None
    assert (few.tenths, few.net_benefit, few.edges) == ((), {}, ())
    assert few.people < 50


def test_a_threshold_that_few_exceed_is_not_told() -> None:
    """One person of 200 carries 0.9: what acting on that one gains would be that one's outcome."""
    risk = np.r_[np.linspace(0.05, 0.2, 199), 0.9]
    frame = people(200).assign(risk=risk, eligible_risk=risk, status="scored")
    drawn = curves(frame, resamples=3).net_benefit["model"]
    told = [value for at, value in zip(drawn.at, drawn.value, strict=True) if 0.21 < at < 0.89]
    assert told
    assert np.isnan(told).all()


def test_a_rule_acts_at_every_threshold() -> None:
    """One that says to act on everybody is the curve of acting on everybody."""
    drawn = curves(FRAME.assign(clinical_rule=1.0), resamples=3)
    assert drawn.net_benefit["rule"] == drawn.net_benefit["all"]
    assert set(drawn.avoided["rule"].value) == {0.0}


def test_curves_go_into_json_and_back() -> None:
    """What is unknown is null there."""
    risk = np.full(800, 0.2)
    frame = FRAME.assign(risk=risk, eligible_risk=risk, status="scored")
    for drawn in (DRAWN, curves(frame, resamples=3)):
        text = json.dumps(drawn.plain(), allow_nan=False)
        assert json.dumps(Curves.from_plain(json.loads(text)).plain()) == text


def test_a_curve_of_parts_of_different_lengths_is_refused() -> None:
    """Whoever draws it would be wrong about where."""
    data = DRAWN.plain()
    data["roc"]["low"].pop()
    with pytest.raises(ValueError, match="different lengths"):
        Curves.from_plain(data)
