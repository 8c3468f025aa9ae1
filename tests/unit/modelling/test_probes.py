"""A model's own exam."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nhml.cohorts.cohort import Cohort, gather
from nhml.errors import ModelMismatch
from nhml.features import indices
from nhml.features.build import build
from nhml.knowledge import tables
from nhml.knowledge.entries import Conversion
from nhml.modelling import probes
from nhml.modelling.calibration import Calibration
from nhml.modelling.risk_model import RiskModel
from nhml.panels.units import conversion
from tests.people import panel_frame

Exam = list[dict[str, Any]]


@pytest.fixture(scope="module")
def lipids() -> Cohort:
    """Men with cholesterol and triglycerides, so that two indices are made."""
    frame = panel_frame(300)
    drawn = np.random.default_rng(1)
    for name, usual in (("chol_total", 200.0), ("hdl", 50.0), ("triglycerides", 120.0)):
        frame[name] = np.round(usual * np.exp(drawn.normal(0, 0.2, 300)), 1)
        frame[f"{name}_unit"] = "mg/dL"
    frame["fasting_h"] = 9.0
    return gather("men", frame, tables.outcomes()["low_testosterone_300"])


@pytest.fixture(scope="module")
def lipid_model(lipids: Cohort) -> RiskModel:
    """A logistic model of them."""
    groups = ["person", "general", "metabolic"]
    return RiskModel.fit(lipids, groups=groups, estimator="logistic", trials=0, refits=3)


@pytest.fixture(scope="module")
def exam(lipid_model: RiskModel, lipids: Cohort) -> Exam:
    """Its probes."""
    return probes.make(lipid_model, lipids)


def test_a_model_passes_its_own_exam(lipid_model: RiskModel, exam: Exam) -> None:
    """Fifty panels of fifty."""
    assert len(exam) == 50
    probes.examine(lipid_model, exam)


def test_probes_repeat_with_their_seed(lipid_model: RiskModel, lipids: Cohort, exam: Exam) -> None:
    """And another seed draws others."""
    assert probes.make(lipid_model, lipids) == exam
    assert probes.make(lipid_model, lipids, seed=1) != exam


def test_no_probe_is_a_person(lipid_model: RiskModel, lipids: Cohort, exam: Exam) -> None:
    """Not one row of features is a row of training; columns are drawn apart."""
    X = build(lipids.panels, lipid_model.features)
    names = [one.name for one in lipid_model.features]
    for probe in exam:
        row = np.array([probe["features"].get(name, np.nan) for name in names])
        assert not np.isclose(X, row, rtol=1e-3, equal_nan=True).all(axis=1).any()


def test_a_probe_names_nobody(exam: Exam) -> None:
    """No id, no site, no time."""
    assert not {"panel_id", "subject_id", "site", "drawn_at"} & {
        name for probe in exam for name in probe["panel"]
    }


def test_probes_hold_no_number_finer_than_three_digits_in_canonical_units(exam: Exam) -> None:
    """A value to the last digit could be looked up."""
    for probe in exam:
        for name in ("bmi", "hba1c", "hdl", "age"):
            value = probe["features"].get(name, 0.0)
            assert value == pytest.approx(float(f"{value:.3g}"), rel=1e-6)


def test_probes_come_in_every_unit_of_the_tables(exam: Exam) -> None:
    """So that conversions are examined, not only what follows them."""
    sent = {probe["panel"]["hdl_unit"] for probe in exam}
    assert sent == set(tables.analytes()["hdl"].units)


def test_some_probes_lack_something(model: RiskModel, cohort: Cohort) -> None:
    """As people do: a tenth of the SHBG is missing."""
    lacking = [probe for probe in probes.make(model, cohort) if "shbg" not in probe["features"]]
    assert 0 < len(lacking) < 20


def test_a_changed_formula_is_named(
    lipid_model: RiskModel, exam: Exam, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By 0.09 per cent, which hardly moves a risk."""
    plain = indices.FORMULAS["non_hdl"]
    changed = {**indices.FORMULAS, "non_hdl": lambda **inputs: 1.0009 * plain(**inputs)}
    monkeypatch.setattr(indices, "FORMULAS", changed)
    with pytest.raises(ModelMismatch, match=r"features non_hdl are no longer computed") as raised:
        probes.examine(lipid_model, exam)
    assert "tg_hdl" not in str(raised.value)


def test_a_changed_conversion_is_named(
    lipid_model: RiskModel, exam: Exam, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HDL in mmol/L, by 0.09 per cent, with the indices made from it."""
    entries = tables.analytes()
    factor = entries["hdl"].units["mmol/L"].scale
    units = {**entries["hdl"].units, "mmol/L": Conversion(1.0009 * factor)}
    changed = {**entries, "hdl": replace(entries["hdl"], units=units)}
    monkeypatch.setattr(tables, "analytes", lambda: changed)
    conversion.cache_clear()
    try:
        with pytest.raises(ModelMismatch, match="features hdl, non_hdl, tg_hdl are no longer"):
            probes.examine(lipid_model, exam)
    finally:
        conversion.cache_clear()


def test_a_changed_calibration_is_noticed(lipid_model: RiskModel, exam: Exam) -> None:
    """Features stay, risks move; the baseline of a logistic model is itself."""
    fitted = lipid_model.classifier.calibration_
    try:
        lipid_model.classifier.calibration_ = Calibration(fitted.slope, fitted.intercept + 1e-5)
        with pytest.raises(ModelMismatch, match="its estimator no longer gives the risks"):
            probes.examine(lipid_model, exam)
    finally:
        lipid_model.classifier.calibration_ = fitted


def test_a_changed_population_is_noticed(lipid_model: RiskModel, exam: Exam) -> None:
    """Whom the model speaks of belongs to its answers."""
    older = replace(lipid_model.applicability, eligible="age >= 50")
    with pytest.raises(ModelMismatch, match="no longer speaks or is silent as with its probes"):
        probes.examine(replace(lipid_model, applicability=older), exam)


def test_a_changed_interval_is_noticed(lipid_model: RiskModel, exam: Exam) -> None:
    """And one that is gone."""
    stability = lipid_model.stability
    assert stability is not None
    wider = replace(stability, weights=stability.weights + 0.01)
    for other in (wider, None):
        with pytest.raises(ModelMismatch, match="no longer gives the intervals of its probes"):
            probes.examine(replace(lipid_model, stability=other), exam)


def test_a_feature_gone_missing_is_named(
    lipid_model: RiskModel, exam: Exam, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number that becomes none is not close to it."""
    nothing = {**indices.FORMULAS, "non_hdl": lambda **inputs: inputs["hdl"] * np.nan}
    monkeypatch.setattr(indices, "FORMULAS", nothing)
    with pytest.raises(ModelMismatch, match="features non_hdl are"):
        probes.examine(lipid_model, exam)


def test_an_exam_without_questions_is_failed(lipid_model: RiskModel) -> None:
    """It would be passed by anything."""
    with pytest.raises(ModelMismatch, match="has 0 probes, wanted 50"):
        probes.examine(lipid_model, [])


@pytest.mark.parametrize(
    ("table", "key", "change"),
    [
        ("analytes", "hdl", {"possible": (1.0, 299.0)}),
        ("analytes", "hdl", {"molar_mass": 386.0}),
        ("indices", "tg_hdl", {"valid_when": "fasting_h >= 9"}),
        ("context", "age", {"high": 119.0}),
    ],
)
def test_a_changed_row_changes_the_digest_of_its_table_only(
    lipid_model: RiskModel,
    monkeypatch: pytest.MonkeyPatch,
    table: str,
    key: str,
    change: dict[str, object],
) -> None:
    """Of those that the model uses."""
    before = probes.digests(lipid_model)
    rows = getattr(tables, table)()
    monkeypatch.setattr(tables, table, lambda: {**rows, key: replace(rows[key], **change)})
    after = probes.digests(lipid_model)
    moved = {name for name in before if before[name] != after[name]}
    assert moved == {"items" if table == "context" else table}


def test_a_row_that_the_model_does_not_use_changes_no_digest(
    lipid_model: RiskModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor a column that does not count, such as a label."""
    before, rows = probes.digests(lipid_model), tables.analytes()
    changed = {
        **rows,
        "tsh": replace(rows["tsh"], possible=(0.0, 1.0)),
        "hdl": replace(rows["hdl"], label="Good cholesterol"),
    }
    monkeypatch.setattr(tables, "analytes", lambda: changed)
    assert probes.digests(lipid_model) == before


def test_probes_can_be_read_as_a_panel_frame(lipid_model: RiskModel, exam: Exam) -> None:
    """They are sent as anybody's panels are, and get what is written down."""
    scores = lipid_model.score(pd.DataFrame([probe["panel"] for probe in exam]))
    assert scores["status"].tolist() == [probe["status"] for probe in exam]
