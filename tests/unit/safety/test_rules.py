"""The safety rules, decided for panels."""

import numpy as np
import pandas as pd
import pytest

from nhml.features import indices
from nhml.knowledge import tables
from nhml.panels.checks import check
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise
from nhml.safety.rules import (
    Verdict,
    active,
    exclusions,
    find,
    reads,
    triggers,
)

UNITS = {key: entry.unit for key, entry in tables.analytes().items()}


def panels(**columns: object) -> Panels:
    """Panels in canonical units, one for each of the values given."""
    return check(harmonise(pd.DataFrame({"age": 50, **columns}), UNITS))


def said(rule: str, **columns: object) -> list[tuple[str, str]]:
    """What one rule says of each panel, and what it waits for."""
    sent = panels(**columns)
    answers = [("CLEAR", "")] * len(sent)
    for found in find(sent, [tables.safety_rules()[rule]]):
        for row, verdict, waits in zip(found.rows, found.verdicts, found.settles, strict=True):
            answers[row] = (Verdict(verdict).name, waits)
    return answers


def test_a_trigger_decides_or_is_waited_for() -> None:
    """118, 140 and no sodium."""
    found = said("CRIT_NA_LOW", sodium=[118, 140, None])
    assert found == [("FIRES", ""), ("CLEAR", ""), ("UNDECIDED", "sodium")]


def test_an_unknown_exclusion_lets_a_rule_fire_unless() -> None:
    """Not pregnant, pregnant, not said."""
    found = said("PREG_HCG", sex="F", hcg=30, pregnant=[0, 1, None])
    assert found == [("FIRES", ""), ("CLEAR", ""), ("UNLESS", "pregnant")]


def test_thoughts_of_suicide_are_heard_under_either_name() -> None:
    """The ninth item of the PHQ-9 is sent as phq9_9 or as phq9_item9; one answer is enough."""
    answers = {"phq9_9": [0, 0, None, None, None], "phq9_item9": [None, 1, 1, 0, None]}
    found = said("SUICIDE", sx_suicidal=0, **answers)
    assert [verdict for verdict, _ in found] == ["CLEAR", "FIRES", "FIRES", "CLEAR", "UNDECIDED"]
    assert found[-1] == ("UNDECIDED", "phq9_9")


def test_every_unknown_exclusion_is_named() -> None:
    """And none that is known."""
    found = said("DX_TSH_HIGH", sex="F", tsh=14, ft4=1.1, pregnant=[0, None])
    assert found == [
        ("UNLESS", "acute_illness, on_levothyroxine"),
        ("UNLESS", "acute_illness, on_levothyroxine, pregnant"),
    ]


def test_an_unknown_history_against_a_drug_is_a_question() -> None:
    """Never a permission, whatever else is known to be absent."""
    asked = sorted(tables.safety_rules()["SGLT2_CONTRA"].condition.split(" or "))
    assert asked == ["hx_dka", "hx_type1_diabetes", "pregnant"]
    found = said("SGLT2_CONTRA", hx_dka=[0, 0, None], hx_type1_diabetes=[0, None, 1], pregnant=0)
    assert found == [("CLEAR", ""), ("UNDECIDED", "hx_type1_diabetes"), ("FIRES", "")]


def test_an_index_is_read_by_its_name_and_waits_for_its_inputs() -> None:
    """Calcium 13.4 at an albumin of 2.5, of 4.5, of none: 12.9 corrected is under 13."""
    found = said(
        "HYPERCALC_MODERATE", calcium=[11.5, 11.5, None, None], albumin=[2.5, 4.5, 4, None]
    )
    assert found == [
        ("FIRES", ""),
        ("CLEAR", ""),
        ("UNDECIDED", "calcium"),
        ("UNDECIDED", "albumin, calcium"),
    ]


def test_an_index_that_may_not_be_computed_is_named_itself() -> None:
    """Nothing that could be measured settles it: no albumin of 1.5 corrects a calcium."""
    found = said("PHPT", calcium=9.9, albumin=1.5, pth=[30])
    assert found == [("UNDECIDED", "corrected_calcium")]


def test_a_value_that_is_rejected_is_unknown() -> None:
    """It says nothing, and the rest of the panel still does."""
    assert said("CRIT_NA_LOW", sodium=[5000]) == [("UNDECIDED", "sodium")]
    assert said("CRIT_K_HIGH", sodium=[5000], potassium=7) == [("FIRES", "")]


def test_the_most_urgent_rules_are_asked_first() -> None:
    """Interventions and uncertain rules are not, unless asked for."""
    urgencies = list(dict.fromkeys(rule.urgency for rule in active()))
    assert urgencies == ["immediate", "same_day", "urgent", "routine"]
    assert not any(rule.interventions for rule in active(uncertain=True))
    more = {rule.key for rule in active(uncertain=True)} - {rule.key for rule in active()}
    assert more == {
        key for key, rule in tables.safety_rules().items() if rule.confidence == "uncertain"
    }


def test_roles_follow_from_where_a_name_stands() -> None:
    """Under a ``not``, or not; whether something was asked is no exclusion."""
    condition = "tsh > 10 and not (pregnant or age < 18) and not is_set(ft4)"
    assert triggers(condition) == {"tsh", "ft4"}
    assert exclusions(condition) == {"pregnant", "age"}
    counted = "at_least(2, tsh > 10, not pregnant)"
    assert (triggers(counted), exclusions(counted)) == ({"tsh"}, {"pregnant"})


def test_what_stands_behind_an_index_is_read_as_well() -> None:
    """So that a rule on corrected calcium is one on calcium."""
    assert reads("corrected_calcium > 10.5") == {"corrected_calcium", "calcium", "albumin"}


@pytest.mark.parametrize("undecided", [True, False])
def test_nothing_fires_of_a_panel_that_says_nothing(undecided: bool) -> None:
    """Everything that is not clear is listed as not checked, or not at all."""
    found = list(find(panels(sex=["F", "M"]), active(), undecided=undecided))
    assert {verdict for one in found for verdict in one.verdicts} <= {Verdict.UNDECIDED}
    assert bool(found) == undecided
    assert all(words for one in found for words in one.settles)


def test_of_age_and_sex_alone_all_is_listed_but_what_these_decide() -> None:
    """And four rules on what was sent at all, which is known."""
    asked = active(uncertain=True)
    listed = [set(), set()]
    for one in find(panels(sex=["F", "M"]), asked):
        for row in one.rows:
            listed[row].add(one.rule.key)
    decided = [{rule for rule in asked if rule.key not in keys} for keys in listed]
    person = {rule for rule in asked if reads(rule.condition) & {"age", "sex"}}
    sent_at_all = {"BIOTIN_ANY", "CORT_TIMING", "TG_TGAB", "TRT_PSA_RISE"}
    assert [{rule.key for rule in rules - person} for rules in decided] == [sent_at_all] * 2


def test_leaving_out_the_undecided_leaves_out_nothing_that_fires() -> None:
    """Rules that nothing was sent for are not asked; their verdicts are known."""
    drawn = np.random.default_rng(0)
    sent = panels(
        sex=drawn.choice(["F", "M"], 200),
        tsh=drawn.choice([0.05, 2.0, 15.0, np.nan], 200),
        ft4=drawn.choice([0.5, 1.2, 2.5, np.nan], 200),
        calcium=drawn.choice([6.5, 9.5, 13.5, np.nan], 200),
        pregnant=drawn.choice([0.0, 1.0, np.nan], 200),
    )
    firing, whole = (
        {
            (one.rule.key, row, verdict)
            for one in find(sent, active(), undecided=undecided)
            for row, verdict in zip(one.rows.tolist(), one.verdicts.tolist(), strict=True)
            if verdict > Verdict.UNDECIDED
        }
        for undecided in (False, True)
    )
    assert firing == whole
    assert len({key for key, _, _ in firing}) > 10


CENSORED = [
    ("LT4_OVER", {"on_levothyroxine": 1, "tsh": "<0.01"}, "UNLESS"),  # thyroid cancer?
    ("LT4_UNDER", {"on_levothyroxine": 1, "tsh": ">100"}, "FIRES"),
    ("LT4_UNDER", {"on_levothyroxine": 1, "tsh": "> 5"}, "UNDECIDED"),
    ("UNIT_GLU", {"glucose": "<20"}, "FIRES"),
    ("UNIT_GLU", {"glucose": "<40"}, "UNDECIDED"),  # 40 over the root of two is under 30
    ("CRIT_NA_LOW", {"sodium": "<130"}, "UNDECIDED"),
    ("CRIT_K_HIGH", {"potassium": ">8"}, "FIRES"),
    ("PRL_MACRO", {"prolactin": ">200", "pregnant": 0, "lactating": 0}, "FIRES"),
    ("PRL_HOOK", {"prolactin": ">200", "hx_pituitary_mass": 1}, "CLEAR"),
    ("PREG_HCG", {"sex": "F", "hcg": "<1"}, "CLEAR"),
    ("PREG_HCG", {"sex": "F", "hcg": "<50", "pregnant": 0}, "UNDECIDED"),
    ("PREG_HCG", {"sex": "F", "hcg": "> 1000", "pregnant": 0}, "FIRES"),
    ("T_IMMUNO_FEMALE", {"sex": "F", "testosterone": "<10",
                         "method_testosterone": "immunoassay"}, "FIRES"),
    ("PIT_MASS", {"sex": "M", "testosterone": "<10", "sx_headache_severe": 1}, "FIRES"),
    ("CRIT_CORT_LOW", {"cortisol": "<1.0", "sample_hour": 8, "on_glucocorticoid": 0}, "FIRES"),
    ("TG_TGAB", {"thyroglobulin": "<0.1", "tg_ab": ">4"}, "FIRES"),
    ("PA_SCREEN", {"aldosterone": 25, "renin_activity": "<0.6", "on_mra": 0}, "FIRES"),
    ("PA_SCREEN", {"aldosterone": 25, "renin_activity": "<1", "on_mra": 0}, "UNDECIDED"),
    ("PA_SCREEN", {"aldosterone": "<10", "renin_activity": 0.5, "on_mra": 0}, "CLEAR"),
    ("METFORMIN_STOP", {"sex": "F", "creatinine": ">8", "on_metformin": 1}, "FIRES"),
    ("METFORMIN_STOP", {"sex": "F", "creatinine": "<0.5", "on_metformin": 1}, "CLEAR"),
    ("HYPERCALC_MODERATE", {"calcium": ">14", "albumin": 3}, "FIRES"),
    ("PHPT", {"calcium": 11, "albumin": "<3", "pth": 60}, "UNDECIDED"),  # under 2 none corrects
]  # fmt: skip


@pytest.mark.parametrize(("rule", "cells", "verdict"), CENSORED)
def test_beyond_detection_a_rule_says_what_holds_wherever_the_value_lies(
    rule: str, cells: dict[str, object], verdict: str
) -> None:
    """And is undecided where that depends on it, though a stand-in would decide."""
    [(found, _)] = said(rule, **{name: [cell] for name, cell in cells.items()})
    assert found == verdict


def test_a_value_beyond_detection_is_named_where_it_leaves_a_rule_open() -> None:
    """Itself, and behind an index too."""
    assert said("UNIT_GLU", glucose=["<40"]) == [("UNDECIDED", "glucose")]
    found = said("PA_SCREEN", aldosterone=[25], renin_activity=["<1"], on_mra=[0])
    assert found == [("UNDECIDED", "renin_activity")]


CONDITIONS = [rule.condition for rule in tables.safety_rules().values()]
CONDITIONS += [one.event for one in tables.outcomes().values() if one.event]
OF_CONDITIONS = {key for one in CONDITIONS for key in reads(one) if key in tables.indices()}


@pytest.mark.parametrize("key", sorted(OF_CONDITIONS))
def test_an_index_of_a_condition_rises_or_falls_throughout_with_every_input(key: str) -> None:
    """Else the ends of its inputs would not be the ends of its interval."""
    inputs = tables.indices()[key].inputs
    drawn = np.random.default_rng(0)
    for moved in [name for name in inputs if name in tables.analytes()]:
        cells = {name: np.tile(drawn.uniform(0.05, 20, 300), (200, 1)) for name in inputs}
        cells[moved] = np.tile(np.geomspace(1e-3, 1e3, 200)[:, None], (1, 300))
        cells |= {"sex": np.tile(drawn.choice(["F", "M"], 300), (200, 1))} if "sex" in cells else {}
        steps = np.diff(indices.FORMULAS[key](**cells), axis=0)
        assert ((steps >= 0).all(axis=0) | (steps <= 0).all(axis=0)).all()
