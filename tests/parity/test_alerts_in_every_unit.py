"""In whatever units a panel is sent, one for all or one for each cell: the same alerts."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from nhml.knowledge import tables
from nhml.panels import expressions, intake
from nhml.safety.alerts import alerts
from tests.cases import panels, ways

ANALYTES = tables.analytes()
WIDEST = max(len(entry.units) for entry in ANALYTES.values())


@cache
def canonical() -> pd.DataFrame:
    """For every rule a panel that it fires for, just beyond a limit; in canonical units."""
    trees = [expressions.parse(rule.condition) for rule in tables.safety_rules().values()]
    sent = [next(one for way in ways(tree, True) for one in panels(way)) for tree in trees]
    frame = pd.DataFrame(sent).assign(panel_id=[f"p{at:03d}" for at in range(len(sent))])
    return frame.assign(**{f"{key}_unit": ANALYTES[key].unit for key in frame if key in ANALYTES})


@cache
def wanted() -> pd.DataFrame:
    """What is said of them."""
    found = alerts(canonical(), uncertain=True)
    assert found.loc[found["verdict"] == "fires", "rule"].nunique() > 100
    return found


def sent_in(places: np.ndarray) -> pd.DataFrame:
    """Send each cell in the unit at a place of its analyte's list, shape (n, analytes)."""
    frame = canonical().copy()
    for at, key in enumerate([key for key in frame if key in ANALYTES]):
        names = np.array(list(ANALYTES[key].units), dtype=object)[
            places[:, at] % len(ANALYTES[key].units)
        ]
        scale, offset = np.array([ANALYTES[key].units[name] for name in names]).T
        frame[key], frame[f"{key}_unit"] = (frame[key] - offset) / scale, names
    return frame


def shape() -> tuple[int, int]:
    """Panels and analytes that are sent."""
    return len(canonical()), sum(key in ANALYTES for key in canonical())


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=15, deadline=None)
def test_units_mixed_within_a_column_change_no_alert(seed: int) -> None:
    """Every cell in a unit of its own."""
    places = np.random.default_rng(seed).integers(0, WIDEST, shape())
    pd.testing.assert_frame_equal(alerts(sent_in(places), uncertain=True), wanted())


def test_every_unit_of_the_tables_changes_no_alert_through_a_file(tmp_path: Path) -> None:
    """A file for the first unit of every analyte, one for the second, until there are no more."""
    for place in range(WIDEST):
        path = tmp_path / f"{place}.csv"
        sent_in(np.full(shape(), place)).to_csv(path, index=False)
        read = intake.judge(str(path)).panels
        pd.testing.assert_frame_equal(alerts(read, uncertain=True), wanted())
