"""Hormones read against their partners."""

import json

import numpy as np
import pytest

from nhml.features import learnt
from nhml.features.wanted import Wanted

TSH, FT4, AGE, SEX = range(4)
RESIDUAL = Wanted("residual", TSH, FT4, AGE, SEX)
QUANTILE = Wanted("quantile", TSH, FT4, AGE, SEX)


def people(size: int = 1000, seed: int = 0) -> np.ndarray:
    """Draw ln TSH = 2 - 3 ln FT4 + 0.1 a decade, with a spread of 0.4, in men."""
    drawn = np.random.default_rng(seed)
    age, ft4 = drawn.uniform(20, 80, size), np.exp(drawn.normal(0, 0.15, size))
    tsh = np.exp(2 - 3 * np.log(ft4) + age / 100 + 0.4 * drawn.standard_normal(size))
    return np.column_stack([tsh, ft4, age, np.zeros(size)])


def test_what_the_partner_leads_one_to_expect_is_no_news() -> None:
    """The same TSH is usual beside a low FT4 and three spreads high beside a high one."""
    known = learnt.fit(people(), RESIDUAL)
    expected = np.exp(2 + 0.5)
    rows = np.array(
        [
            [expected, 1.0, 50.0, 0.0],
            [expected * np.exp(0.4), 1.0, 50.0, 0.0],
            [expected, 1.3, 50.0, 0.0],
        ]
    )
    beyond = 3 * np.log(1.3) / 0.4
    assert known.transform(rows) == pytest.approx([0.0, 1.0, beyond], abs=0.2)


def test_beyond_what_was_seen_the_nearer_end_counts() -> None:
    """A parabola says nothing of an FT4 that nobody had."""
    known = learnt.fit(people(), RESIDUAL)
    far, farther = known.transform(np.array([[1.0, 5.0, 50.0, 0.0], [1.0, 9.0, 50.0, 0.0]]))
    assert far == farther


@pytest.mark.parametrize(
    "row",
    [
        [1.0, 1.0, 50.0, 1.0],  # no woman was seen
        [1.0, 1.0, 50.0, np.nan],
        [1.0, 1.0, np.nan, 0.0],
        [1.0, np.nan, 50.0, 0.0],
        [np.nan, 1.0, 50.0, 0.0],
        [1.0, 0.0, 50.0, 0.0],
    ],
)
def test_what_cannot_be_read_is_unknown(row: list[float]) -> None:
    """Sex, age, either hormone unknown, or too few people to learn from."""
    assert np.isnan(learnt.fit(people(), RESIDUAL).transform(np.array([row]))).all()


@pytest.mark.parametrize("what", [RESIDUAL, QUANTILE], ids=lambda one: one.kind)
def test_fewer_than_a_hundred_people_teach_nothing(what: Wanted) -> None:
    """Everybody is then unknown."""
    assert np.isnan(learnt.fit(people(99), what).transform(people())).all()


def test_the_quantile_index_adds_the_shares_of_people_below() -> None:
    """FT4 above 80 % and TSH above 70 % of people give a half (the worked example)."""
    known = learnt.fit(people(), QUANTILE)
    X = people()
    tsh, ft4 = np.quantile(X[:, TSH], 0.7), np.quantile(X[:, FT4], 0.8)
    found = known.transform(np.array([[tsh, ft4, 50.0, 0.0]]))
    assert found == pytest.approx([0.5], abs=0.01)


def test_the_quantile_index_stays_between_its_ends() -> None:
    """Whatever is sent: the first and the last of a hundred are not told from their next."""
    known = learnt.fit(people(), QUANTILE)
    ends = np.array([[1e-6, 1e-6, 50.0, 0.0], [1e6, 1e6, 50.0, 0.0]])
    assert known.transform(ends) == pytest.approx([-0.98, 0.98])


def test_a_value_that_many_share_counts_as_their_middle() -> None:
    """Half the people at the limit of detection: the index is not thrown to either side."""
    X = people()
    X[:500, TSH] = 0.01
    known = learnt.fit(X, QUANTILE)
    share = known.transform(np.array([[0.01, 1e-6, 50.0, 0.0]]))[0] + 0.99
    assert share == pytest.approx(0.25, abs=0.01)


def test_the_extremes_of_people_are_not_kept() -> None:
    """Who has the highest TSH of all is one person: it is not in what was learnt."""
    X = people()
    X[0, TSH], X[1, FT4] = 876.0, 0.0123
    kept = json.dumps(learnt.plain(learnt.fit(X, QUANTILE)))
    assert "876" not in kept
    assert "0.0123" not in kept


@pytest.mark.parametrize("what", [RESIDUAL, QUANTILE], ids=lambda one: one.kind)
def test_what_was_learnt_survives_as_plain_data(what: Wanted) -> None:
    """Through JSON, to the bit."""
    known = learnt.fit(people(), what)
    again = learnt.from_plain(json.loads(json.dumps(learnt.plain(known))))
    np.testing.assert_array_equal(again.transform(people(20, 1)), known.transform(people(20, 1)))


@pytest.mark.parametrize(("at", "value"), [(0, 1e9), (98, -1e9), (50, 0.0)])
def test_percentiles_that_do_not_ascend_are_refused(at: int, value: float) -> None:
    """Forged at the ends, no probe would see them."""
    plain = learnt.plain(learnt.fit(people(), QUANTILE))
    plain["grids"][0][at] = value
    with pytest.raises(ValueError, match="do not ascend"):
        learnt.from_plain(plain)
