"""NHANES as a panel frame: counts that anybody can redo, and its traps."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nhml.cohorts import nhanes, nhanes_files, nhanes_tables
from nhml.cohorts.cohort import gather
from nhml.errors import CohortError, DataError
from nhml.knowledge import tables
from nhml.panels.checks import check
from nhml.panels.frame import names
from nhml.panels.units import conversion, harmonise
from tests.real_data import nhanes_base

pytestmark = pytest.mark.xdist_group("nhanes")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fetched files of two cycles."""
    folder = tmp_path_factory.mktemp("nhanes")
    nhanes_files.fetch(["2007-2008", "2013-2014"], str(nhanes_base()), folder)
    return folder


@pytest.fixture(scope="module")
def read(home: Path) -> nhanes.NhanesPanels:
    """Cycle 2013-2014."""
    return nhanes.read(["2013-2014"], home)


def raw(table: str) -> pd.DataFrame:
    """A file of the CDC as pandas reads it."""
    path = nhanes_base() / f"Nchs/Data/Nhanes/Public/2013/DataFiles/{table}_H.xpt"
    return pd.read_sas(path, format="xport", encoding="latin-1").set_index("SEQN")


def test_every_row_of_the_table_names_a_column_in_a_known_unit() -> None:
    """An analyte in a unit that converts, or a symptom or context column."""
    for row in tables.rows("nhanes"):
        assert row["column"] in names()
        if row["column"] in tables.analytes():
            assert conversion(row["column"], row["unit"]) is not None
    assert {row["column"] for row in tables.rows("drugs")} <= set(tables.context())


def test_everybody_examined_is_there(read: nhanes.NhanesPanels) -> None:
    """9,813 people in 2013-2014, each once."""
    assert len(read.panels) == 9813
    assert read.panels["panel_id"].is_unique


def test_the_men_of_the_first_study(read: nhanes.NhanesPanels) -> None:
    """2,519 men of 20 and over, not on testosterone, with it measured; 668 below 300."""
    cohort = gather("2013-2014", read.panels, tables.outcomes()["low_testosterone_300"])
    assert len(cohort) == 2519
    assert cohort.event.sum() == 668


def test_nobody_is_rejected(read: nhanes.NhanesPanels) -> None:
    """Real values of a good laboratory pass every limit."""
    assert not check(harmonise(read.panels)).rejected().any()


def test_a_value_below_detection_becomes_its_limit(read: nhanes.NhanesPanels) -> None:
    """Oestradiol: stored 2.117 = 2.994 / root 2, written < 2.994."""
    below = read.panels["estradiol_comparator"] == "<"
    assert below.sum() == (raw("TST")["LBDESTLC"] == 1).sum()
    assert read.panels.loc[below, "estradiol"].to_numpy() == pytest.approx(2.994, abs=1e-3)


def test_refused_and_unknown_answers_are_missing(read: nhanes.NhanesPanels) -> None:
    """PHQ-9 items lie between 0 and 3; what XPT keeps as 5e-79 is zero."""
    items = read.panels[[f"phq9_{number}" for number in range(1, 10)]]
    assert set(np.unique(items.to_numpy()[~np.isnan(items.to_numpy())])) == {0.0, 1.0, 2.0, 3.0}
    assert (raw("DPQ")[["DPQ010"]] > 3).sum().item() > 0


def test_a_yes_is_one_and_a_no_is_nought(read: nhanes.NhanesPanels) -> None:
    """Borderline diabetes counts as told."""
    told = raw("DIQ")["DIQ010"].reindex(read.panels["panel_id"].str[17:].astype(float))
    flag = read.panels["hx_diabetes"].to_numpy()
    assert (flag[np.isin(told, (1, 3))] == 1).all()
    assert (flag[told == 2] == 0).all()
    assert np.isnan(flag[np.isin(told, (7, 9))]).all()


def test_the_better_laboratory_speaks_and_the_other_fills_in(read: nhanes.NhanesPanels) -> None:
    """Fasting plasma glucose where it was measured, else serum glucose of the profile."""
    ids = read.panels["panel_id"].str[17:].astype(float)
    fasting, profile = (
        raw(table)[variable].reindex(ids).to_numpy()
        for table, variable in (("GLU", "LBXGLU"), ("BIOPRO", "LBXSGL"))
    )
    wanted = np.where(np.isnan(fasting), profile, fasting)
    assert np.array_equal(read.panels["glucose"].to_numpy(), wanted, equal_nan=True)


def test_drugs_become_therapies(read: nhanes.NhanesPanels) -> None:
    """Testosterone as tablet, gel or with oestrogens; ear drops are no glucocorticoid."""
    taken = raw("RXQ_RX")
    ids = read.panels["panel_id"].str[17:].astype(float)
    drug = taken["RXDDRUG"].astype(str)
    on_testosterone = ids.isin(taken.index[drug.str.contains("TESTOSTERONE")])
    assert (read.panels["on_testosterone"].to_numpy()[on_testosterone] == 1).all()
    drops_only = set(taken.index[drug.str.contains("OTIC|OPHTHALMIC|TOPICAL")]) - set(
        taken.index[
            drug.str.contains(
                "PREDNISO|^DEXAMETHASONE$|^HYDROCORTISONE$|^CORTISONE$|^BETAMETHASONE"
            )
        ]
    )
    assert (read.panels.loc[ids.isin(drops_only), "on_glucocorticoid"] == 0).all()


def test_two_cycles_share_their_weights(home: Path, read: nhanes.NhanesPanels) -> None:
    """Each weight is halved, strata stay apart, everybody keeps one id."""
    both = nhanes.read(["2007-2008", "2013-2014"], home).panels
    mine = both[both["cycle"] == "2013-2014"]
    assert mine["survey_weight"].to_numpy() == pytest.approx(
        read.panels["survey_weight"].to_numpy() / 2
    )
    assert both["panel_id"].is_unique
    assert not set(mine["survey_stratum"]) & set(
        both["survey_stratum"][both["cycle"] != "2013-2014"]
    )


def test_a_table_that_was_not_there_is_a_note(read: nhanes.NhanesPanels) -> None:
    """Ferritin was not measured in 2013-2014."""
    assert read.notes == ("2013-2014: table FERTIN was not fetched",)


def test_fasting_is_known_of_the_subsample_by_its_weight(home: Path, tmp_path: Path) -> None:
    """Where no hours are stated, a weight above zero says that 8.5 hours had passed."""
    cycle = nhanes_tables.cycle_of("2013-2014")
    variable = next(one for one in nhanes_tables.variables(cycle) if one.stands_for)
    table = pd.DataFrame({"WTSAF2YR": [0.0, 51_000.0, np.nan]})
    columns: dict[str, object] = {}
    nhanes._fill(columns, variable, table)
    assert np.array_equal(columns["fasting_h"], [np.nan, 8.5, np.nan], equal_nan=True)


def test_a_cycle_that_was_not_fetched_says_how_to(tmp_path: Path) -> None:
    """With the command."""
    with pytest.raises(CohortError, match="run: nhml fetch nhanes --cycles 2013-2014"):
        nhanes.read(["2013-2014"], tmp_path)


def test_no_cycle_and_an_unknown_cycle_are_refused(tmp_path: Path) -> None:
    """With what there is."""
    with pytest.raises(CohortError, match="names no NHANES cycle"):
        nhanes.read([], tmp_path)
    with pytest.raises(DataError, match="'1999-2000' is none of 2007-2008"):
        nhanes.read(["1999-2000"], tmp_path)
