"""What may be compared, what a therapy asks for: rows that speak of things that exist."""

import re

import pytest

from nhml.errors import KnowledgeError
from nhml.features import indices
from nhml.knowledge import tables
from nhml.knowledge.following import Comparability, Course, Monitoring, Span
from nhml.panels import expressions

COLUMNS = {*tables.analytes(), *tables.symptoms(), *tables.context()}
MEASURED = {*COLUMNS, *tables.instruments()}


def test_a_variation_names_conditions_that_exist() -> None:
    """Of draws, and of people to whom it does not belong."""
    for row in tables.biological_variation():
        assert set(row.same) <= set(tables.comparability())
        assert not row.unless or expressions.names(row.unless) <= COLUMNS


def test_what_draws_must_share_stands_in_columns_that_exist() -> None:
    """But for those that are made from the name of an analyte."""
    for one in tables.comparability().values():
        named = {name for name in one.columns if "{" not in name}
        if one.kind == "condition":
            named = set(expressions.names(one.columns[0]))
        assert named <= COLUMNS
        assert (one.limit is not None) == (one.kind in ("hour", "fasting"))


@pytest.mark.parametrize("one", tables.courses(), ids=lambda one: one.intervention)
def test_a_course_is_one_of_the_interventions(one: Course) -> None:
    """Told, judged and followed by columns that exist; a target has words, and analytes."""
    assert one.intervention in tables.interventions()
    for condition in (one.taken, one.target, one.unless):
        assert expressions.names(condition) <= COLUMNS
    assert set(one.instruments) <= set(tables.instruments())
    assert set(one.analytes) <= expressions.names(one.target)
    assert bool(one.target) == bool(one.target_words) == bool(one.analytes)


@pytest.mark.parametrize("row", tables.monitoring(), ids=lambda row: row.intervention)
def test_what_is_monitored_is_asked_by_the_intervention(row: Monitoring) -> None:
    """Nothing is added to its words; of an index its inputs, of blood pressure the upper."""
    asked = tables.interventions()[row.intervention].monitoring
    inputs = {
        name
        for key in asked
        if key.startswith("idx:") and key[4:] in indices.FORMULAS
        for name in tables.indices()[key[4:]].inputs
    }
    other = {"clin:bp": "sbp", "img:dxa": "img_dxa"}
    named = {other.get(key, key.partition(":")[2] or key) for key in asked}
    assert set(row.columns) <= named | inputs
    assert set(row.columns) <= MEASURED


@pytest.mark.parametrize("row", tables.monitoring(), ids=lambda row: row.intervention)
def test_the_numbers_of_a_step_stand_in_the_words_of_the_intervention(row: Monitoring) -> None:
    """A year may be said as yearly."""
    words = tables.interventions()[row.intervention].monitoring_interval
    known = set(re.findall(r"\d+", words))
    for step in row.steps:
        for span in step:
            number = span.days // 7 or span.months
            yearly = span.months == 12 and "yearly" in words
            years = span.months % 12 == 0 and str(span.months // 12) in known
            assert yearly or years or str(number) in known, words


def test_every_followed_therapy_asks_for_something() -> None:
    """Else there is nothing to follow."""
    assert {one.intervention for one in tables.courses()} == {
        row.intervention for row in tables.monitoring()
    }


@pytest.mark.parametrize(
    ("text", "span"), [("6 wk", (0, 42)), ("3 mo", (3, 0)), ("1 a", (12, 0)), ("10 d", (0, 10))]
)
def test_a_span_is_read(text, span) -> None:
    """Months stay months: they have no fixed days."""
    assert Span.of(text) == span


@pytest.mark.parametrize("text", ["", "6", "soon", "6 weeks", "-6 wk"])
def test_what_is_no_span_is_refused(text) -> None:
    """A table with one is not used."""
    with pytest.raises(ValueError, match="no span of time"):
        Span.of(text)


@pytest.mark.parametrize(
    ("build", "table", "column", "words"),
    [
        (Comparability.from_row, "comparability", "kind", "kind 'sometimes' is not one of text"),
        (Monitoring.from_row, "monitoring", "after", "after 'sometimes' is not one of start, last"),
    ],
)
def test_a_word_that_is_not_known_is_refused_in_a_row(build, table, column, words) -> None:
    """Rather than passed over."""
    row = {**tables.rows(table)[0], column: "sometimes"}
    with pytest.raises(ValueError, match=words):
        build(row)


def test_an_unknown_table_is_still_named() -> None:
    """The three are among those that are."""
    with pytest.raises(KnowledgeError, match=r"comparability.*courses.*monitoring"):
        tables.rows("nothing")
