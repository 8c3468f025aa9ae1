"""What a model is asked for in others' order: TRIPOD+AI items, source attributes, plain data."""

import json
import re
from dataclasses import replace

import pytest

import nhml
from nhml.cohorts.cohort import Cohort
from nhml.modelling.evaluation import Evaluation, evaluate
from nhml.modelling.held_out import HeldOut
from nhml.modelling.risk_model import RiskModel
from nhml.reporting.declarations import BLANK, OLD, TITLES
from nhml.reporting.source_attributes import ATTRIBUTES, source_attributes
from nhml.reporting.tripod import answers, tripod
from nhml.reporting.tripod_items import ITEMS
from nhml.workflows.people import judged

CLAIM = re.compile(r"complian|certif|cleared|approv", re.IGNORECASE)
JUDGED = {"by": "person", "folds": 5, "resamples": 100, "subgroups": ["age_band"]}


@pytest.fixture(scope="module")
def known(model: RiskModel, cohort: Cohort) -> RiskModel:
    """The small model with figures of its own people, of which nothing was declared."""
    people = judged(model, cohort, fold=0)
    found = evaluate(people, subgroups=["age_band"], resamples=20)
    held = HeldOut.of(people, found, ["age_band"])
    return replace(
        model, held_out=held, training={**model.training, "judged": JUDGED, "declared": {}}
    )


@pytest.fixture(scope="module")
def declared(known: RiskModel) -> RiskModel:
    """The same, of which everything was declared."""
    told = {key: f"Declared of {key}." for key in TITLES}
    return replace(known, training={**known.training, "declared": told})


def test_there_are_27_items_with_52_parts() -> None:
    """In the order of the statement, each in a few words of ours."""
    whole = list(dict.fromkeys(int(re.match(r"\d+", one.number)[0]) for one in ITEMS))
    assert whole == list(range(1, 28))
    assert len(ITEMS) == 52
    assert all(0 < len(one.asks.split()) <= 16 for one in ITEMS)


def test_the_counts_at_the_top_are_those_of_the_items(known: RiskModel) -> None:
    """Filled, partly and blank add up."""
    made = json.loads(tripod(known).json())
    counts = made["counts"]
    standings = [one["standing"] for one in made["items"]]
    assert {name: standings.count(name) for name in counts} == counts
    assert sum(counts.values()) == 52
    words = f"{counts['filled']} of 52 items filled"
    assert words in tripod(known).markdown()
    assert words in tripod(known).html()


def test_what_the_run_knows_is_filled_and_what_a_person_must_is_blank(known: RiskModel) -> None:
    """Never the one for the other."""
    told = {one.item.number: one.answer for one in answers(known)}
    for number in ("4", "6b", "7", "9a", "10", "11", "12a", "12c", "13", "15", "21", "22", "23a"):
        assert told[number].standing == "filled", number
    for number in ("2", "3a", "3c", "5b", "8c", "17", "18a", "18b", "18c", "18d", "19", "25"):
        assert told[number] == ("blank", BLANK), number
    for number in ("1", "5a", "8a", "9b", "14", "26"):
        assert told[number].standing == "partly", number
        assert told[number].words.endswith(f"The rest is {BLANK}.")


def test_figures_stand_with_their_intervals(known: RiskModel) -> None:
    """Of everybody and of groups, with the baseline."""
    row = known.held_out.evaluation.row("auroc")
    words = {one.item.number: one.answer.words for one in answers(known)}
    assert f"AUROC {row.value:.3f} ({row.low:.3f} to {row.high:.3f})" in words["23a"]
    assert "age band 40-59: AUROC" in words["23a"]
    assert "plain logistic regression" in words["23a"]


def test_predictors_stand_with_their_units_and_pathway_with_its_reason(known: RiskModel) -> None:
    """As the laboratory knows them."""
    words = {one.item.number: one.answer.words for one in answers(known)}
    assert "Body mass index [kg/m²]" in words["9b"]
    assert "[]" not in words["9b"]
    assert "Sex hormone-binding globulin (measured together)" in words["9a"]


def test_what_people_declare_fills_what_only_they_know(declared: RiskModel) -> None:
    """An abstract is still theirs to write."""
    left = {one.item.number for one in answers(declared) if one.answer.standing == "blank"}
    assert left == {"2", "23b"} - {"23b" if _has_sites(declared) else ""}
    words = {one.item.number: one.answer.words for one in answers(declared)}
    assert words["17"] == "Ethical review: Declared of ethics."


def _has_sites(model: RiskModel) -> bool:
    return any(row.group.startswith("site=") for row in model.held_out.evaluation.rows)


def test_there_are_exactly_31_attributes_and_none_is_empty(
    known: RiskModel, declared: RiskModel, model: RiskModel
) -> None:
    """Whatever is known of the model; 4+4+2+4+2+4+5+4+2 of them."""
    groups = [one.paragraph.split(")")[0] for one in ATTRIBUTES]
    assert [groups.count(f"({n}") for n in range(1, 10)] == [4, 4, 2, 4, 2, 4, 5, 4, 2]
    bare = replace(model, held_out=None, pathway={})
    for one in (known, declared, bare):
        told = json.loads(source_attributes(one).json())["attributes"]
        assert list(told) == [attribute.key for attribute in ATTRIBUTES]
        assert len(told) == 31
        assert all(found["words"].strip() and found["asks"] for found in told.values())
        kinds = {found["standing"] for found in told.values()}
        assert kinds <= {"generated", "partly", "declared", "not done"}


def test_an_attribute_is_generated_declared_partly_or_not_done(
    known: RiskModel, declared: RiskModel
) -> None:
    """By who knows it."""
    told = {
        name: json.loads(source_attributes(one).json())["attributes"]
        for name, one in (("known", known), ("declared", declared))
    }
    assert told["known"]["output_value"]["standing"] == "generated"
    assert told["known"]["limitations"]["standing"] == "partly"
    assert told["known"]["developer"] == {
        "paragraph": "(1)(i)", "asks": "developer and contact", "standing": "not done",
        "words": "not done",
    }  # fmt: skip
    assert told["declared"]["developer"]["standing"] == "declared"
    assert told["declared"]["limitations"]["words"].endswith("Declared: Declared of limitations.")
    assert "not done" not in {one["standing"] for one in told["declared"].values()}


def test_an_older_model_says_that_it_could_not_declare(model: RiskModel) -> None:
    """It is not said to have left it out."""
    old = replace(
        model, training={key: cell for key, cell in model.training.items() if key != "declared"}
    )
    told = json.loads(source_attributes(old).json())["attributes"]
    assert told["developer"]["words"] == OLD
    assert OLD in nhml.card(old).markdown()


def test_no_document_claims_what_nobody_granted(known: RiskModel, declared: RiskModel) -> None:
    """But for the sentence that denies it."""
    denied = "Cleared by nobody for clinical use"
    for one in (known, declared):
        for made in (nhml.card(one), tripod(one), source_attributes(one)):
            for text in (made.html(), made.markdown(), made.json()):
                assert CLAIM.findall(text.replace(denied, "")) == []


def test_no_document_tells_of_few_people(known: RiskModel) -> None:
    """Groups are those that the model carries, which has left out the small."""
    shown = {row.group for row in known.held_out.evaluation.rows}
    for text in (tripod(known).markdown(), source_attributes(known).markdown()):
        bands = set(re.findall(r"age band ([\d\-+]+|under 20)", text))
        assert {f"age_band={band}" for band in bands} <= shown


def test_without_figures_nothing_is_invented(model: RiskModel) -> None:
    """What is not known is blank or not done."""
    bare = replace(model, held_out=None)
    told = {one.item.number: one.answer.standing for one in answers(bare)}
    assert told["23a"] == "blank"
    attributes = json.loads(source_attributes(bare).json())["attributes"]
    assert attributes["validity_same_source"]["standing"] == "not done"
    assert attributes["fairness_same_source"]["standing"] == "not done"


def test_hostile_declarations_are_cells(declared: RiskModel) -> None:
    """Neither Markdown nor HTML."""
    evil = replace(
        declared, training={**declared.training, "declared": {"funding": "<b>x</b>|`y`"}}
    )
    for made in (nhml.card(evil), tripod(evil), source_attributes(evil)):
        assert "<b>x" not in made.html()
        assert "&lt;b>x&lt;/b>\\|\\`y\\`" in made.markdown()
        assert "script" not in made.html()


def test_plain_data_of_a_card_hold_its_tables(known: RiskModel) -> None:
    """Every section, without the drawing."""
    told = json.loads(nhml.card(known).json())
    assert told["identity"] == known.identity
    assert [one["title"] for one in told["sections"]] == [
        one.title for one in nhml.card(known).sections
    ]
    assert repr(tripod(known)).startswith("<TRIPOD+AI items of small-blend")


def test_findings_of_its_figures_stand_on_the_card(known: RiskModel) -> None:
    """With their codes."""
    assert "[too_few_events]" not in nhml.card(known).markdown()  # brackets are escaped
    assert "\\[too_few_events\\]" in nhml.card(known).markdown()
    assert isinstance(known.held_out.evaluation, Evaluation)
