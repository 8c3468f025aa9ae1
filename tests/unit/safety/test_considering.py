"""What speaks against an intervention that somebody considers."""

import pandas as pd
import pytest

from nhml.errors import KnowledgeError
from nhml.knowledge import tables
from nhml.safety.alerts import ask
from nhml.safety.considering import Considered, keys, listed

INTERVENTIONS = tables.interventions()
CAUTIONS = {"ESTROGEN_LATE", "GLP1_CAUTION", "ESTROGEN_TG", "PREG_TEST_BEFORE_RX"}
UNITS = {key: entry.unit for key, entry in tables.analytes().items()}
ASKED = sorted(
    {*tables.context(), *tables.symptoms()}
    - {"sex", "age", "cycle_phase", "method_testosterone", "tpo_platform"}
)


def judged(intervention: str, **cells: object) -> Considered:
    """What is said of an intervention for a person who was asked of everything and denied it."""
    flags = {
        name: 0 for name in ASKED if (tables.context() | tables.symptoms())[name].kind == "flag"
    }
    sent = pd.DataFrame([{"age": 45, **flags, **HEALTHY, **cells}])
    considered = ask(sent, UNITS, considering=intervention).considered
    assert considered is not None
    return considered[0][0]


HEALTHY = {
    "hematocrit": 44, "psa": 1.0, "testosterone": 200, "prolactin": 8, "sbp": 125, "dbp": 75,
    "sample_hour": 8, "fasting_h": 10, "potassium": 4.2, "sodium": 140, "heart_rate": 70,
    "triglycerides": 120, "lh": 3, "fsh": 3, "tsh": 2, "ft4": 1.2, "cortisol": 14,
    "temperature": 36.8, "hcg": 1, "amenorrhea_days": 10, "years_since_menopause": 3,
    "calcium": 9.4, "albumin": 4.3, "creatinine": 0.9, "metanephrine_free": 40,
    "normetanephrine_free": 80, "glucose": 92, "neutrophils": 4, "alt": 20, "alt_uln_ratio": 0.5,
}  # fmt: skip


def test_nothing_listed_against_it_is_clear_and_no_more_is_said() -> None:
    """A man who was asked of everything; what is followed stands beside."""
    said = judged("testosterone_male", sex="M")
    assert (said.verdict, said.rules, said.questions) == ("clear", (), ())
    assert said.words == "no listed rule speaks against it"
    assert said.monitoring.startswith("testosterone, hematocrit, psa, estradiol: testosterone and")


def test_a_hard_block_that_fires_blocks() -> None:
    """Whatever else is listed."""
    said = judged("testosterone_male", sex="M", hx_prostate_cancer=1, hematocrit=50)
    assert (said.verdict, said.rules) == ("block", ("TRT_CONTRA", "TRT_HCT_BASELINE"))
    assert said.action.startswith(tables.safety_rules()["TRT_CONTRA"].action)


def test_another_listed_rule_withholds_until_it_is_resolved() -> None:
    """A haematocrit of 50 is no contraindication for ever."""
    said = judged("testosterone_male", sex="M", hematocrit=50)
    assert (said.verdict, said.rules) == ("withhold", ("TRT_HCT_BASELINE",))


def test_an_undecided_rule_is_a_question_and_no_permission() -> None:
    """A thrombosis that nobody asked for."""
    said = judged("estradiol_mht", sex="F", hx_vte=None)
    assert (said.verdict, said.rules, said.questions) == ("ask", (), ("hx_vte",))
    assert said.action == "ask for hx_vte"
    assert "no permission" in said.words


def test_a_question_does_not_soften_a_block() -> None:
    """And is asked all the same."""
    said = judged("estradiol_mht", sex="F", hx_vte=None, hx_breast_cancer=1, pregnant=None)
    assert (said.verdict, said.questions) == ("block", ("pregnant",))


@pytest.mark.parametrize(
    ("intervention", "cells", "rule"),
    [
        ("estradiol_mht", {"sex": "F", "age": 62}, "ESTROGEN_LATE"),
        ("estradiol_mht", {"sex": "F", "triglycerides": 450}, "ESTROGEN_TG"),
        ("semaglutide", {"sex": "M", "hx_pancreatitis": 1}, "GLP1_CAUTION"),
        ("dhea", {"sex": "F", "hcg": None, "dheas": 90}, "PREG_TEST_BEFORE_RX"),
    ],
)
def test_a_caution_stands_beside_and_withholds_nothing(
    intervention: str, cells: dict[str, object], rule: str
) -> None:
    """Its action is said."""
    said = judged(intervention, **cells)
    assert (said.verdict, said.rules, said.beside) == ("clear", (), (rule,))
    assert said.action == tables.safety_rules()[rule].action


def test_triglycerides_withhold_the_oral_route() -> None:
    """A combined contraceptive is swallowed; oestradiol may go through the skin."""
    said = judged("ocp_pcos", sex="F", triglycerides=450, testosterone=30)
    assert (said.verdict, said.rules, said.beside) == ("withhold", ("ESTROGEN_TG",), ())


def test_a_remedy_is_never_blocked_by_what_it_is_for() -> None:
    """Adrenal crisis and hydrocortisone, thoughts of suicide and an SSRI."""
    crisis = judged("hydrocortisone", sex="M", sx_vomiting=1, sodium=126, cortisol=2)
    assert (crisis.verdict, crisis.words) == ("clear", "no rule is listed for it")
    assert judged("ssri", sex="M", phq9_9=2).verdict == "clear"
    assert judged("progesterone_micronised", sex="F", on_estrogen=1, uterus_intact=1).rules == ()


def test_what_is_for_one_sex_is_not_for_the_other() -> None:
    """Where the sex is not known, it is asked for."""
    woman = judged("testosterone_male", sex="F")
    assert (woman.verdict, woman.words) == ("block", "for men only")
    unknown = judged("tibolone", sex=None)
    assert (unknown.verdict, "sex" in unknown.questions) == ("ask", True)


def test_a_rule_that_fires_unless_something_holds_is_no_permission() -> None:
    """No early sample, nobody said whether testosterone is taken: withheld, and asked."""
    said = judged("testosterone_male", sex="M", sample_hour=16, on_testosterone=None)
    assert (said.verdict, said.rules) == ("withhold", ("T_TIMING",))
    assert "on_testosterone" in said.questions


@pytest.mark.parametrize("intervention", INTERVENTIONS)
def test_a_panel_that_says_nothing_permits_nothing_that_has_a_rule(intervention: str) -> None:
    """Each has its questions."""
    considered = ask(
        pd.DataFrame({"age": [45], "sex": [None]}), considering=intervention
    ).considered
    assert considered is not None
    said = considered[0][0]
    assert (said.verdict, bool(said.questions)) == (
        ("ask", True)
        if listed(intervention) or INTERVENTIONS[intervention].sex
        else ("clear", False)
    )


def test_only_cautions_stand_beside() -> None:
    """Four, where they are listed; the oral contraceptive keeps the one on triglycerides."""
    for key, one in INTERVENTIONS.items():
        oral = {"ESTROGEN_TG"} if key == "ocp_pcos" else set()
        assert set(one.beside) == (listed(key) & CAUTIONS) - oral
        assert one.sex in ("", "F", "M")


def test_interventions_are_named_in_any_form_once() -> None:
    """With commas, in a list, twice."""
    assert keys("levothyroxine, dhea") == ("levothyroxine", "dhea")
    assert keys(["dhea,levothyroxine", "dhea"]) == ("dhea", "levothyroxine")
    assert keys(None) == ()


def test_what_is_none_is_told_at_once_with_what_is_near() -> None:
    """All of them."""
    with pytest.raises(KnowledgeError, match="no intervention") as caught:
        keys("levothyroxin,zzz,dhea")
    assert str(caught.value).splitlines()[1:] == [
        "  - 'levothyroxin': did you mean levothyroxine or liothyronine",
        "  - 'zzz': nhml tables interventions lists all",
    ]


def test_no_man_is_asked_whether_he_is_pregnant():
    """A question that his sex answers is none; a woman is asked."""
    sent = pd.DataFrame({"sex": ["M", "F"], "age": [40, 40], "hx_type1_diabetes": "no"})
    sent["hx_dka"] = "no"
    sent["pregnant"] = None
    asked = ask(sent, considering="sglt2i").plain()
    questions = [panel["considering"][0]["questions"] for panel in asked]
    assert "pregnant" not in questions[0]
    assert "pregnant" in questions[1]
