"""A questionnaire total changed by what matters to people, or by less, or nobody can tell."""

import pandas as pd
import pytest

from nhml.features.symptom_change import symptom_changes
from nhml.panels import intake


def told(**columns) -> pd.DataFrame:
    """Give what is said of the totals of one woman at two draws or three."""
    n = max(len(cells) for cells in columns.values() if isinstance(cells, list))
    usual = {
        "panel_id": [f"p{at}" for at in range(n)],
        "subject_id": "her",
        "drawn_at": ["2024-01-10", "2024-03-10", "2024-06-10"][:n],
        "age": 50,
        "sex": "F",
    }
    return symptom_changes(intake.take(pd.DataFrame({**usual, **columns})))


@pytest.mark.parametrize(
    ("column", "before", "after", "verdict"),
    [
        ("sx_phq9", 16, 11, "improved"),  # Loewe 2004: 5 points
        ("sx_phq9", 16, 12, "less than the smallest that matters"),
        ("sx_phq9", 9, 14, "worse"),
        ("sx_gad7", 12, 8, "improved"),  # Toussaint 2020: 4 points
        ("sx_who5", 40, 50, "improved"),  # higher is better
        ("sx_who5", 50, 40, "worse"),
        ("sx_mrs", 30, 5, "not assessable"),  # no validated smallest change
    ],
)
def test_a_change_counts_from_the_smallest_that_matters(column, before, after, verdict) -> None:
    """In the direction that is better for the instrument."""
    found = told(**{column: [before, after]})
    assert found["verdict"].tolist() == [verdict]
    assert (found["reasons"] == "mcid_unknown").all() == (column == "sx_mrs")


def test_a_total_is_added_up_from_its_items() -> None:
    """Nine answers of 2, then nine of 1: nine points down."""
    items = {f"phq9_{at}": [2, 1] for at in range(1, 10)} | {"phq9_9": [0, 0]}
    found = told(**items).set_index("instrument")
    assert found.loc["phq9", ["change", "verdict"]].tolist() == [-8.0, "improved"]


def test_a_missing_total_is_compared_with_none() -> None:
    """The draws beside it are compared with each other."""
    found = told(sx_phq9=[16, None, 5])
    assert found[["from_panel_id", "panel_id"]].values.tolist() == [["p0", "p2"]]


def test_the_first_is_looked_at_from_the_third_on() -> None:
    """Two small steps make one that matters."""
    found = told(sx_phq9=[16, 13, 10])
    assert dict(zip(found["against"], found["verdict"], strict=False))["first"] == "improved"
    assert set(found.loc[found["against"] == "previous", "verdict"]) == {
        "less than the smallest that matters"
    }


def test_two_totals_of_one_day_have_no_order() -> None:
    """Nor have totals of two sexes one person."""
    assert told(sx_phq9=[16, 5], drawn_at=["2024-01-10"] * 2)["reasons"].item() == "order_unknown"
    assert told(sx_phq9=[16, 5], sex=["F", "M"])["reasons"].item() == "two_sexes"


def test_without_a_questionnaire_there_is_nothing() -> None:
    """The frame has its columns."""
    assert list(told(tsh=[1.0, 2.0], tsh_unit="mIU/L").columns)[:2] == ["subject_id", "instrument"]
