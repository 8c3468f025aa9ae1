"""A change is more than noise, or is not, or cannot be told; and why."""

import numpy as np
import pandas as pd
import pytest

from nhml.features.change import NOISE, REAL, UNKNOWN, changes, compare
from nhml.panels import intake

DAYS = ["2024-01-10", "2024-03-10", "2024-06-10", "2024-09-10"]


def panels(**columns):
    """Make panels of one man; columns that are given go before the usual ones."""
    n = max(len(cells) for cells in columns.values() if isinstance(cells, list))
    usual = {
        "panel_id": [f"p{at}" for at in range(n)],
        "subject_id": "him",
        "drawn_at": DAYS[:n],
        "age": 50,
        "sex": "M",
        "tsh_unit": "mIU/L",
    }
    return intake.take(pd.DataFrame({**usual, **columns}))


def last(analyte="tsh", against="previous", analytical=None, **columns):
    """Give what is said of the last value."""
    found = changes(panels(**columns), analytical)
    rows = found[(found["analyte"] == analyte) & (found["against"] == against)]
    return rows.sort_values("row").iloc[-1]


@pytest.mark.parametrize(
    ("analyte", "unit", "before", "inside", "outside"),
    [
        ("tsh", "mIU/L", 2.0, 3.27, 3.29),  # EuBIVAS 17.7 % and 3.3 %: up 64.1 %
        ("tsh", "mIU/L", 2.0, 1.23, 1.21),  # down 39.1 %
        ("ft4", "pmol/L", 15.0, 17.4, 17.6),  # EuBIVAS 4.8 % and 3.6 %: 16.6 %
        ("testosterone", "nmol/L", 10.0, 15.8, 15.9),  # Guldhaug 16 % and 5 %: up 58.7 %
        ("prolactin", "ng/mL", 10.0, 5.4, 5.2),  # Ricos 23 % and 3 %: down 47.0 %
        ("hemoglobin", "g/dL", 14.0, 15.1, 15.2),  # Coskun 2.74 % and 1 %: 8.1 %
        ("psa", "ng/mL", 1.0, 1.75, 1.76),  # Soletormos 20 % and 4 %: up 75.1 %
    ],
)
def test_a_change_is_real_just_beyond_the_limit(analyte, unit, before, inside, outside) -> None:
    """And noise just within it."""
    sent = {f"{analyte}_unit": unit}
    assert last(analyte, **sent, **{analyte: [before, inside]})["verdict"] == NOISE
    beyond = last(analyte, **sent, **{analyte: [before, outside]})
    assert beyond["verdict"] == REAL
    assert beyond["direction"] == ("up" if outside > before else "down")


def test_the_draws_may_come_in_any_units() -> None:
    """288.4 ng/dL are 10 nmol/L."""
    row = last("testosterone", testosterone=["10", "288.4"], testosterone_unit=["nmol/L", "ng/dL"])
    assert abs(row["change_percent"]) < 0.1


def test_a_laboratory_may_state_its_own_imprecision() -> None:
    """With an assay of 20 %, three from two is noise that it is not with the table's 3.3 %."""
    assert last(tsh=[2.0, 3.5])["verdict"] == REAL
    assert last(tsh=[2.0, 3.5], analytical={"tsh": 20.0})["verdict"] == NOISE


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"site": ["north", "south"]}, "laboratory"),
        ({"method_testosterone": ["immunoassay", "LC-MS"]}, "method"),
        ({"sample_hour": [8, 16]}, "hour"),
        ({"drawn_at": ["2024-01-10T08:00", "2024-03-10T16:00"]}, "hour"),
        ({"fasting_h": [12, 2]}, "fasting"),
        ({"drawn_at": ["2024-01-10", "2024-01-10"]}, "order_unknown"),
        ({"drawn_at": ["2024-01-10T08:00", "2024-01-10T09:00"]}, "same_day"),
        ({"sex": ["M", "F"]}, "two_sexes"),
    ],
)
def test_draws_that_differ_in_what_matters_are_not_compared(columns, reason) -> None:
    """However large the change."""
    sent = {"testosterone": [8.0, 30.0], "testosterone_unit": "nmol/L"}
    row = last("testosterone", **sent, **columns)
    assert (row["verdict"], row["reasons"], row["direction"]) == (UNKNOWN, reason, "")


@pytest.mark.parametrize(
    ("analyte", "columns"),
    [
        ("ft4", {"sample_hour": [8, 16], "fasting_h": [12, 2]}),
        ("tsh", {"sample_hour": [8, 9.5]}),
        ("tsh", {"sample_hour": [23.5, 0.5]}),
        ("tsh", {"fasting_h": [12, 2]}),
        ("testosterone", {"fasting_h": [12, 9]}),
        ("testosterone", {"site": ["North ", "north"]}),
    ],
)
def test_what_does_not_matter_for_an_analyte_hinders_nothing(analyte, columns) -> None:
    """Or is near enough."""
    units = {"ft4": "pmol/L", "tsh": "mIU/L", "testosterone": "nmol/L"}
    sent = {analyte: [8.0, 30.0], f"{analyte}_unit": units[analyte]}
    assert last(analyte, **sent, **columns)["verdict"] == REAL


@pytest.mark.parametrize(
    "columns", [{"pregnant": [0, 1]}, {"cycle_phase": ["follicular", "pregnancy_t1"]}]
)
def test_pregnancy_is_no_steady_state(columns) -> None:
    """However it is told."""
    assert last(tsh=[2.0, 9.0], sex="F", **columns)["reasons"] == "pregnancy"


def test_vitamin_d_is_not_compared_across_seasons() -> None:
    """January and June are two; December and January are one."""
    sent = {"vitamin_d": [20.0, 40.0], "vitamin_d_unit": "ng/mL"}
    assert last("vitamin_d", **sent, drawn_at=["2024-01-10", "2024-06-10"])["reasons"] == "season"
    assert last("vitamin_d", **sent, drawn_at=["2023-12-10", "2024-01-10"])["verdict"] == REAL


@pytest.mark.parametrize(("sex", "reason"), [("F", "other_sex"), (None, "sex_unknown"), ("M", "")])
def test_a_variation_of_men_says_nothing_of_women(sex, reason) -> None:
    """The cycle moves LH; nobody can tell noise from it."""
    row = last("lh", lh=[4.0, 12.0], lh_unit="IU/L", sex=sex)
    assert row["reasons"] == reason


@pytest.mark.parametrize("analyte", ["acth", "dheas", "progesterone", "igf1"])
def test_what_has_no_known_variation_is_not_assessable(analyte) -> None:
    """And no limit is made up."""
    unit = {"acth": "pg/mL", "dheas": "ug/dL", "progesterone": "ng/mL", "igf1": "ng/mL"}[analyte]
    row = last(analyte, **{analyte: [40.0, 80.0], f"{analyte}_unit": unit, "sex": "F"})
    assert (row["reasons"], row["change_percent"]) == ("no_variation", pytest.approx(100.0))
    assert np.isnan(row["limit_up"])


def test_people_to_whom_the_variation_does_not_belong_are_left_out() -> None:
    """That of HbA1c was measured in people without diabetes."""
    sent = {"hba1c": [5.4, 5.9], "hba1c_unit": "%"}
    assert last("hba1c", **sent)["verdict"] == REAL
    assert last("hba1c", **sent, hx_diabetes=[1, 1])["reasons"] == "outside"
    assert last("hba1c", hba1c=[7.0, 5.9], hba1c_unit="%")["reasons"] == "outside"


@pytest.mark.parametrize(
    ("values", "verdict", "direction"),
    [
        (["<0.01", "<0.01"], UNKNOWN, ""),
        (["<0.01", "2.0"], REAL, "up"),
        (["2.0", "<0.01"], REAL, "down"),
        (["<2.0", "2.1"], UNKNOWN, ""),
        (["<0.1", "<5"], UNKNOWN, ""),
        ([">100", "2.0"], REAL, "down"),
        (["2.0", ">100"], REAL, "up"),
        ([">100", ">100"], UNKNOWN, ""),
    ],
)
def test_beyond_a_limit_of_detection_a_change_can_still_be_proven(
    values, verdict, direction
) -> None:
    """Where even the nearest value it may have is far enough."""
    row = last(tsh=values)
    assert (row["verdict"], row["direction"]) == (verdict, direction)
    assert np.isnan(row["change_percent"])


def test_a_rejected_value_is_left_out_and_said() -> None:
    """The draws beside it are compared with each other."""
    found = changes(panels(tsh=[2.0, 5000.0, 8.0]))
    told = found.set_index("panel_id")
    assert told.loc["p1", "reasons"] == "rejected"
    assert (told.loc["p2", "from_panel_id"], told.loc["p2", "verdict"]) == ("p0", REAL)


def test_a_panel_of_which_nobody_can_tell_what_it_holds_is_left_out() -> None:
    """Two rows of one id that differ."""
    found = changes(panels(tsh=[2.0, 9.0, 4.0], panel_id=["a", "b", "b"]))
    assert set(found["reasons"]) == {"rejected"}


def test_a_draw_without_a_time_is_compared_with_none() -> None:
    """For its place among the others is not known."""
    found = changes(panels(tsh=[2.0, 9.0, 2.1], drawn_at=["2024-01-10", None, "2024-02-10"]))
    assert found["reasons"].tolist() == ["", "undated"]
    assert found["verdict"].tolist() == [NOISE, UNKNOWN]


def test_a_panel_that_stands_twice_is_one() -> None:
    """Equal rows make no draws of one day."""
    columns = {"panel_id": ["a", "b", "b"], "drawn_at": [DAYS[0], DAYS[1], DAYS[1]]}
    found = changes(panels(tsh=[2.0, 9.0, 9.0], **columns))
    assert found[["panel_id", "verdict"]].values.tolist() == [["b", REAL]]


def test_what_was_not_stated_is_named() -> None:
    """Nobody said where, how and when it was drawn."""
    assert last(tsh=[2.0, 9.0])["assumed"] == "laboratory, method, hour"
    stated = {"site": ["n", "n"], "sample_hour": [8, 8]}
    assert last(tsh=[2.0, 9.0], **stated)["assumed"] == "method"


def test_the_mean_of_earlier_values_lets_a_smaller_change_be_seen() -> None:
    """Three of 2.0, then 3.1: noise beside one of them (64 %), real beside three (50 %)."""
    sent = {"tsh": [2.0, 2.0, 2.0, 3.1]}
    assert last(**sent)["verdict"] == last(**sent, against="first")["verdict"] == NOISE
    mean = last(**sent, against="mean")
    assert (mean["results"], mean["verdict"]) == (3, REAL)
    assert mean["limit_up"] == pytest.approx(49.8, abs=0.1)


def test_into_the_mean_go_only_values_that_can_be_compared() -> None:
    """Not the one of another laboratory, nor those before a therapy."""
    sent = {"tsh": [9.0, 2.0, 2.0, 2.1]}
    abroad = last(**sent, against="mean", site=["x", "n", "n", "n"])
    treated = last(**sent, against="mean", on_levothyroxine=[0, 1, 1, 1])
    for one in (abroad, treated):
        assert (one["results"], one["reference"]) == (2, pytest.approx(2.0))


def test_a_therapy_that_began_in_between_is_named_beside_the_change() -> None:
    """The change is real all the same; what brought it about is another question."""
    row = last(tsh=[12.0, 2.0], on_levothyroxine=[0, 1])
    assert (row["verdict"], row["therapy"]) == (REAL, "on_levothyroxine")


def test_two_draws_can_be_picked() -> None:
    """As the whole frame would have them."""
    ready = panels(tsh=[8.0, 4.0, 2.0])
    row = compare(ready, "tsh", 0, 2)
    assert (row["verdict"], row["change_percent"]) == (REAL, pytest.approx(-75.0))


def test_one_draw_has_no_change() -> None:
    """The frame has its columns all the same."""
    assert changes(panels(tsh=[8.0])).empty
    assert "verdict" in changes(panels(tsh=[8.0]))


def test_five_thousand_people_are_compared_at_once() -> None:
    """Every value after the first of each: 20,000 panels without a loop over people."""
    drawn, many = np.random.default_rng(0), 5000
    frame = pd.DataFrame({"subject_id": np.repeat(np.arange(many), 4).astype(str)})
    frame["panel_id"] = np.arange(4 * many).astype(str)
    frame["drawn_at"] = DAYS * many
    frame["age"], frame["sex"] = 40, np.repeat(drawn.choice(["F", "M"], many), 4)
    for key, unit in {"tsh": "mIU/L", "ft4": "pmol/L", "testosterone": "nmol/L"}.items():
        frame[key], frame[f"{key}_unit"] = drawn.uniform(5, 15, 4 * many), unit
    found = changes(intake.take(frame.sample(frac=1.0, random_state=0)))
    counts = found["against"].value_counts()
    assert counts.to_dict() == {"previous": 45_000, "first": 30_000, "mean": 30_000}
