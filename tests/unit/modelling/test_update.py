"""What is done to the log-odds afterwards: laws that hold whatever is learnt."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nhml.modelling.update import LinearTerm, Update, linear_terms

X = np.array([[1.0, 5.0], [2.0, np.nan], [4.0, 7.0], [8.0, 9.0]])
TERM = LinearTerm(0, True, 0.0, 2.0, 1.0, 0.5, 0.3)
some = st.floats(-2.0, 2.0)


@given(some, some, some)
def test_contributions_add_up_to_the_new_log_odds(slope: float, intercept: float, w: float) -> None:
    """Features, and the base in the last column: before, and so after."""
    parts = np.array([[0.2, -0.1, 0.5], [1.0, 0.0, 0.5], [0.0, 0.4, 0.5], [-1.0, 2.0, 0.5]])
    update = Update(slope, intercept, 1.0, (LinearTerm(1, False, 5.0, 9.0, 7.0, 2.0, w),))
    moved = update.contributions(parts, X).sum(axis=1)
    assert moved == pytest.approx(update.margin(parts.sum(axis=1), X), abs=1e-12)


@given(some, some)
def test_two_updates_are_one(slope: float, intercept: float) -> None:
    """First the one, then the other, or both at once."""
    first, second = Update(0.8, 0.1, 0.8, (TERM,)), Update(slope, intercept, 1.2, (TERM,))
    old = np.array([-2.0, -1.0, 0.0, 3.0])
    both = second.after(first)
    assert both.margin(old, X) == pytest.approx(second.margin(first.margin(old, X), X), abs=1e-12)
    assert both.stretch == pytest.approx(0.96)
    assert second.after(None) is second


def test_an_interval_moves_along_and_still_holds_the_risk() -> None:
    """Twice as wide in log-odds where the slope is two."""
    old, new = np.array([0.0]), np.array([1.0])
    ends = (1 / (1 + np.exp([0.5])), 1 / (1 + np.exp([-0.5])))
    low, high = Update(2.0, 1.0, 2.0).around(ends, old, new)
    assert np.log(low / (1 - low)) == pytest.approx([0.0])
    assert np.log(high / (1 - high)) == pytest.approx([2.0])


def test_a_missing_value_adds_nothing_and_a_far_one_no_more_than_the_last_seen() -> None:
    """The line ends where all but the outermost half percent lie."""
    term = LinearTerm(1, False, 5.0, 9.0, 7.0, 2.0, 1.0)
    assert term.column(X)[1] == 0.0
    assert term.column(np.array([[0.0, 1000.0]])) == pytest.approx([1.0])


def test_what_others_add_up_to_and_what_does_not_vary_has_no_line() -> None:
    """The third column is the sum of the first two; the fourth is the same for all."""
    drawn = np.random.default_rng(0)
    a, b = drawn.uniform(0, 1, (2, 400))
    wide = np.column_stack([a, b, np.ones(400), np.where(a > 0.5, 1.0, 0.0), a > 0.5])
    kept = [term.feature for term in linear_terms(wide, [False] * 5)]
    assert kept == [0, 1, 3]


def test_it_is_read_back_as_it_was_and_nothing_else_is_read() -> None:
    """A term of a column that is not there, a stretch of nothing, a number that is none."""
    update = Update(0.9, -0.2, 0.95, (TERM,))
    assert Update.from_plain(update.plain(), 2) == update
    for wrong in (
        {**update.plain(), "stretch": 0.0},
        {**update.plain(), "slope": float("nan")},
        {**update.plain(), "terms": [{**update.plain()["terms"][0], "feature": 2}]},
        {**update.plain(), "terms": [{**update.plain()["terms"][0], "scale": 0.0}]},
    ):
        with pytest.raises(ValueError, match="of an update is none"):
            Update.from_plain(wrong, 2)
