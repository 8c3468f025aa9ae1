"""Metrics against other people's implementations, with ties and weights."""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn import metrics as oracle
from sklearn.linear_model import LogisticRegression

from nhml.modelling import metrics
from nhml.modelling.splines import basis, knots

DRAWN = np.random.default_rng(7)
MARGIN = DRAWN.normal(-1.0, 1.5, 600)
RISK = np.round(expit(MARGIN), 2).clip(0.01, 0.99)  # rounded, so that many are tied
Y = (DRAWN.random(600) < expit(1.3 * MARGIN + 0.2)).astype(float)
COUNTS = DRAWN.integers(0, 4, (3, 600)).astype(float)
WEIGHTS = np.vstack([np.ones(600), COUNTS])


@pytest.mark.parametrize(
    ("metric", "known"),
    [
        (metrics.auroc, oracle.roc_auc_score),
        (metrics.average_precision, oracle.average_precision_score),
        (metrics.log_loss, oracle.log_loss),
        (metrics.brier, oracle.brier_score_loss),
    ],
)
def test_a_metric_is_that_of_scikit_learn(metric, known) -> None:
    """For every row of weights, ties among the risks."""
    wanted = [known(Y, RISK, sample_weight=row) for row in WEIGHTS]
    assert metric(Y, RISK, WEIGHTS) == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("name", sorted(metrics.METRICS))
def test_a_count_is_a_repeated_row(name: str) -> None:
    """A person drawn three times weighs as three people."""
    repeated = np.repeat(np.arange(600), COUNTS[0].astype(int))
    once = metrics.METRICS[name](Y, RISK, COUNTS[:1])
    again = metrics.METRICS[name](Y[repeated], RISK[repeated], np.ones((1, len(repeated))))
    # the knots of the smooth curve are placed among other people
    assert once == pytest.approx(again, abs=5e-3 if name in ("ici", "e_max") else 1e-7)


def test_slope_is_that_of_an_unpenalised_logistic_regression() -> None:
    """Of the outcome on the log-odds, for every row of weights."""
    fits = [
        LogisticRegression(C=np.inf, tol=1e-10).fit(logit(RISK)[:, None], Y, sample_weight=row)
        for row in WEIGHTS
    ]
    wanted = [fit.coef_[0, 0] for fit in fits]
    assert metrics.calibration_slope(Y, RISK, WEIGHTS) == pytest.approx(wanted, abs=1e-4)


def test_the_intercept_makes_expected_equal_observed() -> None:
    """With it added to the log-odds, the sum of risks is the number of events."""
    for row, away in zip(WEIGHTS, metrics.calibration_intercept(Y, RISK, WEIGHTS), strict=True):
        assert (row * expit(logit(RISK) + away)).sum() == pytest.approx((row * Y).sum(), rel=1e-6)


def test_observed_over_expected_by_hand() -> None:
    """Two events where 0.5 + 0.5 + 0.25 + 0.25 were expected."""
    y, risk = np.array([1.0, 1.0, 0.0, 0.0]), np.array([0.5, 0.5, 0.25, 0.25])
    assert metrics.o_e(y, risk, np.ones((1, 4))) == pytest.approx([2 / 1.5])


def test_net_benefit_by_hand() -> None:
    """At 0.2: one true and two false positives of four people, 1/4 - 2/4 * 0.25."""
    y, risk = np.array([1.0, 0.0, 0.0, 1.0]), np.array([0.2, 0.3, 0.9, 0.1])
    assert metrics.net_benefit(0.2)(y, risk, np.ones((1, 4))) == pytest.approx([0.125])


def test_ici_of_a_true_risk_is_small_and_of_a_shifted_one_is_the_shift() -> None:
    """Where everybody is told twice the odds, the index is the mean distance of the two."""
    drawn = np.random.default_rng(1)
    truth = expit(drawn.normal(-1, 1, 40_000))
    y = (drawn.random(40_000) < truth).astype(float)
    ones = np.ones((1, 40_000))
    doubled = expit(logit(truth) + np.log(2))
    assert metrics.ici(y, truth, ones)[0] < 0.01
    assert metrics.ici(y, doubled, ones)[0] == pytest.approx((doubled - truth).mean(), abs=0.01)


@pytest.mark.parametrize("way", [1.0, -1.0])
def test_a_risk_that_parts_the_classes_has_no_slope(way: float) -> None:
    """It would be endless; the resample beside it, where they overlap, keeps its own."""
    risk = np.concatenate([np.linspace(0.1, 0.4, 20), np.linspace(0.6, 0.9, 20), [0.5, 0.5]])
    y = np.concatenate([np.zeros(20), np.ones(20), [1.0, 0.0]])
    y = y if way > 0 else 1.0 - y
    parted = np.concatenate([np.ones(40), [0.0, 0.0]])
    crossed = np.where(np.arange(42) % 20 == 0, 9.0, 1.0)
    y[[0, 20]] = y[[20, 0]]
    parted[[0, 20]] = 0.0
    slope = metrics.calibration_slope(y, risk, np.vstack([parted, crossed]))
    assert np.isnan(slope[0])
    assert np.isfinite(slope[1])


def test_one_risk_for_everybody_has_no_slope() -> None:
    """There is nothing to regress on; the intercept is still known."""
    same = np.full(600, 0.3)
    assert np.isnan(metrics.calibration_slope(Y, same, WEIGHTS)).all()
    assert np.isfinite(metrics.calibration_intercept(Y, same, WEIGHTS)).all()


def test_many_resamples_give_what_each_gives_alone() -> None:
    """They are fitted side by side, and stop one by one."""
    many = np.random.default_rng(2).poisson(1.0, (400, 600)).astype(float)
    alone = [metrics.ici(Y, RISK, one[None])[0] for one in many[::50]]
    assert metrics.ici(Y, RISK, many)[::50] == pytest.approx(alone, abs=1e-6)


@pytest.mark.parametrize("name", sorted(set(metrics.METRICS) - {"log_loss", "brier"}))
def test_a_resample_of_one_class_has_no_figure(name: str) -> None:
    """Neither a ranking, nor a slope, nor a ratio: NaN, and no warning."""
    alone = np.vstack([np.ones(600), (Y == 0).astype(float)])
    value = metrics.METRICS[name](Y, RISK, alone)[1]
    assert np.isnan(value) or (name == "o_e" and value == 0.0)


def few_events(events: int, n: int, seed: int, spread: float) -> tuple[np.ndarray, np.ndarray]:
    """A rare outcome, and risks of which they are true but for a constant."""
    drawn = np.random.default_rng(seed)
    margin = drawn.normal(-4, spread, n)
    y = np.zeros(n)
    y[drawn.choice(n, events, replace=False, p=expit(margin) / expit(margin).sum())] = 1.0
    return y, expit(margin)


@pytest.mark.parametrize("events", [20, 25, 60])
@pytest.mark.parametrize("spread", [0.8, 1.5, 3.0])
def test_few_events_do_not_throw_the_smooth_curve(events: int, spread: float) -> None:
    """ICI against a general optimiser on the same spline, for each of several cohorts."""
    for seed in range(4):
        y, risk = few_events(events, 3000, seed, spread)
        margin = logit(risk)
        columns = np.column_stack([np.ones(3000), basis(margin, knots(margin, 4))])
        design = np.linalg.qr(columns)[0] * np.sqrt(3000)

        def loss(at: np.ndarray, design=design, margin=margin, y=y) -> tuple[float, np.ndarray]:
            odds, held = margin + design @ at, at * [0, 1, 1, 1]
            pull = design.T @ (expit(odds) - y) + held
            return float((np.logaddexp(0, odds) - y * odds).sum() + held @ held / 2), pull

        found = minimize(loss, np.zeros(4), jac=True, method="BFGS", options={"gtol": 1e-7})
        wanted = np.abs(expit(margin + design @ found.x) - risk).mean()
        assert metrics.ici(y, risk, np.ones((1, 3000)))[0] == pytest.approx(wanted, abs=2e-5)


def test_no_resample_of_few_events_runs_away() -> None:
    """Every index lies where it can lie when 13 % were told and 4 % had it."""
    y, risk = few_events(20, 500, 1, 2.0)
    drawn = np.random.default_rng(3).multinomial(500, np.full(500, 1 / 500), 300).astype(float)
    found = metrics.ici(y, risk, drawn)
    assert np.isfinite(found).all()
    assert found.max() < 0.08
