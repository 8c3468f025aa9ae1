"""What people are like: by outcome, and of nobody alone."""

from dataclasses import replace
from math import isnan

import numpy as np
import pytest

from nhml.cohorts.characteristics import characteristics
from nhml.cohorts.cohort import Cohort, gather
from nhml.knowledge import tables
from tests.people import panel_frame


def described(cohort: Cohort, *names: str) -> list:
    """Describe, as a list."""
    return list(characteristics(cohort, names))


def test_quartiles_are_those_of_each_side(cohort: Cohort) -> None:
    """To three digits, and the share that is missing to a hundredth."""
    (one,) = described(cohort, "bmi", "bmi")
    bmi = cohort.panels.number("bmi")
    for side, way in ((one.with_outcome, 1.0), (one.without_outcome, 0.0)):
        own = bmi[cohort.event == way]
        assert side[:3] == pytest.approx(np.nanquantile(own, (0.25, 0.5, 0.75)), rel=5e-3)
        assert side.missing == pytest.approx(np.isnan(own).mean(), abs=0.0051)


def test_fewer_than_twenty_known_are_withheld() -> None:
    """Quartiles of nineteen would nearly be persons'; what is missing may be said."""
    frame = panel_frame()
    kept = frame.index < 19
    cohort = gather("few", frame.assign(bmi=frame["bmi"].where(kept)),
                    tables.outcomes()["low_testosterone_300"])  # fmt: skip
    (one,) = described(cohort, "bmi")
    assert all(isnan(cell) for cell in (*one.with_outcome[:3], *one.without_outcome[:3]))
    assert one.without_outcome.missing > 0.9


def test_a_share_of_few_either_way_is_withheld(sugar: Cohort) -> None:
    """Among two hundred people, one who has it is a person."""
    (sex,) = described(sugar, "sex")
    assert sex.share_of == "F"
    assert 0.2 < sex.with_outcome.middle < 0.8
    few = np.zeros(len(sugar))
    few[:4] = 1.0
    items = {**sugar.panels.items, "on_lithium": few}
    rare = replace(sugar, panels=replace(sugar.panels, items=items))
    (one,) = described(rare, "on_lithium")
    assert one.share_of == "yes"
    assert isnan(one.with_outcome.middle)
    assert isnan(one.without_outcome.middle)


def test_panels_of_one_person_are_one() -> None:
    """Thirty panels of one man tell of one man."""
    frame = panel_frame()
    low = frame["testosterone"] < 300
    same = frame.assign(subject_id=frame["subject_id"].mask(~low & (frame.index > 40), "one"))
    known = same.assign(bmi=same["bmi"].where(low | (same.index > 40)))
    cohort = gather("one", known, tables.outcomes()["low_testosterone_300"])
    (one,) = described(cohort, "bmi")
    assert isnan(one.without_outcome.middle)
    assert not isnan(one.with_outcome.middle)
