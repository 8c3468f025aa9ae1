"""The reference interval that holds for a panel."""

import numpy as np
import pandas as pd
import pytest

from nhml.features.intervals import PHASES, phase, usual, zlog
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


@pytest.mark.parametrize(
    ("tsh", "expected"),
    [
        (0.45, -1.96),  # the lower limit
        (4.12, 1.96),  # the upper one
        (np.sqrt(0.45 * 4.12), 0.0),
        (10.0, (np.log(10) - np.log(0.45 * 4.12) / 2) * 3.92 / np.log(4.12 / 0.45)),
    ],
)
def test_a_limit_lies_at_twice_the_deviation(tsh: float, expected: float) -> None:
    """Hoffmann 2017: the same number means the same for every analyte."""
    found = zlog("tsh", person(tsh=tsh, tsh_unit="mIU/L"))
    assert found == pytest.approx([expected], abs=1e-6)


@pytest.mark.parametrize(
    ("analyte", "cells"),
    [
        ("tsh", {"tsh": None}),
        ("tsh", {"tsh": 0.0, "tsh_unit": "mIU/L"}),
        ("tsh", {"tsh": 2.0, "tsh_unit": "mIU/L", "pregnant": 1}),
        ("hs_crp", {"hs_crp": 2.0, "hs_crp_unit": "mg/L"}),
    ],
)
def test_where_no_interval_with_two_limits_holds_there_is_none(
    analyte: str, cells: dict[str, object]
) -> None:
    """Not measured, nought, pregnant without a row for it, no lower limit."""
    assert np.isnan(zlog(analyte, person(**cells))).all()


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"cycle_phase": "luteal"}, {"phase_luteal"}),
        ({"cycle_phase": "postmenopausal"}, {"postmenopausal"}),
        ({"years_since_menopause": 3, "cycle_phase": "none"}, {"postmenopausal"}),
        ({"cycle_phase": "luteal", "pregnant": 1}, set()),
    ],
)
def test_a_phase_is_a_flag(cells: dict[str, object], expected: set[str]) -> None:
    """One at most; a pregnancy goes before what was said of the cycle."""
    assert {name for name in PHASES if phase(name, person(**cells))[0] == 1} == expected


def test_a_phase_that_nobody_stated_is_unknown() -> None:
    """Not absent."""
    assert all(np.isnan(phase(name, person())).all() for name in PHASES)
