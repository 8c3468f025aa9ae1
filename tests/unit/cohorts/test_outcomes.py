"""The leakage guard."""

from dataclasses import replace

import numpy as np
import pytest

from nhml.cohorts.outcomes import columns_of, guard, refuse_golden, unseen
from nhml.errors import CohortError
from nhml.features.build import features
from nhml.knowledge import tables

LOW_T = tables.outcomes()["low_testosterone_300"]
DYSGLYCAEMIA = tables.outcomes()["dysglycaemia_undiagnosed"]
PLAIN = features(["person", "general"])


def names(chosen) -> set[str]:
    """What the features are called."""
    return {one.name for one in chosen}


def test_a_feature_that_defines_the_outcome_stops_the_run() -> None:
    """Whichever way it comes in: by name or by its group."""
    with pytest.raises(CohortError, match="testosterone defines the outcome"):
        guard(LOW_T, features(["person"], ["testosterone"]), {})
    with pytest.raises(CohortError, match="testosterone_free defines the outcome"):
        guard(LOW_T, features(["HPG"]), {})


def test_an_index_made_from_it_is_as_bad() -> None:
    """HOMA-IR is glucose times insulin, and both define dysglycaemia."""
    with pytest.raises(CohortError, match=r"homa_ir defines the outcome \(glucose, insulin\)"):
        guard(DYSGLYCAEMIA, features(["metabolic"]), {})


def test_therapies_and_histories_that_follow_from_it_are_as_bad() -> None:
    """Metformin is taken for what is to be predicted; a history of diabetes is its name."""
    found = unseen(DYSGLYCAEMIA)
    assert {"hba1c", "on_metformin", "hx_diabetes", "homa_ir", "tyg"} <= found
    assert "triglycerides" not in found


def test_every_leak_is_named_at_once() -> None:
    """With the way out."""
    with pytest.raises(CohortError) as raised:
        guard(DYSGLYCAEMIA, features(["metabolic"], ["on_insulin"]), {})
    for name in ("hba1c", "glucose", "insulin", "homa_ir", "tyg", "on_insulin", 'leakage = "drop"'):
        assert name in str(raised.value)


def test_drop_leaves_the_rest() -> None:
    """Lipids stay, sugar goes."""
    kept = names(guard(DYSGLYCAEMIA, features(["metabolic"]), {}, leakage="drop"))
    assert {"hdl", "non_hdl", "tg_hdl"} <= kept
    assert not kept & unseen(DYSGLYCAEMIA)


def test_a_pathway_feature_needs_its_name_and_reason() -> None:
    """SHBG carries testosterone."""
    chosen = features(["person"], ["shbg"])
    with pytest.raises(CohortError, match=r"shbg is on its pathway \(shbg\): name it"):
        guard(LOW_T, chosen, {})
    assert "shbg" in names(guard(LOW_T, chosen, {"shbg": "measured together"}))
    with pytest.raises(CohortError, match="shbg has no reason"):
        guard(LOW_T, chosen, {"shbg": " "})


def test_no_word_lets_in_what_defines() -> None:
    """Neither a pathway nor leakage = drop."""
    for leakage in ("error", "drop"):
        with pytest.raises(CohortError, match="testosterone defines it: no reason lets it in"):
            guard(LOW_T, PLAIN, {"testosterone": "please"}, leakage=leakage)


def test_what_is_not_tied_does_not_belong_there() -> None:
    """TSH is no pathway of testosterone."""
    with pytest.raises(CohortError, match=r"tsh is not tied to it: put it in features\.include"):
        guard(LOW_T, PLAIN, {"tsh": "why not"})


def _matrix(leak: bool, missing: bool) -> tuple[np.ndarray, np.ndarray]:
    drawn = np.random.default_rng(0)
    event = (np.arange(400) % 3 == 0).astype(float)
    X = drawn.normal(size=(400, len(PLAIN)))
    if leak:
        X[:, 2] = -event + drawn.normal(0, 0.33, 400)
    if missing:
        X[event == 1, 3] = np.nan
    return X, event


def test_a_feature_too_good_to_be_true_stops_the_run() -> None:
    """In either direction; and it is let in with a reason."""
    X, event = _matrix(leak=True, missing=False)
    with pytest.raises(CohortError, match=rf"{PLAIN[2].name} alone has an AUROC of 0\.9"):
        refuse_golden(X, event, PLAIN, {})
    refuse_golden(X, event, PLAIN, {PLAIN[2].name: "a known marker"})


def test_being_measured_can_be_too_good_too() -> None:
    """A test ordered for those who have it."""
    X, event = _matrix(leak=False, missing=True)
    with pytest.raises(CohortError, match=f"whether {PLAIN[3].name} was measured alone"):
        refuse_golden(X, event, PLAIN, {})


def test_being_measured_is_let_in_with_the_reason_of_its_feature() -> None:
    """One name explains both."""
    refuse_golden(*_matrix(leak=False, missing=True), PLAIN, {PLAIN[3].name: "ordered by protocol"})


def test_every_golden_feature_is_named_at_once() -> None:
    """With the way out."""
    with pytest.raises(CohortError, match=r"\[features\.golden\]") as raised:
        refuse_golden(*_matrix(leak=True, missing=True), PLAIN, {})
    assert str(raised.value).count("alone has an AUROC") == 2


@pytest.mark.parametrize(("known", "stops"), [(19, False), (20, True)])
def test_a_feature_that_few_have_cannot_be_judged(known: int, stops: bool) -> None:
    """Below twenty of either class an AUROC of one may be luck."""
    X, event = _matrix(leak=False, missing=False)
    for kind in (0, 1):
        X[np.flatnonzero(event == kind)[known:], 2] = np.nan
    X[:, 2] = np.where(np.isnan(X[:, 2]), np.nan, event)
    if not stops:
        refuse_golden(X, event, PLAIN, {})
        return
    with pytest.raises(CohortError, match=rf"{PLAIN[2].name} alone has an AUROC of 1\.000"):
        refuse_golden(X, event, PLAIN, {})


def test_the_reported_area_is_that_of_the_pairs() -> None:
    """Of 40 x 60 pairs all but 100 are in order, those are tied by ten: 1 - 50 / 2400."""
    event = np.repeat([0.0, 1.0], [60, 40])
    X = event[:, None].copy()
    X[:10, 0] = X[60:70, 0] = 0.5
    area = 1 - 0.5 * 10 * 10 / 2400
    with pytest.raises(CohortError, match=f"AUROC of {area:.3f}"):
        refuse_golden(X, event, PLAIN[:1], {})


def test_every_wrong_pathway_name_is_told_at_once() -> None:
    """What defines, what is not tied, what has no reason."""
    with pytest.raises(CohortError, match="may not name for low_testosterone_300") as raised:
        guard(LOW_T, PLAIN, {"dht": "x", "tsh": "y", "lh": ""})
    assert len(str(raised.value).splitlines()) == 4


def test_a_symptom_that_defines_takes_its_total_with_it() -> None:
    """PHQ-9 is made from its first item."""
    outcome = replace(LOW_T, defining=("sx:phq9_1",))
    with pytest.raises(CohortError, match=r"phq9 defines the outcome \(phq9_1\)"):
        guard(outcome, features(["symptoms"]), {})


def test_an_index_made_from_a_pathway_analyte_is_tied_too() -> None:
    """Albumin tied to the outcome: corrected calcium needs its name."""
    outcome, chosen = replace(LOW_T, pathway=("albumin",)), features([], ["calcium", "albumin"])
    with pytest.raises(CohortError, match=r"corrected_calcium is on its pathway \(albumin\)"):
        guard(outcome, chosen, {})
    assert guard(outcome, chosen, {"albumin": "routine"}) == chosen


def test_honest_features_pass() -> None:
    """Noise is not golden."""
    refuse_golden(*_matrix(leak=False, missing=False), PLAIN, {})


UCI = tables.outcomes()["hypothyroid_uci"]


def test_the_letters_of_the_clinic_are_guarded_with_everything_that_wrote_them() -> None:
    """Analytes, whether they were measured, indices made from them, treatment and history."""
    with pytest.raises(CohortError, match="features would leak hypothyroid_uci") as raised:
        guard(UCI, features(["person", "HPT"], ["on_levothyroxine"]), {})
    for name in ("tsh", "tt3", "tt4", "t4_uptake", "fti"):
        line = f"- {name} defines the outcome, as does whether it was measured"
        assert line in str(raised.value)
    assert "on_levothyroxine defines" in str(raised.value)
    of_thyroid = {key for key, one in tables.indices().items() if {"tsh", "ft4"} & {*one.inputs}}
    assert of_thyroid <= unseen(UCI)


@pytest.mark.parametrize("key", tables.outcomes())
def test_an_index_is_followed_however_far_it_is_from_what_defines(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index of an index of a total of what defines is hidden too."""
    first = replace(tables.indices()["non_hdl"], key="first", inputs=("made_up",))
    second = replace(first, key="second", inputs=("first", "age"))
    known = {**tables.indices(), "second": second, "first": first}
    monkeypatch.setattr(tables, "indices", lambda: known)
    outcome = tables.outcomes()[key]
    hidden = unseen(replace(outcome, defining=(*outcome.defining, "made_up")))
    assert {"made_up", "first", "second"} <= hidden
    assert hidden - {"made_up", "first", "second"} == unseen(outcome)
    assert not {"age", "sex"} & hidden


def test_what_an_event_reads_is_hidden_whether_it_is_named_or_not() -> None:
    """With the parts of an index that it reads; what only chooses the limit stays."""
    event = "homa_ir > 2.5 or (hba1c >= 6.5 and fasting_h >= 8 and age >= 18)"
    hidden = unseen(replace(DYSGLYCAEMIA, event=event, defining=()))
    assert {"homa_ir", "glucose", "insulin", "hba1c", "tyg"} <= hidden
    assert not {"age", "fasting_h"} & hidden


def test_an_event_at_a_later_visit_hides_no_value_of_today() -> None:
    """HbA1c now may tell HbA1c in five years."""
    later = replace(DYSGLYCAEMIA, task="incident", defining=("tx:metformin",))
    assert unseen(later) == {"on_metformin"}


def test_a_total_that_defines_takes_its_items_and_every_total_of_them() -> None:
    """PHQ-9 is the sum of its nine items."""
    hidden = unseen(replace(LOW_T, event="phq9 >= 10", defining=("phq9",)))
    assert {"phq9", *tables.instruments()["phq9"].items} <= hidden


def test_each_prefix_stands_for_its_columns() -> None:
    """Treatment, history, sign, image, index; nothing for what has another prefix."""
    assert columns_of("tx:insulin") == ("on_insulin",)
    assert columns_of("hx:diabetes") == ("hx_diabetes",)
    assert columns_of("sx:ed") == ("ed", "sx_ed")
    assert columns_of("img:dxa") == ("img_dxa",)
    assert columns_of("idx:fai") == columns_of("fai") == ("fai",)
    assert columns_of("rx:insulin") == ()


@pytest.mark.parametrize("place", ["golden", "required"])
def test_no_other_place_of_a_config_may_name_what_defines(place: str) -> None:
    """For then a model would rest on whether it was measured."""
    section = {"golden": r"features\.golden", "required": r"abstain\.required"}[place]
    with pytest.raises(CohortError, match=f"{section}: dht defines it: no reason lets it in"):
        guard(LOW_T, PLAIN, {}, leakage="drop", **{place: ["dht"]})


def test_far_from_the_usual_on_either_side_is_too_good_as_well() -> None:
    """An outcome written from low and from high values has an AUROC of a half by the value."""
    X, event = _matrix(leak=False, missing=False)
    sides = np.where(np.arange(len(event)) % 2 == 0, 1.0, -1.0)
    X[:, 2] = np.exp(X[:, 2] / 4 + 4 * event * sides)  # fold changes: it is read on a log scale
    with pytest.raises(CohortError, match=f"how far {PLAIN[2].name} lies from the usual alone"):
        refuse_golden(X, event, PLAIN, {})
    refuse_golden(X, event, PLAIN, {PLAIN[2].name: "a U by nature"})


def test_a_questionnaire_that_defines_goes_with_its_items_and_its_sent_total() -> None:
    """PHQ-9 by any name, and what overlaps with it."""
    found = unseen(tables.outcomes()["depression_phq9"])
    assert {"phq9", "sx_phq9", "phq9_1", "phq2", "gad7", "sx_gad7", "sx_mrs", "sx_epds"} <= found


@pytest.mark.parametrize("key", tables.outcomes())
def test_every_case_definition_says_what_must_not_be_seen(key: str) -> None:
    """Whatever kinds of things define it."""
    assert unseen(tables.outcomes()[key]) >= {
        name for name in tables.outcomes()[key].defining if ":" not in name
    }


@pytest.mark.parametrize("name", ["tsh_given_ft4", "tfqi", "zlog_tsh", "below_tsh", "spina_gt"])
def test_what_is_made_of_what_defines_leaks_whatever_it_is_called(name: str) -> None:
    """Residuals, quantiles, flags of detection, places in an interval."""
    hypothyroid = tables.outcomes()["hypothyroid_overt"]
    wanted = [one for one in features(["person"], ["tsh", "ft4", name]) if one.name == name]
    with pytest.raises(CohortError, match=f"{name} defines the outcome"):
        guard(hypothyroid, wanted, {})


@pytest.mark.parametrize("key", ["menopause_stage", "pcos"])
def test_the_bleeding_pattern_never_tells_what_it_defines(key: str) -> None:
    """How long a cycle lasts is the other half of how long there was none."""
    assert {"cycle_length", "amenorrhea_days"} <= unseen(tables.outcomes()[key])
