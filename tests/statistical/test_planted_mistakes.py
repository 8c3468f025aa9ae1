"""What was planted into real panels is marked, and what was not is hardly ever."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from nhml.cohorts import nhanes_files
from nhml.cohorts.cohort import Cohort
from nhml.config.reading import read
from nhml.modelling.risk_model import RiskModel
from nhml.panels.panel import Floats, Panels
from nhml.workflows.people import cohort_of
from tests.real_data import nhanes_base

CONFIG = Path(__file__).parents[2] / "configs" / "thyroid_autoimmunity.toml"
CYCLE = "2009-2010"
Change = Callable[[Floats, dict[str, int]], Floats]
PLAIN = {"estimator": "logistic", "trials": 0, "refits": 0}


class Known(NamedTuple):
    """A model of three fifths of some people, and the others."""

    model: RiskModel
    others: Panels


@pytest.fixture(scope="module")
def adults(tmp_path_factory: pytest.TempPathFactory) -> Cohort:
    """Of one cycle of NHANES, with a thyroid panel."""
    home = tmp_path_factory.mktemp("nhanes")
    nhanes_files.fetch([CYCLE], nhanes_base(), home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NHML_DATA", str(home))
        return cohort_of(read(CONFIG, [f"cohort.cycles={CYCLE}"]))


def learnt(cohort: Cohort, among: np.ndarray) -> Known:
    """A model of three fifths of them."""
    learning = {**read(CONFIG).learning(), **PLAIN}
    order = np.random.default_rng(0).permutation(among)
    part = 3 * len(order) // 5
    model = RiskModel.fit(cohort.take(np.sort(order[:part])), **learning)
    return Known(model, cohort.panels.take(np.sort(order[part:])))


@pytest.fixture(scope="module")
def known(adults: Cohort) -> Known:
    """Of all ages."""
    return learnt(adults, np.arange(len(adults)))


def outlying(model: RiskModel, panels: Panels) -> tuple[float, float]:
    """The share that is said to be unusual, and the share that lies too far out for a risk."""
    silent, marked = model.applicability.said(panels)
    far, near = (["[outlying]" in "".join(one) for one in told] for told in (silent, marked))
    return float(np.mean(far) + np.mean(near)), float(np.mean(far))


def planted(panels: Panels, change: Change) -> Panels:
    """The same people with something wrong."""
    at = {name: column for column, name in enumerate(panels.keys)}
    return replace(panels, values=change(panels.values.copy(), at))


def impossible(values: Floats, at: dict[str, int]) -> Floats:
    """TSH 50 mIU/L beside an FT4 of 30 pmol/L, which is 2.33 ng/dL."""
    values[:, at["tsh"]], values[:, at["ft4"]] = 50.0, 2.33
    return values


def exchanged(values: Floats, at: dict[str, int]) -> Floats:
    """FT4 and FT3 in each other's column."""
    values[:, [at["ft4"], at["ft3"]]] = values[:, [at["ft3"], at["ft4"]]]
    return values


def a_decimal(values: Floats, at: dict[str, int]) -> Floats:
    """A point lost from total T4."""
    values[:, at["tt4"]] /= 10.0
    return values


def of_two_people(values: Floats, at: dict[str, int]) -> Floats:
    """The blood count of one, the haematocrit of another."""
    order = np.argsort(values[:, at["hemoglobin"]])
    values[order, at["hematocrit"]] = values[order[::-1], at["hematocrit"]]
    return values


@pytest.mark.parametrize(
    ("change", "least"),
    [(impossible, 0.95), (exchanged, 0.95), (a_decimal, 0.95), (of_two_people, 0.25)],
)
def test_a_planted_mistake_is_marked(known: Known, change: Change, least: float) -> None:
    """Each of its values is one that people have; in the last half are hardly wrong."""
    assert outlying(known.model, planted(known.others, change))[0] > least


def test_people_of_whom_nothing_is_wrong_are_hardly_ever_marked(known: Known) -> None:
    """One in two hundred is meant; fewer than one in five hundred are told no risk for it."""
    marked, silent = outlying(known.model, known.others)
    assert 0.0005 < marked < 0.015
    assert silent < 0.002


def test_severe_disease_is_marked_and_still_told_its_risk(known: Known) -> None:
    """TSH 100, FT4 0.3 ng/dL and TT4 1 ug/dL: nobody like it was seen, and it is consistent."""

    def myxoedema(values: Floats, at: dict[str, int]) -> Floats:
        for name, value in (("tsh", 100.0), ("ft4", 0.3), ("tt4", 1.0)):
            values[:, at[name]] = value
        return values

    marked, silent = outlying(known.model, planted(known.others, myxoedema))
    assert marked > 0.95
    assert silent < 0.05


def test_people_older_than_those_learnt_from_are_marked(adults: Cohort) -> None:
    """Learnt from 20 to 59; whom the mark leaves out is younger than 68."""
    age = adults.panels.number("age")
    young = learnt(adults, np.flatnonzero((age >= 20.0) & (age < 60.0)))
    beyond = "age: beyond what this model saw in training [beyond_training]"
    old = adults.panels.take(np.flatnonzero(age >= 68.0))
    for panels, share in ((old, 1.0), (young.others, 0.0)):
        marked = young.model.applicability.said(panels).marked
        assert np.mean([beyond in one for one in marked]) == share
