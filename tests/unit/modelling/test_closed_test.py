"""The closed test: least numbers, order, and what a likelihood ratio is."""

import numpy as np
import pytest
from scipy.special import expit

from nhml.modelling.closed_test import METHODS, Fit, allowed, closed_test, fits


def _holds(people: int, events: int, terms: int) -> list[bool]:
    return [one.holds for one in allowed(people, events, terms)]


def test_few_people_allow_little() -> None:
    """9 events nothing, 10 an intercept, 100 a slope, and many people a revision."""
    assert _holds(1000, 9, 9) == [False, False, False]
    assert _holds(1000, 10, 9) == [True, False, False]
    assert _holds(1000, 100, 99) == [True, True, False]
    assert _holds(1000, 950, 9) == [True, False, False]
    assert _holds(100_000, 20_000, 9) == [True, True, True]
    assert _holds(100_000, 20_000, 0) == [True, True, False]


def test_rules_that_are_mere_conventions_are_marked() -> None:
    """Ten events for an intercept is one."""
    assert [one.standing for one in allowed(500, 50, 3)] == ["convention", "cited", "cited"]


def _loss(*losses: float) -> dict[str, Fit]:
    wide = (0, 1, 2, 7)
    return {
        name: Fit(loss, np.zeros(wide[METHODS.index(name)]))
        for name, loss in zip(METHODS, losses, strict=False)
    }


@pytest.mark.parametrize(
    ("losses", "taken", "tests"),
    [
        ((100.0, 99.0, 98.0, 97.0), "none", 1),
        ((120.0, 99.0, 98.0, 97.0), "intercept", 2),
        ((120.0, 110.0, 98.0, 97.0), "logistic", 3),
        ((140.0, 130.0, 120.0, 97.0), "refit", 3),
        ((100.0, 97.9), "intercept", 1),
        ((100.0, 98.2), "none", 1),
        ((100.0,), "none", 0),
    ],
)
def test_the_smallest_that_is_not_shown_to_be_worse_is_taken(
    losses: tuple[float, ...], taken: str, tests: int
) -> None:
    """Twice the difference of losses against chi-square: 14.07 at 7 df, 3.84 at one."""
    method, made = closed_test(_loss(*losses))
    assert (method, len(made)) == (taken, tests)
    assert all(one.against == list(_loss(*losses))[-1] for one in made)


def test_fits_are_those_of_statsmodels() -> None:
    """Logistic regressions with the log-odds given as offset."""
    api = pytest.importorskip("statsmodels.api")
    drawn = np.random.default_rng(3)
    margin = drawn.normal(-1.0, 1.2, 800)
    columns = drawn.normal(size=(800, 3))
    y = (drawn.random(800) < expit(0.7 * margin + 0.4 + 0.5 * columns[:, 1])).astype(float)
    found = fits(margin, columns, y, np.ones(800))
    designs = [np.ones((800, 1)), np.column_stack([np.ones(800), margin])]
    designs.append(np.column_stack([designs[1], columns]))
    for method, design in zip(METHODS[1:], designs, strict=True):
        model = api.GLM(y, design, family=api.families.Binomial(), offset=margin).fit()
        assert found[method].loss == pytest.approx(-model.llf, abs=1e-6)
        assert found[method].coefficients == pytest.approx(model.params, abs=1e-5)


def test_a_revision_that_turns_the_model_round_is_no_candidate() -> None:
    """The column says the opposite of the model, and is right."""
    drawn = np.random.default_rng(4)
    margin, column = drawn.normal(size=(2, 3000))
    y = (drawn.random(3000) < expit(3.0 * column - 0.5 * margin)).astype(float)
    assert "refit" not in fits(margin, column[:, None], y, np.ones(3000))
