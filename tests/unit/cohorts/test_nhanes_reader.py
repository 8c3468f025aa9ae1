"""NHANES as a panel frame: its rows, and the real files."""

import math
import warnings

import numpy as np
import pytest

from nhml.cohorts.nhanes import read
from nhml.cohorts.nhanes_files import fetch, open_table, path_of
from nhml.cohorts.nhanes_tables import CYCLES, drugs, filled_by, needed, variables, weights
from nhml.errors import CohortError, DataError
from nhml.knowledge import tables
from nhml.panels.checks import check
from nhml.panels.frame import names
from nhml.panels.units import conversion, harmonise
from tests.real_data import nhanes_base
from tests.xport import xport

ROWS = tables.rows("nhanes")
LETTERS = {"2007-2008": "E", "2009-2010": "F", "2013-2014": "H", "2015-2016": "I"}
REAL = ("2007-2008", "2009-2010", "2013-2014")  # whose files lie with the tests
FIRST, SECOND, THIRD = 1.0, 2.0, 3.0
PEOPLE = [FIRST, SECOND, THIRD]
NONE = math.nan
ASIDE = {"ethnicity", "cycle", "survey_weight", "survey_stratum", "survey_psu"}


def design(**columns):
    """Three people who were examined, and what is said of them."""
    usual = {
        "SEQN": PEOPLE,
        "RIDSTATR": [2.0, 2.0, 2.0],
        "RIDAGEYR": [40.0, 50.0, 60.0],
        "RIAGENDR": [1.0, 2.0, 1.0],
        "RIDRETH1": [1.0, 3.0, 5.0],
        "WTMEC2YR": [1000.0, 2000.0, 4000.0],
        "SDMVSTRA": [7.0, 7.0, 8.0],
        "SDMVPSU": [1.0, 2.0, 1.0],
    }
    return {**usual, **columns}


@pytest.fixture
def made(tmp_path):
    """Read a cycle of three invented people from files made by hand."""

    def write(cycle="2013-2014", people=None, reads=(), **contents):
        folder = tmp_path / "nhanes" / cycle
        folder.mkdir(parents=True, exist_ok=True)
        for table, columns in {"DEMO": people or design(), **contents}.items():
            whole = {"SEQN": PEOPLE, **columns} if table != "RXQ_RX" else columns
            (folder / f"{table}_{LETTERS[cycle]}.xpt").write_bytes(xport(whole))
        return read([cycle], tmp_path, reads)

    return write


def same(column, expected):
    """Compare numbers, NaN with NaN."""
    np.testing.assert_array_equal(np.asarray(column, dtype=float), expected)


def prescriptions(*taken):
    """Write (person, RXDUSE, drug) as a table."""
    people, use, drug = zip(*taken, strict=True)
    return {"SEQN": list(people), "RXDUSE": list(use), "RXDDRUG": list(drug)}


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['column']}-{row['table']}" for row in ROWS])
def test_a_row_fills_a_column_of_the_panel_frame_in_a_unit_it_knows(row):
    """Analytes have a unit, other columns none."""
    assert row["column"] in names()
    if row["column"] in tables.analytes():
        assert conversion(row["column"], row["unit"]) is not None
    else:
        assert (row["unit"], row["comment"], row["fill"]) == ("", "", "")


def test_what_means_yes_stands_with_flags_only():
    """And every flag has it."""
    flags = {key for key, item in {**tables.context(), **tables.symptoms()}.items()
             if item.kind == "flag"}  # fmt: skip
    assert {row["column"] for row in ROWS if row["yes"]} == flags & {row["column"] for row in ROWS}


@pytest.mark.parametrize("cycle", CYCLES)
def test_no_two_rows_of_a_cycle_claim_the_same_place(cycle):
    """Of several that fill one column, each has its own order, but for readings repeated."""
    held = variables(CYCLES[cycle])
    assert len({(one.column, one.table, one.variable) for one in held}) == len(held)
    ranks = [
        (one.column, one.order)
        for one in held
        if (one.column, one.table) not in {("sbp", "BPX"), ("dbp", "BPX")}
    ]
    assert len(set(ranks)) == len(ranks)


def test_blood_pressure_is_the_mean_of_the_readings_after_the_first(made):
    """The first where it stands alone; a diastolic zero is no reading.

    ======  ======  ======  =====
    first   second  third   taken
    ======  ======  ======  =====
    150     130     120     125
    150     130     none    130
    150     none    none    150
    ======  ======  ======  =====
    """
    readings = {
        "BPXSY1": [150.0, 150.0, 150.0],
        "BPXSY2": [130.0, 130.0, NONE],
        "BPXSY3": [120.0, NONE, NONE],
        "BPXDI1": [90.0, 90.0, 90.0],
        "BPXDI2": [80.0, 0.0, NONE],
        "BPXDI3": [NONE, 70.0, NONE],
    }
    panels = made(BPX=readings).panels
    same(panels["sbp"], [125.0, 130.0, 150.0])
    same(panels["dbp"], [80.0, 70.0, 90.0])
    assert list(panels["sbp_unit"]) == ["mm[Hg]"] * 3


def test_who_never_smoked_a_hundred_cigarettes_does_not_smoke(made):
    """They are not asked whether they smoke now; who was not asked either is unknown."""
    asked = {"SMQ020": [2.0, 1.0, 1.0], "SMQ040": [NONE, 3.0, NONE]}
    same(made(SMQ=asked).panels["hx_current_smoker"], [0.0, 0.0, NONE])


def test_who_takes_no_pills_for_diabetes_takes_no_metformin(made):
    """Who takes some may take others."""
    asked = {"DIQ070": [2.0, 1.0, NONE]}
    same(made(DIQ=asked).panels["on_metformin"], [0.0, NONE, NONE])


def test_no_drug_sets_a_column_that_is_not_there():
    """Therapies without drugs are not known of anybody in NHANES."""
    therapies = {key for key in tables.context() if key.startswith("on_")}
    assert {one.column for one in drugs()} <= therapies


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['column']}-{row['table']}" for row in ROWS])
def test_below_detection_is_told_by_a_code_or_by_what_is_stored(row):
    """Never by both; and what is stored is a number above zero."""
    assert not (row["comment"] and row["fill"])
    assert not row["fill"] or float(row["fill"]) > 0.0


@pytest.mark.parametrize("cycle", REAL)
def test_every_variable_of_the_table_stands_in_the_real_files(cycle, real_home):
    """No row names what is not there: no variable, no code of detection, no weight."""
    for table, wanted in needed(CYCLES[cycle]).items():
        path = path_of(real_home, cycle, table)
        if path.exists():
            assert wanted - set(open_table(path)) <= {"RIDRETH3"}, table
    assert filled_by(CYCLES[cycle])["BMX"] == ("bmi", "waist", "height", "weight")


@pytest.mark.parametrize("cycle", REAL)
def test_every_table_of_a_subsample_has_its_weight_and_no_other_has_one(cycle, real_home):
    """As the real files have it."""
    found = {}
    for table in needed(CYCLES[cycle]):
        path = path_of(real_home, cycle, table)
        if path.exists() and table != "DEMO":
            own = [name for name in open_table(path) if name.startswith("WT")]
            found |= {table: "".join(own)} if own else {}
    assert found == weights(CYCLES[cycle])


# 0.1 is the lowest step of that year's assay, not a fill: 0.2 was measured twice as often
MEASURED_AT_THE_MINIMUM = {("2007-2008", "tpo_ab")}


@pytest.mark.parametrize("cycle", REAL)
def test_no_pile_at_the_lowest_value_is_read_as_measured(cycle, real_home):
    """Where more than one in twenty share the lowest value, it is a limit of detection."""
    panels = read([cycle], real_home).panels
    piled = set()
    for key in tables.analytes().keys() & set(panels):
        known = panels[panels[key].notna()]
        limit = known[f"{key}_comparator"] == "<"
        stored = known[key].where(~limit, known[key] / math.sqrt(2.0))
        if ((stored == stored.min()) & ~limit).mean() > 0.05:
            piled.add((cycle, key))
    assert piled <= MEASURED_AT_THE_MINIMUM


def test_no_cycle_is_refused(tmp_path):
    """Nobody to learn from."""
    with pytest.raises(CohortError, match="no NHANES cycle is named"):
        read([], tmp_path)


def test_an_unknown_cycle_is_named(tmp_path):
    """With those that are known."""
    with pytest.raises(DataError, match="'2012-2013' is none of 2007-2008"):
        read(["2012-2013"], tmp_path)


def test_a_cycle_named_twice_is_refused(made, tmp_path):
    """People would count double."""
    made()
    with pytest.raises(CohortError, match="stands twice"):
        read(["2013-2014", "2013-2014"], tmp_path)


def test_cycles_that_were_not_fetched_are_named_with_the_command(tmp_path):
    """The way out."""
    with pytest.raises(
        CohortError, match=r"(?s)no DEMO_F.*\nrun: nhml fetch nhanes --cycles 2009-2010,2013-2014"
    ):
        read(["2009-2010", "2013-2014"], tmp_path)


def test_a_kept_file_that_is_damaged_is_named(made, tmp_path):
    """With the way out."""
    made()
    (tmp_path / "nhanes" / "2013-2014" / "TST_H.xpt").write_bytes(b"no table")
    with pytest.raises(DataError, match=r"TST_H.xpt is not a SAS .* delete it and fetch it again"):
        read(["2013-2014"], tmp_path)


def test_an_absent_table_is_a_note_with_its_columns(made):
    """What is not there is said."""
    notes = made().notes
    assert "2013-2014: TST_H absent: columns testosterone, estradiol, shbg" in notes
    assert any(note.startswith("2013-2014: RXQ_RX_H absent: columns on_testost") for note in notes)


def test_without_prescriptions_nobody_could_be_excluded(made):
    """Whoever is treated stays among the others: that is said."""
    assert any("RXQ_RX_H absent" in note and "nobody could be excluded" in note
               for note in made().notes)  # fmt: skip


def test_a_variable_that_a_table_lacks_is_a_note_with_its_column(made):
    """The table is there, estradiol and what tells its detection are not."""
    stored = {name: [NONE] * 3 for name in ("LBXTST", "LBDTSTLC", "LBXSHBG", "LBDSHGLC")}
    wanted = "2013-2014: TST_H has no LBDESTLC, LBXEST: columns estradiol"
    assert wanted in made(TST=stored).notes


@pytest.mark.parametrize("cycle", REAL)
def test_the_real_tables_lack_nothing(cycle, real_home):
    """Only whole tables are absent."""
    assert not [note for note in read([cycle], real_home).notes if " has no " in note]


def test_only_the_examined_are_read(made):
    """The others were asked at home only."""
    read_in = made(people=design(RIDSTATR=[2.0, 1.0, 2.0]))
    assert list(read_in.panels["panel_id"]) == ["nhanes-2013-2014-1", "nhanes-2013-2014-3"]


def test_people_are_described(made):
    """Age, sex, ethnicity and the design of the survey."""
    panels = made().panels
    assert list(panels["sex"]) == ["M", "F", "M"]
    same(panels["age"], [40.0, 50.0, 60.0])
    assert list(panels["ethnicity"]) == ["Mexican American", "non-Hispanic White", "other"]
    assert list(panels["survey_stratum"]) == ["2013-2014/7", "2013-2014/7", "2013-2014/8"]
    assert (panels["subject_id"] == panels["panel_id"]).all()
    assert set(panels["cycle"]) == {"2013-2014"}


def test_the_newer_question_on_ethnicity_is_preferred(made):
    """It tells Asian people apart."""
    panels = made(people=design(RIDRETH3=[6.0, 3.0, 7.0])).panels
    assert list(panels["ethnicity"]) == ["non-Hispanic Asian", "non-Hispanic White", "other"]


def test_weights_of_two_cycles_are_halved(made, tmp_path):
    """Together they stand for one population."""
    made("2009-2010")
    made("2013-2014")
    panels = read(["2009-2010", "2013-2014"], tmp_path).panels
    assert panels["survey_weight"].sum() == 7000.0
    assert panels["survey_stratum"].nunique() == 4


THYROID = {
    "SEQN": [FIRST, SECOND],
    "LBXTPO": [5.0, 12.0],
    "LBXTSH1": [1.0, 2.0],
    "WTSA2YR": [0.0, 9000.0],
}


def test_an_outcome_of_a_subsample_is_weighted_by_that_subsample(made):
    """In 2009 a third had thyroid tests; a weight of zero, or none, stands for nobody."""
    made_of = made("2009-2010", reads=["tpo_ab"], THYROD=THYROID)
    same(made_of.panels["survey_weight"], [NONE, 9000.0, NONE])
    wanted = "2009-2010: weighted by WTSA2YR: tpo_ab was measured in a subsample"
    assert wanted in made_of.notes


def test_an_outcome_of_everybody_is_weighted_by_everybody(made):
    """Whatever else was measured in a part of them; in 2007 thyroid tests were of all."""
    panels = made("2009-2010", reads=["hba1c"], THYROD=THYROID, GHB={"LBXGH": [5.0] * 3}).panels
    same(panels["survey_weight"], [1000.0, 2000.0, 4000.0])
    panels = made("2007-2008", reads=["tpo_ab"], THYROD={"LBXTPO": [5.0] * 3}).panels
    same(panels["survey_weight"], [1000.0, 2000.0, 4000.0])


def test_of_several_tables_the_smallest_subsample_decides(made):
    """All had HbA1c, two fasted, one had thyroid tests."""
    stored = {
        "GHB": {"LBXGH": [5.0] * 3},
        "GLU": {"LBXIN": [9.0, 9.0, NONE], "WTSAF2YR": [500.0, 600.0, NONE]},
        "THYROD": THYROID,
    }
    both = made("2009-2010", reads=["hba1c", "insulin"], **stored).panels
    same(both["survey_weight"], [500.0, 600.0, NONE])
    three = made("2009-2010", reads=["hba1c", "insulin", "tsh"], **stored).panels
    same(three["survey_weight"], [NONE, 9000.0, NONE])


def test_glucose_that_everybody_had_as_well_is_weighted_by_everybody(made):
    """The chemistry profile fills what the fasting sample lacks."""
    stored = {
        "GLU": {"LBXGLU": [90.0, NONE, NONE], "WTSAF2YR": [500.0, NONE, NONE]},
        "BIOPRO": {"LBXSGL": [91.0, 92.0, 93.0]},
    }
    same(made(reads=["glucose"], **stored).panels["survey_weight"], [1000.0, 2000.0, 4000.0])


def test_a_cycle_without_its_weight_leaves_the_survey_out(made, tmp_path):
    """Else the other cycle would stand for both."""
    made("2009-2010", THYROD={"LBXTPO": [5.0] * 3})
    made("2007-2008", THYROD={"LBXTPO": [5.0] * 3})
    both = read(["2007-2008", "2009-2010"], tmp_path, ["tpo_ab"])
    assert not {"survey_weight", "survey_stratum", "survey_psu"} & set(both.panels)
    assert "2009-2010: no weighted figures without WTSA2YR" in both.notes


def test_a_value_below_detection_is_its_limit_with_the_sign(made):
    """Stored as 0.75 over the root of two."""
    stored = {"LBXTST": [0.75 / math.sqrt(2.0), 400.0, NONE], "LBDTSTLC": [1.0, 0.0, NONE]}
    panels = made(TST=stored).panels
    same(panels["testosterone"], [0.75, 400.0, NONE])
    assert list(panels["testosterone_comparator"].fillna("")) == ["<", "", ""]
    assert list(panels["testosterone_unit"].fillna("")) == ["ng/dL", "ng/dL", ""]


def test_a_value_below_detection_counts_as_the_cdc_stored_it(made):
    """There and back again."""
    stored = {"LBXTST": [0.53, 400.0, NONE], "LBDTSTLC": [1.0, 0.0, NONE]}
    column = harmonise(made(TST=stored).panels).number("testosterone")
    np.testing.assert_allclose(column[:2], [0.53, 400.0], rtol=1e-7)


def test_what_is_stored_below_detection_is_known_where_no_code_tells_it(made):
    """In 2007 cadmium had no code: 0.14 stands for less than 0.198, and counts as 0.14."""
    panels = made("2007-2008", PBCD={"LBXBCD": [0.14, 0.2, NONE]}).panels
    same(panels["cadmium_blood"], [0.19798990, 0.2, NONE])
    assert list(panels["cadmium_blood_comparator"].fillna("")) == ["<", "", ""]
    np.testing.assert_allclose(harmonise(panels).number("cadmium_blood")[0], 0.14, rtol=1e-7)


def test_the_zero_of_xpt_is_zero(made):
    """It reads as 5.4e-79."""
    same(made(DPQ={"DPQ010": [0.0, 3.0, 9.0]}).panels["phq9_1"], [0.0, 3.0, NONE])


def test_refused_and_dont_know_are_unknown(made):
    """77 and 99 hours of sleep."""
    same(made(SLQ={"SLD010H": [7.0, 77.0, 99.0]}).panels["sleep_hours"], [7.0, NONE, NONE])


def test_sleep_changed_its_name_in_2015(made):
    """And then came in half hours."""
    same(
        made("2015-2016", SLQ={"SLD012": [7.5, 99.0, 2.0]}).panels["sleep_hours"], [7.5, NONE, 2.0]
    )


def test_borderline_diabetes_counts_as_told(made):
    """3 is borderline, 2 is no."""
    same(made(DIQ={"DIQ010": [3.0, 2.0, 9.0]}).panels["hx_diabetes"], [1.0, 0.0, NONE])


def test_a_second_laboratory_fills_only_gaps(made):
    """The reference method speaks first."""
    panels = made(
        GLU={"LBXGLU": [90.0, NONE, NONE], "PHAFSTHR": [9.0, 0.0, NONE]},
        BIOPRO={"LBXSGL": [95.0, 105.0, NONE], "LBXSTR": [NONE, 100.0, 150.0]},
        TRIGLY={"LBXTR": [80.0, NONE, NONE]},
    ).panels
    same(panels["glucose"], [90.0, 105.0, NONE])
    same(panels["triglycerides"], [80.0, 100.0, 150.0])
    same(panels["fasting_h"], [9.0, 0.0, NONE])


def test_who_has_a_weight_of_the_fasting_sample_had_fasted(made):
    """For 8.5 hours at least; where the hours were asked, they speak."""
    stored = {"PHAFSTHR": [12.0, NONE, NONE], "WTSAF2YR": [100.0, 200.0, 0.0]}
    same(made(GLU=stored).panels["fasting_h"], [12.0, 8.5, NONE])


def test_a_table_whose_people_stand_in_another_order_is_joined_by_person(made):
    """And one that lacks some."""
    stored = {"SEQN": [THIRD, FIRST], "LBXGH": [6.0, 5.0]}
    same(made(GHB=stored).panels["hba1c"], [5.0, NONE, 6.0])


def test_who_takes_a_drug_takes_it_and_who_takes_others_does_not(made):
    """The second takes none at all, the third did not answer."""
    taken = prescriptions(
        (FIRST, 1.0, "LEVOTHYROXINE"),
        (FIRST, 1.0, "LISINOPRIL"),
        (SECOND, 2.0, ""),
        (THIRD, 9.0, ""),
    )
    panels = made(RXQ_RX=taken).panels
    same(panels["on_levothyroxine"], [1.0, 0.0, NONE])
    same(panels["on_testosterone"], [0.0, 0.0, NONE])


def test_who_takes_a_drug_that_nobody_could_name_may_take_any(made):
    """99999 is a drug too."""
    taken = prescriptions((FIRST, 1.0, "99999"), (FIRST, 1.0, "METFORMIN"), (SECOND, 2.0, ""))
    panels = made(RXQ_RX=taken).panels
    same(panels["on_metformin"], [1.0, 0.0, NONE])
    same(panels["on_testosterone"], [NONE, 0.0, NONE])


@pytest.mark.parametrize(
    ("drug", "column"),
    [
        ("TIOTROPIUM", "on_opioid"),
        ("METHYLNALTREXONE", "on_opioid"),
        ("FLUDROCORTISONE", "on_glucocorticoid"),
        ("HYDROCORTISONE TOPICAL", "on_glucocorticoid"),
        ("PREDNISOLONE OPHTHALMIC", "on_glucocorticoid"),
        ("BUDESONIDE; FORMOTEROL", "on_glucocorticoid"),
        ("NYSTATIN", "on_antiandrogen"),
        ("DRONEDARONE", "on_amiodarone"),
        ("RALOXIFENE", "on_estrogen"),
        ("THYROID DRUGS - UNSPECIFIED", "on_antithyroid"),
    ],
)
def test_a_name_that_only_looks_alike_is_another_drug(made, drug, column):
    """Or one that stays where it is put."""
    assert made(RXQ_RX=prescriptions((FIRST, 1.0, drug))).panels[column][0] == 0.0


@pytest.mark.parametrize(
    ("drug", "column"),
    [
        ("ESTERIFIED ESTROGENS; METHYLTESTOSTERONE", "on_testosterone"),
        ("TESTOSTERONE TOPICAL", "on_testosterone"),
        ("ETHINYL ESTRADIOL; NORELGESTROMIN", "on_progestogen"),
        ("ETHINYL ESTRADIOL; NORELGESTROMIN", "on_estrogen"),
        ("THYROID DESICCATED", "on_liothyronine"),
        ("METHYLPREDNISOLONE", "on_glucocorticoid"),
        ("METFORMIN; SITAGLIPTIN", "on_metformin"),
        ("INSULIN GLARGINE", "on_insulin"),
        ("BELLADONNA; OPIUM", "on_opioid"),
        ("ACETAMINOPHEN; CAFFEINE; DIHYDROCODEINE", "on_opioid"),
    ],
)
def test_a_drug_is_known_within_its_name(made, drug, column):
    """Salts, mixtures and routes that reach the blood."""
    assert made(RXQ_RX=prescriptions((FIRST, 1.0, drug))).panels[column][0] == 1.0


def test_insulin_is_taken_where_either_question_says_so(made):
    """Prescriptions and the diabetes interview."""
    panels = made(
        RXQ_RX=prescriptions((FIRST, 2.0, ""), (SECOND, 1.0, "INSULIN LISPRO")),
        DIQ={"DIQ050": [1.0, 2.0, 2.0]},
    ).panels
    same(panels["on_insulin"], [1.0, 1.0, 0.0])


@pytest.fixture(scope="module")
def real_home(tmp_path_factory):
    """The real files, fetched from their folder."""
    home = tmp_path_factory.mktemp("nhanes")
    fetch(REAL, nhanes_base(), home)
    return home


@pytest.fixture(scope="module")
def real(real_home):
    """The panel frame of 2013-2014, read with every warning an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return read(["2013-2014"], real_home).panels


def test_everybody_examined_in_2013_is_there(real):
    """9,813 people, as the CDC says; each once."""
    assert len(real) == 9813
    assert real["panel_id"].is_unique
    assert set(real.columns) <= names() | ASIDE
    assert set(real.columns) >= ASIDE


def test_men_with_testosterone_are_as_many_as_known(real):
    """2,519 men of 20 and over not on testosterone, 26.5 % below 300 ng/dL."""
    men = real[(real["sex"] == "M") & (real["age"] >= 20) & (real["on_testosterone"] != 1.0)]
    measured = men["testosterone"].dropna()
    assert len(measured) == 2519
    assert (measured < 300).mean() == pytest.approx(0.265, abs=0.0005)


def test_real_values_below_detection_are_limits(real):
    """Every one of a column the same few limits."""
    below = real["testosterone_comparator"] == "<"
    assert below.sum() == 9
    assert real.loc[below, "testosterone"].nunique() == 1
    assert real.loc[below, "testosterone"].iloc[0] == pytest.approx(0.75, abs=0.005)


def test_triglycerides_of_the_fasting_come_first_and_the_others_fill(real, real_home):
    """Half the people of the chemistry profile were not fasting."""
    fasting = open_table(path_of(real_home, "2013-2014", "TRIGLY"))["LBXTR"].count()
    assert real["triglycerides"].count() > 1.9 * fasting


@pytest.mark.parametrize("cycle", REAL)
def test_no_real_panel_is_rejected(cycle, real_home):
    """Units and limits fit what was measured."""
    panels = check(harmonise(read([cycle], real_home).panels))
    assert not panels.rejected().any()


def test_three_cycles_are_read_as_one(real_home):
    """Weights of a third each; strata apart."""
    together = read(REAL, real_home).panels
    assert len(together) == 9762 + 10253 + 9813
    assert together["panel_id"].is_unique
    assert together.groupby("survey_stratum")["cycle"].nunique().max() == 1
    assert 2.8e8 < together["survey_weight"].sum() < 3.2e8


def test_thyroid_tests_of_two_cycles_weigh_the_same(real_home):
    """In 2009 a third of the people stands for as many as all of them do in 2007."""
    panels = read(["2007-2008", "2009-2010"], real_home, ["tpo_ab"]).panels
    adults = panels[(panels["age"] >= 18) & panels["tpo_ab"].notna()]
    assert adults["survey_weight"].notna().all()
    by_cycle = adults.groupby("cycle")["survey_weight"].sum()
    assert by_cycle.iloc[0] / by_cycle.sum() == pytest.approx(0.5, abs=0.03)
    assert adults["cycle"].value_counts(normalize=True).min() < 0.3
