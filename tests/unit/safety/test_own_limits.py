"""Whose limit a case definition asks for."""

import ast

import numpy as np
import pandas as pd
import pytest

from nhml.panels import expressions
from nhml.panels.checks import check
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise
from nhml.safety.own_limits import differs_by_sex, limit, limits_of

UNITS = {"ft4": "ng/dL", "prolactin": "ng/mL", "tpo_ab": "[IU]/mL", "amh": "ng/mL"}


def panels(**columns: object) -> Panels:
    """Panels of women of 40, unless told otherwise."""
    sent = pd.DataFrame({"age": 40, "sex": "F", **columns})
    return check(harmonise(sent, {name: UNITS[name] for name in UNITS if name in sent}))


def test_the_sample_goes_before_the_laboratory_and_that_before_the_generic_one() -> None:
    """Each where the one before it says nothing."""
    sent = panels(ft4=[1.0, 1.0], ft4_lln=[0.6, None])
    generic = {("ft4", "low"): 0.8}
    assert limit("ft4", "low", sent, {("ft4", "low"): 0.7}, generic).tolist() == [0.6, 0.7]
    assert limit("ft4", "low", sent, {}, generic).tolist() == [0.6, 0.8]


def test_the_reference_interval_of_age_and_sex_stands_where_nothing_else_does() -> None:
    """Of prolactin by sex, of AMH by age; none for a person who is in no interval."""
    sent = panels(prolactin=[20, 20, 20], sex=["F", "M", None])
    assert limit("prolactin", "high", sent, {}, {}).tolist()[:2] == [23.3, 15.2]
    assert np.isnan(limit("prolactin", "high", sent, {}, {})[2])
    assert limit("amh", "high", panels(amh=5, age=[22, 32]), {}, {}).tolist() == [12.0, 8.1]


def test_one_limit_of_a_laboratory_does_not_stand_for_two_sexes() -> None:
    """The upper limit of testosterone in men would clear every woman."""
    sent = panels(prolactin=[20, 20], sex=["F", "M"])
    assert limit("prolactin", "high", sent, {("prolactin", "high"): 99}, {}).tolist() == [
        23.3,
        15.2,
    ]
    assert differs_by_sex("testosterone")
    assert not differs_by_sex("tsh")


@pytest.mark.parametrize(
    ("platform", "wanted"),
    [("Roche Elecsys", 34), ("ROCHE", 34), ("Beckman Access", 9), ("another", 9), (None, 9)],
)
def test_antibodies_have_the_limit_of_their_platform(platform: str | None, wanted: float) -> None:
    """Where the tables know it; a laboratory's own goes before."""
    sent = panels(tpo_ab=[20.0], tpo_platform=[platform])
    generic = {("tpo_ab", "high"): 9.0}
    assert limit("tpo_ab", "high", sent, {}, generic).tolist() == [wanted]
    assert limit("tpo_ab", "high", sent, {("tpo_ab", "high"): 60}, generic).tolist() == 60


def test_limits_are_found_wherever_a_condition_asks_for_one() -> None:
    """Inside a count and a sum too."""
    tree: ast.expr = expressions.parse(
        "at_least(1, tsh > limit(tsh, high), acth > limit(acth, high) + limit(acth, high))"
    )
    assert limits_of(tree) == {("tsh", "high"), ("acth", "high")}
