"""The largest contributions, and the rest."""

import math

import pandas as pd
import pytest

from nhml.features.build import features
from nhml.panels import intake
from nhml.reporting import reasons
from nhml.reporting.reasons import Reason
from nhml.reporting.sent import measured

CHOSEN = features(["person", "general", "symptoms"], ["shbg", "glucose", "insulin", "weight"])


def explained(**parts: float) -> pd.DataFrame:
    """An explanation frame with these contributions; all other features add nothing."""
    names = [one.name for one in CHOSEN]
    return pd.DataFrame(
        {
            "panel_id": "a",
            "feature": [*names, "base"],
            "group": [*(one.group for one in CHOSEN), "base"],
            "value": [*(math.nan if name == "insulin" else 1.0 for name in names), math.nan],
            "contribution": [*(parts.get(name, 0.0) for name in names), -1.0],
        }
    )


def told(found: pd.DataFrame, **cells: object) -> tuple[Reason, ...]:
    """Reasons of one panel."""
    frame = pd.DataFrame([{"age": 50, "sex": "M", **cells}])
    panel = intake.take(frame)
    return reasons.largest(found, CHOSEN, measured(frame.iloc[0], panel), panel)


@pytest.mark.parametrize(
    ("parts", "number"),
    [
        ({}, 0),
        ({"age": 0.01}, 0),
        ({"age": 0.05, "bmi": 0.04, "shbg": -0.03, "sbp": 0.03}, 3),
        ({"age": 0.5, "bmi": 0.4, "shbg": -0.3, "sbp": 0.2, "glucose": 0.05}, 4),
        ({"age": 0.5, "bmi": 0.4, "shbg": -0.3, "sbp": 0.2, "glucose": 0.2, "dbp": 0.2}, 5),
    ],
)  # fmt: skip
def test_three_to_five_are_told_and_what_adds_nothing_is_not(
    parts: dict[str, float], number: int
) -> None:
    """Beyond the third, odds must change by a tenth."""
    assert len(told(explained(**parts))) == number


def test_a_value_that_is_not_known_can_be_a_reason() -> None:
    """The model reads the gap, and the page says so."""
    (one,) = told(explained(insulin=0.7))
    assert (one.written, one.interval) == ("not measured", None)
    assert one.note == "The model reads that it is not known."


def test_without_an_interval_the_page_says_so() -> None:
    """None is invented; an age needs none."""
    weight, age = told(explained(weight=0.7, age=0.6), weight=98.0, weight_unit="kg")
    assert (weight.written, weight.interval) == ("98 kg", None)
    assert weight.note == "No reference interval is known to hold for this person."
    assert (age.written, age.note) == ("1 years", "")


def test_an_index_says_what_it_was_computed_from() -> None:
    """And a total how many answers it sums."""
    index, total = told(explained(egfr_ckdepi_2021=0.7, phq9=0.6))
    assert index.note == "Computed from Creatinine, serum; Age; Sex."
    assert total.note == "Sum of 9 answers."


def test_an_interval_is_converted_into_the_unit_sent() -> None:
    """Fasting glucose of 70 to 99 mg/dL by 180.156 g/mol."""
    (one,) = told(explained(glucose=0.7), glucose=7.2, glucose_unit="mmol/L")
    assert one.interval is not None
    assert one.interval.place == "above"
    assert one.interval.words == "3.89 to 5.5 mmol/L"


def test_the_rest_is_what_the_reasons_leave() -> None:
    """-1 of all, less +1 of one: -2."""
    found = explained(age=1.0, bmi=-1.5, sbp=-0.5)
    rest = reasons.rest(found, told(explained(age=1.0)))
    assert rest.label == f"The other {len(CHOSEN) - 1} features together"
    assert (rest.odds, rest.direction) == ("×0.14", "lowers the risk strongly")


def test_groups_are_summed_and_an_unknown_one_is_told() -> None:
    """Insulin alone is not known; its group has glucose."""
    found = {one.label: one for one in reasons.by_group(explained(glucose=0.3, insulin=0.4))}
    assert found["Metabolism"].odds == "×2.0"
    assert found["Symptoms"].direction == "adds nothing to the risk"
    unknown = explained()
    unknown.loc[unknown["group"] == "symptoms", "value"] = math.nan
    assert "Symptoms (not known)" in [one.label for one in reasons.by_group(unknown)]


def test_what_adds_nothing_is_listed_but_for_age_and_what_is_not_known() -> None:
    """Odds changed by less than 2 %."""
    idle = reasons.adding_nothing(explained(bmi=0.0197, sbp=0.03))
    assert "Body mass index" in idle
    assert not {"Systolic blood pressure", "Age", "Sex", "Insulin, fasting"} & set(idle)
