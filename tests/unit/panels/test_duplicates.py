"""What only a whole file shows."""

import pandas as pd
import pytest

from nhml.panels import duplicates
from nhml.panels.units import harmonise


def found(**columns):
    """The problems of a file as row and code."""
    panels = harmonise(pd.DataFrame(columns))
    return [(one.row, one.code) for one in sorted(duplicates.problems(panels))]


def test_rows_of_one_id_agree_or_do_not():
    """Values agree as values: 2.10 is 2.1."""
    same = {"panel_id": ["a", "b", "a"], "tsh": ["2.1", "9", "2.10"], "tsh_unit": "mIU/L"}
    assert found(**same) == [(0, "panel_twice"), (2, "panel_twice")]
    wrong = [(0, "panel_contradicted"), (2, "panel_contradicted")]
    assert found(**{**same, "tsh": ["2.1", "9", "<2.1"]}) == wrong
    assert found(**same, age=[40, 41, 42]) == wrong
    assert found(**same, subject_id=["p", "q", "r"]) == wrong


def test_blank_ids_are_no_duplicates():
    """Each is its row."""
    assert found(panel_id=["", None, "x"], age=[40, 40, 40]) == []


@pytest.mark.parametrize(
    ("ids", "rows"),
    [
        (["007", "012", "9", "34"], [2, 3]),
        (["007", "012", "934"], []),  # as long
        (["007", "0012", "9"], []),  # no one length
        (["007", "a9"], []),  # no number
        (["0", "1", "2"], []),
        (["7", "12"], []),  # nothing is seen
    ],
)
def test_lost_noughts_are_seen_where_others_kept_them(ids, rows):
    """Ids of one length that begin with 0, beside shorter numbers."""
    assert found(panel_id=ids, age=40) == [(row, "id_shortened") for row in rows]
