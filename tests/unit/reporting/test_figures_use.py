"""Figures of use: the lines of a decision curve, and where they end."""

from dataclasses import replace

import numpy as np

from nhml.modelling.curves import Band, curves
from nhml.reporting.figures_use import avoided, decision_curve
from tests.judged import people

CURVES = curves(people(), resamples=30)
RULED = curves(people().assign(clinical_rule=1.0), resamples=30)


def names(figure: object) -> list[str]:
    """What the legend lists."""
    return [text.get_text() for text in figure.axes[0].get_legend().get_texts()]


def test_acting_on_all_and_none_stand_beside_the_model() -> None:
    """And the baseline, and the clinical rule where there is one."""
    ends = ["act on everybody", "act on nobody"]
    shown = ["the model", "95 % band of the model", "logistic baseline"]
    assert names(decision_curve(CURVES)) == [*shown, *ends]
    assert names(decision_curve(RULED)) == [*shown, "clinical rule", *ends]
    assert names(avoided(RULED)) == [*shown, "clinical rule", "act on everybody"]


def test_a_model_that_is_the_baseline_is_one_line() -> None:
    """Two lines on each other would hide one."""
    benefit = {**CURVES.net_benefit, "baseline": CURVES.net_benefit["model"]}
    assert "logistic baseline" not in names(decision_curve(replace(CURVES, net_benefit=benefit)))


def test_thresholds_end_where_nobody_is_acted_upon() -> None:
    """Net benefit is nought there, and a line along nought is an empty plot."""
    at = tuple(np.linspace(0.01, 0.99, 99))
    value = tuple(0.1 if one < 0.3 else 0.0 for one in at)
    band = Band(at, value, value, value)
    short = replace(CURVES, net_benefit={"model": band, "all": band}, avoided={"model": band})
    assert decision_curve(short).axes[0].get_xlim()[1] < 0.35
    assert avoided(short).axes[0].get_xlim()[1] < 0.35


def test_nobody_helped_is_drawn_too() -> None:
    """Where nothing gains anything, axes still have a height."""
    at, none = (0.1, 0.2), (0.0, 0.0)
    band = Band(at, none, none, none)
    flat = replace(CURVES, net_benefit={"model": band, "all": band}, avoided={"model": band})
    low, high = decision_curve(flat).axes[0].get_ylim()
    assert high > low
