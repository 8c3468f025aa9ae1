"""Distances beside what they are by definition, and beside what chance does."""

import numpy as np
import pytest
from scipy import stats

from nhml.modelling.drift import holm, moved, share_p
from nhml.modelling.spread import Spread


def ids(n: int) -> np.ndarray:
    """So many persons."""
    return np.array([f"s{at}" for at in range(n)], dtype=object)


@pytest.fixture(scope="module")
def then() -> tuple[np.ndarray, Spread]:
    """Five thousand values, and their spread."""
    values = np.random.default_rng(1).normal(100.0, 15.0, 5000)
    made = Spread.of(values, ids(5000))
    assert made is not None
    return values, made


def test_the_index_of_two_words_is_its_formula() -> None:
    """(0.7 - 0.5) ln(0.7 / 0.5) + (0.3 - 0.5) ln(0.3 / 0.5) = 0.1695."""
    made = Spread.of(np.array(["F", "M"] * 500, dtype=object), ids(1000))
    assert made is not None
    now = moved(made, made.counts(np.array(["F"] * 700 + ["M"] * 300, dtype=object)), 1000)
    assert now is not None
    assert now.psi == pytest.approx(0.2 * np.log(1.4) - 0.2 * np.log(0.6), abs=1e-12)
    table = [[700, 300], [500, 500]]
    assert now.psi_p == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue)
    assert now.psi_by_chance == pytest.approx(stats.chi2.ppf(0.95, 1) * 2 / 1000)


@pytest.mark.parametrize("by", [0.0, 3.0, 12.0])
def test_distances_agree_with_those_of_all_values(
    then: tuple[np.ndarray, Spread], by: float
) -> None:
    """SciPy has both samples, we have a hundred cells: KS to 0.01, Wasserstein to 3 %."""
    values, made = then
    fresh = np.random.default_rng(2).normal(100.0 + by, 15.0, 4000)
    now = moved(made, made.counts(fresh), 4000)
    assert now is not None
    assert now.ks == pytest.approx(stats.ks_2samp(values, fresh).statistic, abs=0.0101)
    away = stats.wasserstein_distance(values, fresh)
    assert now.wasserstein == pytest.approx(away, rel=0.03, abs=0.4)
    rank = stats.mannwhitneyu(values, fresh).pvalue
    assert np.log10(now.rank_p) == pytest.approx(np.log10(rank), rel=0.05, abs=0.1)


def test_chance_reaches_what_it_is_said_to_reach(then: tuple[np.ndarray, Spread]) -> None:
    """Of a thousand samples of 200 without drift one in twenty exceeds it, and of P 0.05 too."""
    _, made = then
    drawn = np.random.default_rng(3)
    found = [moved(made, drawn.multinomial(200, made.cells).astype(float), 200)
             for _ in range(1000)]  # fmt: skip
    over = np.mean([one.psi > one.psi_by_chance for one in found if one])
    assert 0.03 <= over <= 0.08
    for name in ("psi_p", "rank_p"):
        assert 0.03 <= np.mean([getattr(one, name) < 0.05 for one in found if one]) <= 0.07
    assert np.mean([one.ks_p < 0.05 for one in found if one]) <= 0.06


def test_a_quarter_is_noise_in_thirty_people(then: tuple[np.ndarray, Spread]) -> None:
    """The rule of thumb would alarm now and then, with nothing changed; chance reaches it."""
    _, made = then
    few = moved(made, np.random.default_rng(4).multinomial(30, made.cells).astype(float), 30)
    assert few is not None
    assert few.psi_by_chance > 0.25


def test_panels_of_the_same_people_prove_no_more(then: tuple[np.ndarray, Spread]) -> None:
    """Four panels each of fifty people are fifty people."""
    _, made = then
    counts = made.counts(np.random.default_rng(5).normal(110, 15, 200))
    whole, repeated = moved(made, counts, 200), moved(made, counts, 50)
    assert whole is not None
    assert repeated is not None
    assert repeated.rank_p > whole.rank_p
    assert repeated.psi_by_chance > whole.psi_by_chance


def test_too_few_people_are_not_compared(then: tuple[np.ndarray, Spread]) -> None:
    """Two bins of five are the least."""
    assert moved(then[1], then[1].counts(np.arange(9.0)), 9) is None


def test_shares_are_compared_exactly() -> None:
    """As SciPy does the table of counts."""
    assert share_p(0.2, 30, 0.01, 1000) == stats.fisher_exact([[6, 24], [10, 990]]).pvalue


def test_holm_is_as_published() -> None:
    """0.01, 0.02, 0.03, 0.04 of four: 0.04, 0.06, 0.06, 0.06; what was not asked stays."""
    assert holm([0.04, 0.01, float("nan"), 0.03, 0.02])[:2] == pytest.approx([0.06, 0.04])
    assert holm([0.04, 0.01, float("nan"), 0.03, 0.02])[3:] == pytest.approx([0.06, 0.06])
    assert np.isnan(holm([float("nan")])[0])
