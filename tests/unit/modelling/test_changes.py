"""Changes that may be asked, and those that may not."""

import pytest

from nhml.errors import ConfigError
from nhml.modelling.changes import read


@pytest.mark.parametrize(
    ("key", "text", "how", "amount"),
    [
        ("weight", "-10kg", "by", -10.0),
        ("weight", "-10 kg", "by", -10.0),
        ("weight", "\N{MINUS SIGN}10 kg", "by", -10.0),
        ("weight", "-5%", "share", -5.0),
        ("weight", "80 kg", "to", 80.0),
        ("weight", "-22 [lb_av]", "by", -22 * 0.45359237),
        ("sleep_hours", "+1h", "by", 1.0),
        ("sleep_hours", "7 h", "to", 7.0),
        ("hx_current_smoker", "0", "to", 0.0),
    ],
)
def test_a_change_is_read_in_its_unit(key: str, text: str, how: str, amount: float) -> None:
    """With a sign it is a change, without one what results."""
    (one,) = read({key: text})
    assert (one.key, one.how) == (key, how)
    assert one.amount == pytest.approx(amount)


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("age", "-10", "age: cannot be changed"),
        ("sex", "0", "sex: cannot be changed"),
        ("testosterone", "+100 ng/dL", "testosterone: is a measurement, not something one sets"),
        ("hba1c", "-1 %", "hba1c: is a measurement, not something one sets"),
        ("bmi", "-3 kg/m2", "bmi: follows from weight: change that"),
        ("waist", "-3 cm", "waist: follows from weight: change that"),
        ("biotin_mg_day", "0", "belongs to how a sample is taken"),
        ("on_levothyroxine", "1", "is a therapy"),
        ("homa_ir", "1", "is computed from other columns"),
        ("nonsense", "1", "nonsense: is no column that is read"),
        ("weight", "-10", "no unit is stated; wanted such as '-15 %' or '-1 kg'"),
        ("weight", "-10 furlong", "the unit 'furlong' is not one of it"),
        ("weight", "90 %", "'90 %' is no change"),
        ("sleep_hours", "-10 %", "'-10 %' is no change"),
        ("sleep_hours", "+60 min", "the unit 'min' is not one of it"),
        ("weight", "less", "'less' is no change"),
    ],
)
def test_what_may_not_be_asked_is_refused_with_its_reason(key: str, text: str, said: str) -> None:
    """And what can be changed is listed."""
    with pytest.raises(ConfigError, match="cannot be asked of a model") as told:
        read({key: text})
    assert said in str(told.value)


def test_all_mistakes_are_told_at_once() -> None:
    """So that nobody asks three times."""
    with pytest.raises(ConfigError, match=r"age: cannot(.|\n)*shbg: is a measurement"):
        read({"age": "1", "weight": "-1 kg", "shbg": "1 nmol/L"})
    with pytest.raises(ConfigError, match="nothing is changed; what can be changed: weight"):
        read({})
