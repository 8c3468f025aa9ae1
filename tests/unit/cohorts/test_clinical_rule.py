"""The risk test of the ADA beside a model of undiagnosed dysglycaemia."""

import numpy as np
import pandas as pd
import pytest

from nhml.cohorts import clinical_rule
from nhml.cohorts.cohort import Cohort
from nhml.knowledge import tables
from nhml.panels.units import harmonise


def cohort(outcome: str, **person: object) -> Cohort:
    """One person with no event."""
    frame = pd.DataFrame({"panel_id": ["a"], **{name: [cell] for name, cell in person.items()}})
    frame["bmi_unit"] = "kg/m2"
    return Cohort("one", tables.outcomes()[outcome], harmonise(frame), np.zeros(1))


@pytest.mark.parametrize(
    ("person", "acts"),
    [
        ({"age": 65, "sex": "M", "bmi": 27}, 1.0),  # 3 + 1 + 1
        ({"age": 65, "sex": "F", "bmi": 27}, 0.0),
        ({"age": 65, "sex": "F", "bmi": 32}, 1.0),
        ({"age": 45, "sex": "F", "bmi": 42, "hx_hypertension": 1}, 1.0),
        ({"age": 39.9, "sex": "M", "bmi": 42}, 0.0),
        ({"age": 55, "sex": "M", "bmi": None, "hx_family_diabetes": 1}, 0.0),
    ],
)
def test_points_are_added_up(person: dict[str, object], acts: float) -> None:
    """Five say to test; what was not asked counts as no."""
    found = clinical_rule.acts(cohort("dysglycaemia_undiagnosed", **person))
    np.testing.assert_array_equal(found, [acts])


def test_what_a_rule_asks_and_nobody_said_is_counted() -> None:
    """Age, sex and weight of seven questions: the rest counts as no, and is told."""
    known = clinical_rule.known(cohort("dysglycaemia_undiagnosed", age=65, sex="M", bmi=27))
    np.testing.assert_allclose(known, [3 / 7])
    assert clinical_rule.known(cohort("low_testosterone_300", age=50, sex="M", bmi=20)) is None


def test_most_outcomes_have_no_rule() -> None:
    """And none is made up for them."""
    assert clinical_rule.acts(cohort("low_testosterone_300", age=50, sex="M", bmi=20)) is None


def test_a_rule_reads_nothing_that_defines_its_outcome() -> None:
    """It would be compared by what it is to tell."""
    from nhml.cohorts.outcomes import unseen
    from nhml.panels import expressions

    for key, rule in tables.clinical_rules().items():
        read = frozenset().union(*(expressions.names(one) for one in rule.points))
        defined = unseen(tables.outcomes()[key])
        assert not read & defined, key
