"""When a model does not speak."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nhml.errors import PanelError
from nhml.modelling.applicability import Applicability
from nhml.modelling.normal_scores import Scale
from nhml.modelling.outlyingness import Outlyingness
from nhml.modelling.ranges import Ranges
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise

MEN = Applicability("sex == 'M' and age >= 20", ("age",), 0.5, ("bmi", "hba1c", "sleep_hours"))


def panels(**columns: object) -> Panels:
    """A man of 40 of whom everything is known, but for what is given."""
    usual = {
        "age": 40.0, "sex": "M", "bmi": 25.0, "bmi_unit": "kg/m2", "hba1c": 5.0,
        "hba1c_unit": "%", "sleep_hours": 8.0,
    }  # fmt: skip
    return harmonise(pd.DataFrame([{**usual, **columns}]))


def codes(applies: Applicability, whom: Panels) -> list[str]:
    """The codes of the only panel."""
    (reasons,) = applies.reasons(whom)
    return [words.rpartition("[")[2].rstrip("]") for words in reasons]


@pytest.mark.parametrize(
    ("columns", "wanted"),
    [
        ({}, []),
        ({"age": np.nan}, ["needed_missing", "population_unknown"]),
        ({"sex": "F"}, ["outside_population"]),
        ({"age": 19.0}, ["outside_population"]),
        ({"sex": "F", "age": np.nan}, ["needed_missing", "outside_population"]),
        ({"bmi": np.nan}, []),
        ({"bmi": np.nan, "sleep_hours": np.nan}, ["too_much_missing"]),
    ],
)
def test_grounds(columns: dict[str, object], wanted: list[str]) -> None:
    """One of three missing is a third, two are two thirds; half is the most."""
    assert codes(MEN, panels(**columns)) == wanted


def test_just_the_largest_share_is_let_through() -> None:
    """One of two is not more than a half."""
    pair = Applicability("", (), 0.5, ("bmi", "hba1c"))
    assert codes(pair, panels(bmi=np.nan)) == []


def test_a_column_never_sent_is_missing() -> None:
    """As an empty one is."""
    needs = Applicability("", ("shbg",), 1.0, ("shbg",))
    assert codes(needs, panels()) == ["needed_missing"]


def test_a_model_that_reads_nothing_optional_misses_nothing() -> None:
    """Age and sex alone, nothing required."""
    assert codes(Applicability("", (), 0.5, ()), panels(bmi=np.nan)) == []


def test_each_panel_has_reasons_of_its_own() -> None:
    """In the order of the panels."""
    frame = pd.concat([panels(sex="F").frame(), panels().frame()], ignore_index=True)
    found = MEN.reasons(harmonise(frame))
    assert [len(reasons) for reasons in found] == [1, 0]
    assert found[0][0].startswith("panel: outside the population this model knows (sex == 'M'")


def test_no_value_is_quoted() -> None:
    """Though it is the value that stands outside."""
    (reasons,) = MEN.reasons(panels(age=17.25))
    assert reasons
    assert not any("17" in words for words in reasons)


def test_a_column_of_no_table_is_named() -> None:
    """A model cannot need what nobody can send."""
    with pytest.raises(PanelError, match="'shoe_size' is not an analyte"):
        Applicability("", ("shoe_size",), 0.5, ()).reasons(panels())


def test_plain_data_goes_there_and_back() -> None:
    """Through JSON, where a tuple is a list."""
    plain = {**MEN.plain(), "required": ["age"], "inputs": ["bmi", "hba1c", "sleep_hours"]}
    assert Applicability.from_plain(plain) == MEN


TIED = Outlyingness(
    (
        Scale("bmi", False, (20.0, 30.0), (-1.0, 1.0)),
        Scale("hba1c", False, (4.0, 6.0), (-1.0, 1.0)),
    ),
    np.zeros(2),
    np.array([[1.0, 0.9], [0.9, 1.0]]),
    1.0,
)
KNOWING = replace(MEN, ranges=Ranges({"bmi": (15.0, 45.0), "age": (18.0, 80.0)}), detector=TIED)


def said(applies: Applicability, **columns: object) -> tuple[list[str], list[str]]:
    """The codes on which the only panel is left without a risk, and those that mark it."""
    (silent,), (marked,) = applies.said(panels(**columns))
    return tuple(
        [words.rpartition("[")[2].rstrip("]") for words in one] for one in (silent, marked)
    )  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("columns", "silent", "marked"),
    [
        ({}, [], []),
        ({"age": 85.0}, [], ["beyond_training"]),
        ({"bmi": 30.0, "hba1c": 4.2}, [], ["outlying"]),
        ({"bmi": 50.0, "hba1c": 10.0}, [], ["beyond_training", "outlying"]),
        ({"bmi": 35.0, "hba1c": 3.5}, ["outlying"], []),
        ({"bmi": 35.0, "hba1c": 3.5, "age": 85.0}, ["outlying"], ["beyond_training"]),
        ({"bmi": np.nan, "hba1c": 5.5}, [], []),
    ],
)
def test_what_was_hardly_seen_is_marked_and_what_lies_far_out_is_told_no_risk(
    columns: dict[str, object], silent: list[str], marked: list[str]
) -> None:
    """BMI and HbA1c rise together here: one up and one down is far out though each is usual."""
    assert said(KNOWING, **columns) == (silent, marked)


def test_the_config_decides_what_is_done() -> None:
    """A value beyond the ranges may silence; what lies far out may be marked alone."""
    strict = replace(KNOWING, beyond_training="abstain")
    assert said(strict, age=85.0) == (["beyond_training"], [])
    lenient = replace(KNOWING, outlying="mark")
    assert said(lenient, bmi=35.0, hba1c=3.5) == ([], ["outlying"])
    further = replace(KNOWING, largest_distance=9.0)
    assert said(further, bmi=35.0, hba1c=3.5) == ([], ["outlying"])


def test_the_mark_names_the_columns_and_never_a_value() -> None:
    """Those without which the panel would lie nearer."""
    _, (marked,) = KNOWING.said(panels(bmi=30.0, hba1c=4.2, age=85.0))
    assert marked == [
        "age: beyond what this model saw in training [beyond_training]",
        "panel: an unusual combination of values, for this model (most by bmi, hba1c) [outlying]",
    ]


def test_what_it_knows_goes_through_json() -> None:
    """And models that were saved before know nothing of it."""
    there = json.loads(json.dumps(KNOWING.plain()))
    back = Applicability.from_plain(there)
    assert back.plain() == KNOWING.plain()
    old = {key: there[key] for key in ("eligible", "required", "max_missing", "inputs")}
    assert Applicability.from_plain(old) == MEN
