"""One model's card: what it is about, of whom, how good, and where it ends."""

from dataclasses import replace

import pytest

import nhml
from nhml.cohorts.cohort import Cohort
from nhml.modelling.evaluation import evaluate
from nhml.modelling.held_out import HeldOut
from nhml.modelling.risk_model import RiskModel
from nhml.reporting import wording
from nhml.reporting.card import ModelCard
from nhml.workflows.people import judged


@pytest.fixture(scope="module")
def known(model: RiskModel, cohort: Cohort) -> RiskModel:
    """The small model with figures; those of the people it learnt from serve here."""
    people = judged(model, cohort, fold=0)
    found = evaluate(people, subgroups=["age_band"], resamples=20)
    return replace(model, held_out=HeldOut.of(people, found, ["age_band"]))


@pytest.fixture(scope="module")
def card(known: RiskModel) -> ModelCard:
    """Its card."""
    return nhml.card(known)


def section(card: ModelCard, title: str) -> str:
    """Give one part of the card as Markdown."""
    return card.markdown().split(f"## {title}\n")[1].split("\n## ")[0]


def test_it_says_what_the_outcome_is_and_what_defines_it(card: ModelCard) -> None:
    """As expressions, with the unit that they are in."""
    part = section(card, "What it is about")
    for words in (
        "| Event | testosterone &lt; 300 |",
        "testosterone in ng/dL",
        "idx:fai",
        "Mulhall et al. 2018",
    ):
        assert words in part


def test_it_says_of_whom_it_learnt(card: ModelCard, known: RiskModel) -> None:
    """Counts, the flow, and the base rates."""
    part = section(card, "Whom it learnt from")
    assert f"{known.training['people']:,} people were learnt from" in part
    assert "men aged" in part
    assert part.count("\n| ") == 2 + len(known.training["base_rates"])


def test_every_figure_stands_with_its_interval_and_the_baseline(
    card: ModelCard, known: RiskModel
) -> None:
    """As they were found."""
    part = section(card, "How good it was on people it had not seen")
    assert known.held_out is not None
    for metric in ("auroc", "baseline_auroc"):
        row = known.held_out.evaluation.row(metric)
        assert row is not None
        assert f"{row.value:.3f} ({row.low:.3f} to {row.high:.3f})" in part
    assert "Weighted" not in part  # no survey, no column


def test_subgroups_and_calibration_have_parts_of_their_own(card: ModelCard) -> None:
    """A figure on the page, its table in Markdown."""
    assert "| age band: 40-59 |" in section(card, "By subgroup")
    assert section(card, "Calibration").count(" % to ") == 10
    assert card.html().count('class="calibration"') == 1


def test_a_pathway_predictor_stands_with_its_reason(card: ModelCard, known: RiskModel) -> None:
    """And a model without any says what it leaves out."""
    part = section(card, "Predictors tied to the outcome by physiology")
    assert "| Sex hormone-binding globulin | measured together |" in part
    bare = section(
        nhml.card(replace(known, pathway={})), "Predictors tied to the outcome by physiology"
    )
    assert "Left out: Sex hormone-binding globulin; Estradiol" in bare


def test_every_feature_stands_with_its_unit_and_whether_it_may_be_missing(
    card: ModelCard, known: RiskModel
) -> None:
    """Age and sex may not: nobody knows whether the model knows such a person."""
    part = section(card, "What it reads")
    assert part.count("\n| ") == 2 + len(known.features)
    assert "| Age | age | Age and sex | years | no |" in part
    assert "| Body mass index | bmi | General chemistry and body size | kg/m² | yes |" in part


def test_it_says_what_it_was_made_of_and_where_it_ends(card: ModelCard, known: RiskModel) -> None:
    """Digests, the notice of LOINC, limits."""
    part = section(card, "What it was made of")
    for words in (known.identity, known.training["fingerprint"], "LOINC", "tables/analytes.csv"):
        assert words in part
    assert "Cleared by nobody" in section(card, "Limits")
    assert known.outcome.caution in section(card, "Limits")


def test_a_model_without_figures_says_where_they_are(model: RiskModel) -> None:
    """Nothing is invented."""
    bare = nhml.card(model)
    assert "see evaluation.json" in section(bare, "How good it was on people it had not seen")
    assert "## By subgroup" not in bare.markdown()
    assert "nan" not in bare.markdown().split()


def test_it_says_how_far_refits_move_the_risks(model: RiskModel) -> None:
    """Mean distance, width, a group of people a row, and their figure."""
    told = model.instability
    assert told is not None
    made = nhml.card(model)
    section = next(one for one in made.sections if "depend on who" in one.title)
    assert (
        f"A refit's risk lies {wording.points(told.mape)} from the shown risk" in section.words[0]
    )
    assert section.table is not None
    assert len(section.table.rows) == len(told.slices) > 5
    assert "Instability" in str(section.figure)
    assert 'class="instability"' in made.html()


def test_a_model_that_was_not_refitted_has_no_such_part(model: RiskModel) -> None:
    """As one of an earlier version; groups that cannot be shown leave the words alone."""
    told = model.instability
    assert told is not None
    older, few = (replace(model, instability=one) for one in (None, replace(told, slices=())))
    assert not [one for one in nhml.card(older).sections if "depend on who" in one.title]
    section = next(one for one in nhml.card(few).sections if "depend on who" in one.title)
    assert section.table is None is section.figure


def test_page_and_markdown_say_the_same(card: ModelCard) -> None:
    """Every heading and every sentence."""
    page = card.html()
    for one in card.sections:
        assert one.title in page
        assert f"## {one.title}" in card.markdown()
    assert card._repr_html_().startswith("<iframe sandbox")
    assert repr(card).startswith("<ModelCard of small-blend")


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (-0.02, -0.01, "was better than"),
        (0.01, 0.02, "was WORSE than"),
        (-0.01, 0.01, "not shown to be better"),
    ],
)
def test_it_says_whether_plain_logistic_regression_would_do(
    known: RiskModel, low: float, high: float, words: str
) -> None:
    """By the paired interval of the log loss."""
    assert known.held_out is not None
    found = known.held_out.evaluation
    rows = tuple(
        row._replace(value=(low + high) / 2, low=low, high=high)
        if row.metric == "log_loss_minus_baseline"
        else row
        for row in found.rows
    )
    held = replace(known.held_out, evaluation=replace(found, rows=rows))
    text = section(
        nhml.card(replace(known, held_out=held)), "How good it was on people it had not seen"
    )
    assert words in text
