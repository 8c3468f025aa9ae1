"""The reference interval that holds for a panel."""

import numpy as np
import pandas as pd
import pytest

from nhml.features.intervals import usual
from nhml.knowledge import tables
from nhml.panels.checks import check
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise


def person(**columns: object) -> Panels:
    """One person, as sent."""
    sent = {"panel_id": "a", "age": 30, "sex": "F", **columns}
    return check(harmonise(pd.DataFrame({name: [cell] for name, cell in sent.items()})))


@pytest.mark.parametrize(
    ("analyte", "columns", "low", "high"),
    [
        ("tsh", {}, 0.45, 4.12),
        ("tsh", {"age": 79.9}, 0.45, 4.12),
        ("tsh", {"age": 80}, 0.45, 7.49),
        ("tsh", {"pregnant": 1, "cycle_phase": "pregnancy_t1"}, 0.1, 4.0),
        ("estradiol", {"cycle_phase": "luteal"}, 60.4701, 232.619),
        ("estradiol", {"age": 55, "cycle_phase": "postmenopausal"}, np.nan, 10.0),
        ("estradiol", {"age": 55, "years_since_menopause": 3}, np.nan, 10.0),
        ("testosterone", {"cycle_phase": "follicular"}, 9.0, 55.0),
        ("testosterone", {"sex": "M", "sample_hour": 8}, 264.0, 916.0),
        ("cortisol", {"sample_hour": 8}, 5.0, 25.0),
        ("cortisol", {"sample_hour": 23}, np.nan, 7.5),
        ("cortisol", {"sample_hour": 1}, np.nan, 7.5),
        ("prolactin", {"pregnant": 1}, 10.0, 209.0),
    ],
)
def test_what_is_usual_depends_on_who_is_asked(
    analyte: str, columns: dict[str, object], low: float, high: float
) -> None:
    """Age in completed years, sex, phase, hour; the more specific row goes first."""
    found = usual(analyte, person(**columns))
    np.testing.assert_array_equal([found.low[0], found.high[0]], [low, high])


@pytest.mark.parametrize(
    ("analyte", "columns"),
    [
        ("estradiol", {}),
        ("testosterone", {"sex": "M"}),
        ("testosterone", {"sex": "M", "sample_hour": 15}),
        ("tsh", {"pregnant": 1}),
        ("ferritin", {"pregnant": 1}),
        ("tsh", {"age": 12}),
        ("shbg", {"cycle_phase": "pregnancy_t3", "pregnant": 1}),
    ],
)
def test_where_none_is_known_to_hold_none_is_given(
    analyte: str, columns: dict[str, object]
) -> None:
    """Phase or hour unknown, a pregnancy without its row, a child, an uncertain row."""
    found = usual(analyte, person(**columns))
    assert found.interval == (None,)
    assert np.isnan([found.low[0], found.high[0]]).all()


def test_an_uncertain_interval_is_given_where_it_is_asked_for() -> None:
    """Marked as what it is."""
    found = usual("shbg", person(cycle_phase="pregnancy_t3", pregnant=1), uncertain=True)
    assert found.interval[0] is not None
    assert found.interval[0].confidence == "uncertain"


def test_no_person_has_two_preferred_intervals() -> None:
    """Over sexes, ages and phases: else the order of the table would decide."""
    for analyte, rows in tables.reference_intervals().items():
        cells = [
            (sex, age, one.phase, one.hours)
            for one in rows
            if one.preferred
            for sex in (one.sex or "FM")
            for age in range(one.ages[0], one.ages[1] + 1)
        ]
        assert len(cells) == len(set(cells)), analyte


def test_every_interval_is_one_of_its_analyte() -> None:
    """A key of analytes.csv; low below high; critical beyond both."""
    for analyte, rows in tables.reference_intervals().items():
        assert analyte in tables.analytes()
        for one in rows:
            assert one.low is None or one.high is None or one.low < one.high
            assert one.critical_high is None or one.high is None or one.critical_high > one.high
            assert one.critical_low is None or one.low is None or one.critical_low < one.low
