"""From where to where a model has seen each column."""

from math import exp

import numpy as np
import pandas as pd
import pytest

from nhml.modelling.ranges import Ranges
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise
from tests.people import panel_frame


def panels(**columns: object) -> Panels:
    """Men of whom these columns are known."""
    n = max(len(one) for one in columns.values() if not isinstance(one, str))
    frame = {"panel_id": [f"p{at}" for at in range(n)], "sex": "M", **columns}
    return harmonise(pd.DataFrame(frame))


def test_a_tail_is_drawn_out_to_three_standard_deviations() -> None:
    """Ages 20 to 59, evenly, of 4,000: 0.5 % lie below 20.2. 39.5 - 19.3 * 3 / 2.576 is 17."""
    seen = panels(age=np.tile(np.linspace(20.0, 59.0, 400), 10))
    assert Ranges.learn(seen, ["age"]).limits == {"age": (17.0, 62.0)}


def test_of_few_people_the_quantile_lies_further_in() -> None:
    """Ten people lie beyond it: of 400 it is that of 2.5 %, and 1.96 are drawn out to 3."""
    low, high = Ranges.learn(panels(age=np.linspace(20.0, 60.0, 400)), ["age"]).limits["age"]
    assert low == pytest.approx(40 - 19 * 3 / 1.96, abs=1.0)
    assert high == pytest.approx(40 + 19 * 3 / 1.96, abs=1.0)


def test_one_person_far_out_moves_nothing() -> None:
    """Nor can be told from what is kept."""
    usual = np.linspace(20.0, 59.0, 400)
    far = usual.copy()
    far[-1] = 119.0
    kept = [Ranges.learn(panels(age=ages), ["age"]) for ages in (usual, far)]
    assert kept[0] == kept[1]


def test_a_skewed_analyte_is_drawn_out_on_the_log_scale() -> None:
    """TSH around 1.5 with a factor of 2 a standard deviation: 1.5 / 8 to 1.5 * 8, rounded out."""
    drawn = 1.5 * 2.0 ** np.random.default_rng(0).normal(size=20_000)
    low, high = Ranges.learn(panels(tsh=drawn, tsh_unit="m[IU]/L"), ["tsh"]).limits["tsh"]
    assert exp(-0.1) * 1.5 / 8 < low < 1.5 / 8 * exp(0.1)
    assert exp(-0.1) * 1.5 * 8 < high < 1.5 * 8 * exp(0.1)


def test_no_tail_is_shorter_than_a_quarter_of_the_other() -> None:
    """Half are 20 and the others older: younger ones are not all beyond what was seen."""
    ages = np.concatenate([np.full(300, 20.0), np.linspace(21.0, 60.0, 300)])
    low, high = Ranges.learn(panels(age=ages), ["age"]).limits["age"]
    assert (low, high) == (pytest.approx(20 - (high - 20) / 4, abs=1.5), high)


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("age", np.linspace(20.0, 60.0, 99)),
        ("phq9_1", np.tile([0.0, 1.0, 2.0, 3.0], 100)),
        ("sex", ["M"] * 400),
    ],
)
def test_of_few_people_grades_and_text_nothing_is_kept(name: str, column: object) -> None:
    """Ninety-nine people; four grades; a word."""
    assert Ranges.learn(panels(**{name: column}), [name]).limits == {}


def test_a_person_drawn_often_is_one_person() -> None:
    """Two hundred panels of fifty people."""
    seen = panels(age=np.linspace(20.0, 60.0, 200), subject_id=[f"s{at % 50}" for at in range(200)])
    assert Ranges.learn(seen, ["age"]).limits == {}


def test_beyond_is_told_by_column_and_gaps_are_not() -> None:
    """The limits themselves were seen."""
    ranges = Ranges({"age": (20.0, 60.0)})
    found = ranges.beyond(panels(age=[19.9, 20.0, 60.0, 60.1, np.nan]))
    assert found["age"].tolist() == [True, False, False, True, False]


def test_ranges_go_through_plain_data() -> None:
    """With two significant digits, so that nobody's value is among them."""
    made = Ranges.learn(harmonise(panel_frame()), ["age", "bmi", "shbg", "hba1c", "phq9_1"])
    assert list(made.limits) == ["age", "bmi", "hba1c", "shbg"]
    assert all(float(f"{one:.2g}") == one for pair in made.limits.values() for one in pair)
    assert Ranges.from_plain(made.plain()) == made
