"""Hormones read against age and sex."""

import json

import numpy as np
import pytest

from nhml.features.reference import AgeSexReference

AGE, SEX, VALUE = 0, 1, 2


def people(seed=0, size=400):
    """Draw log values that rise by 0.1 a decade in men, with a spread of 0.5."""
    rng = np.random.default_rng(seed)
    age, noise = rng.uniform(20, 80, size), rng.standard_normal(size)
    return np.column_stack([age, np.zeros(size), np.exp(3 + 0.1 * age / 10 + 0.5 * noise)])


def test_a_usual_value_has_a_score_of_nought():
    """At fifty the mean log value is 3 + 0.1 * 5."""
    reference = AgeSexReference.fit(people(), (VALUE,), AGE, SEX)
    z = reference.transform(np.array([[50.0, 0.0, np.exp(3.5)], [50.0, 0.0, np.exp(4.0)]]))
    assert z[:, 0] == pytest.approx([0.0, 1.0], abs=0.15)


@pytest.mark.parametrize(
    "row",
    [
        [50.0, 1.0, 30.0],  # no woman was seen
        [50.0, np.nan, 30.0],
        [np.nan, 0.0, 30.0],
        [50.0, 0.0, np.nan],
        [50.0, 0.0, 0.0],
    ],
)
def test_what_cannot_be_read_against_it_is_unknown(row):
    """Unknown sex, age or value, or too few people to learn from."""
    reference = AgeSexReference.fit(people(), (VALUE,), AGE, SEX)
    assert np.isnan(reference.transform(np.array([row]))).all()


def test_fewer_than_fifty_people_give_no_reference():
    """A quadratic in age wants more."""
    assert np.isnan(AgeSexReference.fit(people(size=49), (VALUE,), AGE, SEX).spread).all()


def test_a_reference_survives_as_plain_data():
    """Through JSON, to the bit."""
    reference = AgeSexReference.fit(people(), (VALUE,), AGE, SEX)
    again = AgeSexReference.from_plain(json.loads(json.dumps(reference.plain())))
    X = people(1, 20)
    np.testing.assert_array_equal(again.transform(X), reference.transform(X))


def test_a_row_alone_has_the_score_it_has_among_others():
    """Nothing is learnt in passing."""
    reference = AgeSexReference.fit(people(), (VALUE,), AGE, SEX)
    X = people(1, 20)
    alone = np.vstack([reference.transform(X[[at]]) for at in range(20)])
    np.testing.assert_allclose(alone, reference.transform(X), rtol=1e-12)


def in_states(size=600):
    """Women, a third of whom are pregnant (their log value is 2 higher), two are luteal."""
    X = people(size=size)
    X[:, SEX] = 1
    pregnant, luteal = np.zeros((2, size))
    pregnant[::3], luteal[:2] = 1, 1
    return np.column_stack([X[:, :2], X[:, 2] * np.exp(2 * pregnant), pregnant, luteal])


def test_a_state_that_many_are_in_moves_what_is_usual():
    """A hormone of pregnancy is not high because the others are not pregnant."""
    reference = AgeSexReference.fit(in_states(), (VALUE,), AGE, SEX, (3, 4))
    usual = np.exp(3.5)
    z = reference.transform(
        np.array([[50, 1, usual, 0, 0], [50, 1, usual * np.exp(2), 1, 0], [50, 1, usual, 1, 0]])
    )
    assert z[:, 0] == pytest.approx([0.0, 0.0, -4.0], abs=0.4)


def test_a_state_that_few_are_in_moves_nothing():
    """Two women in the luteal phase teach nothing; an unknown state is not one."""
    reference = AgeSexReference.fit(in_states(), (VALUE,), AGE, SEX, (3, 4))
    rows = np.array([[50, 1, 30, 0, 0], [50, 1, 30, 0, 1], [50, 1, 30, np.nan, np.nan]])
    assert len(set(reference.transform(rows)[:, 0])) == 1


def test_states_survive_as_plain_data():
    """Through JSON, to the bit."""
    reference = AgeSexReference.fit(in_states(), (VALUE,), AGE, SEX, (3, 4))
    again = AgeSexReference.from_plain(json.loads(json.dumps(reference.plain())))
    np.testing.assert_array_equal(again.transform(in_states()), reference.transform(in_states()))
