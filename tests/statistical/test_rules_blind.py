"""Safety rules move no risk, and in an evaluation they cannot see the outcome."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from nhml.cohorts.cohort import Cohort
from nhml.knowledge import tables
from nhml.knowledge.rules import Rule
from nhml.modelling import bundle, probes, serial
from nhml.modelling.risk_model import RiskModel
from nhml.panels.checks import check
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise
from nhml.safety import rules
from tests.conftest import LEARNING
from tests.people import sugar_frame


@pytest.fixture
def alarm(monkeypatch: pytest.MonkeyPatch) -> Iterator[Rule]:
    """Correct the rules of the table: one that fires for everybody and silences every model."""
    known = tables.safety_rules()
    rule = replace(known["CRIT_NA_LOW"], key="ALARM", condition="age > 0")
    corrected(monkeypatch, {**known, "ALARM": rule})
    yield rule
    rules.active.cache_clear()


def corrected(monkeypatch: pytest.MonkeyPatch, table: Mapping[str, Rule]) -> None:
    """Put other rules in place of those of the table."""
    monkeypatch.setattr(tables, "safety_rules", lambda: table)
    rules.active.cache_clear()


def whole(cohort: Cohort) -> Panels:
    """The same people with their HbA1c, in the order of the cohort."""
    panels = check(harmonise(sugar_frame()))
    order = {panel: at for at, panel in enumerate(panels.panel_id)}
    return panels.take([order[panel] for panel in cohort.panels.panel_id])


def test_a_rule_that_silences_everybody_changes_no_training(
    cohort: Cohort, alarm: Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every file of the model is the same to the byte, and so is every margin."""
    with_it = RiskModel.fit(cohort, estimator="blend", **LEARNING)
    judged = with_it.judge(cohort.panels)
    assert set(judged["status"]) == {"abstained"}
    corrected(monkeypatch, {key: one for key, one in tables.safety_rules().items() if one != alarm})
    without = RiskModel.fit(cohort, estimator="blend", **LEARNING)
    plain = without.judge(cohort.panels)
    assert set(plain["status"]) == {"scored"}
    assert serial.files_of(with_it) == serial.files_of(without)
    assert (judged["margin"] == plain["margin"]).all()


def test_rules_are_corrected_without_a_new_training(
    model: RiskModel, cohort: Cohort, folder: str, alarm: Rule
) -> None:
    """A bundle still passes its own exam, under the same identity, and is silent."""
    loaded = bundle.load(folder)
    assert loaded.identity == model.identity
    assert probes.digests(loaded) == probes.digests(model)
    assert set(loaded.score(cohort.panels)["status"]) == {"abstained"}


def test_a_diagnosis_is_seen_at_scoring(sugar: Cohort, sugar_model: RiskModel) -> None:
    """Everybody with an HbA1c of 6.5 or more, and nobody else: the next test can fail."""
    panels = whole(sugar)
    silent = sugar_model.score(panels)["status"] == "abstained"
    assert (silent == (panels.number("hba1c") >= 6.5)).all()
    assert 30 < silent.sum() < 300


def test_in_an_evaluation_no_rule_sees_the_outcome(sugar: Cohort, sugar_model: RiskModel) -> None:
    """With or without HbA1c in hand, the judge speaks of everybody alike."""
    for panels in (sugar.panels, whole(sugar)):
        scored = (sugar_model.judge(panels)["status"] == "scored").to_numpy()
        shares = [scored[sugar.event == happened].mean() for happened in (0.0, 1.0)]
        assert shares == [1.0, 1.0]


def test_what_does_not_define_the_outcome_is_seen_by_the_judge(
    sugar: Cohort, sugar_model: RiskModel
) -> None:
    """An emergency silences a model in its evaluation as it will at the bedside."""
    values = sugar.panels.values.copy()
    values[:7, sugar.panels.keys.index("sodium")] = 117.0
    judged = sugar_model.judge(replace(sugar.panels, values=values))
    assert (judged["status"] == "abstained").tolist() == [True] * 7 + [False] * (len(sugar) - 7)
