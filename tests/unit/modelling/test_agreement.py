"""Every figure agrees with somebody else's: a library, or its formula written another way.

The `dcurves` package holds pandas below 3 and so cannot be installed beside this one: what
its version 1.1.7 answers for forty people stands here as figures.
"""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.interpolate import CubicSpline
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn import metrics as oracle

from nhml.modelling.judging import figures

_DRAWN = np.random.default_rng(11)
_MARGIN = _DRAWN.normal(-1.0, 1.4, 700)
RISK = np.round(expit(_MARGIN), 2).clip(0.01, 0.99)  # rounded, so that many are tied
Y = (_DRAWN.random(700) < expit(0.7 * _MARGIN + 0.3 + 0.2 * _MARGIN**2)).astype(float)
WEIGHTS = np.vstack(
    [np.ones(700), _DRAWN.integers(0, 4, 700).astype(float), _DRAWN.uniform(0.2, 9.0, 700)]
)
THRESHOLDS = (0.1, 0.25, 0.5)
FOUND = figures(Y, RISK, WEIGHTS, THRESHOLDS)
EVERY_ROW = pytest.mark.parametrize("row", range(len(WEIGHTS)), ids=["alone", "counts", "survey"])


def agrees(name: str, row: int, wanted: float) -> None:
    """To a millionth."""
    assert FOUND[name][row] == pytest.approx(wanted, abs=1e-6), name


@EVERY_ROW
def test_discrimination_and_loss_are_those_of_scikit_learn(row: int) -> None:
    """With sample weights."""
    known = {
        "auroc": oracle.roc_auc_score,
        "average_precision": oracle.average_precision_score,
        "log_loss": oracle.log_loss,
        "brier": oracle.brier_score_loss,
    }
    for name, metric in known.items():
        agrees(name, row, metric(Y, RISK, sample_weight=WEIGHTS[row]))


@EVERY_ROW
def test_slope_and_intercept_are_those_of_a_generalised_linear_model(row: int) -> None:
    """Of statsmodels: the slope of the log-odds, and the intercept beside them as an offset."""
    margin, weight = logit(RISK), WEIGHTS[row]
    family = sm.families.Binomial()
    slope = sm.GLM(Y, sm.add_constant(margin), family=family, freq_weights=weight).fit(tol=1e-12)
    level = sm.GLM(Y, np.ones((len(Y), 1)), family=family, offset=margin, freq_weights=weight).fit(
        tol=1e-12
    )
    agrees("calibration_slope", row, slope.params[1])
    agrees("calibration_intercept", row, level.params[0])


@EVERY_ROW
def test_scaled_brier_and_the_ratio_are_counted_person_by_person(row: int) -> None:
    """Against everybody's being given the weighted prevalence."""
    weight = WEIGHTS[row]
    share = np.average(Y, weights=weight)
    ours = sum(w * (p - o) ** 2 for w, p, o in zip(weight, RISK, Y, strict=True))
    flat = sum(w * (share - o) ** 2 for w, o in zip(weight, Y, strict=True))
    agrees("scaled_brier", row, 1.0 - ours / flat)
    agrees("o_e", row, np.dot(weight, Y) / np.dot(weight, RISK))


@EVERY_ROW
def test_somers_d_of_all_pairs_is_twice_the_auroc_less_one(row: int) -> None:
    """Dxy of val.prob: concordant less discordant pairs of one with and one without."""
    had, had_not = (np.flatnonzero(value == Y) for value in (1.0, 0.0))
    sign = np.sign(RISK[had][:, None] - RISK[had_not][None, :])
    pairs = np.outer(WEIGHTS[row][had], WEIGHTS[row][had_not])
    agrees("auroc", row, (1.0 + (sign * pairs).sum() / pairs.sum()) / 2.0)


def natural(values: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Cardinal natural cubic splines, straight beyond the knots: the curve's space told anew."""
    inside = np.clip(values, at[0], at[-1])
    columns = []
    for one in np.eye(len(at)):
        spline = CubicSpline(at, one, bc_type="natural")
        columns.append(spline(inside) + spline(inside, 1) * (values - inside))
    return np.column_stack(columns)


@EVERY_ROW
def test_the_distances_of_val_prob_given_the_same_smoother(row: int) -> None:
    """E-avg and E-max, the curve the minimum of the loss and half the curve's own variance."""
    margin, weight = logit(RISK), WEIGHTS[row]
    columns = natural(margin, np.quantile(margin, (0.05, 0.35, 0.65, 0.95)))
    centred = columns - columns.mean(axis=0)
    held = weight.mean() * centred.T @ centred / len(Y)

    def loss(beta: np.ndarray) -> float:
        odds = margin + columns @ beta
        return float(weight @ (np.logaddexp(0.0, odds) - Y * odds) + beta @ held @ beta / 2.0)

    def slope(beta: np.ndarray) -> np.ndarray:
        return columns.T @ (weight * (expit(margin + columns @ beta) - Y)) + held @ beta

    def bend(beta: np.ndarray) -> np.ndarray:
        risk = expit(margin + columns @ beta)
        return (columns.T * (weight * risk * (1.0 - risk))) @ columns + held

    best = minimize(
        loss, np.zeros(4), jac=slope, hess=bend, method="trust-exact", options={"gtol": 1e-9}
    )
    distance = np.abs(expit(margin + columns @ best.x) - RISK)
    agrees("ici", row, np.average(distance, weights=weight))
    agrees("e_max", row, distance[weight > 0].max())


@EVERY_ROW
@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_shares_at_a_threshold_are_those_of_a_confusion_matrix(row: int, threshold: float) -> None:
    """Of scikit-learn."""
    called = oracle.confusion_matrix(Y, threshold <= RISK, sample_weight=WEIGHTS[row])
    (spared, false), (lost, caught) = called
    agrees(f"sensitivity_{threshold:g}", row, caught / (caught + lost))
    agrees(f"specificity_{threshold:g}", row, spared / (spared + false))
    agrees(f"ppv_{threshold:g}", row, caught / (caught + false))
    agrees(f"npv_{threshold:g}", row, spared / (spared + lost))


@EVERY_ROW
@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_net_benefit_is_prevalence_times_what_is_caught(row: int, threshold: float) -> None:
    """As dca.r writes it: tpr * prevalence - odds * fpr * (1 - prevalence), then against all."""
    weight = WEIGHTS[row]
    share = np.average(Y, weights=weight)
    tpr, fpr = (
        np.average(RISK[side == Y] >= threshold, weights=weight[side == Y]) for side in (1.0, 0.0)
    )
    odds = 1.0 / (1.0 / threshold - 1.0)
    ours, every = (a * share - odds * b * (1 - share) for a, b in ((tpr, fpr), (1.0, 1.0)))
    agrees(f"net_benefit_{threshold:g}", row, ours)
    agrees(f"interventions_avoided_{threshold:g}", row, 100.0 * (ours - every) / odds)


# dcurves 1.1.7, dca(thresholds=...): model m, net_benefit and net_intervention_avoided (nper 1),
# then net_benefit of "all"
DCURVES = {
    0.1: (0.427778, -0.400000, 0.472222),
    0.2: (0.393750, -0.050000, 0.406250),
    0.3: (0.378571, 0.133333, 0.321429),
    0.5: (0.300000, 0.250000, 0.050000),
}


@pytest.mark.parametrize("threshold", DCURVES)
def test_decisions_are_those_of_the_package_dcurves(threshold: float) -> None:
    """Forty people with distinct risks, 21 of them with the outcome; avoided of a person there."""
    place = np.arange(40)
    risk = np.round(((place * 17) % 40 + 0.5) / 41, 4)
    y = ((place * 7) % 11 < 11 * risk).astype(float)
    assert y.sum() == 21
    benefit, avoided, everybody = DCURVES[threshold]
    ours = figures(y, risk, np.ones((1, 40)), [threshold])
    every = figures(y, np.ones(40), np.ones((1, 40)), [threshold])
    name = f"net_benefit_{threshold:g}"
    assert ours[name] == pytest.approx([benefit], abs=1e-6)
    assert every[name] == pytest.approx([everybody], abs=1e-6)
    assert ours[f"interventions_avoided_{threshold:g}"] == pytest.approx([100 * avoided], abs=1e-4)


def test_what_cannot_be_told_is_not_a_number() -> None:
    """Nobody is called at 0.9: no positive predictive value; and at 0 all are, so no negative."""
    y, risk = np.array([0.0, 1.0, 0.0]), np.array([0.1, 0.2, 0.3])
    found = figures(y, risk, np.ones((1, 3)), [0.05, 0.9])
    assert np.isnan(found["ppv_0.9"][0])
    assert np.isnan(found["npv_0.05"][0])
    assert found["npv_0.9"][0] == pytest.approx(2 / 3)
    assert found["sensitivity_0.9"][0] == 0.0


def test_no_figure_is_left_without_its_test() -> None:
    """Whoever adds a metric adds the agreement."""
    judged = {
        *("auroc", "average_precision", "log_loss", "brier", "scaled_brier", "o_e"),
        *("calibration_slope", "calibration_intercept", "ici", "e_max"),
    }
    at = ("net_benefit", "interventions_avoided", "sensitivity", "specificity", "ppv", "npv")
    assert set(FOUND) == judged | {f"{name}_{one:g}" for name in at for one in THRESHOLDS}
