"""The classifier: scikit-learn's contract, calibration, additivity."""

import numpy as np
import pytest
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.utils.estimator_checks import parametrize_with_checks

from nhml.modelling.classifier import MarginCalibratedClassifier

KINDS = ("logistic", "xgboost", "blend")
EXPECTED_FAILURES: dict[str, str] = {}  # check: why it is right to fail it; none today


def people(n: int = 1500, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Five features, two of which matter, a tenth missing."""
    drawn = np.random.default_rng(seed)
    X = drawn.normal(size=(n, 5))
    y = (drawn.random(n) < expit(1.2 * X[:, 0] - X[:, 1] ** 2)).astype(int)
    X[drawn.random(X.shape) < 0.1] = np.nan
    return X, y


@parametrize_with_checks(
    [MarginCalibratedClassifier(kind) for kind in KINDS],
    expected_failed_checks=lambda estimator: EXPECTED_FAILURES,
)
def test_scikit_learn_accepts_it(estimator, check) -> None:
    """Every check of `check_estimator`."""
    check(estimator)


@pytest.mark.parametrize("kind", KINDS)
def test_risks_of_new_people_are_calibrated(kind: str) -> None:
    """As many events as expected, and a ranking far from chance."""
    fitted = MarginCalibratedClassifier(kind).fit(*people())
    X, y = people(6000, seed=1)
    risk = fitted.predict_proba(X)[:, 1]
    assert y.sum() / risk.sum() == pytest.approx(1.0, abs=0.07)
    low, high = np.array_split(np.argsort(risk), 2)
    assert y[high].mean() > 2 * y[low].mean()


@pytest.mark.parametrize(
    ("kind", "within"), [("logistic", 1e-9), ("xgboost", 1e-4), ("blend", 1e-4)]
)
def test_contributions_add_up_to_the_shown_log_odds(kind: str, within: float) -> None:
    """Base and features, after calibration."""
    X, y = people(600)
    fitted = MarginCalibratedClassifier(kind).fit(X, y)
    away = fitted.contributions(X).sum(axis=1) - fitted.decision_function(X)
    assert np.abs(away).max() < within


@pytest.mark.parametrize("kind", KINDS)
def test_a_calibration_slope_of_new_people_is_one(kind: str) -> None:
    """Their log-odds regressed on the log-odds that they were given."""
    fitted = MarginCalibratedClassifier(kind).fit(*people())
    X, y = people(6000, seed=1)
    given = fitted.decision_function(X)[:, None]
    slope = LogisticRegression(C=1e9).fit(given, y).coef_[0, 0]
    assert slope == pytest.approx(1.0, abs=0.15)


@pytest.mark.parametrize("kind", KINDS)
def test_features_that_rank_held_out_people_wrongly_give_the_prevalence(kind: str) -> None:
    """What speaks for the outcome in one half speaks against it in the other."""
    half, y = np.arange(400) % 2, (np.arange(400) % 8 < 2).astype(int)
    x = np.where(half == 0, y, 1 - y) + np.random.default_rng(0).normal(0, 0.1, 400)
    first, second = np.flatnonzero(half == 0), np.flatnonzero(half == 1)
    fitted = MarginCalibratedClassifier(kind)
    fitted.fit(x[:, None], y, splits=[(first, second), (second, first)])
    assert not fitted.discriminates_
    assert fitted.predict_proba(x[:, None])[:, 1] == pytest.approx(y.mean(), abs=1e-9)
    assert np.ptp(fitted.contributions(x[:, None])[:, :-1]) == 0.0


@pytest.mark.parametrize("kind", KINDS)
def test_noise_gives_everybody_about_the_prevalence(kind: str) -> None:
    """Nobody is told more than twice it, or less than half."""
    drawn = np.random.default_rng(0)
    X, y = drawn.normal(size=(600, 3)), (np.arange(600) % 3 == 0).astype(int)
    risk = MarginCalibratedClassifier(kind).fit(X, y).predict_proba(X)[:, 1]
    assert risk.mean() == pytest.approx(1 / 3, abs=0.02)
    assert 1 / 6 < risk.min() <= risk.max() < 2 / 3


def test_a_part_alone_is_the_part_of_the_blend() -> None:
    """Its own calibration, its own margins; nothing is fitted again."""
    X, y = people(600)
    blend = MarginCalibratedClassifier("blend").fit(X, y)
    alone, fitted = blend.alone("logistic", y), MarginCalibratedClassifier("logistic").fit(X, y)
    assert np.allclose(alone.decision_function(X), fitted.decision_function(X), atol=1e-12)


def test_calibration_never_sees_a_fit_on_the_same_rows() -> None:
    """Outcomes that only memory could tell: out of fold they are not told."""
    drawn = np.random.default_rng(0)
    X, y = drawn.normal(size=(300, 40)), (np.arange(300) % 2 == 0).astype(int)
    fitted = MarginCalibratedClassifier("xgboost").fit(X, y)
    inside = np.corrcoef(fitted.model_.margin(X), y)[0, 1]
    outside = np.corrcoef(fitted.out_of_fold_margin_, y)[0, 1]
    assert inside > 0.3
    assert abs(outside) < 0.2


def test_given_splits_are_the_splits() -> None:
    """Rows of one person, thirty times the same, do not teach each other."""
    drawn = np.random.default_rng(1)
    X = np.repeat(drawn.normal(size=(40, 6)), 30, axis=0)
    y = np.repeat(np.arange(40) % 2, 30)
    person = np.repeat(np.arange(40), 30)
    splits = [
        (np.flatnonzero(person % 4 != fold), np.flatnonzero(person % 4 == fold))
        for fold in range(4)
    ]
    by_person = MarginCalibratedClassifier("xgboost").fit(X, y, splits=splits)
    by_row = MarginCalibratedClassifier("xgboost").fit(X, y)
    ranked = [np.corrcoef(one.out_of_fold_margin_, y)[0, 1] for one in (by_person, by_row)]
    assert ranked[1] > 0.9
    assert ranked[0] < 0.5


@pytest.mark.parametrize("kind", KINDS)
def test_a_fit_repeats_to_the_bit(kind: str) -> None:
    """Tuning among it."""
    X, y = people(300)
    first, second = (MarginCalibratedClassifier(kind, trials=3, seed=5).fit(X, y) for _ in range(2))
    assert (first.decision_function(X) == second.decision_function(X)).all()


def test_an_unknown_estimator_is_named_with_the_known() -> None:
    """At fit, as scikit-learn wants it."""
    with pytest.raises(ValueError, match="'forest'; wanted one of logistic, xgboost, blend"):
        MarginCalibratedClassifier("forest").fit(*people(50))


def test_trees_that_never_split_do_not_halve_the_log_odds_of_a_blend() -> None:
    """Of few people the presets make no split: the blend is then the spline regression."""
    x = np.linspace(-1, 1, 60)[:, None]
    y = (np.random.default_rng(0).random(60) < 0.5 + 0.4 * x[:, 0]).astype(int)
    blend, plain = (MarginCalibratedClassifier(kind).fit(x, y) for kind in ("blend", "logistic"))
    assert blend.recipe_.parts == ("logistic",)
    assert np.allclose(blend.decision_function(x), plain.decision_function(x), atol=1e-12)


def test_folds_of_other_prevalence_are_not_people_told_apart() -> None:
    """Trees without a split give every fold its own constant: nobody is ranked by that."""
    y = (np.arange(90) < 31).astype(int)
    fitted = MarginCalibratedClassifier("xgboost")
    folds = [np.arange(0, 40), np.arange(40, 90)]
    fitted.fit(np.ones((90, 1)), y, splits=[(folds[1], folds[0]), (folds[0], folds[1])][::-1])
    assert not fitted.discriminates_


def test_trees_that_never_split_rank_nobody() -> None:
    """Sixty people are too few for the preset: everybody gets the prevalence, and it is said."""
    x = np.linspace(-1, 1, 60)
    fitted = MarginCalibratedClassifier("xgboost").fit(x[:, None], (x > 0).astype(int))
    assert not fitted.discriminates_
    assert fitted.predict_proba(x[:, None])[:, 1] == pytest.approx(0.5)
