"""Each axis in one reading: exactly one, with its evidence, or why there is none."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import nhml
from nhml.cohorts import synthetic
from nhml.features.intervals import usual
from nhml.knowledge import tables
from nhml.knowledge.axes import Pattern
from nhml.panels.checks import check
from nhml.panels.limits import LaboratoryLimits
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise
from nhml.safety import axes
from nhml.safety.loop import NO_INTERVAL, NOTHING, UNDESCRIBED, LoopReading

PERSON = {"panel_id": "a", "age": 45, "sex": "F"}
HYPOTHYROID = {"tsh": 12.0, "tsh_unit": "mIU/L", "ft4": 7.0, "ft4_unit": "pmol/L"}


def told(loop: str, **cells: object) -> pd.Series:
    """Read one loop of one panel."""
    found = axes.axes(pd.DataFrame([PERSON | cells]))
    return found[found["loop"] == loop].iloc[0]


def read(panels: Panels, loop: str) -> LoopReading:
    """Read one loop of panels."""
    return next(one for one in axes.read(panels) if one.loop.key == loop)


def readings(found: LoopReading) -> np.ndarray:
    """Give the reading of every panel, not assessable where no pattern speaks."""
    return np.array([one.reading if one else "not_assessable" for one in found.pattern])


@pytest.fixture(scope="module")
def simulated() -> Panels:
    """A clinic of simulated people."""
    return check(harmonise(synthetic.simulate(4_000, seed=3).panels))


def test_the_public_name_is_the_function() -> None:
    """``nhml.axes`` takes a panel frame."""
    found = nhml.axes(pd.DataFrame([PERSON | HYPOTHYROID]))
    assert list(found.columns) == list(axes.COLUMNS)
    assert found.set_index("loop").loc["thyroid", "reading"] == "primary"


def test_evidence_is_as_sent_and_canonical_with_interval_and_place() -> None:
    """FT4 of 7 pmol/L is 0.54 ng/dL, below 0.8."""
    proof = told("thyroid", **HYPOTHYROID)["evidence"]
    assert "ft4 7 pmol/L = 0.5438 ng/dL (0.8 to 1.8, zlog -3.8)" in proof


def test_a_reading_says_what_was_not_sent_and_may_speak_against_it() -> None:
    """A suppressed TSH may be that of a tablet."""
    one = told("thyroid", tsh=0.01, tsh_unit="mIU/L", ft4=3.0, ft4_unit="ng/dL")
    assert one["reading"] == "primary"
    assert "on_levothyroxine" in one["unless"].split(", ")
    known = dict.fromkeys(one["unless"].split(", "), 0)
    again = told("thyroid", tsh=0.01, tsh_unit="mIU/L", ft4=3.0, ft4_unit="ng/dL", **known)
    assert (again["reading"], again["unless"]) == ("primary", "")


def test_a_partner_that_is_missing_is_named() -> None:
    """TSH alone tells primary from nothing, not from central."""
    one = told("thyroid", tsh=2.0, tsh_unit="mIU/L")
    assert (one["reading"], one["missing"]) == ("not_assessable", "ft4")


def test_a_low_testosterone_without_an_hour_waits_for_the_hour() -> None:
    """It falls over the day."""
    cells = {"testosterone": 200.0, "testosterone_unit": "ng/dL", "lh": 3.0, "lh_unit": "IU/L"}
    one = told("gonadal_male", sex="M", **cells)
    assert (one["reading"], one["missing"]) == ("not_assessable", "sample_hour")


@pytest.mark.parametrize(
    ("loop", "cells", "word"),
    [
        ("thyroid", {**HYPOTHYROID, "pregnant": 1}, "Non-pregnant intervals"),
        ("thyroid", {**HYPOTHYROID, "age": 12}, "Adult models"),
        ("thyroid", {**HYPOTHYROID, "tsh": 0.1, "biotin_mg_day": 10}, "Biotin"),
        ("thyroid", {**HYPOTHYROID, "ft4": 30.0}, "Discordant"),
        ("thyroid", {**HYPOTHYROID, "acute_illness": 1}, "non-thyroidal illness"),
        ("adrenal", {"cortisol": 4.0, "cortisol_unit": "ug/dL"}, "clock time"),
    ],
)
def test_what_speaks_against_a_sample_goes_before_every_pattern(
    loop: str, cells: dict[str, object], word: str
) -> None:
    """The safety rules say so, and what to do about it."""
    one = told(loop, **cells)
    assert one["reading"] == "not_assessable"
    assert word in one["words"]
    assert one["settles"]


def test_a_testosterone_of_the_afternoon_is_not_read() -> None:
    """Nor is it called central."""
    cells = {"testosterone": 200.0, "testosterone_unit": "ng/dL", "lh": 3.0, "lh_unit": "IU/L"}
    one = told("gonadal_male", sex="M", sample_hour=16, **cells)
    assert one["reading"] == "not_assessable"
    assert "morning" in one["words"]


def test_a_hint_about_the_sample_stands_beside_the_reading() -> None:
    """A woman's testosterone is no part of the loop; macroprolactin is of prolactin."""
    one = told("prolactin", prolactin=60.0, prolactin_unit="ng/mL")
    assert one["reading"] == "central"
    assert "macroprolactin" in one["caution"]


def test_a_rejected_value_is_unknown_and_its_code_is_told() -> None:
    """A TSH of minus one is no TSH."""
    one = told("thyroid", **{**HYPOTHYROID, "tsh": -1.0})
    assert one["reading"] == "not_assessable"
    assert "tsh: " in one["caution"]
    assert "tsh" in one["missing"]


def test_the_loop_of_the_other_sex_is_left_out_and_both_stay_where_sex_is_unknown() -> None:
    """A man has no row for the ovary."""
    men, unknown = (
        set(axes.axes(pd.DataFrame([PERSON | {"sex": sex}]))["loop"]) for sex in ("M", None)
    )
    assert "gonadal_female" not in men
    assert {"gonadal_female", "gonadal_male"} <= unknown


def test_a_panel_with_nothing_but_age_and_sex_has_no_reading() -> None:
    """Every loop says that nothing was sent."""
    found = axes.axes(pd.DataFrame([PERSON]))
    assert set(found["reading"]) == {"not_assessable"}
    assert set(found["words"]) == {NOTHING}


def test_a_panel_of_the_night_has_no_interval_and_says_so() -> None:
    """ACTH has an interval of the morning alone."""
    cells = {"cortisol": 6.0, "cortisol_unit": "ug/dL", "acth": 20.0, "acth_unit": "pg/mL"}
    assert told("adrenal", sample_hour=13, **cells)["words"] == NO_INTERVAL


def test_the_laboratorys_own_limits_decide() -> None:
    """FT4 of 0.75 with TSH of 2 is low for one laboratory and inside for another."""
    frame = pd.DataFrame(
        [PERSON | {"tsh": 2.0, "tsh_unit": "mIU/L", "ft4": 0.75, "ft4_unit": "ng/dL"}]
    )

    def reading(low: float) -> str:
        limits = LaboratoryLimits("Labor Nord", ((("ft4", "high"), 1.6), (("ft4", "low"), low)))
        return str(axes.axes(frame, limits=limits).set_index("loop").loc["thyroid", "reading"])

    assert (reading(0.8), reading(0.6)) == ("central", "in_keeping")
    assert axes.axes(frame).set_index("loop").loc["thyroid", "settles"].endswith("(ft4_lln)")


def test_one_limit_of_a_laboratory_stands_for_no_two_sexes() -> None:
    """A limit of testosterone would be that of men."""
    limits = LaboratoryLimits("Labor Nord", ((("lh", "high"), 2.0),))
    cells = {"testosterone": 500.0, "testosterone_unit": "ng/dL", "lh": 4.0, "lh_unit": "IU/L"}
    found = axes.axes(pd.DataFrame([PERSON | {"sex": "M"} | cells]), limits=limits)
    assert found.set_index("loop").loc["gonadal_male", "reading"] == "in_keeping"


def test_units_do_not_move_a_reading() -> None:
    """The same panel in two dialects."""
    ours = pd.DataFrame([PERSON | HYPOTHYROID])
    theirs = pd.DataFrame(
        [PERSON | {"tsh": 12.0, "tsh_unit": "uIU/mL", "ft4": 0.54382, "ft4_unit": "ng/dL"}]
    )
    same = ["reading", "stage", "direction", "words"]
    pd.testing.assert_frame_equal(axes.axes(ours)[same], axes.axes(theirs)[same])


def test_a_value_below_detection_is_read_and_shown_with_its_sign() -> None:
    """TSH < 0.01 is suppressed."""
    one = told("thyroid", tsh="<0.01", tsh_unit="mIU/L", ft4=3.0, ft4_unit="ng/dL")
    assert one["reading"] == "primary"
    assert one["evidence"].startswith("tsh <0.01 mIU/L")
    assert "zlog" not in one["evidence"].split(";")[0]


def test_plain_data_holds_what_the_frame_holds() -> None:
    """Loops panel by panel, lists as lists, nothing that JSON cannot hold."""
    ready = check(harmonise(pd.DataFrame([PERSON | HYPOTHYROID])))
    found = axes.read(ready)
    (one,) = axes.plain(found, ready)
    table = axes.frame(found, ready).set_index("loop")
    assert [loop["loop"] for loop in one["loops"]] == list(table.index)
    thyroid = one["loops"][0]
    assert thyroid["words"] == table.loc["thyroid", "words"]
    assert thyroid["evidence"][1]["canonical"] == pytest.approx(0.5438, abs=1e-4)
    assert thyroid["evidence"][1]["low"] == 0.8
    assert thyroid["missing"] == []


def test_every_panel_and_loop_has_exactly_one_reading(simulated: Panels) -> None:
    """No row is lost, none stands twice, none falls between the patterns."""
    found = axes.frame(axes.read(simulated), simulated)
    assert not found.duplicated(["panel_id", "loop"]).any()
    assert len(found) == 8 * len(simulated)
    assert UNDESCRIBED not in set(found["words"])


def test_those_inside_their_limits_are_in_keeping(simulated: Panels) -> None:
    """And nobody else, but for free triiodothyronine and drugs."""
    found = read(simulated, "thyroid")
    inside = np.ones(len(simulated), dtype=bool)
    for key in ("tsh", "ft4"):
        held, value = usual(key, simulated), simulated.number(key)
        inside &= (value >= held.low) & (value <= held.high)
    keeping = readings(found) == "in_keeping"
    assert not (keeping & ~inside).any()
    share = keeping[inside].mean()
    assert 0.95 < share <= 1.0
    both = ~np.isnan(simulated.number("tsh")) & ~np.isnan(simulated.number("ft4"))
    healthy = both & (simulated.number("tpo_ab") < 9) & ~(simulated.number("on_levothyroxine") == 1)
    assert keeping[healthy].mean() > 0.88  # two intervals of 95 % hold 90 % of unrelated pairs


def test_simulated_people_whose_gland_fails_read_primary(simulated: Panels) -> None:
    """TSH over 7.5 with FT4 not above 1.8, no tablet: the gland."""
    tsh, ft4 = simulated.number("tsh"), simulated.number("ft4")
    failing = (tsh > 7.5) & (ft4 <= 1.8) & ~(simulated.number("on_levothyroxine") == 1)
    said = readings(read(simulated, "thyroid"))[failing]
    assert failing.sum() >= 10
    assert (said == "primary").mean() > 0.9  # of biotin and illness nothing is read


def test_a_pattern_with_an_unknown_word_is_refused() -> None:
    """A reading is one of six."""
    row = {
        "key": "x", "loop": "thyroid", "priority": "1", "reading": "fine", "stage": "",
        "direction": "", "condition": "tsh > 1", "words": "", "settles": "",
        "source": "consensus", "confidence": "well-known",
    }  # fmt: skip
    with pytest.raises(ValueError, match="'fine' is not one of primary"):
        Pattern.from_row(row)


def test_patterns_read_what_somebody_can_give_and_say_no_more_than_a_line() -> None:
    """Columns and indices; no word of what is normal; each closes without a stop."""
    known = {*tables.analytes(), *tables.symptoms(), *tables.context(), *tables.indices()}
    for one in tables.axes().values():
        assert axes.expressions.names(one.condition) <= known
        assert one.loop in tables.axes_loops()
        assert "normal" not in one.words.lower().replace("normocalcaemic", "")
        assert ";" not in one.words
        assert not one.words.endswith(".")
        assert (one.direction == "") == (one.reading in ("in_keeping", "not_assessable")) or (
            one.reading == "exogenous"
        )


def test_a_file_is_read_with_its_units(tmp_path: Path) -> None:
    """And what is odd about whole columns is told, not refused."""
    place = tmp_path / "panels.csv"
    pd.DataFrame([PERSON | HYPOTHYROID]).to_csv(place, index=False)
    found = axes.taken(str(place))
    assert found.mistakes == []
    assert found.readings[0].told(0)["evidence"][1]["unit"] == "pmol/L"
