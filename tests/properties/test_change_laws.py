"""Laws of changes: units, order of rows, and which draw came first."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from nhml.features.change import NOISE, REAL, changes
from nhml.features.variation import limits, rows
from nhml.knowledge import tables
from nhml.panels import intake

DAYS = ["2024-01-10", "2024-03-10", "2024-06-10", "2024-09-10"]
UNITS = {"testosterone": ["nmol/L", "ng/dL", "ug/L"], "tsh": ["mIU/L", "uIU/mL"],
         "ft4": ["pmol/L", "ng/dL", "ng/L"], "cortisol": ["nmol/L", "ug/dL"]}  # fmt: skip
ANALYTE = st.sampled_from(sorted(UNITS))
VALUES = st.lists(st.floats(3.0, 9.0), min_size=2, max_size=4)


def frame(analyte: str, values: list[float], units: list[str] | None = None) -> pd.DataFrame:
    """Make draws of one man; values are canonical, and sent in these units."""
    sent = units or [tables.analytes()[analyte].unit] * len(values)
    scales = [intake_scale(analyte, unit) for unit in sent]
    return pd.DataFrame(
        {
            "panel_id": [f"p{at}" for at in range(len(values))],
            "subject_id": "him",
            "drawn_at": DAYS[: len(values)],
            "age": 50,
            "sex": "M",
            analyte: [value / scale for value, scale in zip(values, scales, strict=True)],
            f"{analyte}_unit": sent,
        }
    )


def intake_scale(analyte: str, unit: str) -> float:
    """Give the factor to the canonical unit."""
    from nhml.panels.units import conversion

    found = conversion(analyte, unit)
    assert found is not None
    return found.scale


def told(sent: pd.DataFrame) -> pd.DataFrame:
    """Give changes in an order that rows have no part in."""
    found = changes(intake.take(sent))
    columns = ["panel_id", "against", "from_panel_id", "verdict", "direction", "change_percent"]
    return found[columns].sort_values(["panel_id", "against"]).reset_index(drop=True)


@settings(max_examples=40, deadline=None)
@given(data=st.data(), analyte=ANALYTE, values=VALUES)
def test_the_units_of_the_draws_do_not_matter(data, analyte, values) -> None:
    """One in nmol/L, the next in ng/dL; but for changes that lie on the limit itself."""
    one_of = st.sampled_from(UNITS[analyte])
    units = data.draw(st.lists(one_of, min_size=len(values), max_size=len(values)))
    plain, mixed = told(frame(analyte, values)), told(frame(analyte, values, units))
    assert np.allclose(plain["change_percent"], mixed["change_percent"], atol=1e-4)
    row = rows(analyte)[0]
    up, down = limits(row.within_person, row.analytical)
    change = plain["change_percent"]
    clear = (np.abs(change - float(up)) > 0.01) & (np.abs(change - float(down)) > 0.01)
    clear &= plain["against"] != "mean"
    assert plain.loc[clear, "verdict"].equals(mixed.loc[clear, "verdict"])


@settings(max_examples=30, deadline=None)
@given(data=st.data(), analyte=ANALYTE, values=VALUES)
def test_the_order_of_rows_does_not_matter(data, analyte, values) -> None:
    """Draws have dates."""
    sent = frame(analyte, values)
    order = data.draw(st.permutations(range(len(values))))
    pd.testing.assert_frame_equal(told(sent), told(sent.iloc[order].reset_index(drop=True)))


@settings(max_examples=60, deadline=None)
@given(analyte=ANALYTE, values=st.lists(st.floats(1.0, 20.0), min_size=2, max_size=2))
def test_swapping_two_draws_turns_up_into_down(analyte, values) -> None:
    """Exactly so on the log scale; on the plain one a fall must be larger to be as rare."""
    there, back = (told(frame(analyte, several)).iloc[0] for several in (values, values[::-1]))
    turned = {"up": "down", "down": "up", "": ""}
    log = analyte != "ft4"
    ratio = max(values) / min(values)
    if there["verdict"] == back["verdict"]:
        assert back["direction"] == turned[there["direction"]]
    else:
        assert not log or abs(ratio - 1 - float(limits_up(analyte))) < 1e-6
        assert {there["verdict"], back["verdict"]} == {REAL, NOISE}


def limits_up(analyte: str) -> float:
    """Give the limit of a rise as a share."""
    row = rows(analyte)[0]
    return float(limits(row.within_person, row.analytical)[0]) / 100.0


@settings(max_examples=40, deadline=None)
@given(analyte=ANALYTE, values=VALUES, others=VALUES)
def test_people_do_not_touch_each_other(analyte, values, others) -> None:
    """Each is judged as if alone."""
    mine = frame(analyte, values)
    yours = frame(analyte, others).assign(subject_id="another")
    yours["panel_id"] = [f"q{at}" for at in range(len(others))]
    both = told(pd.concat([yours, mine], ignore_index=True))
    own = both[both["panel_id"].str.startswith("p")].reset_index(drop=True)
    pd.testing.assert_frame_equal(own, told(mine))
