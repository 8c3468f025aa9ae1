"""Every clinical row has a source, and speaks of things that exist."""

import re
import warnings
from importlib.resources import files

import pandas as pd
import pytest

from nhml.cohorts import uci_thyroid
from nhml.knowledge import tables
from nhml.knowledge.entries import AXES, CONFIDENCE, split
from nhml.panels import expressions
from nhml.panels.units import conversion, harmonise

FOLDER = files("nhml.knowledge") / "tables"
TABLES = sorted(
    path.name.removesuffix(".csv") for path in FOLDER.iterdir() if path.name.endswith(".csv")
)
COLUMNS = {*tables.analytes(), *tables.symptoms(), *tables.context()}
BESIDE = {uci_thyroid.DIAGNOSIS}  # what a source tells beside the panel frame
CHOOSE_THE_LIMIT = {"sex", "ft4_lln", "ft4_uln", "fasting_h"}
KINDS = {"number", "flag", "item", "grade", "code", "text", "time"}


def every(reader):
    """Parametrise over the entries of a table."""
    return pytest.mark.parametrize("entry", reader().values(), ids=reader())


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_a_source_and_a_confidence(name):
    """Keys of sources.toml, and how far it was checked."""
    for row in tables.rows(name):
        assert set(split(row["source"])) <= set(tables.sources())
        assert split(row["source"])
        assert row["confidence"] in CONFIDENCE


@pytest.mark.parametrize("key", tables.sources())
def test_every_source_can_be_found(key):
    """A title, and where it stands."""
    assert tables.sources()[key]["title"]
    assert tables.sources()[key]["where"]


@every(tables.analytes)
def test_the_limits_of_an_analyte_enclose_each_other(entry):
    """What wants confirming lies within what is possible."""
    low, high = entry.possible
    confirm_low = low if entry.confirm[0] is None else entry.confirm[0]
    confirm_high = high if entry.confirm[1] is None else entry.confirm[1]
    assert low <= confirm_low < confirm_high <= high
    assert entry.axis in AXES
    assert all(unit.scale > 0 for unit in entry.units.values())


def test_no_loinc_code_stands_for_two_analytes():
    """A code names one."""
    codes = [code for entry in tables.analytes().values() for code in entry.loinc]
    assert sorted({code for code in codes if codes.count(code) > 1}) == []


@pytest.mark.parametrize(
    ("alias", "unit"), tables.unit_aliases().items(), ids=list(tables.unit_aliases())
)
def test_every_alias_is_a_unit_of_some_analyte_or_item(alias, unit):
    """Else nobody needs it."""
    items = {item.unit for item in (*tables.context().values(), *tables.symptoms().values())}
    assert unit in items or any(conversion(key, unit) for key in tables.analytes()), alias


@every(tables.context)
def test_a_context_column_has_a_kind(entry):
    """One that the reader of items knows."""
    assert entry.kind in KINDS


@every(tables.symptoms)
def test_a_symptom_has_a_kind_and_limits(entry):
    """An item is answered on a scale."""
    assert entry.kind in KINDS
    assert entry.low < entry.high


@every(tables.grades)
def test_a_grade_tells_of_a_symptom_by_its_own_column(entry):
    """Yes and no exclude each other; both are conditions on the grade alone."""
    assert tables.symptoms()[entry.flag].kind == "flag"
    assert expressions.names(entry.yes) == expressions.names(entry.no) == {entry.key}
    scale = pd.DataFrame({entry.key: range(int(tables.symptoms()[entry.key].high) + 1)})
    panels = harmonise(scale)
    yes, no = (expressions.evaluate(text, panels) for text in (entry.yes, entry.no))
    assert (no[0], yes[0]) == (1, 0)
    assert (no[-1], yes[-1]) == (0, 1)
    assert not (yes * no).any()


FREE = {"phq9", "phq2", "gad7", "gad2", "ces_d", "mfg"}  # whose items may be shipped


@every(tables.instruments)
def test_no_item_text_of_a_restricted_instrument_is_shipped(entry):
    """Totals only; where items may be answered they have numbers and no words."""
    if entry.key in FREE:
        assert entry.licence in {"free", "public domain"}
        return
    owned = re.compile(rf"{entry.key}_(item_?)?\d+")
    labels = {one.label for one in tables.symptoms().values() if owned.fullmatch(one.key)}
    wordless = re.compile(r".*, item \d+|EPDS item on self-harm, answered")
    assert [label for label in labels if not wordless.fullmatch(label)] == []
    assert not entry.items or "no item text" in entry.licence


@every(tables.overlaps)
def test_what_overlaps_exists(entry):
    """Columns, totals or analytes, none of them on both sides."""
    assert {*entry.one, *entry.other} <= COLUMNS | {*tables.instruments()}
    assert not {*entry.one} & {*entry.other}


@every(tables.instruments)
def test_a_part_is_made_of_items_and_no_item_counts_in_two(entry):
    """All of a questionnaire's parts together are the whole."""
    parts = [item for items in entry.subscales.values() for item in items]
    assert sorted(parts) == (sorted(entry.items) if parts else [])


@every(tables.instruments)
def test_an_instrument_adds_up_items_that_exist(entry):
    """Each once; some may count the other way round, few may be missing."""
    assert set(entry.items) | set(filter(None, [entry.sent])) <= set(tables.symptoms())
    assert len(set(entry.items)) == len(entry.items)
    assert set(entry.reversed) <= set(entry.items)
    assert entry.most_missing < max(len(entry.items), 1)
    assert entry.items or entry.sent


@every(tables.instruments)
def test_a_total_is_called_something_within_its_range(entry):
    """Bands rise, and lie where the total can."""
    least = [band.least for band in entry.bands]
    assert least == sorted(set(least))
    assert entry.better in ("lower", "higher")
    items = [tables.symptoms()[name] for name in entry.items]
    high = sum(one.high for one in items) if items else tables.symptoms()[entry.sent].high
    assert not least or least[-1] <= high
    if items and entry.sent:
        assert tables.symptoms()[entry.sent].high == high


@every(tables.learnt)
def test_what_is_learnt_reads_columns_that_exist(entry):
    """Its inputs and markers, and what it must hold for."""
    assert set(entry.inputs) <= set(tables.analytes())
    markers = [name for one in entry.markers for name in one.removeprefix("-").split("/")]
    assert set(markers) <= set(entry.inputs)
    assert expressions.names(entry.valid_when or "1 == 1") <= COLUMNS
    assert entry.kind in ("residual", "quantile", "load")


@every(tables.indices)
def test_an_index_reads_columns_that_exist(entry):
    """Its inputs, and what it must hold for."""
    assert set(entry.inputs) <= COLUMNS
    assert expressions.names(entry.valid_when or "1 == 1") <= COLUMNS


@every(tables.outcomes)
def test_an_outcome_is_written_with_columns_that_exist(entry):
    """Event and who is eligible."""
    derived = {*tables.indices(), *tables.instruments()}
    assert expressions.names(entry.event) <= COLUMNS | BESIDE | derived
    assert expressions.names(entry.eligible) <= COLUMNS


@every(tables.outcomes)
def test_what_writes_an_outcome_is_named_as_defining(entry):
    """Else it would predict itself."""
    written = {
        name.replace("on_", "tx:", 1) if name.startswith("on_") else name
        for name in expressions.names(entry.event)
    }
    named = {*entry.defining, *(name.replace("img:", "img_") for name in entry.defining)}
    named |= {name.rpartition(":")[2] for name in named if name.startswith("idx:")}
    named |= {name.replace(":", "_") for name in named if name.partition(":")[0] in ("sx", "hx")}
    if entry.task == "present":  # what is decided later may rest on an earlier value of itself
        assert written - CHOOSE_THE_LIMIT <= named
    assert set(entry.defining) & set(entry.pathway) == set()


@every(tables.outcomes)
def test_defining_and_pathway_name_what_exists(entry):
    """Names without a prefix are analytes or columns; others may refer to later tables."""
    plain = {name for name in (*entry.defining, *entry.pathway) if ":" not in name}
    assert plain <= COLUMNS | BESIDE | {*tables.instruments()}
    prefixes = {name.partition(":")[0] for name in entry.defining if ":" in name}
    assert prefixes <= {"idx", "tx", "hx", "sx", "img"}


@every(tables.outcomes)
def test_an_index_of_what_writes_an_outcome_is_named_as_defining(entry):
    """Where an index of the table reads a defining analyte, the guard must know it."""
    plain = set(entry.defining)
    derived = {key for key, one in tables.indices().items() if plain & set(one.inputs)}
    missing = sorted(key for key in derived if f"idx:{key}" not in entry.defining)
    if missing:  # the leakage guard follows inputs itself; the row is only less plain
        warnings.warn(f"{entry.key}: does not name idx:{', idx:'.join(missing)}", stacklevel=1)


@every(tables.outcomes)
def test_a_defining_treatment_has_its_column(entry):
    """What has none yet is reported, for the table may name what comes later."""
    columns = {"tx": "on_", "hx": "hx_", "sx": "sx_", "idx": "", "img": "img_"}
    derived = {*tables.indices(), *tables.instruments(), *tables.learnt(), *tables.rhythms()}
    known = COLUMNS | derived
    missing = []
    for name in (one for one in entry.defining if ":" in one):
        prefix, _, key = name.partition(":")
        if f"{columns[prefix]}{key}" not in known:
            missing.append(name)
    if missing:
        warnings.warn(f"{entry.key}: no column yet for {', '.join(missing)}", stacklevel=1)


@every(tables.outcomes)
def test_what_an_eligible_person_does_not_take_is_defining(entry):
    """A treatment or history that excludes people is one that follows from the outcome."""
    named = set(re.findall(r"\b(?:on|hx)_\w+", entry.eligible))
    prefixed = {name.replace("on_", "tx:", 1).replace("hx_", "hx:", 1) for name in named}
    assert prefixed <= set(entry.defining)
