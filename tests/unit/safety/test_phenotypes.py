"""What case definitions say of panels, and what each answer rests on."""

import json
from pathlib import Path

import pandas as pd
import pytest

import nhml
from nhml.knowledge.phenotypes import phenotypes as known
from nhml.panels.checks import check
from nhml.panels.units import harmonise
from nhml.safety.phenotypes import ANSWERS, COLUMNS, assess, phenotypes

UNITS = {
    "tsh": "m[IU]/L", "ft4": "ng/dL", "glucose": "mg/dL", "hba1c": "%", "prolactin": "ng/mL",
    "testosterone": "ng/dL", "shbg": "nmol/L", "aldosterone": "ng/dL", "renin_activity": "ng/mL/h",
    "ufc": "ug/(24.h)", "tpo_ab": "[IU]/mL", "tg_ab": "[IU]/mL",
}  # fmt: skip


def sent(**columns: object) -> pd.DataFrame:
    """Women of 45, unless told otherwise."""
    return pd.DataFrame({"age": 45, "sex": "F", **columns}, index=[0])


def grounds(key: str, **columns: object) -> tuple[str, str, str]:
    """What one phenotype says of one panel, because of what, and what it lacks."""
    found = phenotypes(sent(**columns), {name: UNITS[name] for name in UNITS if name in columns})
    row = found[found["phenotype"] == key].iloc[0]
    return row["answer"], row["because"], row["missing"]


@pytest.mark.parametrize(
    ("key", "columns", "wanted"),
    [
        ("hypothyroid_overt", {"tsh": 12, "ft4": 0.5}, ("yes", "ft4, tsh", "")),
        ("hypothyroid_overt", {"tsh": 2}, ("no", "tsh", "")),
        ("hypothyroid_overt", {"tsh": 12}, ("not_assessable", "", "ft4")),
        ("hypothyroid_overt", {"tsh": 12, "age": None}, ("not_assessable", "", "age, ft4")),
        (
            "hypothyroid_overt",
            {"tsh": 12, "ft4": 0.5, "on_levothyroxine": 1, "pregnant": 1},
            ("not_assessable", "on_levothyroxine, pregnant", ""),
        ),
        ("male_hypogonadism", {"testosterone": 20}, ("not_assessable", "sex", "")),
        ("pcos", {"testosterone": 180, "age": 30}, ("not_assessable", "ANDROGEN_TUMOUR_T", "")),
        ("pcos", {"tsh": 12, "ft4": 0.5}, ("not_assessable", "hypothyroid_overt", "")),
        ("diabetes", {"glucose": 130, "hba1c": 5.1}, ("not_assessable", "", "fasting_h")),
        ("hyperprolactinaemia", {"prolactin": 20, "sex": None}, ("not_assessable", "", "sex")),
        ("insulin_resistance", {"glucose": 90}, ("not_assessable", "", "insulin")),
        ("cushing_screen_positive", {"ufc": 60, "dst_cortisol": 6},
         ("not_assessable", "", "cortisol_saliva, limit(ufc)")),
        ("edc_high_mixture", {}, ("not_assessable", "", "")),
    ],
)  # fmt: skip
def test_an_answer_comes_with_its_grounds(
    key: str, columns: dict[str, object], wanted: tuple[str, str, str]
) -> None:
    """What it rests on, what stands against it, or what is missing for one."""
    assert grounds(key, **columns) == wanted


def test_a_value_that_a_definition_leaves_open_is_wanted_again() -> None:
    """At 75 a TSH from 6 to 7; the laboratory's own limit would settle it too."""
    assert grounds("hypothyroid_subclinical", age=75, tsh=6.5, ft4=1.2) == (
        "not_assessable", "", "limit(tsh)",
    )  # fmt: skip


def test_panels_stand_in_their_order_each_with_every_phenotype() -> None:
    """In that of the table."""
    several = pd.concat([sent(panel_id=name) for name in "bac"], ignore_index=True)
    found = phenotypes(several)
    assert tuple(found) == COLUMNS
    assert found["panel_id"].tolist() == [name for name in "bac" for _ in known()]
    assert found["phenotype"].tolist() == [*known()] * 3
    assert set(found["answer"]) <= set(ANSWERS)


def test_the_three_forms_say_the_same() -> None:
    """Long, side by side and plain."""
    made = assess(pd.read_csv("data/example_panels.csv"))
    long = made.frame().pivot(index="panel_id", columns="phenotype", values="answer")
    wide = made.wide().set_index("panel_id")
    plain = {one["panel_id"]: one["phenotypes"] for one in made.plain()}
    assert long.astype(str).loc[wide.index, wide.columns].equals(wide.astype(str))
    assert plain == wide.to_dict("index")
    assert json.loads(json.dumps(made.plain())) == made.plain()


def test_a_person_reads_no_second_names() -> None:
    """Nor are they counted."""
    made = assess(sent(age=60, sex="M", testosterone=200), UNITS | {"shbg": "nmol/L"})
    (one,) = made.explained()
    assert "eugonadal_late_onset_emas" not in {row["key"] for row in one["phenotypes"]}
    assert made.counts() == (2, 1)


def test_no_panels_are_answered_with_none() -> None:
    """With the same columns."""
    made = assess(sent().head(0))
    assert (len(made.frame()), len(made.wide()), made.plain(), made.counts()) == (0, 0, [], (0, 0))


def test_a_rejected_panel_is_judged_by_what_can_be_read() -> None:
    """An impossible value is unknown, and no other value with it."""
    ready = check(harmonise(sent(tsh=12, ft4=0.5, glucose=99_999_999, hba1c=7), UNITS))
    assert ready.rejected().all()
    answers = assess(ready).plain()[0]["phenotypes"]
    assert (answers["hypothyroid_overt"], answers["diabetes"]) == ("yes", "yes")
    assert answers["insulin_resistance"] == "not_assessable"


def test_a_value_beyond_detection_decides_only_what_it_decides_wherever_it_lies() -> None:
    """Antibodies below 15 may lie above 9, which the other antibody does not settle."""
    assert grounds("hyperthyroid_overt", tsh="<0.01", ft4=3)[0] == "yes"
    assert grounds("hyperthyroid_subclinical", tsh="<0.6", ft4=1.2)[0] == "not_assessable"
    assert grounds("thyroid_autoimmunity", tpo_ab="<15", tg_ab=1)[0] == "not_assessable"
    assert grounds("thyroid_autoimmunity", tpo_ab="<5", tg_ab=1)[0] == "no"


def test_a_laboratorys_own_limits_are_used(tmp_path: Path) -> None:
    """In its units; a range of limits is none where it gives its own."""
    (tmp_path / "lab.toml").write_text(
        'laboratory = "Labor Nord"\n[ft4]\nunit = "pmol/L"\nlow = 8\nhigh = 20\n'
        '[ufc]\nunit = "ug/(24.h)"\nhigh = 45\n[tsh]\nunit = "mIU/L"\nhigh = 5\n'
    )
    assert assess(sent(tsh=4.8, ft4=1), UNITS).counts() == (1, 1)
    assert assess(sent(tsh=4.8, ft4=1), UNITS, tmp_path / "lab.toml").counts() == (0, 0)
    low = sent(tsh=12, ft4=0.7, ufc=60, dst_cortisol=6)
    generic = assess(low, UNITS).plain()[0]["phenotypes"]
    own = assess(low, UNITS, tmp_path / "lab.toml")
    answers = own.plain()[0]["phenotypes"]
    assert (generic["hypothyroid_overt"], answers["hypothyroid_overt"]) == ("yes", "no")
    assert answers["hypothyroid_subclinical"] == "yes"
    assert generic["cushing_screen_positive"] == "not_assessable"
    assert answers["cushing_screen_positive"] == "yes"
    assert own.frame().attrs["limits"] == "Labor Nord"
    assert next(iter(own.explained()))["limits"] == "Labor Nord"


def test_the_name_is_a_public_one() -> None:
    """With the same answers."""
    pd.testing.assert_frame_equal(
        nhml.phenotypes(sent(tsh=12), UNITS), phenotypes(sent(tsh=12), UNITS)
    )
