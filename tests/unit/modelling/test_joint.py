"""How what a model reads goes together, without any person."""

import json

import numpy as np
import pandas as pd
import pytest

from nhml.modelling.joint import Joint
from nhml.modelling.risk_model import RiskModel
from nhml.panels.checks import check
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise


def people(n: int, rho: float = 0.8, seed: int = 0, sex: str = "M") -> Panels:
    """Log SHBG and BMI that go together by so much; insulin apart."""
    drawn = np.random.default_rng(seed)
    both = drawn.multivariate_normal([0, 0], [[1, rho], [rho, 1]], n)
    frame = pd.DataFrame({"panel_id": [str(at) for at in range(n)], "age": 40.0, "sex": sex})
    frame["shbg"], frame["shbg_unit"] = np.exp(3.5 + 0.4 * both[:, 0]), "nmol/L"
    frame["bmi"], frame["bmi_unit"] = 28 + 4 * both[:, 1], "kg/m2"
    frame["insulin"], frame["insulin_unit"] = np.exp(drawn.normal(2, 0.5, n)), "u[IU]/mL"
    return check(harmonise(frame))


@pytest.fixture(scope="module")
def joint() -> Joint:
    """Learnt from three thousand."""
    return Joint.fit(people(3000), ["shbg", "bmi", "insulin"])


def test_what_goes_together_is_found_again(joint: Joint) -> None:
    """A correlation of 0.8, and none."""
    assert joint.correlation[0, 1] == pytest.approx(0.8, abs=0.03)
    assert abs(joint.correlation[0, 2]) < 0.05


def test_a_value_is_guessed_from_those_that_are_known(joint: Joint) -> None:
    """By the formula of two normals: mean rho z, standard deviation sqrt(1 - rho²)."""
    one = people(1, seed=5).without(["shbg", "insulin"])
    z = (one.number("bmi")[0] - 28) / 4
    mean, sd = joint.conditional(one, "shbg")
    assert mean[0] == pytest.approx(0.8 * z, abs=0.08)
    assert sd[0] == pytest.approx(0.6, abs=0.03)
    nothing = one.without(["bmi"])
    assert joint.conditional(nothing, "shbg")[0][0] == 0.0
    assert joint.conditional(nothing, "shbg")[1][0] == 1.0


def test_a_values_own_measurement_is_not_looked_at(joint: Joint) -> None:
    """Whether it was sent or not, the guess is the same."""
    sent = people(5, seed=6)
    np.testing.assert_array_equal(
        joint.conditional(sent, "shbg")[0], joint.conditional(sent.without(["shbg"]), "shbg")[0]
    )


def test_half_of_new_people_lie_below_the_middle_of_their_guesses(joint: Joint) -> None:
    """And a tenth below the lowest tenth."""
    new = people(1500, seed=7)
    values, true = joint.values(new, "shbg", 100), new.number("shbg")[:, None]
    below = (true > values).mean(axis=1)
    assert (below < 0.5).mean() == pytest.approx(0.5, abs=0.05)
    assert (below < 0.1).mean() == pytest.approx(0.1, abs=0.03)


def test_guesses_are_the_same_each_time_and_in_order(joint: Joint) -> None:
    """Nothing is drawn by chance."""
    one = people(3, seed=8)
    first, again = joint.values(one, "bmi", 50), joint.values(one, "bmi", 50)
    np.testing.assert_array_equal(first, again)
    assert (np.diff(first) >= 0).all()


@pytest.mark.parametrize("n", [50, 400, 3000])
def test_ten_people_or_more_lie_between_two_quantiles(n: int) -> None:
    """And beyond the outermost; each of three digits, so that none is a person's value."""
    panels = people(n)
    joint = Joint.fit(panels, ["shbg"])
    grid = joint.grids["shbg"]["all"]
    cells = np.histogram(panels.number("shbg"), [-np.inf, *grid, np.inf])[0]
    assert cells.min() >= 7  # rounding to three digits moves a few over the edge
    assert len(grid) <= n // 10 - 1
    assert [float(f"{value:.3g}") for value in grid] == grid.tolist()


def test_few_values_and_values_that_are_all_the_same_are_left_out() -> None:
    """There is nothing to learn from them."""
    joint = Joint.fit(people(49), ["shbg", "age"])
    assert joint.names == ()
    assert joint.correlation.shape == (0, 0)
    assert Joint.fit(people(60), ["age"]).names == ()


def test_each_sex_has_its_own_quantiles_where_there_are_people_enough() -> None:
    """Else those of all."""
    men = people(300).frame()
    women = people(300, seed=1, sex="F").frame().assign(shbg=lambda one: one["shbg"] * 2)
    women["panel_id"] = women["subject_id"] = [f"w{at}" for at in range(300)]
    joint = Joint.fit(check(harmonise(pd.concat([men, women], ignore_index=True))), ["shbg"])
    grids = joint.grids["shbg"]
    assert np.median(grids["F"]) == pytest.approx(2 * np.median(grids["M"]), rel=0.15)
    assert set(Joint.fit(people(100), ["shbg"]).grids["shbg"]) == {"all"}
    unknown = people(1).without(["sex", "bmi"])
    assert joint.values(unknown, "shbg", 3)[0, 1] == pytest.approx(
        np.median(grids["all"]), rel=0.02
    )


def test_it_is_plain_data_and_back(joint: Joint) -> None:
    """To the last digit."""
    again = Joint.from_plain(json.loads(json.dumps(joint.plain())))
    assert again.names == joint.names
    assert again.plain() == joint.plain()


@pytest.mark.parametrize(
    "change",
    [
        {"correlation": [[1.0]]},
        {"correlation": [[1.0, float("inf")]] * 2},
        {"grids": {"shbg": {"F": [1.0, 2.0]}, "bmi": {"all": [1.0]}}},
        {"grids": {"shbg": {"all": [2.0, 1.0]}, "bmi": {"all": [1.0]}}},
        {"grids": {"shbg": {"all": []}, "bmi": {"all": [1.0]}}},
    ],
)
def test_what_is_no_joint_distribution_is_refused(change: dict[str, object]) -> None:
    """A bundle may have been written by anybody."""
    plain = {"names": ["shbg", "bmi"], "correlation": [[1.0, 0.1], [0.1, 1.0]]}
    plain["grids"] = {name: {"all": [1.0, 2.0]} for name in ("shbg", "bmi")}
    Joint.from_plain(plain)
    with pytest.raises(ValueError, match=r"joint distribution|shape"):
        Joint.from_plain({**plain, **change})


def test_a_model_carries_it_for_the_numbers_that_it_reads(model: RiskModel) -> None:
    """Loaded from its bundle; not sex, and not what defines the outcome."""
    assert model.joint is not None
    assert {"age", "bmi", "shbg", "hba1c", "sleep_hours"} <= set(model.joint.names)
    assert not {"sex", "testosterone"} & set(model.joint.names)
