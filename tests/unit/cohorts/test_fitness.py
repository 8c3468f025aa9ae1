"""What is found in people before a model learns from them: each thing planted once."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from nhml.cohorts import enough, findings
from nhml.cohorts.cohort import Cohort, gather, subgroups
from nhml.cohorts.finding import Finding
from nhml.cohorts.fitness import Diagnosis, diagnose
from nhml.cohorts.sample_size import for_mean_error, sample_size
from nhml.errors import CohortError
from nhml.features.build import features
from nhml.knowledge import tables
from nhml.panels.units import harmonise
from tests.people import panel_frame

LOW_T = tables.outcomes()["low_testosterone_300"]
GROUPS = ("person", "metabolic", "general", "symptoms")
SHBG = {"shbg": "measured together"}


def of(frame: pd.DataFrame) -> Cohort:
    """Make a cohort of invented men."""
    return gather("invented men", frame, LOW_T)


def look(cohort: Cohort, groups: tuple[str, ...] = GROUPS, **changed: object) -> Diagnosis:
    """Diagnose with what the tests share; what nobody defines may predict."""
    asked = features(groups, {"shbg"})
    given = {"pathway": SHBG, "golden": {}, "apart": subgroups(cohort), **changed}
    return diagnose(cohort, asked, **given)


def found(diagnosis: Diagnosis, code: str) -> Finding:
    """Give the only finding of a code."""
    (one,) = [one for one in diagnosis.findings if one.code == code]
    return one


def codes(diagnosis: Diagnosis) -> set[str]:
    """List the codes found."""
    return {one.code for one in diagnosis.findings}


@pytest.fixture
def men() -> pd.DataFrame:
    """800 invented men in an order that says nothing."""
    return panel_frame(800)


@pytest.fixture
def had(men: pd.DataFrame) -> np.ndarray:
    """Who has the outcome."""
    return (men["testosterone"] < 300).to_numpy()


def test_people_in_order_are_fit_to_learn_from(men: pd.DataFrame) -> None:
    """Events and people are counted; nothing is worse than a note but for Riley's criteria."""
    diagnosis = look(of(men))
    assert diagnosis.fine
    assert codes(diagnosis) <= {
        "missing_for_all",
        "shrinkage",
        "mean_error",
        "optimism",
        "near_constant",
        "overlap",
    }
    assert (diagnosis.people, diagnosis.persons) == (800, 800)
    assert diagnosis.events == int((men["testosterone"] < 300).sum())
    assert diagnosis.flow[-1] == ("known: testosterone < 300", 800)


def test_a_leak_is_a_finding_and_not_an_error(men: pd.DataFrame) -> None:
    """What defines the outcome is named with its way out; dropping it is a note."""
    diagnosis = look(of(men), groups=("person", "HPG"))
    assert not diagnosis.fine
    leak = found(diagnosis, "leakage")
    assert "testosterone defines the outcome" in leak.what
    assert "estradiol is on its pathway" in leak.what
    assert 'features.leakage = "drop"' in leak.way_out
    dropped = look(of(men), groups=("person", "HPG"), leakage="drop")
    assert dropped.fine
    assert found(dropped, "leakage").severity == "note"


def test_two_questionnaires_that_ask_the_same_are_pointed_at(men: pd.DataFrame) -> None:
    """A note where both were answered; nobody's answers tell of nothing."""
    assert "adam" not in found(look(of(men)), "overlap").what
    assert "overlap" not in codes(look(of(men.drop(columns="sleep_hours"))))
    answers = np.random.default_rng(1).integers(17, 60, (2, 800))
    men["ams"], men["adam"] = answers[0], answers[1] % 10
    overlap = found(look(of(men)), "overlap")
    assert overlap.severity == "note"
    assert "sx_adam beside sx_ams" in overlap.what
    assert "libido and erections" in overlap.what


def test_a_reason_for_what_defines_stops(men: pd.DataFrame) -> None:
    """No word lets it in."""
    diagnosis = look(of(men), pathway={**SHBG, "testosterone": "please"})
    assert found(diagnosis, "pathway").severity == "stop"
    assert "testosterone defines it" in found(diagnosis, "pathway").what


def test_a_golden_feature_is_named_with_its_auroc(men: pd.DataFrame, had: np.ndarray) -> None:
    """Unless the config explains it."""
    men["sleep_hours"] = np.where(had, 4.0, 9.0)
    golden = found(look(of(men)), "golden_feature")
    assert (golden.severity, "sleep_hours alone has an AUROC of 1.000" in golden.what) == (
        "stop",
        True,
    )
    assert look(of(men), golden={"sleep_hours": "a diary of the night"}).fine


def test_being_measured_can_be_golden_too(men: pd.DataFrame, had: np.ndarray) -> None:
    """Who ordered it knew."""
    men["hba1c"] = np.where(had, 5.5, np.nan)
    assert "whether hba1c was measured alone" in found(look(of(men)), "golden_feature").what


def test_missingness_that_predicts_is_told_with_both_risks(
    men: pd.DataFrame, had: np.ndarray
) -> None:
    """Not one that is by chance: a tenth of everything is missing."""
    assert "missing_tells" not in codes(look(of(men)))
    men.loc[had & (np.arange(800) % 2 == 0), "bmi"] = np.nan
    gap = found(look(of(men)), "missing_tells")
    assert "bmi (" in gap.what
    assert "shbg" not in gap.what
    assert "% have the outcome where it is missing" in gap.what


def test_a_file_sorted_by_the_outcome_stops(men: pd.DataFrame) -> None:
    """Two lists, one after the other: by rows, and by ids that were given in that order."""
    lists = men.sort_values("testosterone", kind="stable", ignore_index=True)
    order = found(look(of(lists)), "order")
    assert order.severity == "stop"
    assert "rows in the source tells the outcome: AUROC 1.000" in order.what
    named = lists.assign(panel_id=[f"P{at}" for at in range(800)])
    what = [one.what for one in look(of(named)).findings if one.code == "order"]
    assert any("panel ids tells the outcome: AUROC 1.000" in words for words in what)


def test_a_drift_along_the_rows_is_a_warning(men: pd.DataFrame, had: np.ndarray) -> None:
    """The first half has more of it: prevalence drifts."""
    drawn = np.random.default_rng(0)
    drifting = men.iloc[np.argsort(drawn.random(800) - 0.5 * had, kind="stable")]
    assert found(look(of(drifting)), "order").severity == "warn"


def test_too_few_events_for_the_features_stop(men: pd.DataFrame, had: np.ndarray) -> None:
    """40 events and more than eight features: fewer than five for each."""
    few = men[~had | (np.cumsum(had) <= 40)]
    diagnosis = look(of(few))
    stop = found(diagnosis, "too_few_events")
    assert stop.severity == "stop"
    assert "choose at most 8 features" in stop.way_out
    assert "too_few_events" not in codes(look(of(few), groups=("person",)))


def test_criteria_that_are_not_met_are_a_warning(men: pd.DataFrame) -> None:
    """They are made for regression without a penalty; a better model needs fewer people."""
    diagnosis = look(of(men))
    assert diagnosis.size is not None
    assert diagnosis.size.wanted > 800
    assert found(diagnosis, "shrinkage").severity == "warn"
    better = look(of(men), r2=0.5)
    assert better.size is not None
    assert better.size.wanted < diagnosis.size.wanted
    with pytest.raises(CohortError, match=r"an R² of 0.9 is anticipated; wanted more than 0"):
        look(of(men), r2=0.9)


def test_every_criterion_that_is_not_met_is_told_with_its_own_number() -> None:
    """A strong model of 60 people: nine tenths of effects are kept, and the rest is not met.

    Prevalence 1/2, 2 weights, R² 0.6: 385 for the overall risk, 133 for a risk's mean
    error, 19 to keep effects, 34 to know how much is explained. With 300 people and 20
    weights effects are kept, and what is explained is not known.
    """
    strong = {one.code: one.what for one in enough.of_size(sample_size(60, 30, 2, 0.6), 2)}
    assert set(strong) == {"overall_risk", "mean_error"}
    assert "385 would give the overall risk" in strong["overall_risk"]
    assert f"{for_mean_error(0.5, 2)} would keep the mean error" in strong["mean_error"]
    size = sample_size(300, 150, 20, 0.6)
    more = {one.code: one.what for one in enough.of_size(size, 20)}
    assert set(more) == {"overall_risk", "mean_error", "optimism"}
    assert f"{size.optimism} would keep the share explained" in more["optimism"]
    size = sample_size(1000, 500, 60, 0.1)
    weak = {one.code: one.what for one in enough.of_size(size, 60)}
    assert f"{size.shrinkage:,} people would keep 90%" in weak["shrinkage"]


@pytest.mark.parametrize(("persons", "panels"), [(800, 1), (200, 5), (60, 20)])
def test_an_order_that_tells_nothing_raises_no_alarm(persons: int, panels: int) -> None:
    """A hundred outcomes dealt at random, and a person's panels all have the same one."""
    drawn, alarms = np.random.default_rng(3), 0
    subjects = np.repeat([f"s{at}" for at in range(persons)], panels).astype(object)
    rows = np.arange(len(subjects))
    ids = np.array([f"{one}-{at}" for at, one in enumerate(subjects)], dtype=object)
    empty = harmonise(pd.DataFrame({"panel_id": ids, "subject_id": subjects, "age": 50.0}))
    for _ in range(100):
        event = np.repeat((drawn.random(persons) < 0.4).astype(float), panels)
        alarms += bool(list(findings.of_order(Cohort("null", LOW_T, empty, event, row=rows))))
    assert alarms == 0


def test_one_person_under_two_ids_is_found(men: pd.DataFrame) -> None:
    """The same four laboratory values, age and sex; a second panel of one person is none."""
    men = men.assign(height=170.0 + np.arange(800) / 100, height_unit="cm").dropna()
    copy = men.head(3).assign(panel_id=["c1", "c2", "c3"], subject_id=["c1", "c2", "c3"])
    both = look(of(pd.concat([men, copy])))
    assert "6 panels hold exactly the values of another person" in found(both, "same_person").what
    again = men.head(3).assign(panel_id=["c1", "c2", "c3"])
    seen = look(of(pd.concat([men, again])))
    assert "same_person" not in codes(seen)
    assert "3 persons have more than one panel" in found(seen, "repeated").what


def test_a_laboratory_that_forgot_its_unit_is_found(men: pd.DataFrame) -> None:
    """Site B sends weight in pounds and says kg: each is possible, together they are not."""
    drawn = np.random.default_rng(1)
    kg, site = drawn.normal(70.0, 9.0, 800), np.where(np.arange(800) % 2 == 0, "A", "B")
    men = men.assign(site=site, weight_unit="kg")
    right = look(of(men.assign(weight=kg)))
    assert "foreign_unit" not in codes(right)
    wrong = look(of(men.assign(weight=np.where(site == "B", kg / 0.45359237, kg))))
    foreign = found_first(wrong, "foreign_unit")
    assert foreign.severity == "stop"
    assert "weight of site B would fit the others in [lb_av]" in foreign.what


def found_first(diagnosis: Diagnosis, code: str) -> Finding:
    """Give the finding of a code about site B: seen from A, B is the one that differs."""
    return next(one for one in diagnosis.findings if one.code == code and "site B" in one.what)


def test_a_site_that_tells_the_outcome_is_a_warning(men: pd.DataFrame, had: np.ndarray) -> None:
    """One hospital treats it, the other screens for it."""
    drawn = np.random.default_rng(2).random(800)
    men["site"] = np.where(drawn < np.where(had, 0.8, 0.3), "clinic", "screening")
    told = found(look(of(men)), "place_tells")
    assert (told.severity, "site alone tells the outcome" in told.what) == ("warn", True)


def test_units_are_counted_as_sent(men: pd.DataFrame) -> None:
    """By site, of those who are learnt from."""
    site = np.where(np.arange(800) % 2 == 0, "A", "B")
    men = men.assign(site=site, shbg_unit=np.where(site == "A", "nmol/L", "mg/L"))
    men.loc[site == "B", "shbg"] /= 11.1111
    units = look(of(men)).units.set_index(["analyte", "site", "unit"])["panels"]
    measured = men.groupby("site")["shbg"].count()
    assert units["shbg", "A", "nmol/L"] == measured["A"]
    assert units["shbg", "B", "mg/L"] == measured["B"]


def test_what_is_constant_or_said_twice_is_noted(men: pd.DataFrame) -> None:
    """One value for all but a few; BMI and weight of men of one height."""
    men = men.assign(weight=men["bmi"] * 2.89, weight_unit="kg", sx_sleep_trouble=0.0)
    men.loc[:2, "sx_sleep_trouble"] = 1.0
    diagnosis = look(of(men))
    assert "sx_sleep_trouble" in found(diagnosis, "near_constant").what
    assert "bmi and weight rank people alike" in found(diagnosis, "alike").what


def test_rejected_panels_are_counted_by_what_is_wrong(men: pd.DataFrame) -> None:
    """By column and code, no value."""
    men.loc[:4, "shbg_unit"] = "furlong"
    men.loc[:4, "shbg"] = 77.31
    rejected = found(look(of(men)), "rejected")
    assert "5 panels are rejected (shbg_unit [unit_unknown]: 5)" in rejected.what
    assert "77.31" not in str(look(of(men)))


def test_without_anything_measured_there_is_nothing_to_learn_from(men: pd.DataFrame) -> None:
    """Sex is the same for all men, and nothing else was asked for."""
    cohort = of(men)
    nothing = diagnose(cohort, features((), ["sex"]), pathway={}, golden={})
    assert found(nothing, "no_features").severity == "stop"
    assert nothing.size is None


def test_subgroups_are_shown_with_their_events(men: pd.DataFrame, had: np.ndarray) -> None:
    """Whose value is unknown stands in none."""
    men["site"] = np.where(np.arange(800) < 300, "A", None)
    (group,) = [one for one in look(of(men)).subgroups if one.column == "site"]
    assert (group.value, group.people, group.events) == ("A", 300, int(had[:300].sum()))


def test_what_few_people_have_is_not_named(men: pd.DataFrame) -> None:
    """Their names, were somebody to ask for a column of names."""
    men["site"] = [f"Mr {at // 2}" if at < 100 else "A" for at in range(800)]
    named, rest = [one for one in look(of(men)).subgroups if one.column == "site"]
    assert (named.value, named.people) == ("A", 700)
    assert (rest.value, rest.people) == ("50 of fewer than 5 people", 100)


@pytest.mark.parametrize("change", [lambda one: one, lambda one: replace(one, row=one.row[:0])])
def test_a_cohort_made_by_hand_is_diagnosed_too(
    men: pd.DataFrame, change: Callable[[Cohort], Cohort]
) -> None:
    """One that does not know where its rows stood."""
    assert look(change(of(men))).fine
