"""What was measured, as a page shows it."""

import pandas as pd
import pytest

from nhml.panels import intake
from nhml.reporting import measured
from nhml.reporting.measured import Measured


def read(**cells: object) -> tuple[Measured, ...]:
    """Everything of a woman of forty."""
    sent = pd.DataFrame({"age": [40], "sex": ["F"], **{key: [one] for key, one in cells.items()}})
    return measured.of(sent.iloc[0], intake.take(sent))


@pytest.mark.parametrize(
    ("pressure", "told"),
    [(78, ("not above", "129 mmHg")), (150, ("above", "129 mmHg"))],
)
def test_beside_one_limit_nothing_lies_within(pressure: int, told: tuple[str, str]) -> None:
    """A pressure of 78 is not above the limit; that it is well says nobody."""
    (one,) = read(sbp=pressure, sbp_unit="mm[Hg]")
    assert one.interval is not None
    assert one.interval.told == told


def test_whose_intervals_they_are_is_said_once() -> None:
    """Those of most values bear no letter."""
    rows = read(
        sodium=140, sodium_unit="mmol/L", potassium=4, potassium_unit="mmol/L",
        tsh=2, tsh_unit="mIU/L",
    )  # fmt: skip
    letters = measured.marked(rows)
    assert list(letters.values()) == ["", "a"]
    assert [axis for axis, _ in measured.by_axis(rows)] == [
        "Thyroid axis", "General chemistry and body size",
    ]  # fmt: skip
