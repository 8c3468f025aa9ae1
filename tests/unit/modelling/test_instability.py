"""What is told of refits of all people, and of no person."""

import json

import numpy as np
import pytest
from scipy.special import expit, logit

from nhml.modelling.instability import Instability
from nhml.modelling.refits import interval


def told(n: int = 200, persons: int | None = None) -> Instability:
    """Of n panels whose refits lie four points above and two below their risk."""
    risk = np.linspace(0.1, 0.9, n)
    margin, refits = logit(risk), logit(np.array([risk + 0.04, risk - 0.02] * 30))
    subjects = (np.arange(n) % (persons or n)).astype(str).astype(object)
    return Instability.of(margin, refits, interval(refits, margin), subjects)


def test_mape_is_the_mean_distance_of_the_refits_risks() -> None:
    """Four points half of the time, two the other half: three, for everybody."""
    one = told()
    assert one.mape == pytest.approx(0.03)
    assert one.apart == pytest.approx([0.03] * 5)
    assert (one.people, one.refits) == (200, 60)


def test_a_slice_is_people_of_about_one_risk() -> None:
    """Two hundred in eight; the refits' median lies a point above the shown risk."""
    slices = told().slices
    assert len(slices) == 8
    assert [one.risk for one in slices] == sorted(one.risk for one in slices)
    for one in slices:
        assert one.refits[2] == pytest.approx(one.risk + 0.01, abs=0.006)


def test_the_width_is_that_of_the_interval() -> None:
    """About eight points on the log scale, between the outermost twentieths of people."""
    risk = np.linspace(0.1, 0.9, 200)
    away = logit(risk + 0.04) - logit(risk)
    wide = expit(logit(risk) + away) - expit(logit(risk) - away)
    assert told().width == pytest.approx(np.quantile(wide, [0.05, 0.25, 0.5, 0.75, 0.95]), rel=0.01)


def test_no_slice_is_of_fewer_than_ten_people() -> None:
    """Nine of them with twenty panels each are told as a whole alone."""
    assert told(200, persons=9).slices == ()
    assert told(200, persons=9).mape == pytest.approx(0.03)
    assert len(told(9).slices) == 0
    assert len(told(10).slices) == 1


def test_plain_data_goes_there_and_back() -> None:
    """Through JSON."""
    one = told()
    assert Instability.from_plain(json.loads(json.dumps(one.plain()))) == one


@pytest.mark.parametrize(
    "changes",
    [
        {"people": "many"},
        {"refits": 3.5},
        {"mape": 2.0},
        {"width": [0.1, 0.2]},
        {"apart": [0.5, 0.4, 0.3, 0.2, 0.1]},
        {"slices": [[0.2, [0.1]]]},
        {"slices": [["none", [0.1] * 5]]},
    ],
)
def test_what_no_page_could_tell_is_refused(changes: dict[str, object]) -> None:
    """Words for numbers, shares beyond one, quantiles that fall."""
    with pytest.raises((ValueError, TypeError), match=r"none|whole|float"):
        Instability.from_plain({**told().plain(), **changes})
