"""Every pattern of the axes: a panel that reads so, and a near one that does not."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from nhml.knowledge import tables
from nhml.panels.checks import check
from nhml.panels.units import harmonise
from nhml.safety import axes

CASES = list(csv.DictReader((Path(__file__).parent / "axes.csv").open(encoding="utf-8")))
PERSON = {"age": "45", "sex": "F"}


def spoken(panel: dict[str, str], loop: str, uncertain: bool) -> str:
    """Give the pattern that speaks for a panel in canonical units, or nothing."""
    units = {key: tables.analytes()[key].unit for key in panel if key in tables.analytes()}
    ready = check(harmonise(pd.DataFrame([PERSON | panel]), units))
    found = next(one for one in axes.read(ready, uncertain=uncertain) if one.loop.key == loop)
    return found.pattern[0].key if found.pattern[0] else ""


def cells(text: str) -> dict[str, str]:
    """Read ``tsh=6 ft4=1``."""
    return dict(part.split("=") for part in text.split())


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{at}-{one['pattern']}" for at, one in enumerate(CASES)]
)
def test_a_pattern_speaks_for_its_case_and_not_for_a_near_miss(case: dict[str, str]) -> None:
    """A little more or less, and another pattern speaks, or none."""
    loop, uncertain = tables.axes()[case["pattern"]].loop, bool(case["uncertain"])
    panel = cells(case["panel"])
    assert spoken(panel, loop, uncertain) == case["pattern"]
    assert spoken(panel | cells(case["change"]), loop, uncertain) == case["becomes"]


def test_every_pattern_has_a_case() -> None:
    """None is without a worked panel."""
    assert {one["pattern"] for one in CASES} == set(tables.axes())
