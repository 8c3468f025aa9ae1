"""What a model showed on people held out, told without any of them."""

import json

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from nhml.modelling.evaluation import Evaluation, evaluate
from nhml.modelling.held_out import HeldOut


def judged(sites: dict[str | None, tuple[int, int]]) -> pd.DataFrame:
    """People of sites, by (people, events), with risks that rank them somewhat."""
    drawn = np.random.default_rng(0)
    site = np.array([name for name, (n, _) in sites.items() for _ in range(n)], dtype=object)
    outcome = np.concatenate([np.arange(n) < events for n, events in sites.values()]).astype(float)
    risk = np.clip(0.2 + 0.3 * outcome + drawn.normal(0, 0.1, len(site)), 0.01, 0.99)
    return pd.DataFrame(
        {
            "subject_id": np.arange(len(site)).astype(str), "status": "scored", "site": site,
            "outcome": outcome, "risk": risk, "eligible_risk": risk, "baseline_risk": risk,
        }
    )  # fmt: skip


def shown(people: pd.DataFrame) -> tuple[HeldOut, Evaluation]:
    """What may be shown, and all that was found."""
    found = evaluate(people, subgroups=["site"], resamples=5)
    return HeldOut.of(people, found, ["site"]), found


@pytest.mark.parametrize(
    ("sites", "kept"),
    [
        ({"a": (100, 30), "b": (90, 30), "c": (80, 30)}, {"a", "b", "c"}),
        ({"a": (100, 30), "b": (90, 30), "c": (19, 9)}, {"a"}),  # else all less a and b is c
        ({"a": (100, 30), "b": (90, 4), "c": (80, 30)}, {"a"}),
        ({"a": (100, 30), "b": (90, 86), "c": (80, 30)}, {"a"}),
        ({"a": (100, 30), "b": (15, 6), "c": (15, 6)}, {"a"}),  # b and c are many together
        ({"a": (100, 30), "b": (90, 30), None: (3, 1)}, {"a"}),
        ({"a": (100, 30), "b": (10, 5)}, set()),
    ],
)
def test_a_group_of_few_people_cannot_be_reckoned(
    sites: dict[str | None, tuple[int, int]], kept: set[str]
) -> None:
    """It is left out, with as many others as it takes."""
    held, found = shown(judged(sites))
    groups = {row.group for row in held.evaluation.rows}
    assert groups == {"all", *(f"site={name}" for name in kept)}
    assert {row.group for row in found.rows} >= groups


def test_the_figures_are_those_of_the_evaluation() -> None:
    """To six digits, which are the same on every machine."""
    held, found = shown(judged({"a": (100, 30), "b": (90, 30)}))
    assert held.evaluation.value("auroc") == pytest.approx(found.value("auroc"), rel=1e-5)
    assert held.evaluation.metrics() == found.metrics()


def test_calibration_is_told_by_tenths() -> None:
    """Means of ten equal groups by risk, each share in its interval."""
    people = judged({"a": (200, 60)})
    held, _ = shown(people)
    assert len(held.calibration) == 10
    assert [one.risk for one in held.calibration] == sorted(one.risk for one in held.calibration)
    assert all(one.low <= one.share <= one.high for one in held.calibration)
    assert np.mean([one.share for one in held.calibration]) == pytest.approx(0.3, abs=1e-3)


def test_few_scored_people_have_no_tenths() -> None:
    """A tenth of 49 would be five persons."""
    people = judged({"a": (100, 30)})
    people.loc[49:, "status"] = "abstained"
    assert shown(people)[0].calibration == ()


def test_it_survives_plain_data() -> None:
    """What is unknown among it, which JSON cannot hold, too."""
    held, _ = shown(judged({"a": (100, 30), "b": (90, 30)}))
    row = held.evaluation.rows[0]._replace(low=np.nan)
    some = HeldOut(Evaluation((row, *held.evaluation.rows[1:])), held.calibration)
    again = HeldOut.from_plain(json.loads(json.dumps(some.plain(), allow_nan=False)))
    assert np.isnan(again.evaluation.rows[0].low)
    assert_frame_equal(again.evaluation.frame()[1:], held.evaluation.frame()[1:])
    assert again.calibration == held.calibration
