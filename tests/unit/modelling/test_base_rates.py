"""How common the outcome was by sex and age, without anybody in it."""

import numpy as np
import pytest

from nhml.modelling import base_rates


def learnt(groups: list[tuple[str | None, float, int, int]]) -> tuple[base_rates.BaseRate, ...]:
    """Rates of (sex, age, people, events), each person with one panel."""
    age = np.concatenate([np.full(people, age) for _, age, people, _ in groups])
    sex = np.array([code for code, _, people, _ in groups for _ in range(people)], dtype=object)
    event = np.concatenate([np.arange(people) < events for _, _, people, events in groups]).astype(
        np.float64
    )
    subjects = np.arange(len(age)).astype(str).astype(object)
    return base_rates.learnt(age, sex, event, subjects)


def test_each_sex_and_decade_has_its_share() -> None:
    """10 of 40 men of 25; 30 of 60 men of 38; 20 of 80 women of 38.7."""
    found = learnt([("M", 25, 40, 10), ("M", 38, 60, 30), ("F", 38.7, 80, 20)])
    assert [(one.sex, one.first, one.last, one.people, one.share) for one in found] == [
        ("F", 30, None, 80, 0.25),
        ("M", 20, 29, 40, 0.25),
        ("M", 30, None, 60, 0.5),
    ]


@pytest.mark.parametrize(
    ("youngest", "bands"),
    [(18, [(18, 29), (30, None)]), (17.9, [(10, 29), (30, None)]), (20, [(20, 29), (30, None)])],
)
def test_a_rate_of_adults_says_nothing_of_children(
    youngest: float, bands: list[tuple[int, int | None]]
) -> None:
    """Where the youngest is 18, the first years are 18 and not 10."""
    found = learnt([("M", youngest, 4, 1), ("M", 25, 40, 10), ("M", 38, 60, 30)])
    assert [(one.first, one.last) for one in found] == bands


def test_a_share_has_its_interval() -> None:
    """Wilson 1927: 10 of 40 is 0.25, from 0.14 to 0.40."""
    (one,) = learnt([("M", 25, 40, 10)])
    assert (one.low, one.high) == (0.14, 0.4)


@pytest.mark.parametrize("small", [("M", 35, 19, 9), ("M", 35, 40, 4), ("M", 35, 40, 36)])
def test_few_people_join_their_neighbours(small: tuple[str, float, int, int]) -> None:
    """Under 20 people, under 5 with the outcome, or under 5 without it."""
    found = learnt([("M", 25, 40, 10), small, ("M", 45, 40, 10)])
    assert [(one.first, one.last) for one in found] == [(20, 29), (30, None)]
    assert sum(one.people for one in found) == pytest.approx(80 + small[2], abs=5)


def test_few_of_the_oldest_join_the_band_before() -> None:
    """Three men of 88 stand with those of 70."""
    found = learnt([("M", 72, 40, 10), ("M", 88, 3, 3)])
    assert [(one.first, one.last, one.people) for one in found] == [(70, None, 45)]


def test_a_sex_of_few_people_has_no_rate_and_cannot_be_reckoned() -> None:
    """Numbers are rounded to five: all less the men are not the three women."""
    found = learnt([("M", 25, 41, 11), ("F", 25, 3, 1)])
    assert [(one.sex, one.people) for one in found] == [("M", 40)]


def test_many_panels_of_few_people_are_few_people() -> None:
    """Forty panels of four persons."""
    subjects = np.repeat(np.array(list("abcd"), dtype=object), 10)
    sex, event = np.full(40, "M", dtype=object), np.tile([0.0, 1.0], 20)
    assert base_rates.learnt(np.full(40, 25.0), sex, event, subjects) == ()


def test_nobody_of_unknown_sex_or_age_is_counted() -> None:
    """They belong to no group."""
    found = learnt([("M", 25, 40, 10), (None, 25, 40, 10), ("M", np.nan, 40, 10)])
    assert [one.people for one in found] == [40]


@pytest.mark.parametrize(
    ("age", "sex", "share"),
    [(29.9, "M", 0.25), (30.0, "M", 0.5), (95.0, "M", 0.5), (19.9, "M", None), (25, "F", None),
     (np.nan, "M", None), (25, None, None)],
)  # fmt: skip
def test_a_rate_is_found_by_age_and_sex(age: float, sex: str | None, share: float | None) -> None:
    """A person of 29.9 is 29; the last band is open, the first is not."""
    rates = learnt([("M", 25, 40, 10), ("M", 38, 60, 30)])
    found = base_rates.of({"base_rates": base_rates.plain(rates)}, age, sex)
    assert (found and found.share) == share


def test_a_model_without_rates_has_none() -> None:
    """One that was saved before they were learnt."""
    assert base_rates.of({}, 50.0, "M") is None
