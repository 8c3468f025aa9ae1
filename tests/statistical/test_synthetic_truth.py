"""Where the truth is known: what is learnt comes near it, and what does nothing shows nothing."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from nhml.cohorts import synthetic
from nhml.cohorts.cohort import Cohort, gather
from nhml.cohorts.splits import by_person
from nhml.cohorts.synthetic_parameters import parameters
from nhml.cohorts.synthetic_trials import EFFECTS
from nhml.knowledge import tables
from nhml.modelling import metrics
from nhml.modelling.risk_model import RiskModel
from nhml.panels.checks import check
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise
from nhml.workflows.people import judged

OUTCOME = tables.outcomes()["hypothyroid_synthetic_5y"]
ROWS, SEED = 3000, 7
Metric = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


@pytest.fixture(scope="module")
def clinic() -> tuple[Panels, pd.DataFrame]:
    """Many people as their laboratories are read, and the truth about them."""
    made = synthetic.simulate(20_000, SEED)
    return check(harmonise(made.panels)), made.truth


@pytest.fixture(scope="module")
def cohort() -> Cohort:
    """People whose log-odds are linear in what is measured."""
    return gather(*synthetic.read(OUTCOME, ROWS, SEED, truth="logistic"), OUTCOME)


def held_out(cohort: Cohort, groups: list[str]) -> pd.DataFrame:
    """Give everybody the risk of a model that had not seen them, and the true one."""
    parts = [
        judged(fitted(cohort.take(train), groups), cohort.take(test), fold)
        for fold, (train, test) in enumerate(
            by_person(cohort.panels.subject_id, cohort.event, 3, SEED)
        )
    ]
    people = pd.concat(parts)
    return people[people["status"] == "scored"]


def fitted(cohort: Cohort, groups: list[str]) -> RiskModel:
    """Learn a penalised regression with its presets."""
    learning = {"estimator": "logistic", "trials": 0, "refits": 0}
    return RiskModel.fit(
        cohort, name="truth", groups=groups, include=["fh_thyroid_disease"], **learning
    )


@pytest.fixture(scope="module")
def people(cohort: Cohort) -> pd.DataFrame:
    """Everybody held out once, thyroid tests and person only."""
    return held_out(cohort, ["person", "HPT"])


def measured(metric: Metric, y: pd.Series, risk: pd.Series) -> float:
    """Give one metric over these people, each counted once."""
    return float(metric(y.to_numpy(), risk.to_numpy(), np.ones((1, len(y))))[0])


def test_a_logistic_truth_is_met_at_its_slope(people: pd.DataFrame) -> None:
    """Neither too bold nor too shy, against the truth and not against coin tosses."""
    slope = measured(metrics.calibration_slope, people["true_risk"], people["risk"])
    assert slope == pytest.approx(1.0, abs=0.1)


def test_the_estimated_risk_is_near_the_true_one(people: pd.DataFrame) -> None:
    """Within 2.5 points in the mean, and much nearer than everybody's prevalence."""
    apart = (people["risk"] - people["true_risk"]).abs().mean()
    plain = (people["outcome"].mean() - people["true_risk"]).abs().mean()
    assert apart < 0.025
    assert apart < plain / 3.0


def test_nothing_tells_people_apart_better_than_the_truth(people: pd.DataFrame) -> None:
    """The true risk is the ceiling; the model comes within 0.03 of it."""
    ceiling, found = (
        measured(metrics.auroc, people["outcome"], people[risk]) for risk in ("true_risk", "risk")
    )
    assert ceiling - 0.03 < found < ceiling + 0.01


def test_symptoms_that_add_nothing_add_nothing(cohort: Cohort, people: pd.DataFrame) -> None:
    """They follow from TSH, which is known: log loss without and with them is the same."""
    more = held_out(cohort, ["person", "HPT", "symptoms"])
    without, with_them = (
        measured(metrics.log_loss, one["outcome"], one["risk"]) for one in (people, more)
    )
    assert with_them == pytest.approx(without, abs=0.004)


@pytest.mark.parametrize("name", EFFECTS)
def test_a_trial_finds_the_mean_of_the_true_effects(
    name: str, clinic: tuple[Panels, pd.DataFrame]
) -> None:
    """The arms differ by it within a 95 % interval: zero for the null, -5.5 for the constant."""
    truth = clinic[1]
    given, arm = truth[f"{name}_outcome"], truth[f"{name}_arm"]
    treated, others = given[arm == 1.0], given[arm == 0.0]
    error = np.sqrt(treated.var() / len(treated) + others.var() / len(others))
    found, true = treated.mean() - others.mean(), truth[f"{name}_true_effect"].mean()
    assert abs(found - true) < 1.96 * error
    if EFFECTS[name] != "null":
        assert abs(found) > 1.96 * error


def test_effects_have_the_shape_they_are_named_for(clinic: tuple[Panels, pd.DataFrame]) -> None:
    """Null, one number, a line in testosterone, and no line in body mass index."""
    truth = clinic[1]
    effects = {name: truth[f"{name}_true_effect"] for name in EFFECTS}
    assert set(effects["levothyroxine"].dropna()) == {0.0}
    assert effects["lifestyle"].nunique() == 1
    testosterone = clinic[0].number("testosterone")
    known = (effects["testosterone"].notna() & (truth["mistakes"] == "")).to_numpy(copy=True)
    known &= ~np.isnan(testosterone)
    line = np.polyfit(testosterone[known] / 100.0, effects["testosterone"][known], 1)
    assert line[0] == pytest.approx(parameters()["desire_gain_slope"], rel=0.05)
    bmi, young, at = clinic[0].number("bmi"), clinic[0].number("age") < 50, (22, 30, 38)
    saved = [effects["metformin"][young & (low <= bmi) & (bmi < low + 3.0)].mean() for low in at]
    assert saved[0] - saved[1] > 0.05
    assert saved[1] - saved[2] > 0.05
    assert abs(saved[0]) < 0.01
    assert effects["metformin"][(bmi > 38) & (clinic[0].number("age") > 75)].mean() > -0.01


def test_tsh_follows_free_thyroxine_log_linearly_at_one_set_point(
    clinic: tuple[Panels, pd.DataFrame],
) -> None:
    """As measured, the slope that the feedback was given comes back, a little flatter."""
    panels, truth = clinic
    kept = ((truth["mistakes"] == "") & truth["true_risk"].notna()).to_numpy(copy=True)
    kept &= ~np.isnan(panels.number("tsh")) & ~np.isnan(panels.number("ft4"))
    thyroxine = panels.number("ft4") / tables.analytes()["ft4"].units["pmol/L"].scale
    X = np.column_stack([np.ones(kept.sum()), thyroxine[kept], truth["set_point"][kept]])
    found = np.linalg.lstsq(X, np.log(panels.number("tsh")[kept]), rcond=None)[0]
    assert -found[1] == pytest.approx(parameters()["tsh_slope"], rel=0.1)


def test_antibodies_raise_tsh_before_thyroxine_falls(clinic: tuple[Panels, pd.DataFrame]) -> None:
    """A quarter more TSH in the middle at least; on the log scale thyroxine moves half of that."""
    panels, truth = clinic
    untreated = truth["true_risk"].notna().to_numpy()
    positive = panels.number("tpo_ab") > 9.0
    negative = panels.number("tpo_ab") <= 9.0
    tsh, ft4 = (
        np.nanmedian(panels.number(key)[untreated & positive])
        / np.nanmedian(panels.number(key)[untreated & negative])
        for key in ("tsh", "ft4")
    )
    assert tsh > 1.25
    assert 0.0 < -np.log(ft4) < 0.6 * np.log(tsh)


def median(panels: Panels, key: str, who: np.ndarray) -> float:
    """Give the middle of a value among some people."""
    return float(np.nanmedian(panels.number(key)[who]))


def test_cortisol_falls_in_the_day_and_dheas_in_life(clinic: tuple[Panels, pd.DataFrame]) -> None:
    """Evening under two thirds of morning; old under half of young."""
    panels, _ = clinic
    hour, age = panels.number("sample_hour"), panels.number("age")
    assert median(panels, "cortisol", hour > 16) < median(panels, "cortisol", hour < 10) / 1.5
    assert median(panels, "dheas", age > 70) < median(panels, "dheas", age < 30) / 2.0


def test_testosterone_and_shbg_of_men_fall_with_weight(
    clinic: tuple[Panels, pd.DataFrame],
) -> None:
    """SHBG rises with age all the same."""
    panels, _ = clinic
    men = (panels.column("sex") == "M") & (panels.number("on_testosterone") == 0)
    bmi, age = panels.number("bmi"), panels.number("age")
    for key in ("testosterone", "shbg"):
        assert median(panels, key, men & (bmi > 33)) < median(panels, key, men & (bmi < 25)) / 1.2
    assert median(panels, "shbg", men & (age > 65)) > median(panels, "shbg", men & (age < 40)) * 1.2


def test_ovaries_follow_the_cycle_and_then_stop(clinic: tuple[Panels, pd.DataFrame]) -> None:
    """Progesterone after ovulation; FSH high and estradiol and AMH low after the last period."""
    panels, _ = clinic
    phase = panels.column("cycle_phase")
    luteal, follicular, after = (
        phase == name for name in ("luteal", "follicular", "postmenopausal")
    )
    assert median(panels, "progesterone", luteal) > 20 * median(panels, "progesterone", follicular)
    assert median(panels, "fsh", after) > 5 * median(panels, "fsh", follicular)
    assert median(panels, "estradiol", after) < median(panels, "estradiol", follicular) / 5
    assert median(panels, "amh", after) < median(panels, "amh", follicular) / 10


def test_therapy_shows_in_the_laboratory(clinic: tuple[Panels, pd.DataFrame]) -> None:
    """Levothyroxine leaves little T3 for its T4; testosterone quiets LH; metformin helps."""
    panels, _ = clinic
    on = {
        name: panels.number(f"on_{name}") == 1
        for name in ("levothyroxine", "testosterone", "metformin", "glucocorticoid")
    }
    men, told = panels.column("sex") == "M", panels.number("hx_diabetes") == 1
    ratio = panels.number("ft3") / panels.number("ft4")
    assert np.nanmedian(ratio[on["levothyroxine"]]) < np.nanmedian(ratio[~on["levothyroxine"]])
    assert median(panels, "lh", on["testosterone"]) < median(panels, "lh", men) / 5
    assert median(panels, "hba1c", on["metformin"]) < median(
        panels, "hba1c", told & ~on["metformin"]
    )
    assert median(panels, "acth", on["glucocorticoid"]) < median(panels, "acth", men) / 3


@pytest.mark.parametrize(
    ("key", "sex"),
    [("tsh", ""), ("ft4", ""), ("ft3", ""), ("acth", ""), ("insulin", ""),
     ("testosterone", "M"), ("shbg", "M"), ("shbg", "F"), ("lh", "M"), ("fsh", "M"),
     ("estradiol", "M")],
)  # fmt: skip
def test_the_middle_of_the_simulated_lies_within_what_is_usual(
    key: str, sex: str, clinic: tuple[Panels, pd.DataFrame]
) -> None:
    """Of adults of forty to fifty who take nothing, drawn in the morning."""
    panels, _ = clinic
    who = (panels.number("age") >= 40) & (panels.number("age") < 50)
    who &= panels.number("sample_hour") < 10
    for taken in ("levothyroxine", "testosterone", "glucocorticoid", "ocp", "metformin"):
        who &= panels.number(f"on_{taken}") == 0
    if sex:
        who &= panels.column("sex") == sex
    usual = next(
        one
        for one in tables.reference_intervals()[key]
        if one.preferred
        and one.sex in ("", sex)
        and not one.phase
        and one.ages[0] <= 45 <= one.ages[1]
    )
    assert usual.low is not None
    assert usual.high is not None
    assert usual.low < median(panels, key, who) < usual.high


def test_sites_that_mix_units_send_the_same_blood() -> None:
    """To the four digits that are reported; only who was sent in a wrong unit differs."""
    mixed, plain = (synthetic.simulate(1000, SEED, units=units) for units in ("site", "canonical"))
    right = ~mixed.truth["mistakes"].str.startswith("wrong_unit").to_numpy()
    one, other = (harmonise(made.panels) for made in (mixed, plain))
    assert one.keys == other.keys
    assert (one.censored == other.censored).all()
    np.testing.assert_allclose(one.values[right], other.values[right], rtol=1.1e-3)
    assert mixed.panels["ft4_unit"].nunique() > 1
    assert plain.panels["ft4_unit"].nunique() == 1


def test_values_go_missing_by_site_and_age_and_not_by_what_they_are(
    clinic: tuple[Panels, pd.DataFrame],
) -> None:
    """Antibodies at the western site, gonads of the young; risk differs no more than chance."""
    panels, truth = clinic
    absent = np.isnan(panels.number("tpo_ab"))
    west = panels.column("site") == "west"
    assert absent[west].mean() > absent[~west].mean() + 0.2
    young = panels.number("age") < 30
    lacking = np.isnan(panels.number("shbg"))
    assert lacking[young].mean() > lacking[~young].mean() + 0.3
    true = truth["true_risk"]
    apart = true[west & absent].mean() - true[west & ~absent].mean()
    assert abs(apart) < 3.0 * true.std() / np.sqrt((west & absent).sum())
