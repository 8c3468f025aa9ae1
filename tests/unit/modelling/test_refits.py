"""The stability interval as the refits tell it."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logit

from nhml.modelling import refits
from nhml.modelling.calibration import Calibration
from nhml.modelling.estimators import AgeSexColumns, MarginModel, Recipe
from nhml.modelling.refits import Refits, interval, refit
from tests.invented import people

LOGISTIC = Recipe(("logistic",))
BLEND = Recipe(
    ("logistic", "trees"), {"trees": {"n_trees": 40}}, reference=AgeSexColumns((3,), 1, 2)
)


@pytest.fixture(scope="module")
def kept() -> tuple[Refits, np.ndarray]:
    """Fifty refits of a blend that reads a hormone against age and sex."""
    X, y, subjects = adults(200)
    return refit(BLEND, X, y, subjects, 50, 0)


def adults(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A feature, age, sex, a hormone; some of each missing but age and sex."""
    drawn = np.random.default_rng(5)
    X = drawn.normal(size=(n, 4))
    X[:, 1], X[:, 2] = 50 + 10 * X[:, 1], X[:, 2] > 0
    X[:, 3] = np.exp(X[:, 3])
    y = (drawn.random(n) < expit(X[:, 0])).astype(float)
    X[drawn.random(n) < 0.2, 3] = np.nan
    X[drawn.random(n) < 0.02, 0] = np.nan
    return X, y, np.arange(n).astype(str).astype(object)


# the interval of given refits


def test_the_interval_is_the_distance_of_the_last_refit_within() -> None:
    """Nine tenths of twenty refits: the nineteenth of 1, 2, ... 20 hundredths away."""
    away = np.arange(1, 21) / 100.0
    signs = np.where(np.arange(20) % 2, 1.0, -1.0)
    margin = np.array([0.3])
    low, high = interval((margin[0] + signs * away)[:, None], margin, 0.9)
    assert logit(low) == pytest.approx([0.3 - 0.19])
    assert logit(high) == pytest.approx([0.3 + 0.19])


@given(
    st.lists(st.lists(st.floats(-30, 30), min_size=3, max_size=3), min_size=2, max_size=30),
    st.lists(st.floats(-30, 30), min_size=3, max_size=3),
    st.floats(0.05, 0.99),
    st.floats(0.0, 0.5),
)
def test_the_shown_risk_lies_within_and_a_higher_level_is_no_narrower(
    rows: list[list[float]], shown: list[float], level: float, more: float
) -> None:
    """Whatever the refits say."""
    margin, others = np.array(shown), np.array(rows)
    low, high = interval(others, margin, level)
    assert ((low <= expit(margin)) & (expit(margin) <= high)).all()
    wider_low, wider_high = interval(others, margin, level + more * (1.0 - level))
    assert ((wider_low <= low) & (high <= wider_high)).all()


def test_one_refit_more_lies_within_as_often_as_the_level_says() -> None:
    """Nine times of ten, of few refits too: that is what the one added to R is for."""
    drawn = np.random.default_rng(0).normal(size=(51, 20_000))
    low, high = interval(drawn[:50], np.zeros(20_000))
    assert ((low <= expit(drawn[50])) & (expit(drawn[50]) <= high)).mean() == pytest.approx(
        0.9, abs=0.015
    )


# refitting


def test_refits_repeat_with_their_seed_only() -> None:
    """To the bit."""
    X, y, subjects = people(80)
    first, again, other = (refit(LOGISTIC, X, y, subjects, 3, seed)[1] for seed in (0, 0, 1))
    assert (first == again).all()
    assert not np.allclose(first, other)
    assert first.shape == (3, 80)


def test_processes_change_nothing(kept: tuple[Refits, np.ndarray]) -> None:
    """Two side by side keep the same refits to the byte."""
    X, y, subjects = adults(200)
    made, margins = refit(BLEND, X, y, subjects, 50, 0, jobs=2)
    assert json.dumps(made.plain()) == json.dumps(kept[0].plain())
    assert (margins == kept[1]).all()


def test_whole_people_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a person's three rows all are taken, as often as the person was drawn, or none."""
    X, y, _ = people(60)
    person = np.arange(60) // 3
    X[:, 0] = person
    taken: list[np.ndarray] = []

    class Recording(MarginModel):
        def fit(self, X: np.ndarray, y: np.ndarray) -> "Recording":
            taken.append(X[:, 0].astype(int))
            return super().fit(X, y)

    monkeypatch.setattr(refits, "MarginModel", Recording)
    refit(LOGISTIC, X, y, person.astype(str).astype(object), 4, 0)
    counts = [np.bincount(rows, minlength=20) for rows in taken]
    assert [count.sum() for count in counts] == [60] * 4
    assert all((count % 3 == 0).all() for count in counts)
    assert all((count == 0).any() for count in counts)


def test_a_refit_is_the_whole_procedure_but_for_its_settings(
    kept: tuple[Refits, np.ndarray],
) -> None:
    """Reference, fillings, both parts, and a calibration on whom the sample left out."""
    X, y, _ = adults(200)
    chosen = np.random.default_rng(0).integers(200, size=200)
    people_of = np.unique(np.arange(200).astype(str), return_inverse=True)[1]
    taken = np.concatenate([np.flatnonzero(people_of == one) for one in chosen])
    left = np.setdiff1d(np.arange(200), taken)
    model = MarginModel(BLEND).fit(X[taken], y[taken])
    wanted = Calibration.fit(model.margin(X)[left], y[left]).margin(model.margin(X))
    assert kept[1][0] == pytest.approx(wanted, abs=1e-5)
    first, second = kept[0].members[:2]
    assert first.reads.reference is not None
    assert second.reads.reference is not None
    assert not np.allclose(first.reads.reference.mean, second.reads.reference.mean, equal_nan=True)


# kept


def test_what_is_kept_says_what_the_refits_said(kept: tuple[Refits, np.ndarray]) -> None:
    """Of everybody, and after it was plain data."""
    X = adults(200)[0]
    assert (kept[0].margins(X) == kept[1]).all()
    back = Refits.from_plain(kept[0].plain())
    assert back.margins(X) == pytest.approx(kept[1], abs=1e-12)
    assert json.dumps(back.plain()) == json.dumps(kept[0].plain())


def test_of_nobody_nothing_is_said(kept: tuple[Refits, np.ndarray]) -> None:
    """An empty list is an answer."""
    low, high = kept[0].interval(np.empty((0, 4)), np.empty(0))
    assert len(low) == len(high) == 0


def test_too_few_to_tell_a_quantile_are_not_read(kept: tuple[Refits, np.ndarray]) -> None:
    """Nor are more than anybody would keep."""
    members = kept[0].plain()["refits"]
    for some in (members[:49], members * 21):
        with pytest.raises(ValueError, match="refits too few or too many"):
            Refits.from_plain({"refits": some})
