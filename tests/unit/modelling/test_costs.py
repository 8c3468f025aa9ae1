"""A user's own price list, and what has to be drawn."""

import math
from pathlib import Path

import pandas as pd
import pytest

from nhml.errors import ConfigError
from nhml.modelling.costs import BODY, OTHER, SAME, Costs, effort
from nhml.panels.checks import check
from nhml.panels.units import harmonise

GOOD = """currency = "EUR"
source = "laboratory, 2025"
[analytes]
shbg = 12.5
[specimens]
blood = 4
"""


@pytest.mark.parametrize(
    ("analyte", "wanted"), [("shbg", SAME), ("hba1c", SAME), ("urine_acr", OTHER), ("waist", BODY)]
)
def test_what_was_measured_says_what_was_drawn(analyte: str, wanted: str) -> None:
    """One with a TSH has given blood: serum, plasma and whole blood come of one draw."""
    frame = pd.DataFrame({"panel_id": ["a"], "tsh": [2.0], "tsh_unit": ["mIU/L"]})
    assert effort(analyte, check(harmonise(frame))) == wanted


def test_another_specimen_costs_its_draw(tmp_path: Path) -> None:
    """What the list does not name has no cost, rather than none."""
    (tmp_path / "prices.toml").write_text(GOOD)
    costs = Costs.read(tmp_path / "prices.toml")
    assert costs.of("shbg", SAME) == 12.5
    assert costs.of("shbg", OTHER) == 16.5
    assert math.isnan(costs.of("insulin", SAME))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("currency = 'EUR'", "analytes: names none"),
        ("[analytes]\nshbg = 1", "currency: is not stated"),
        ("currency = 'EUR'\n[analytes]\nshgb = 1", "analytes.shgb: is not known"),
        ("currency = 'EUR'\n[analytes]\nshbg = 0", "analytes.shbg: is no cost"),
        ("currency = 'EUR'\n[analytes]\nshbg = true", "analytes.shbg: is no cost"),
        ("currency = 'EUR'\nprices = 1\n[analytes]\nshbg = 1", "prices: is not a key of it"),
        ("currency = 'EUR'\nanalytes = 3", "analytes: wanted a section"),
        ("currency = 'EUR'\n[analytes]\nshbg=1\n[specimens]\nair=1", "specimens.air: is not known"),
        ("currency = ", "cannot be read"),
    ],
)
def test_a_list_that_is_none_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """With every mistake in it."""
    (tmp_path / "prices.toml").write_text(text)
    with pytest.raises(ConfigError, match=r"prices\.toml") as told:
        Costs.read(tmp_path / "prices.toml")
    assert said in str(told.value)
