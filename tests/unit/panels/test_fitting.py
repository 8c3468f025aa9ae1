"""How well cells fit what their column is taken for."""

import pytest

from nhml.panels.decimals import evidence
from nhml.panels.fitting import Signs, fit, signs
from nhml.panels.mapping import Column

GERMAN = Signs(",", ".", "sure", "")
ENGLISH = Signs(".", "", "sure", "")
UNTOLD = Signs("", "", "possible", "")
TSH = Column("TSH", "tsh", unit="mU/l")


@pytest.mark.parametrize(
    ("cells", "decimal", "thousands", "level"),
    [
        (["1,5", "2,25"], ",", "", "sure"),
        (["1.234,5", "2,25"], ",", ".", "sure"),
        (["1,234.5", "2.25"], ".", ",", "sure"),
        (["1 234,5"], ",", " ", "sure"),
        (["1,5", "2,5", "3.5"], ",", "", "likely"),
        (["1,234", "5,678"], "", "", "possible"),
        (["1.234"], "", "", "possible"),
        (["1", "2"], ".", "", "sure"),
    ],
)
def test_the_decimal_sign_is_judged_from_every_number(cells, decimal, thousands, level):
    """What 1,234 means alone is never assumed."""
    found = signs(evidence(cells))
    assert (found.decimal, found.thousands, found.level) == (decimal, thousands, level)


def test_numbers_that_fit_add_no_doubt():
    """Values below detection and words for nothing are among them."""
    found = fit(TSH, ["1,5", "2,5", "< 0,01", "k.A.", "n.n."], GERMAN)
    assert (found.level, found.why, found.wanting, found.column) == ("sure", (), "", TSH)


@pytest.mark.parametrize(
    ("cells", "file", "level", "words"),
    [
        (["hoch", "niedrig", "1,5"], GERMAN, "possible", "2 of 3 different cells are no numbers"),
        (["1,5", "2.5"], GERMAN, "possible", "the comma is decimal in 1 different cells"),
        (["1.5", "2.5"], GERMAN, "likely", "another than that of the file"),
        (["1.234", "5.678"], Signs(",", "", "sure", ""), "likely", r"such as 1.234: decimal or"),
        (["1,234", "5,678"], ENGLISH, "likely", r"such as 1,234: decimal or thousands"),
        ([], GERMAN, "possible", "no cell holds anything"),
        (["-", "k.A."], GERMAN, "possible", "no cell holds anything"),
    ],
)
def test_numbers_that_do_not_fit_are_doubted(cells, file, level, words):
    """With what was seen, as a count."""
    found = fit(TSH, cells, file)
    assert found.level == level
    assert words in " ".join(found.why)


def test_a_column_with_the_other_sign_says_so_in_the_mapping():
    """A person may take it so."""
    assert fit(TSH, ["1.5"], GERMAN).column.decimal == "."
    assert fit(TSH, ["1.234"], Signs(",", "", "sure", "")).column.thousands == "."


def test_where_no_sign_is_known_it_is_wanting():
    """For a column of whole numbers it does not matter."""
    assert fit(TSH, ["1,234"], UNTOLD).wanting == "decimal"
    assert fit(TSH, ["2"], UNTOLD).wanting == ""


def test_a_unit_is_never_guessed():
    """Values only say which of the listed ones they would fit."""
    found = fit(Column("Glukose", "glucose"), ["5,1", "4,9", "6,0"], GERMAN)
    assert (found.wanting, found.column.unit) == ("unit", "")
    assert found.choices == ("mmol/L", "mg/dL")
    assert found.why == ("its unit is stated nowhere; its values would fit mmol/L",)


def test_a_stated_unit_is_doubted_where_the_values_fit_only_another():
    """It is not corrected."""
    found = fit(Column("Glukose", "glucose", unit="mg/dl"), ["5,1", "4,9", "6,0"], GERMAN)
    assert (found.level, found.column.unit) == ("possible", "mg/dl")
    assert found.why == ("its values would fit only mmol/L",)


SEX, FLAG = Column("Geschlecht", "sex"), Column("schwanger", "pregnant")


@pytest.mark.parametrize(
    ("column", "cells", "languages", "codes"),
    [
        (SEX, ["w", "m"], ["de"], {"w": "F", "m": "M"}),
        (SEX, ["W", "M", "d"], ["de"], {"w": "F", "m": "M", "d": ""}),
        (SEX, ["m"], ["de"], {"w": "F", "m": "M"}),
        (SEX, ["Frau"], ["de"], {"Frau": "F", "Mann": "M"}),
        (SEX, ["Female", "male"], ["en"], {"female": "F", "male": "M"}),
        (SEX, ["H", "F"], ["fr"], {"f": "F", "h": "M"}),
        (SEX, ["H", "M"], ["es"], {"m": "F", "h": "M"}),
        (SEX, ["v", "m"], ["any"], {"v": "F", "m": "M"}),
        (FLAG, ["ja", "nein"], ["de"], {"ja": "yes", "nein": "no"}),
        (FLAG, ["0", "1"], ["de"], {"1": "yes", "0": "no"}),
        (FLAG, ["oui"], ["fr"], {"oui": "yes", "non": "no"}),
    ],
)
def test_codes_are_known_by_all_that_stand_there(column, cells, languages, codes):
    """And by the language of the header."""
    found = fit(column, cells, GERMAN, languages)
    assert found.level == "sure"
    assert {code: said for code, said in found.column.codes.items() if said or code == "d"} == codes


@pytest.mark.parametrize(
    ("column", "cells", "languages"),
    [
        (SEX, ["1", "2"], ["de"]),
        (SEX, ["0", "1"], ["de"]),
        (SEX, ["M"], ["es"]),
        (FLAG, ["1", "2"], ["de"]),
        (FLAG, ["2"], ["de"]),
        (FLAG, ["+", "-"], ["de"]),
    ],
)
def test_codes_that_may_stand_for_either_are_asked_about(column, cells, languages):
    """M is mujer in Spain; which of 1 and 2 is a woman is the laboratory's secret."""
    found = fit(column, cells, GERMAN, languages)
    assert (found.level, found.wanting, dict(found.column.codes)) == ("possible", "codes", {})
    assert len(found.choices) >= 2


def test_unknown_codes_are_counted_and_not_shown():
    """They may be anything, a name among it."""
    found = fit(SEX, ["w", "m", "canary-7731", "x9"], GERMAN, ["de"])
    assert found.level == "likely"
    assert found.why == ("2 other codes, which would be told as problems",)
    assert fit(SEX, ["canary-7731"], GERMAN).why == ("none of its codes is known",)


DATE = Column("Abnahme", "drawn_at")


@pytest.mark.parametrize(
    ("cells", "form", "level"),
    [
        (["31.01.2024", "1.2.2024 08:15"], "dd.mm.yyyy", "sure"),
        (["13/02/2024", "01/02/2024"], "dd/mm/yyyy", "sure"),
        (["02/13/2024", "01/02/2024"], "mm/dd/yyyy", "sure"),
        (["2024-01-31T08:15"], "yyyy-mm-dd", "sure"),
        ([*(f"{day}.01.2024" for day in range(10, 30)), "folgt nach"], "dd.mm.yyyy", "likely"),
        (["01/02/2024", "03/04/2024"], "", "possible"),
        (["45322", "45323"], "", "possible"),
    ],
)
def test_a_form_of_dates_is_found_where_only_one_fits(cells, form, level):
    """Day and month that may be either are asked about."""
    found = fit(DATE, cells, GERMAN)
    assert (found.column.dates, found.level) == (form, level)
    assert found.wanting == ("" if form else "dates")


def test_ids_that_a_spreadsheet_rounded_are_doubted():
    """They are ids no more."""
    column = Column("Probe", "panel_id")
    assert fit(column, ["1.2E+09", "7"], GERMAN).level == "possible"
    assert fit(column, ["0012", "E7"], GERMAN).level == "sure"
