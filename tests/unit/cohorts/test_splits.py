"""Folds by person."""

import numpy as np

from nhml.cohorts.splits import by_person

SUBJECTS = np.array([f"s{at // 3}" for at in range(300)], dtype=object)  # three panels each
EVENT = (np.arange(300) // 3 % 4 == 0).astype(float)  # a quarter of the people


def test_every_row_is_held_out_once() -> None:
    """The tests of all folds are all rows."""
    held = np.concatenate([test for _, test in by_person(SUBJECTS, EVENT, 5, 0)])
    assert sorted(held) == list(range(300))


def test_nobody_stands_on_both_sides() -> None:
    """A person's three panels lie in one fold."""
    for train, test in by_person(SUBJECTS, EVENT, 5, 0):
        assert not set(SUBJECTS[train]) & set(SUBJECTS[test])
        assert len(train) + len(test) == 300


def test_events_are_spread_evenly() -> None:
    """25 people of 100 had it: five in each fold."""
    assert [EVENT[test].sum() / 3 for _, test in by_person(SUBJECTS, EVENT, 5, 1)] == [5.0] * 5


def test_the_order_of_rows_changes_nothing() -> None:
    """The same people are held out together, however the rows lie."""
    order = np.random.default_rng(2).permutation(300)
    plain = [set(SUBJECTS[test]) for _, test in by_person(SUBJECTS, EVENT, 4, 3)]
    mixed = by_person(SUBJECTS[order], EVENT[order], 4, 3)
    assert [set(SUBJECTS[order][test]) for _, test in mixed] == plain


def test_another_seed_is_another_split() -> None:
    """And the same seed the same."""
    first, again, other = (by_person(SUBJECTS, EVENT, 5, seed)[0][1] for seed in (0, 0, 1))
    assert (first == again).all()
    assert not np.array_equal(first, other)
