"""The columns of the panel frame."""

from nhml.knowledge import tables
from nhml.panels.frame import columns, names


def test_an_analyte_has_three_columns_side_by_side():
    """Value, unit, comparator."""
    listed = [column.name for column in columns(["tsh"])]
    at = listed.index("tsh")
    assert listed[at : at + 3] == ["tsh", "tsh_unit", "tsh_comparator"]


def test_no_column_stands_twice():
    """Analytes, context and symptoms share no name."""
    listed = [column.name for column in columns()]
    assert len(listed) == len(set(listed))


def test_every_analyte_symptom_and_context_column_is_listed():
    """Nothing of the tables is left out."""
    assert names() >= {*tables.analytes(), *tables.symptoms(), *tables.context()}
