"""Folds by person, by site, by time: nobody stands on both sides."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nhml.cohorts.cohort import Cohort
from nhml.cohorts.splits import by_person, by_site, by_time, hold_out
from nhml.errors import CohortError

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


@pytest.fixture
def somewhere(cohort: Cohort) -> Callable[..., Cohort]:
    """The invented men with columns of their own."""

    def made(**columns: object) -> Cohort:
        items = {name: np.array(column, dtype=object) for name, column in columns.items()}
        panels = replace(cohort.panels, items={**cohort.panels.items, **items})
        return replace(cohort, panels=panels)

    return made


def test_whole_sites_are_left_out_and_everybody_is_judged_once() -> None:
    """Six sites in three folds; the tests of all folds are all rows."""
    sites = np.array([f"site {at % 6}" for at in range(300)], dtype=object)
    alone = np.array([f"p{at}" for at in range(300)], dtype=object)
    splits = by_site(alone, sites, 3)
    assert [len(set(sites[test])) for _, test in splits] == [2, 2, 2]
    assert all(not set(sites[train]) & set(sites[test]) for train, test in splits)
    assert sorted(np.concatenate([test for _, test in splits])) == list(range(300))


def test_sites_of_unlike_size_share_folds_of_like_size() -> None:
    """150 rows at one place, 30 at each of five others: two folds of 150."""
    sites = np.repeat([f"site {at}" for at in range(6)], [150, 30, 30, 30, 30, 30]).astype(object)
    assert [len(test) for _, test in by_site(np.arange(300).astype(str), sites, 2)] == [150, 150]


def test_who_was_seen_at_two_sites_trains_for_neither() -> None:
    """Three panels each, at three sites in turn: nobody is left to train."""
    sites = np.array([f"site {at % 3}" for at in range(300)], dtype=object)
    assert [len(train) for train, _ in by_site(SUBJECTS, sites, 3)] == [0, 0, 0]
    sites[9:] = np.array([f"site {at // 3 % 3}" for at in range(9, 300)], dtype=object)
    for train, test in by_site(SUBJECTS, sites, 3):
        assert not set(SUBJECTS[train]) & set(SUBJECTS[test])
        assert not set(sites[train]) & set(sites[test])


def test_later_draws_are_judged_by_earlier_ones_alone() -> None:
    """Half of 300 days only trains; five steps of thirty days are judged."""
    alone = np.array([f"p{at}" for at in range(300)], dtype=object)
    drawn = np.datetime64("2020-01-01") + np.random.default_rng(0).permutation(300)
    splits = by_time(alone, drawn, 5)
    assert [len(train) for train, _ in splits] == [150, 180, 210, 240, 270]
    assert [len(test) for _, test in splits] == [30] * 5
    assert all(drawn[train].max() < drawn[test].min() for train, test in splits)


def test_who_comes_again_trains_nothing_for_her_later_draw() -> None:
    """Each person is drawn at the beginning and near the end: the first draw stays aside."""
    people = np.array([f"s{at % 150}" for at in range(300)], dtype=object)
    drawn = np.datetime64("2020-01-01") + np.arange(300)
    for train, test in by_time(people, drawn, 3):
        assert not set(people[train]) & set(people[test])
        assert drawn[train].max() < drawn[test].min()


def test_what_was_drawn_at_one_moment_lies_in_one_step() -> None:
    """Of two days the second is judged; of one day nothing can be."""
    alone = np.array([f"p{at}" for at in range(100)], dtype=object)
    days = np.repeat(np.array(["2020-01-01", "2020-01-02"], dtype="datetime64[D]"), 50)
    assert [(len(train), len(test)) for train, test in by_time(alone, days, 5)] == [(50, 50)]
    assert by_time(alone, np.full(100, days[0]), 5) == ()


@pytest.mark.parametrize(("by", "column"), [("site", "site"), ("time", "drawn_at")])
def test_what_is_not_known_of_everybody_cannot_hold_out(somewhere, by: str, column: str) -> None:
    """The column is not there, has gaps, or is the same for all; the way out is by person."""
    way_out = r'or set split\.by = "person"'
    cells = ["2020-01-01", "2020-02-01"] * 200
    with pytest.raises(CohortError, match=f"{column} is not known of 400 of 400.*{way_out}"):
        hold_out(somewhere(), by, 2, 0)
    with pytest.raises(CohortError, match=f"{column} is not known of 3 of 400"):
        hold_out(somewhere(**{column: [None] * 3 + cells[3:]}), by, 2, 0)
    with pytest.raises(CohortError, match=f"{column} is the same for everybody"):
        hold_out(somewhere(**{column: ["2020-01-01"] * 400}), by, 2, 0)


def test_dates_that_cannot_be_read_are_counted_and_not_shown(somewhere) -> None:
    """A day before a month may be a month before a day."""
    with pytest.raises(CohortError, match="drawn_at of 1 of 400 panels cannot be read") as raised:
        hold_out(somewhere(drawn_at=["31.12.2019"] + ["2020-01-01"] * 399), "time", 2, 0)
    assert "31.12" not in str(raised.value)


def test_dates_may_have_hours_and_zones(somewhere) -> None:
    """Half past midnight in Berlin lies on the day before in Greenwich."""
    drawn = [f"2020-01-{1 + at // 20:02d}T08:{at % 20:02d}" for at in range(399)]
    held = hold_out(somewhere(drawn_at=[*drawn, "2020-01-01T00:30+01:00"]), "time", 4, 0)
    assert len(held.splits) == 4
    assert all(399 in train for train, _ in held.splits)
    assert held.words == "4 times from what was drawn earlier"


def test_a_fold_that_leaves_too_few_people_is_refused(somewhere) -> None:
    """All but thirty of the men at one place."""
    sites = ["large"] * 370 + ["small"] * 30
    with pytest.raises(CohortError, match=r"split\.by site: a fold would learn from \d+ people"):
        hold_out(somewhere(site=sites), "site", 2, 0)


def test_by_person_is_as_ever(cohort: Cohort) -> None:
    """The words say how many parts there are."""
    held = hold_out(cohort, "person", 4, 0)
    plain = by_person(cohort.panels.subject_id, cohort.event, 4, 0)
    assert all(
        (ours[1] == theirs[1]).all() for ours, theirs in zip(held.splits, plain, strict=True)
    )
    assert held.words == "4 times without one part in 4"
