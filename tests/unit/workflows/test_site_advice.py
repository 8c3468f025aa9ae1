"""What to do with a model at a site: one rule, in one order."""

import pytest

from nhml.modelling.evaluation import Evaluation, Row
from nhml.workflows.site_advice import advise

RIGHT = {
    "o_e": (1.0, 0.9, 1.1),
    "calibration_slope": (1.0, 0.85, 1.15),
    "auroc": (0.8, 0.77, 0.83),
    "scored_share": (0.95, 0.94, 0.96),
    "net_benefit_0.2": (0.1, 0.05, 0.15),
    "net_benefit_0.2_minus_all": (0.02, 0.01, 0.03),
}


def found(**changed: tuple[float, float, float] | None) -> Evaluation:
    """Figures of a site where all is well, some of them changed."""
    rows = {**RIGHT, **changed}
    return Evaluation(tuple(Row("all", name, *one, 900) for name, one in rows.items() if one))


@pytest.mark.parametrize(
    ("changed", "answer"),
    [
        ({}, "use"),
        ({"o_e": (1.1, 1.03, 1.18)}, "use"),
        ({"o_e": (1.2, 1.1, 1.3)}, "recalibrate"),
        ({"o_e": (0.85, 0.78, 0.93)}, "recalibrate"),
        ({"calibration_slope": (0.7, 0.55, 0.9)}, "recalibrate"),
        ({"o_e": (1.1, 0.8, 1.5)}, "cannot tell yet"),
        ({"o_e": None, "calibration_slope": None}, "cannot tell yet"),
        ({"calibration_slope": (1.0, 0.6, 1.4)}, "cannot tell yet"),
        ({"scored_share": (0.6, 0.55, 0.65)}, "do not use"),
        ({"scored_share": (0.79, 0.7, 0.88)}, "use"),
        ({"auroc": (0.52, 0.48, 0.56)}, "do not use"),
        ({"net_benefit_0.2_minus_all": (-0.02, -0.03, -0.01)}, "do not use"),
        ({"net_benefit_0.2": (-0.02, -0.03, -0.01)}, "do not use"),
    ],
)
def test_the_first_that_holds_is_the_advice(
    changed: dict[str, tuple[float, float, float] | None], answer: str
) -> None:
    """Figures of people, and what follows from them."""
    assert advise(found(**changed), 200, 700).answer == answer


def test_few_people_who_are_ranked_by_chance_cannot_tell() -> None:
    """Of 30 events nobody says that a model does not rank."""
    few = found(auroc=(0.55, 0.4, 0.7), o_e=(1.0, 0.7, 1.4))
    assert advise(few, 30, 70).answer == "cannot tell yet"


def test_one_threshold_that_gains_is_enough() -> None:
    """At another, acting on everybody is better."""
    mixed = found(**{"net_benefit_0.1_minus_all": (-0.02, -0.03, -0.01)})
    assert advise(mixed, 200, 700).answer == "use"


def test_why_the_model_is_silent_is_told() -> None:
    """The most frequent reason; all reasons of one answer in one line."""
    said = advise(found(scored_share=(0.6, 0.55, 0.65)), 200, 700, "age: needed, and not known")
    assert said.line.startswith("DO NOT USE: 60% of the eligible are scored, wanted 80% at least")
    assert said.line.endswith("most often: age: needed, and not known")
