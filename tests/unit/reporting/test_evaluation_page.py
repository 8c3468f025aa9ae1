"""The page about an evaluation: what it shows, in what words, of whom it is silent."""

import re
from dataclasses import replace

import numpy as np
import pytest

from nhml.cohorts.cohort import Cohort
from nhml.modelling.curves import Curves
from nhml.modelling.evaluation import Evaluation, Row
from nhml.modelling.risk_model import RiskModel
from nhml.reporting import evaluation_tables, evaluation_words
from nhml.reporting.evaluation_exhibits import exhibits
from nhml.reporting.evaluation_page import page
from nhml.reporting.figures_groups import Group
from nhml.reporting.study import Study
from tests.judged import shown

NONE = Curves(None, (), {}, {}, (), (), (), None, 40, 20)


@pytest.fixture(scope="module")
def written(model: RiskModel, cohort: Cohort) -> str:
    """The page of four hundred men."""
    return shown(model, cohort).pages["evaluation.html"]


def study(model: RiskModel, *rows: Row, **told: object) -> Study:
    """An evaluation of which only some figures are known."""
    plain = {
        "model": model, "evaluation": Evaluation(rows), "curves": NONE, "groups": (),
        "cohort": "men", "flow": (), "notes": (), "panels": 400, "persons": 400, "events": 90,
        "scored": 350, "held_out": "", "trained_on": "", "resamples": 20, "thresholds": (0.2,),
    }  # fmt: skip
    return Study(**{**plain, **told})


def of(metric: str, value: float, low: float, high: float, group: str = "all") -> Row:
    """One figure."""
    return Row(group, metric, value, low, high, 400)


def test_figures_and_tables_are_numbered_from_one_without_a_gap(written: str) -> None:
    """As they stand on the page; each figure says of how many people it is."""
    numbers = re.findall(r"<b>Figure (\d+)\.</b> ([^<]+)", written)
    assert [int(number) for number, _ in numbers] == list(range(1, len(numbers) + 1))
    assert len(numbers) == 7
    assert all(re.search(r"\d+ (scored )?panels|Among the scored", words) for _, words in numbers)
    assert re.findall(r"<b>Table (\d)\.</b>", written) == ["1", "2", "3", "4"]


def test_coverage_comes_first(model: RiskModel) -> None:
    """Before any figure among the scored."""
    words = evaluation_words.brief(study(model, of("scored_share", 0.875, 0.8, 0.9)))
    assert words[0].startswith("Coverage: 350 of 400 panels (87.5 %)")
    assert "could not read, 50." in words[0]
    assert "all 400 panels" in evaluation_words.brief(study(model, scored=400))[0]


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(-0.02, -0.01, "It was better than"), (-0.02, 0.01, "It is not shown to be better than"),
     (0.01, 0.02, "It was WORSE than"), (0.0, 0.0, "It is plain logistic regression")],
)  # fmt: skip
def test_whether_it_beats_the_baseline_is_said(
    model: RiskModel, low: float, high: float, words: str
) -> None:
    """Whatever the answer is."""
    row = of("log_loss_minus_baseline", (low + high) / 2, low, high)
    assert any(words in one for one in evaluation_words.brief(study(model, row)))


@pytest.mark.parametrize(
    ("ratio", "slope", "words"),
    [
        ((1.2, 1.1, 1.3), (1.0, 0.9, 1.1), "Risks are too low on the whole."),
        ((0.8, 0.7, 0.9), (0.6, 0.4, 0.8), "Risks are too high on the whole. Risks are too extr"),
        ((1.0, 0.9, 1.1), (1.4, 1.2, 1.6), "Risks are too close to each other."),
        ((1.0, 0.9, 1.1), (1.0, 0.9, 1.1), "Neither ratio nor slope is shown to differ from 1."),
        ((1.0, 0.9, 1.1), (-2.0, -9.0, 3.0), "The slope is hardly known: too few people."),
        ((1.0, np.nan, np.nan), (1.0, 0.9, 1.1), "Of the intervals not all are known."),
    ],
)
def test_calibration_is_said_as_its_intervals_have_it(
    model: RiskModel, ratio: tuple, slope: tuple, words: str
) -> None:
    """Never more than they show."""
    rows = (of("o_e", *ratio), of("calibration_slope", *slope), of("ici", 0.01, 0.0, 0.02))
    assert any(words in one for one in evaluation_words.brief(study(model, *rows)))


def test_use_is_claimed_against_both_acting_on_all_and_on_nobody(model: RiskModel) -> None:
    """Only where both intervals say so."""
    ours = of("net_benefit_0.2", 0.05, 0.02, 0.08)
    over = of("net_benefit_0.2_minus_all", 0.03, 0.01, 0.05)
    assert "at 20 % better than both" in evaluation_words.brief(study(model, ours, over))[-1]
    doubt = over._replace(low=-0.01)
    assert "not shown to be better" in evaluation_words.brief(study(model, ours, doubt))[-1]


def test_a_group_that_is_withheld_has_no_figure(model: RiskModel) -> None:
    """Though one were there."""
    groups = (Group("age_band=60+", "age 60+", True), Group("sex=F", "women"))
    rows = (of("prevalence", 0.2, 0.1, 0.3), of("prevalence", 0.25, 0.1, 0.3, "sex=F"),
            of("auroc", 0.7, 0.6, 0.8, "sex=F"),
            of("auroc", 0.123, 0.1, 0.2, "age_band=60+"))  # fmt: skip
    found = evaluation_tables.subgroups(study(model, *rows, groups=groups))
    assert found is not None
    assert found.rows[1][:2] == ("age 60+", "withheld")
    assert not any(found.rows[1][2:])
    assert found.rows[2][:4] == ("women", "400", "100 (25 %)", "0.70 (0.60 to 0.80)")


def test_a_share_at_a_threshold_that_is_not_told_is_withheld(model: RiskModel) -> None:
    """It would be of few people; net benefit stands beside."""
    found = evaluation_tables.thresholds(study(model, of("net_benefit_0.2", 0.05, 0.02, 0.08),
                                               of("sensitivity_0.2", 0.66, 0.6, 0.7)))  # fmt: skip
    assert found is not None
    assert found.head == ("Act at and above", *(words for _, words, _ in evaluation_tables._ACTING))
    assert found.rows[0][:3] == ("20 %: the model", "66 % (60 to 70)", "withheld")
    assert found.rows[0][5] == "0.0500 (0.0200 to 0.0800)"


def test_too_few_people_are_said_to_be_and_the_page_stands(model: RiskModel) -> None:
    """Nothing of forty people could be drawn: every figure says why."""
    few = study(model, panels=40, persons=40, events=20, scored=30)
    found = exhibits(few)
    assert all(one.svg is None and "Not drawn: too few people" in one.caption
               for one in found.values())  # fmt: skip
    assert "too few people for a curve" in page(few)


def test_who_trained_the_model_is_warned_of(model: RiskModel, cohort: Cohort) -> None:
    """Above all figures."""
    told = shown(model, cohort, trained_on="these people trained the model").pages
    above, _, _ = told["evaluation.html"].partition('id="brief"')
    assert "These people trained the model." in above
    assert 'id="warning"' not in shown(model, cohort).pages["evaluation.html"]


def test_methods_are_those_of_the_run(model: RiskModel, cohort: Cohort) -> None:
    """Folds, resamples and thresholds are its own."""
    told = shown(model, cohort, how="persons held out in 7 outer folds").pages["evaluation.html"]
    assert "by a model that had not seen it: persons held out in 7 outer folds" in told
    assert "percentiles of 20 bootstrap resamples" in told
    assert "The model was judged as it is" in shown(model, cohort).pages["evaluation.html"]


def test_no_person_stands_on_the_page(model: RiskModel, cohort: Cohort) -> None:
    """Neither an id nor anybody's risk."""
    pages = shown(model, cohort).pages
    text = "".join(pages.values())
    assert not [one for one in cohort.panels.panel_id if f">{one}<" in text or f" {one} " in text]
    risks = model.judge(cohort.panels)["eligible_risk"]
    told = {f"{one:.6g}" for one in risks}
    assert not [one for one in told if len(one.lstrip("0.")) == 6 and one in text]


def test_the_same_run_writes_the_same_page(model: RiskModel, cohort: Cohort) -> None:
    """To the byte."""
    assert shown(model, cohort).pages == shown(model, cohort).pages


def test_optimism_is_told_where_it_was_asked_for(model: RiskModel) -> None:
    """With its caution; else nothing."""
    rows = (of("apparent_auroc", 0.82, 0.8, 0.84), of("corrected_auroc", 0.78, 0.76, 0.8))
    (words,) = evaluation_words.flattered(study(model, *rows))
    assert "auroc 0.820 on its own people, 0.780 (0.760 to 0.800) corrected" in words
    assert evaluation_words.flattered(study(model)) == []


def test_weighted_figures_have_columns_where_there_are_any(model: RiskModel) -> None:
    """Of the survey; a model that is the baseline has no column of it."""
    rows = (of("auroc", 0.7, 0.6, 0.8), of("weighted_auroc", 0.72, 0.6, 0.8))
    plain = of("log_loss_minus_baseline", 0.0, 0.0, 0.0)
    head = evaluation_tables.overall(study(model, *rows, plain)).head
    assert not [one for one in head if "weighted" in one or "baseline" in one]
    surveyed = study(model, *rows, of("weighted_prevalence", 0.2, 0.1, 0.3))
    assert [one for one in evaluation_tables.overall(surveyed).head if "weighted" in one] == [
        "Scored, weighted for the survey", "Baseline, weighted",
    ]  # fmt: skip
    assert replace(surveyed, evaluation=Evaluation(rows)).weighted is False
