"""Totals of questionnaires."""

import numpy as np
import pandas as pd
import pytest

from nhml.panels.totals import total
from nhml.panels.units import harmonise

ITEMS = [f"phq9_{at}" for at in range(1, 10)]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([3] * 9, 27),
        ([0] * 9, 0),
        ([1, 2, 3, 0, 1, 2, 3, 0, 1], 13),
        ([1, 2, 3, 0, 1, 2, 3, None, None], 12 / 7 * 9),
        ([1, 2, 3, 0, 1, 2, None, None, None], np.nan),
        ([None] * 9, np.nan),
    ],
)
def test_few_missing_items_are_filled_by_the_mean(answers, expected):
    """PHQ-9 bears two missing items, not three."""
    panels = harmonise(pd.DataFrame([answers], columns=ITEMS))
    assert total("phq9", panels)[0] == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("sum_of_items", range(28))
def test_a_complete_total_is_a_whole_number(sum_of_items):
    """To the bit: a tree may split there."""
    answers = [min(3, max(0, sum_of_items - 3 * at)) for at in range(9)]
    panels = harmonise(pd.DataFrame([answers], columns=ITEMS))
    assert total("phq9", panels)[0] == sum_of_items
