"""Spreads: shares by cell, and nobody in them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nhml.modelling.spread import FEWEST, Spread

ROUNDED = st.lists(st.integers(0, 300), min_size=20, max_size=400)


def ids(n: int) -> np.ndarray:
    """So many persons."""
    return np.array([f"s{at}" for at in range(n)], dtype=object)


def of(values: object) -> Spread:
    """The spread of values, each of another person."""
    column = np.asarray(values)
    made = Spread.of(column, ids(len(column)))
    assert made is not None
    return made


@given(ROUNDED)
def test_no_cell_is_of_fewer_than_ten_people(values: list[int]) -> None:
    """Whatever the values: ties, gaps, a lone extreme."""
    column = np.array(values, dtype=np.float64)
    counted = of(column).counts(column)
    assert counted.sum() == len(values)
    assert counted.min() >= FEWEST


@given(ROUNDED)
def test_shares_are_those_of_the_people(values: list[int]) -> None:
    """Edges are rounded, the shares beneath them are not: ties move nobody."""
    column = np.array(values, dtype=np.float64)
    made = of(column)
    np.testing.assert_allclose(made.cells, made.counts(column) / len(values), atol=1.1e-5)


def test_the_largest_value_is_not_in_it() -> None:
    """One person at 999 is told by no edge."""
    assert max(of([*range(200), 999.0]).edges) < 200


def test_ten_panels_of_one_person_are_one_person() -> None:
    """A cell needs persons, not panels."""
    column = np.repeat(np.arange(30.0), 10)
    made = Spread.of(column, np.repeat(ids(30), 10))
    assert made is not None
    assert made.people == 30
    assert len(made.edges) <= 2


def test_few_people_have_no_spread() -> None:
    """Below twenty nothing is kept."""
    assert Spread.of(np.arange(19.0), ids(19)) is None


def test_rare_words_are_told_together() -> None:
    """Three of one and four of another would be people: the rarest of the rest joins them."""
    words = np.array(["a"] * 50 + ["b"] * 40 + ["c"] * 3 + ["d"] * 4, dtype=object)
    assert set(of(words).shares) == {"a", "others"}
    assert of(words).counts(words).tolist() == [50, 47]


def test_a_word_never_heard_is_counted_beyond() -> None:
    """A third sex, a new code: one cell more."""
    made = of(np.array(["F"] * 20 + ["M"] * 20, dtype=object))
    assert made.counts(np.array(["F", "X", None], dtype=object)).tolist() == [1, 0, 1]


@pytest.mark.parametrize("values", [np.linspace(0, 9, 99), np.array(["F", "M"] * 30, dtype=object)])
def test_it_is_plain_data_and_back(values: np.ndarray) -> None:
    """Nothing is lost."""
    assert Spread.from_plain(of(values).plain()) == of(values)


@pytest.mark.parametrize("change", [{"edges": [2.0, 1.0]}, {"below": [0.5]}, {"edges": []}])
def test_what_is_no_spread_is_refused(change: dict[str, list[float]]) -> None:
    """Edges descend, or are not as many as shares."""
    plain = {"people": 40, "edges": [1.0, 2.0], "below": [0.3, 0.6],
             "mean": 1.0, "median": 1.0, "sd": 1.0}  # fmt: skip
    with pytest.raises(ValueError, match="a spread is none"):
        Spread.from_plain({**plain, **change})
