"""Interventions and biological variation."""

import math

import pytest

from nhml.knowledge import rows, tables

SHOWN = 0.05  # the tables give one decimal


def test_an_intervention_follows_analytes_that_exist() -> None:
    """Else nobody could."""
    for entry in tables.interventions().values():
        columns = {*tables.analytes(), *tables.context(), *tables.symptoms(), *tables.instruments()}
        named = {name.removeprefix("sx:") for name in entry.monitoring}
        assert {name for name in named if ":" not in name and " " not in name} <= columns, entry.key


def test_a_reference_change_follows_from_the_variations() -> None:
    """Fraser 2001: 1.96 * sqrt(2) * sqrt(within^2 + analytical^2)."""
    for row in tables.biological_variation():
        if row.within_person and row.analytical and row.reference_change:
            spread = math.hypot(row.within_person, row.analytical)
            assert row.reference_change == pytest.approx(1.96 * math.sqrt(2) * spread, abs=0.06)


def test_a_sex_has_one_default_row_of_variation() -> None:
    """Else the order of the table would decide."""
    defaults = [(row.analyte, row.sex) for row in tables.biological_variation() if row.default]
    assert len(defaults) == len(set(defaults))
    assert {analyte for analyte, _ in defaults} <= set(tables.analytes())


def test_every_table_says_what_it_holds() -> None:
    """So that the list of tables is whole."""
    assert set(tables.names()) == {
        path.name.removesuffix(".csv")
        for path in rows._FOLDER.iterdir()
        if path.name.endswith(".csv")
    }
