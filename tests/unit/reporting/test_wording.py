"""How the pages speak."""

import math
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nhml.reporting import wording

NAN = math.nan


@pytest.mark.parametrize(
    ("share", "many", "said"),
    [
        (0.414, 100, "41"),
        (0.002, 100, "fewer than 1"),
        (0.999, 100, "more than 99"),
        (0.0082, 1000, "8"),
        (0.3, 1000, "300"),
        (0.12345, 10_000, "1,234"),
    ],
)
def test_a_share_is_said_as_people(share: float, many: int, said: str) -> None:
    """Never none of them, never all."""
    assert wording.of(share, many) == said


@pytest.mark.parametrize(
    ("shares", "many"),
    [((0.41, 0.27), 100), ((0.008, 0.3), 1000), ((0.0004,), 10_000), ((1e-9,), 10_000), ((), 100)],
)
def test_the_rarest_share_is_a_whole_person(shares: tuple[float, ...], many: int) -> None:
    """0.8 of a hundred is nobody: eight of a thousand."""
    assert wording.per(*shares) == many


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.414, "41 %"),
        (0.0082, "0.8 %"),
        (0.01, "1 %"),
        (0.0001, "under 0.1 %"),
        (0.997, "over 99 %"),
    ],
)
def test_a_percentage_is_whole_unless_it_is_small(share: float, said: str) -> None:
    """And never 0 % or 100 % of what may still be."""
    assert wording.percent(share) == said


@pytest.mark.parametrize(
    ("contribution", "said"),
    [
        (math.log(1.8), "×1.8"),
        (math.log(0.55), "×0.55"),
        (0.001, "×1.00"),
        (-0.001, "×1.00"),
        (math.log(1.04), "×1.04"),
        (math.log(12.34), "×12.3"),
        (math.log(0.034), "×0.03"),
        (math.log(2500), "×2,500"),
        (-30.0, "×0.001 or less"),
    ],
)
def test_log_odds_are_said_as_a_factor(contribution: float, said: str) -> None:
    """What the odds are multiplied by."""
    assert wording.odds(contribution) == said


@pytest.mark.parametrize(
    ("contribution", "said"),
    [
        (0.01, "adds nothing to the risk"),
        (0.1, "raises the risk a little"),
        (-0.1, "lowers the risk a little"),
        (0.5, "raises the risk"),
        (-0.5, "lowers the risk"),
        (0.9, "raises the risk strongly"),
        (-0.9, "lowers the risk strongly"),
    ],
)
def test_a_direction_has_three_sizes(contribution: float, said: str) -> None:
    """Bounds at odds of 1.02, 1.25 and 2."""
    assert wording.direction(contribution) == said


def test_nothing_is_said_to_be_a_cause() -> None:
    """No word of the directions says why."""
    said = " ".join(wording.direction(at / 10) for at in range(-20, 21))
    assert not {"because", "cause", "causes", "due", "effect"}.intersection(said.split())


@pytest.mark.parametrize(
    ("ucum", "printed"),
    [
        ("m[IU]/L", "mIU/L"),
        ("u[IU]/mL", "µIU/mL"),
        ("umol/L", "µmol/L"),
        ("ug/(24.h)", "µg/24 h"),
        ("mL/min/{1.73_m2}", "mL/min/1.73 m²"),
        ("kg/m2", "kg/m²"),
        ("mg/g{creat}", "mg/g creatinine"),
        ("mm[Hg]", "mmHg"),
        ("Cel", "°C"),
        ("a", "years"),
        ("1", ""),
    ],
)
def test_a_unit_is_written_as_it_is_printed(ucum: str, printed: str) -> None:
    """No bracket of UCUM on a page."""
    assert wording.unit(ucum) == printed


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0000123456, "0.00001235"),
        (5.04, "5.04"),
        (1234567.0, "1,235,000"),
        (120.0, "120"),
        (0.0, "0"),
    ],
)
def test_a_number_is_never_a_power(value: float, written: str) -> None:
    """Four digits, all places written."""
    assert wording.number(value) == written


@pytest.mark.parametrize(
    ("low", "high", "written"),
    [
        (0.45, 4.12, "0.45 to 4.12 mIU/L"),
        (NAN, 34.0, "up to 34 mIU/L"),
        (40.0, NAN, "from 40 mIU/L"),
    ],
)
def test_an_open_end_of_an_interval_is_left_out(low: float, high: float, written: str) -> None:
    """An interval to 34 starts nowhere."""
    assert wording.interval(low, high, "mIU/L") == written


@pytest.mark.parametrize(
    ("value", "low", "high", "sign", "said"),
    [
        (5.0, 10.0, 40.0, 0, "below"),
        (10.0, 10.0, 40.0, 0, "within"),
        (40.1, 10.0, 40.0, 0, "above"),
        (5.0, NAN, 40.0, 0, "within"),
        (99.0, 10.0, NAN, 0, "within"),
        (10.0, 10.0, 40.0, -1, "below"),
        (25.0, 10.0, 40.0, -1, "below or within"),
        (50.0, 10.0, 40.0, -1, "below or within or above"),
        (25.0, NAN, 40.0, -1, "within"),
        (25.0, 10.0, 40.0, 1, "within or above"),
        (40.0, 10.0, 40.0, 1, "above"),
        (25.0, 10.0, NAN, 1, "within"),
    ],
)
def test_a_place_beside_an_interval(
    value: float, low: float, high: float, sign: int, said: str
) -> None:
    """A value below detection is known to lie below its limit, no more."""
    assert wording.place(value, low, high, sign) == said


def test_people_are_named_by_sex_and_age() -> None:
    """The last band is open."""
    assert wording.people("M", 60, 69) == "men aged 60 to 69"
    assert wording.people("F", 80, None) == "women of 80 and over"
    assert wording.person("F", 47.9) == "woman of 47"
    assert wording.person(None, NAN) == "person whose sex is not known, age not known"


def test_an_outcome_says_when_and_in_whom() -> None:
    """0 is now; comparisons are print."""
    assert wording.horizon("0") == "at the time of the draw"
    assert wording.horizon("5 years") == "within 5 years"
    assert wording.population("men >=20") == "men ≥ 20"


def test_a_code_that_nobody_foresaw_has_a_way_out_too() -> None:
    """A rule that comes later is read all the same."""
    assert wording.settles("unit_missing", "TSH").startswith("Send the unit of TSH")
    assert wording.settles("id_mangled", "Panel", "export again") == "Export again."
    assert wording.settles("invented_tomorrow", "TSH").startswith("Settle what is said of it")


def test_a_long_list_says_how_many_more() -> None:
    """Semicolons, for names hold commas."""
    assert wording.listed(["Insulin, fasting", "Urate"]) == "Insulin, fasting; Urate"
    assert wording.listed(list("abcd"), 2) == "a; b; and 2 more"


@given(st.text(max_size=400), st.integers(1, 100))
def test_anybodys_text_stays_one_short_line(text: str, most: int) -> None:
    """Nothing unseen is left, and no more signs than asked for."""
    shown = wording.tidy(text, most)
    assert len(shown) <= most
    assert all(unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for sign in shown)
    assert shown == " ".join(shown.split())


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        ("haematocrit (>= 60%)", "haematocrit (≥ 60%)"),
        ("eGFR <=30", "eGFR ≤ 30"),
        ("cortisol < 3 ug/dL", "cortisol < 3 µg/dL"),
        ("IV LT4 200-400 ug", "IV LT4 200-400 µg"),
        ("drug review", "drug review"),
    ],
)
def test_a_tables_signs_are_printed_as_people_write_them(words: str, printed: str) -> None:
    """And nothing else of the words changes."""
    assert wording.printed(words) == printed


def test_letters_do_not_end() -> None:
    """However many laboratories there are."""
    assert [wording.letters(at) for at in (1, 26, 27, 52, 53)] == ["a", "z", "aa", "az", "ba"]
