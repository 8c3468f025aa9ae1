"""Urine."""

import json
from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest

from nhml.features import urine
from nhml.knowledge import tables
from nhml.panels.checks import check
from nhml.panels.units import harmonise


def panels(*people):
    """Panels of people, each value in its canonical unit unless another is sent."""
    rows = []
    for cells in people:
        units = {f"{key}_unit": tables.analytes()[key].unit for key in cells if key in KEYS}
        rows.append({"age": 45, "sex": "M", **units, **cells})
    return check(harmonise(pd.DataFrame(rows)))


KEYS = {*tables.analytes()}


def read(**cells):
    """What the urine of one person says."""
    (said,) = urine.read(panels(cells))
    return said


def test_of(said, key):
    """One of its tests."""
    (one,) = [one for one in said.tests if one.key == key]
    return one


test_of.__test__ = False


def test_a_concentration_is_divided_by_creatinine():
    """As the worked example of the index: 3.5 ng/mL at 140 mg/dL is 2.5 ug/g."""
    (bpa,) = read(bpa=3.5, creatinine_urine=140).by_creatinine
    assert (bpa.value, bpa.unit, bpa.words) == (pytest.approx(2.5), "ug/g{creat}", "")


@pytest.mark.parametrize(
    ("creatinine", "dilution"),
    [(29, "too dilute"), (30, "within"), (300, "within"), (301, "too concentrated")],
)
def test_outside_the_window_nothing_is_normalised(creatinine, dilution):
    """WHO 1996: 30 to 300 mg/dL; the reader is told to repeat it."""
    said = read(bpa=3.5, creatinine_urine=creatinine)
    assert said.dilution == dilution
    assert (said.by_creatinine[0].value is not None) == (dilution == "within")
    assert (said.by_creatinine[0].words == "") == (dilution == "within")


def test_without_creatinine_it_is_said():
    """Not a number by itself."""
    said = read(bpa=3.5)
    assert said.dilution == "not known"
    assert said.by_creatinine[0].value is None
    assert "not measured" in said.by_creatinine[0].words


def test_iodine_of_one_person_is_not_normalised():
    """It speaks of populations only."""
    assert read(urine_iodine=120, creatinine_urine=100).by_creatinine == ()


def test_a_days_urine_is_concentration_times_volume():
    """3.5 ng/mL in 1500 mL are 5.25 ug."""
    (bpa,) = read(bpa=3.5, urine_volume_24h=1500).by_day
    assert (bpa.value, bpa.unit) == (pytest.approx(5.25), "ug/(24.h)")


@pytest.mark.parametrize(
    ("sex", "creatinine", "complete"),
    [("M", 140, "yes"), ("M", 50, "no"), ("M", 250, "no"), ("F", 60, "yes"), ("F", 30, "no")],
)
def test_a_collection_is_judged_by_its_creatinine(sex, creatinine, complete):
    """140 mg/dL in 1.5 L of 70 kg: 140 / 11.312 mmol/L * 1.5 / 70 = 265 umol/kg."""
    said = read(sex=sex, creatinine_urine=creatinine, urine_volume_24h=1500, weight=70)
    assert said.complete == complete


def test_creatinine_of_a_day_by_weight():
    """A worked number: 113.12 mg/dL is 10 mmol/L; 1.4 L of 70 kg hold 200 umol/kg."""
    arguments = (np.array([113.12]), np.array([1400.0]), np.array([70.0]))
    assert urine.creatinine_by_weight(*arguments)[0] == pytest.approx(200.0)


@pytest.mark.parametrize("lacking", ["creatinine_urine", "urine_volume_24h", "weight", "sex"])
def test_what_is_lacking_leaves_a_collection_unjudged(lacking):
    """Neither complete nor incomplete."""
    whole = {"creatinine_urine": 140, "urine_volume_24h": 1500, "weight": 70, "bpa": 1.0}
    assert read(**{**whole, lacking: None}).complete == ""


def test_turnover_is_mole_by_mole():
    """5 mg/g of HVA (182.175) over 200 ug/g of dopamine (153.181): 27.446 / 1.3056."""
    (ratio,) = read(hva_creat=5.0, dopamine_creat=200.0).turnover
    assert ratio.value == pytest.approx(5000 / 182.175 / (200 / 153.181), rel=1e-6)
    assert ratio.words.startswith("not validated")
    assert "brain" in ratio.words


def test_a_parent_that_is_not_there_is_no_turnover():
    """Nor is one over nothing."""
    assert read(hva_creat=5.0).turnover == ()
    assert read(hva_creat=5.0, dopamine_creat=0.0).turnover == ()


@pytest.mark.parametrize(
    ("cells", "plasma", "day"),
    [
        ({"metanephrine_free": 50, "normetanephrine_free": 100}, "no", "not measured"),
        ({"metanephrine_free": 198, "normetanephrine_free": 100}, "yes", "not measured"),
        ({"metanephrine_free": 197, "normetanephrine_free": 329}, "no", "not measured"),
        ({"normetanephrine_free": 400}, "yes", "not measured"),
        ({"metanephrine_free": 50}, "incomplete", "not measured"),
        ({"metanephrine_24h": 401, "normetanephrine_24h": 300}, "not measured", "yes"),
        ({"metanephrine_24h": 400, "normetanephrine_24h": 900}, "not measured", "no"),
    ],
)
def test_the_screen_asks_the_limits_of_the_rule(cells, plasma, day):
    """Either raised is a yes; a no needs both."""
    said = read(**cells)
    assert test_of(said, "metanephrines_plasma").raised == plasma
    assert test_of(said, "metanephrines_24h").raised == day


def test_between_reference_and_screen_a_value_is_told_to_be_above():
    """120 pg/mL is above 98.6 and not twice it."""
    said = test_of(read(metanephrine_free=120, normetanephrine_free=100), "metanephrines_plasma")
    assert said.raised == "no"
    assert said.above == ("Metanephrine, plasma free",)


def test_conditions_and_drugs_stand_beside_the_screen():
    """How it is drawn, what is taken, and what nobody asked."""
    said = test_of(read(metanephrine_free=250, on_antidepressant=1), "metanephrines_plasma")
    assert said.conditions == ("supine 20-30 min",)
    assert said.takes == ("Takes an antidepressant",)
    assert said.unasked == ("Takes a monoamine oxidase inhibitor",)
    denied = test_of(read(metanephrine_free=250, on_maoi=0), "metanephrines_plasma")
    assert denied.unasked == ("Takes an antidepressant",)


@pytest.mark.parametrize("key", ["dopamine_creat", "gaba_creat", "glutamate_creat", "pea_creat"])
def test_transmitters_in_urine_are_said_to_measure_no_brain(key):
    """And to be no ground for a treatment."""
    said = test_of(read(**{key: 100}), "transmitters")
    assert said.words.startswith("not validated")
    assert "no ground for a treatment" in said.words
    assert said.raised == ""


def test_every_test_says_whether_it_is_validated():
    """A reader need not guess."""
    for one in tables.urine().values():
        if one.kind != "collection":
            assert one.words.startswith(("validated", "not validated")), one.key
        assert {*one.analytes} <= KEYS
        assert {*one.asks} <= {*tables.context()}


def test_no_model_and_no_rule_reads_a_turnover():
    """It drives nothing."""
    ratios = {one.key for one in tables.urine().values() if one.kind == "turnover"}
    assert not ratios & {*tables.indices(), *tables.instruments(), *tables.learnt()}


def test_who_gave_no_urine_has_no_reading():
    """In the order sent."""
    found = urine.read(panels({"tsh": 2.0}, {"hiaa5_creat": 4.0}))
    assert found[0] is None
    assert [one.key for one in found[1].tests][-1] == "hiaa5"


def test_a_reading_is_plain_data():
    """As JSON holds it."""
    said = asdict(read(bpa=3.5, hiaa5_creat=30.0))
    assert json.loads(json.dumps(said, allow_nan=False))["dilution"] == "not known"
