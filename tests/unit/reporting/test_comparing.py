"""The words and the page of a comparison."""

import numpy as np
import pandas as pd
import pytest

from nhml.modelling.comparison import compare
from nhml.reporting import comparing
from nhml.reporting.comparing import About

ABOUT = About("a 1", "b 2", "Low <testosterone>", "some people", ("a 1 has seen these people",))


def frame(n: int, second_sees: float) -> pd.DataFrame:
    """People whose risk the first model knows, and the second in part."""
    drawn = np.random.default_rng(2)
    risk = drawn.uniform(0.05, 0.6, n)
    return pd.DataFrame(
        {
            "subject_id": np.arange(n).astype(str),
            "outcome": (drawn.random(n) < risk).astype(float),
            "first_status": "scored",
            "second_status": "scored",
            "first_risk": risk,
            "second_risk": 0.3 + second_sees * (risk - 0.3),
        }
    )


@pytest.mark.parametrize(
    ("n", "second_sees", "wanted"),
    [
        (900, -0.5, r"a 1 is better on: AUROC, .*Log loss"),
        (900, 1.0, "These people cannot tell the two models apart, on any figure."),
        (30, 1.0, "Too few people are scored by both"),
    ],
)
def test_the_verdict_is_a_sentence(n: int, second_sees: float, wanted: str) -> None:
    """Better, alike, or too few."""
    found = compare(frame(n, second_sees), at=(0.2,), resamples=40)
    (said, *_) = comparing.verdicts(found, ABOUT)
    assert pd.Series([said]).str.match(wanted).all()


@pytest.mark.parametrize("metric", ["weighted_net_benefit_0.05_all_eligible", "net_benefit_0.05"])
def test_a_figure_is_named_without_whom_it_is_of(metric: str) -> None:
    """A threshold stays with it."""
    assert comparing.label(metric) == "Net benefit at 0.05"


def test_every_figure_has_a_name() -> None:
    """No key of the code stands on the page."""
    found = compare(frame(300, 0.5), at=(0.2, 0.4), resamples=10)
    assert not [one.metric for one in found.rows if comparing.label(one.metric) == one.metric]


def test_the_page_says_all_and_is_escaped() -> None:
    """Warnings first, each section, a drawing in words, nothing of the outcome's name as HTML."""
    found = compare(frame(600, 0.4), at=(0.2,), resamples=20)
    page = comparing.page(found, ABOUT)
    assert "a 1 has seen these people" in page
    assert "Low &lt;testosterone&gt;" in page
    assert "first less second, over the threshold" in page
    assert "How to read it" in page
