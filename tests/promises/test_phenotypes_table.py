"""The table of phenotypes: what each row has to be."""

import ast

import pytest

from nhml.knowledge import tables
from nhml.knowledge.phenotypes import Phenotype, phenotypes
from nhml.panels import expressions, grammar
from nhml.safety.assessment import limits_asked

ROWS = tuple(phenotypes().values())
OLDER = "eugonadal_late_onset_emas"


def conditions(one: Phenotype) -> list[str]:
    """Everything that a row asks."""
    marks = [condition for _, condition in (*one.unread, *one.doubtful)]
    return [text for text in (one.condition, one.assessable_when, *marks) if text]


def test_every_outcome_that_is_present_at_the_draw_is_answered() -> None:
    """And of those of a later visit levothyroxine in excess, which one panel can show."""
    present = {key for key, one in tables.outcomes().items() if one.task == "present"}
    assert set(phenotypes()) == present | {"lt4_overtreatment", OLDER}


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.key)
def test_a_row_reads_what_somebody_can_give(one: Phenotype) -> None:
    """Columns, indices, totals and other phenotypes; rules that are there."""
    known = {*tables.analytes(), *tables.symptoms(), *tables.context(), *tables.indices()}
    known |= {*tables.instruments(), *phenotypes()}
    read = frozenset[str]().union(*map(grammar.names, conditions(one)))
    assert read - known == set()
    assert set(one.rules) <= set(tables.safety_rules())


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.key)
def test_a_mark_is_about_a_column_that_the_condition_reads(one: Phenotype) -> None:
    """As a limit is about one that it is asked for."""
    assert {name for name, _ in (*one.unread, *one.doubtful)} <= grammar.names(one.condition)
    assert set(one.limits) <= limits_asked(one)
    assert one.words


@pytest.mark.parametrize("one", ROWS, ids=lambda one: one.key)
def test_no_phenotype_reads_itself(one: Phenotype) -> None:
    """At any distance."""
    seen, open_ = set[str](), [one]
    while open_:
        row = open_.pop()
        names = frozenset[str]().union(*map(grammar.names, conditions(row)))
        more = (names & set(phenotypes())) - seen
        seen |= more
        open_ += [phenotypes()[key] for key in more]
    assert one.key not in seen


def test_adults_are_told_by_their_age() -> None:
    """But for levothyroxine, which is over-replaced at any."""
    without = [one.key for one in ROWS if "age" not in grammar.names(one.assessable_when)]
    assert without == ["lt4_overtreatment", "hypothyroid_uci"]


def test_generic_limits_are_those_of_the_rules() -> None:
    """Where both tables have one; the limit of prolactin is that of each sex here."""
    generic = {(one.analyte, one.side): one.value for one in tables.generic_limits().values()}
    for one in ROWS:
        shared = generic.keys() & one.limits.keys()
        assert {at: one.limits[at] for at in shared} == {at: generic[at] for at in shared}


def test_free_testosterone_in_conventional_units_is_the_same_limit() -> None:
    """220 pmol/L by the molar mass."""
    mass = tables.analytes()["testosterone"].molar_mass
    assert mass is not None
    tree = expressions.parse(phenotypes()[OLDER].condition)
    numbers = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    assert round(220 * mass / 1000, 6) in numbers
