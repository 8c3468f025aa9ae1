"""The leakage guard."""

from dataclasses import replace

import numpy as np
import pytest

from nhml.cohorts.outcomes import guard, refuse_golden, unseen
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
