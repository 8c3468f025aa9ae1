"""How far a panel lies from those a model learnt from."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2

from nhml.cohorts.splits import by_person
from nhml.features.build import features
from nhml.modelling.normal_scores import Scale
from nhml.modelling.outlyingness import Outlyingness
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise

FEATURES = features(["person"], ["hemoglobin", "hematocrit", "bmi"])


def panels(n: int = 2000, seed: int = 0) -> Panels:
    """Men whose haematocrit is three times their haemoglobin, give or take a hundredth."""
    drawn = np.random.default_rng(seed)
    hemoglobin = drawn.normal(15.0, 1.0, n)
    return sent(
        age=drawn.uniform(20, 80, n),
        hemoglobin=hemoglobin,
        hematocrit=3.0 * hemoglobin * drawn.normal(1.0, 0.01, n),
        bmi=drawn.normal(28.0, 4.0, n),
    )


def sent(**columns: object) -> Panels:
    """Men as they would be sent."""
    units = {"hemoglobin_unit": "g/dL", "hematocrit_unit": "%", "bmi_unit": "kg/m2", "sex": "M"}
    return harmonise(pd.DataFrame({**columns, **units}).assign(panel_id=lambda frame: frame.index))


def learnt(people: Panels) -> Outlyingness:
    """A detector of them, over five folds."""
    event = (np.arange(len(people)) % 2).astype(float)
    made = Outlyingness.learn(people, FEATURES, by_person(people.subject_id, event, 5, 0))
    assert made is not None
    return made


@pytest.fixture(scope="module")
def detector() -> Outlyingness:
    """Of two thousand men."""
    return learnt(panels())


def test_one_in_two_hundred_new_people_lies_further_out_than_one(detector: Outlyingness) -> None:
    """0.5 % of 20,000 is 100; that the unit comes from 2,000 people moves it by some thirty."""
    beyond = int((detector.distance(panels(20_000, seed=1)) > 1.0).sum())
    assert 40 < beyond < 200


def test_a_combination_stands_out_whose_parts_do_not(detector: Outlyingness) -> None:
    """Haemoglobin 16.5 and haematocrit 41 are each of a man; not of the same."""
    mixed = sent(age=[50.0] * 2, bmi=[28.0] * 2, hemoglobin=[16.5] * 2, hematocrit=[49.5, 41.0])
    near, far = detector.distance(mixed)
    assert near < 1.0 < 2.0 < far
    rows, away, names = detector.far(mixed)
    assert (rows.tolist(), away.tolist()) == ([1], [pytest.approx(far)])
    assert set(names[0].split(", ")) == {"hemoglobin", "hematocrit"}


def test_a_gap_is_judged_by_what_is_known() -> None:
    """Of two independent columns and one: a chi-square with as many degrees of freedom."""
    scales = tuple(Scale(name, False, (-1.0, 1.0), (-1.0, 1.0)) for name in ("age", "bmi"))
    made = Outlyingness(scales, np.zeros(2), np.eye(2))
    both, one, none = made._parts(np.array([[3.0, 4.0], [np.nan, 4.0], [np.nan, np.nan]]))[0]
    assert both == pytest.approx(5.0 / np.sqrt(chi2.ppf(0.995, 2)))
    assert one == pytest.approx(4.0 / np.sqrt(chi2.ppf(0.995, 1)))
    assert none == 0.0


def test_half_a_panel_is_no_more_outlying_than_a_whole_one(detector: Outlyingness) -> None:
    """Half of the values gone, as it falls out."""
    new = panels(20_000, seed=2)
    gone = np.random.default_rng(3).random(new.values.shape) < 0.5
    half = replace(new, values=np.where(gone, np.nan, new.values))
    assert (detector.distance(half) > 1.0).mean() < 0.012


def test_what_is_screened_out_is_near(detector: Outlyingness) -> None:
    """The far are the same, found at once or one by one, whatever is missing."""
    new = panels(5000, seed=4)
    values = new.values * np.random.default_rng(5).choice(
        [1.0, 1.2], new.values.shape, p=[0.9, 0.1]
    )
    gone = np.random.default_rng(6).random(values.shape) < 0.3
    mixed = replace(new, values=np.where(gone, np.nan, values))
    rows, away, _ = detector.far(mixed)
    every = detector.distance(mixed)
    assert rows.tolist() == np.flatnonzero(every > 1.0).tolist()
    assert len(rows) > 100
    assert away == pytest.approx(every[rows], rel=1e-12)


def test_nobody_is_asked_of_nobody(detector: Outlyingness) -> None:
    """No panel, no distance."""
    none = panels().take(np.arange(0))
    assert len(detector.distance(none)) == 0
    assert detector.far(none)[2] == []


@pytest.mark.parametrize(
    "people", [panels(199), panels().without(["hemoglobin", "hematocrit", "bmi"])]
)
def test_of_few_people_or_one_measurement_nothing_is_learnt(people: Panels) -> None:
    """A combination needs two; a tail needs people."""
    event = (np.arange(len(people)) % 2).astype(float)
    assert Outlyingness.learn(people, FEATURES, by_person(people.subject_id, event, 5, 0)) is None


def test_it_is_learnt_the_same_from_the_same_people_and_kept_as_plain_data(
    detector: Outlyingness,
) -> None:
    """To the bit, and there and back."""
    again = learnt(panels())
    assert again.plain() == detector.plain()
    back = Outlyingness.from_plain(detector.plain())
    assert (back.distance(panels(seed=7)) == detector.distance(panels(seed=7))).all()


def test_it_holds_nobody(detector: Outlyingness) -> None:
    """Quantiles beyond which ten people lie, rounded; moments of all."""
    people = panels()
    for scale in detector.scales:
        value = people.number(scale.name)
        assert (value < scale.at[0]).sum() >= 9
        assert (value > scale.at[-1]).sum() >= 9


@pytest.mark.parametrize(
    "forged",
    [{"location": [0.0]}, {"covariance": [[1.0]]}, {"unit": 0.0}, {"unit": float("nan")}],
)
def test_a_forged_detector_is_refused(detector: Outlyingness, forged: dict[str, object]) -> None:
    """Of another shape, or measured in nothing."""
    with pytest.raises(ValueError, match="its detector is none"):
        Outlyingness.from_plain({**detector.plain(), **forged})
