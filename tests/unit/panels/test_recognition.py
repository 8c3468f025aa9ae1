"""What the header of a column says."""

import pytest

from nhml.knowledge import tables, vocabulary
from nhml.panels.recognition import known, plain, recognise, unit_column


@pytest.mark.parametrize(
    ("header", "column", "unit"),
    [
        ("TSH [mU/l]", "tsh", "mU/l"),
        ("TSH (mU/l)", "tsh", "mU/l"),
        ("TSH_mU/l", "tsh", "mU/l"),
        ("TSH in mU/l", "tsh", "mU/l"),
        ("TSH, mU/l", "tsh", "mU/l"),
        ("tsh_mU_l", "tsh", "mU/l"),
        ("TSH [m[IU]/L]", "tsh", "m[IU]/L"),
        ("TSH basal i.S.", "tsh", ""),
        ("3016-3", "tsh", ""),
        ("Schilddrüsenstimulierendes Hormon", "tsh", ""),
        ("ft4_pmol_per_l", "ft4", "pmol/l"),
        ("T4 frei ng/dl", "ft4", "ng/dl"),
        ("freies T4 (fT4)", "ft4", ""),
        ("Testosteron, gesamt in nmol/l", "testosterone", "nmol/l"),
        ("Testosteron (gesamt) [nmol/l]", "testosterone", "nmol/l"),
        ("ÖSTRADIOL pg/ml", "estradiol", "pg/ml"),
        ("Oestradiol", "estradiol", ""),
        ("Vitamin D (25-OH) (nmol/l)", "vitamin_d", "nmol/l"),
        ("HbA1c (%)", "hba1c", "%"),
        ("HbA1c [mmol/mol Hb]", "hba1c", "mmol/mol Hb"),
        ("Anti-TPO [IE/ml]", "tpo_ab", "IE/ml"),
        ("Kreatinin", "creatinine", ""),
        ("Kreatinin im Urin", "creatinine_urine", ""),
        ("Glycémie à jeun (mmol/l)", "glucose", "mmol/l"),
        ("γ-GT U/l", "ggt", "U/l"),
        ("Alter [Jahre]", "age", "Jahre"),
        ("Geb.-Datum", "date_of_birth", ""),
        ("Patienten-ID", "subject_id", ""),
        ("on_statin", "on_statin", ""),
    ],
)
def test_a_header_says_its_column_and_its_unit(header, column, unit):
    """In every way laboratories write them."""
    found = recognise(header)
    assert (found.columns[0], found.unit, found.level) == (column, unit, "sure")


@pytest.mark.parametrize(
    ("header", "columns", "level"),
    [
        ("Glukose", ("glucose",), "likely"),
        ("Insulin [mU/l]", ("insulin",), "likely"),
        ("T3", ("tt3", "ft3"), "possible"),
        ("TSH [ng/ml]", ("tsh",), "likely"),
        ("Testosteon gesamt", ("testosterone",), "likely"),
        ("Testosteron 2", ("testosterone",), "likely"),
    ],
)
def test_a_header_that_does_not_say_enough_is_not_sure(header, columns, level):
    """Fasting or not, free or total, a unit that is none of it, a slip of the pen."""
    found = recognise(header)
    assert (found.columns, found.level) == (columns, level)


@pytest.mark.parametrize(
    "header",
    [
        "Bemerkung",
        "TSH Referenzbereich",
        "TSH Vorwert",
        "Diagnose",
        "Albumin Urin",
        "Name",
        "7",
        "",
    ],
)
def test_a_header_that_says_nothing_known_is_left(header):
    """A reference interval and a former value are not the value."""
    assert recognise(header) is None


def test_a_wide_file_is_not_compared_with_near_names():
    """It would take minutes."""
    assert recognise("Testosteon gesamt", near=False) is None


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("TSH Einheit", ("tsh",)),
        ("Einheit TSH", ("tsh",)),
        ("tsh_unit", ("tsh",)),
        ("Einheit", ()),
        ("Units", ()),
        ("Bemerkung", None),
        ("Einheitspreis", None),
        ("Einheit des Hauses", None),
    ],
)
def test_a_column_of_units_says_whose_they_are(header, columns):
    """Or only that it holds units."""
    assert unit_column(header) == columns


@pytest.mark.parametrize("name", vocabulary.names(), ids=lambda name: name.alias)
def test_every_name_of_the_table_is_recognised(name):
    """With all that it may mean."""
    assert recognise(name.alias).columns == name.means


def test_names_that_are_written_alike_mean_the_same():
    """Else one of them would never be found."""
    meant: dict[str, tuple[str, ...]] = {}
    for name in vocabulary.names():
        assert meant.setdefault(plain(name.alias), name.means) == name.means, name.alias


def test_every_column_is_known_by_its_own_name():
    """Also to a laboratory that has read nhml's page."""
    keys = [*tables.analytes(), *tables.context(), *tables.symptoms()]
    assert [key for key in keys if recognise(key).columns[0] != key] == []
    assert all(meaning.columns for meaning in known().values())
