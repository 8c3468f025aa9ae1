"""Simulated people: the same by their seed, sent as laboratories send, the truth kept apart."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from nhml.cohorts import synthetic
from nhml.cohorts.cohort import gather
from nhml.cohorts.outcomes import guard, unseen
from nhml.cohorts.synthetic_laboratory import assays, written
from nhml.cohorts.synthetic_parameters import parameters, usual
from nhml.cohorts.synthetic_people import SITES
from nhml.errors import CohortError, ConfigError, KnowledgeError
from nhml.features import build
from nhml.knowledge import tables
from nhml.panels.checks import check
from nhml.panels.frame import names
from nhml.panels.units import conversion, harmonise
from nhml.safety.suppression import hear

OUTCOME = tables.outcomes()["hypothyroid_synthetic_5y"]


@pytest.fixture(scope="module")
def made() -> synthetic.Simulated:
    """Two thousand people."""
    return synthetic.simulate(2000, seed=3)


def test_a_seed_gives_the_same_people_and_another_gives_others() -> None:
    """To the bit, panels and truth."""
    one, same, other = (synthetic.simulate(200, seed) for seed in (5, 5, 6))
    assert_frame_equal(one.panels, same.panels)
    assert_frame_equal(one.truth, same.truth)
    assert not one.panels["age"].equals(other.panels["age"])


def test_the_kind_of_truth_changes_the_risk_and_nobody() -> None:
    """The same bodies, the same laboratories."""
    one, other = (synthetic.simulate(200, truth=truth) for truth in ("nonlinear", "logistic"))
    followed = [synthetic.EVENT]
    assert_frame_equal(one.panels.drop(columns=followed), other.panels.drop(columns=followed))
    assert not one.truth["true_risk"].equals(other.truth["true_risk"])


def test_every_column_sent_is_one_of_the_panel_frame(made: synthetic.Simulated) -> None:
    """Nothing of the truth among them."""
    assert set(made.panels) <= names()
    assert set(made.panels) & set(made.truth) == {"panel_id"}
    assert (made.panels["panel_id"] == made.truth["panel_id"]).all()


def test_the_file_says_what_the_frame_says(made: synthetic.Simulated, tmp_path) -> None:
    """Values below detection stand as <0.2 in the cell, and read back to the same panels."""
    texts = written(made.panels)
    assert not [name for name in texts if name.endswith("_comparator")]
    assert texts["amh"].astype(str).str.startswith("<").any()
    texts.to_csv(tmp_path / "panels.csv", index=False)
    sent, read = harmonise(made.panels), harmonise(pd.read_csv(tmp_path / "panels.csv", dtype=str))
    np.testing.assert_array_equal(sent.values, read.values)
    np.testing.assert_array_equal(sent.censored, read.censored)
    for name in ("age", "phq9_1", synthetic.EVENT):
        np.testing.assert_array_equal(sent.number(name), read.number(name))


def test_what_is_impossible_is_rejected_and_nobody_who_was_measured_right(
    made: synthetic.Simulated,
) -> None:
    """A lost decimal sign lies beyond what can be; most wrong units only want confirming."""
    rejected = check(harmonise(made.panels)).rejected()
    kinds = made.truth["mistakes"].str.partition(":")[0].to_numpy()
    assert rejected[kinds == "impossible"].all()
    assert set(kinds[rejected]) <= {"impossible", "wrong_unit"}
    assert not rejected[kinds == "wrong_unit"].all()


def test_most_simulated_people_are_scored(made: synthetic.Simulated) -> None:
    """Thoughts of death are as rare as in a survey: as a common answer they silenced a third."""
    told = made.panels["phq9_9"].dropna() >= 1
    assert 0.02 < told.mean() < 0.06
    assert 0.2 < (made.panels["phq9_1"].dropna() >= 1).mean() < 0.4
    panels = check(harmonise(made.panels)).without(sorted(unseen(OUTCOME)))
    assert len(hear(panels, OUTCOME, frozenset({"tsh", "ft4"})).silent) < 0.1 * 2000


def test_mistakes_are_as_rare_as_stated(made: synthetic.Simulated) -> None:
    """Within three standard errors of their shares."""
    kinds = made.truth["mistakes"].str.partition(":")[0]
    for kind in ("wrong_unit", "impossible", "biotin"):
        share = parameters()[f"{kind}_share"]
        error = np.sqrt(share / len(kinds))
        assert 0.0 < (kinds == kind).mean() < share + 3.0 * error


def test_biotin_makes_a_false_thyroid(made: synthetic.Simulated) -> None:
    """TSH low and free thyroxine high, in people who have neither."""
    panels, taken = harmonise(made.panels), (made.truth["mistakes"] == "biotin").to_numpy()
    assert np.nanmedian(panels.number("tsh")[taken]) < 0.7
    assert np.nanmedian(panels.number("ft4")[taken]) > 1.6


def test_the_outcome_of_the_treated_is_not_asked(made: synthetic.Simulated) -> None:
    """Who takes levothyroxine has neither a true risk nor an event."""
    treated = made.panels["on_levothyroxine"] == 1
    assert treated.any()
    assert made.truth["true_risk"].isna().equals(treated)
    assert made.panels.loc[treated, synthetic.EVENT].isna().all()


def test_events_come_by_the_true_risk() -> None:
    """In fifths of it, observed over expected is one within three standard errors."""
    made = synthetic.simulate(20_000, seed=1)
    risk, event = made.truth["true_risk"], made.panels[synthetic.EVENT]
    for _, part in risk[event.notna()].groupby(pd.qcut(risk[event.notna()], 5, labels=False)):
        error = np.sqrt((part * (1 - part)).sum()) / len(part)
        assert event[part.index].mean() == pytest.approx(part.mean(), abs=3.0 * error)


def test_the_true_risk_stands_aside_and_can_never_predict() -> None:
    """No table knows it, so no config can ask for it; the event is no predictor either."""
    cohort = gather(*synthetic.read(OUTCOME, 800), OUTCOME)
    assert cohort.aside["true_risk"].between(0, 1).all()
    assert synthetic.TRUE_RISK not in names()
    assert not [one for one in build.available(cohort.panels) if synthetic.TRUE_RISK in one.inputs]
    with pytest.raises(ConfigError, match="true_risk is neither"):
        build.features([], [synthetic.TRUE_RISK])
    asked = build.features(["person"], [synthetic.EVENT])
    with pytest.raises(CohortError, match="hypothyroid_at_5y defines the outcome"):
        guard(OUTCOME, asked, {})
    assert synthetic.EVENT not in cohort.panels.items


def test_another_outcome_of_the_same_people_has_no_true_risk() -> None:
    """It would be that of something else."""
    _, panels = synthetic.read(tables.outcomes()["dysglycaemia_undiagnosed"], 100)
    assert "true_risk" not in panels


@pytest.mark.parametrize("rows", [0, 2_000_000])
def test_nobody_and_a_million_too_many_are_refused(rows: int) -> None:
    """Before anything is drawn."""
    with pytest.raises(CohortError, match="wanted 1 to 1,000,000"):
        synthetic.simulate(rows)


def test_one_person_can_be_simulated() -> None:
    """Every part works on a single row."""
    assert len(synthetic.simulate(1).panels) == 1


@pytest.mark.parametrize("key", assays())
def test_every_site_reports_in_a_unit_of_the_analyte(key: str) -> None:
    """As the tables know it."""
    assert [conversion(key, unit) is not None for unit in assays()[key].units] == [True] * len(
        SITES
    )


def test_an_open_interval_is_no_distribution() -> None:
    """Where a limit is lacking, it has to be stated."""
    with pytest.raises(KnowledgeError, match="estradiol: the interval is open"):
        usual("estradiol", sex="F", age=60.0, phase="postmenopausal")
    with pytest.raises(KnowledgeError, match="0 preferred intervals hold"):
        usual("estradiol", sex="F", age=60.0, phase="follicular")


def test_every_parameter_is_read() -> None:
    """A row that nothing reads is a claim without effect."""
    read: set[str] = set()

    class Watching(dict[str, float]):
        def __getitem__(self, key: str) -> float:
            read.add(key)
            return super().__getitem__(key)

        def get(self, key: str, default: float | None = None) -> float | None:  # type: ignore[override]
            read.add(key)
            return super().get(key, default)

    watching = Watching(parameters())
    with pytest.MonkeyPatch.context() as patched:
        for name in ("parameters", "people", "thyroid", "adrenals", "gonads", "metabolism",
                     "living", "laboratory", "truth", "trials"):  # fmt: skip
            patched.setattr(f"nhml.cohorts.synthetic_{name}.parameters", lambda: watching)
        patched.setattr("nhml.cohorts.synthetic.parameters", lambda: watching)
        for truth in ("logistic", "nonlinear"):
            synthetic.simulate(50, truth=truth)
    assert sorted(set(parameters()) - read) == []
