"""What features and columns are called."""

import math

import pytest

from nhml.features.build import GROUPS, features
from nhml.reporting import labels


def test_every_feature_and_group_has_a_label() -> None:
    """No key of a table stands on a page."""
    chosen = features(GROUPS)
    assert [one.name for one in chosen if labels.of(one.name) == one.name] == []
    assert {one.group for one in chosen} <= set(labels.GROUPS)


@pytest.mark.parametrize("name", ["shbg", "shbg_unit", "shbg_comparator"])
def test_a_unit_belongs_to_its_value(name: str) -> None:
    """What is wrong with either is said of the analyte."""
    assert labels.owner(name) == "shbg"


@pytest.mark.parametrize(
    ("name", "known", "unit", "written"),
    [
        ("sex", 1.0, "", "female"),
        ("sex", 0.0, "", "male"),
        ("age", 47.0, "a", "47 years"),
        ("sx_sleep_trouble", 1.0, "", "yes"),
        ("phq9_1", 2.0, "", "2 on a scale from 0 to 3"),
        ("egfr_ckdepi_2021", 88.123, "mL/min/{1.73_m2}", "88.12 mL/min/1.73 m²"),
        ("phq9_1", math.nan, "", "not known"),
    ],
)
def test_a_value_is_read_by_what_it_is(name: str, known: float, unit: str, written: str) -> None:
    """Codes in words, items on their scale."""
    assert labels.value(name, known, unit) == written


def test_what_no_table_knows_is_written_as_it_stands() -> None:
    """On one line."""
    assert labels.of("a\ncolumn") == "a column"
