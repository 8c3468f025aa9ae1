"""What a laboratory sent, beside what became of it."""

import pandas as pd
import pytest

from nhml.panels import intake
from nhml.reporting.sent import Sent, measured


def read(units: dict[str, str] | None = None, **cells: object) -> dict[str, Sent]:
    """Take one panel in."""
    frame = pd.DataFrame([{"panel_id": "a", "age": 50, "sex": "M", **cells}])
    return measured(frame.iloc[0], intake.take(frame, units), units)


def test_a_value_stands_as_it_was_sent_and_as_it_is_read() -> None:
    """48 nmol/L of vitamin D, 400.647 g/mol: 19.23 ng/mL."""
    one = read(vitamin_d="48,0", vitamin_d_unit="nmol/l")["vitamin_d"]
    assert (one.written, one.canonical_unit) == ("48,0 nmol/l", "ng/mL")
    assert one.canonical == pytest.approx(48 * 0.400647)
    assert one.value == pytest.approx(48)
    assert one.converted
    assert one.how == "× 0.4006"


def test_a_unit_that_the_model_reads_is_no_conversion() -> None:
    """Under another spelling neither, and it stands there as it was sent."""
    found = read(tsh=2.5, tsh_unit="uIU/mL", shbg=30.34, shbg_unit="nmol/L")
    assert {key: (one.written, one.converted) for key, one in found.items()} == {
        "tsh": ("2.5 µIU/mL", False),
        "shbg": ("30.34 nmol/L", False),
    }


def test_a_conversion_may_have_an_offset() -> None:
    """HbA1c: 42 mmol/mol is 5.994 %."""
    one = read(hba1c=42, hba1c_unit="mmol/mol")["hba1c"]
    assert one.how == "× 0.09148 + 2.152"
    assert one.canonical == pytest.approx(42 * 0.09148 + 2.152)
    assert one.value == pytest.approx(42)


@pytest.mark.parametrize("cells", [{"shbg": "<5"}, {"shbg": "5", "shbg_comparator": "<"}])
def test_a_value_below_detection_keeps_its_sign(cells: dict[str, str]) -> None:
    """In the cell or in its own column."""
    one = read(**cells, shbg_unit="nmol/L")["shbg"]
    assert one.written.replace(" ", "") == "<5nmol/L"
    assert (one.value, one.sign) == (5.0, -1)


def test_a_unit_may_be_stated_for_the_column() -> None:
    """By --units."""
    assert read({"shbg": "nmol/L"}, shbg=30)["shbg"].written == "30 nmol/L"


@pytest.mark.parametrize("cell", [None, float("nan"), "", "NA"])
def test_what_is_absent_was_not_sent(cell: object) -> None:
    """However it is written."""
    assert read(shbg=cell, shbg_unit="nmol/L") == {}


def test_what_cannot_be_read_stands_as_it_was_sent() -> None:
    """Tidied and cut; it is converted into nothing."""
    one = read(shbg="3o", shbg_unit="<b>\n" + "furlong" * 100)["shbg"]
    assert one.written.startswith("3o <b> furlong")
    assert len(one.written) < 70
    assert not one.converted
