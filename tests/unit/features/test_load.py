"""Allostatic load."""

import json

import numpy as np
import pytest

from nhml.features import learnt
from nhml.features.wanted import NOBODY, Marker, Wanted, wanted

COUNT, AGE, SEX = 0, 1, 2
MARKERS = (Marker(3, 3, 1), Marker(4, 4, -1), Marker(3, 4, 1), Marker(NOBODY, NOBODY, 1))
LOAD = Wanted("load", COUNT, NOBODY, AGE, SEX, MARKERS, least=3)


def people() -> np.ndarray:
    """A hundred and one men with two markers of 0 to 100, one up, one down."""
    steps = np.arange(101.0)
    return np.column_stack([np.full(101, 2.0), steps, np.zeros(101), steps, 101 - steps])


@pytest.mark.parametrize(
    ("row", "count"),
    [
        ([2.0, 50, 0, 80.0, 20.0], 3),  # high, low, and their ratio high
        ([2.0, 50, 0, 80.0, 60.0], 1),
        ([2.0, 50, 0, 10.0, 90.0], 0),
        ([2.0, 50, 0, np.nan, 20.0], np.nan),  # too few markers known
        ([np.nan, 50, 0, 80.0, 20.0], np.nan),  # not to be computed
        ([2.0, 50, 1, 80.0, 20.0], np.nan),  # no woman was seen
    ],
)
def test_markers_in_the_quarter_that_bears_the_risk_are_counted(
    row: list[float], count: float
) -> None:
    """Upper or lower, of their own sex, three of them known at least."""
    found = learnt.fit(people(), LOAD).transform(np.array([row]))
    np.testing.assert_array_equal(found, [count])


def test_it_survives_as_plain_data() -> None:
    """Through JSON, to the bit; limits of a sex that nobody has are written as null."""
    known = learnt.fit(people(), LOAD)
    text = json.dumps(learnt.plain(known)).replace("NaN", "null")
    again = learnt.from_plain(json.loads(text))
    np.testing.assert_array_equal(again.transform(people()), known.transform(people()))


def test_markers_are_found_among_the_features() -> None:
    """A ratio wants both; what no model has is nobody's."""
    names = ["age", "sex", "sbp", "hdl", "dheas", "allostatic_load_quartile"]
    found = wanted("allostatic_load_quartile", names)
    sbp, ratio, dheas, hdl = (found.markers[at] for at in (0, 3, 5, 9))
    assert (sbp, dheas, hdl) == (Marker(2, 2, 1), Marker(4, 4, -1), Marker(3, 3, -1))
    assert ratio == Marker(NOBODY, NOBODY, 1)
    assert (found.column, found.age, found.sex, found.least) == (5, 0, 1, 6)
