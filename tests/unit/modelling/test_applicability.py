"""When a model does not speak."""

import numpy as np
import pandas as pd
import pytest

from nhml.errors import PanelError
from nhml.modelling.applicability import Applicability
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
