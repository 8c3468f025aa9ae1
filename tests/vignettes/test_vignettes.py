"""Each person of the vignettes, through the real command line.

What is expected was written by a physician from the clinical tables alone. `fires` is
complete: whatever else fires is a false alarm.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.study import nhml
from tests.vignettes.cases import long, long_by_loinc, vignettes, wide, wide_apart

Answers = dict[str, dict[str, Any]]
PEOPLE = vignettes()
NAMES = [one["name"] for one in PEOPLE]
MEASURED = [one for one in PEOPLE if one.get("labs")]
URGENCIES = ("immediate", "same_day", "urgent", "routine")
OF_WOMEN = {"pregnant", "lactating"}  # whether a man is asked is no matter of these tests


def _named(*tables: str) -> pytest.MarkDecorator:
    chosen = [one for one in PEOPLE if any(one.get(table) is not None for table in tables)]
    return pytest.mark.parametrize("one", chosen, ids=[one["name"] for one in chosen])


def _ask(home: Path, verb: str, write: Any, chosen: Sequence[Any], *more: str) -> Answers:
    write(home / "panels.csv", chosen)
    done = nhml(home, verb, "panels.csv", "--format", "json", *more)
    answers = json.loads(done.stdout)
    assert [one["panel_id"] for one in answers] == [one["name"] for one in chosen]
    return {one["panel_id"]: one for one in answers}


@pytest.fixture(scope="module")
def alerted(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What is said when nothing is considered."""
    return _ask(tmp_path_factory.mktemp("wide"), "alerts", wide, PEOPLE)


@pytest.fixture(scope="module")
def considered(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What is said when everything is considered that anybody considers."""
    wanted = sorted({key for one in PEOPLE for key in one.get("considering", ())})
    home = tmp_path_factory.mktemp("considered")
    return _ask(home, "alerts", wide, PEOPLE, "--considering", ",".join(wanted))


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """The phenotypes."""
    return _ask(tmp_path_factory.mktemp("judged"), "phenotypes", wide, PEOPLE)


def _fired(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["rule"]: one for one in answer["fired"]}


def _undecided(answer: dict[str, Any]) -> dict[str, list[str]]:
    return {one["rule"]: one["missing"] for one in answer["undecided"]}


@pytest.mark.parametrize("one", PEOPLE, ids=NAMES)
def test_what_must_be_said_is_said_and_nothing_else(one: dict[str, Any], alerted: Answers) -> None:
    """Missing an emergency and crying wolf are both failures."""
    assert set(_fired(alerted[one["name"]])) == set(one["fires"])


@pytest.mark.parametrize("one", PEOPLE, ids=NAMES)
def test_the_most_urgent_stands_first(one: dict[str, Any], alerted: Answers) -> None:
    """The order in which a physician would act: the vignette's own, by urgency."""
    fired = alerted[one["name"]]["fired"]
    said = [URGENCIES.index(rule["urgency"]) for rule in fired]
    assert said == sorted(said)
    urgency = {rule["rule"]: rule["urgency"] for rule in fired}
    ours = [URGENCIES.index(urgency[rule]) for rule in one["fires"] if rule in urgency]
    assert ours == sorted(ours)
    assert all(rule["message"] and rule["action"] and rule["source"] for rule in fired)


@pytest.mark.parametrize("one", PEOPLE, ids=NAMES)
def test_a_risk_is_suppressed_where_it_would_be_senseless(
    one: dict[str, Any], alerted: Answers
) -> None:
    """An emergency, an invalid sample, a diagnosis that is already made."""
    assert alerted[one["name"]]["suppressed"] is one["suppressed"]


@pytest.mark.parametrize("one", PEOPLE, ids=NAMES)
def test_an_exclusion_not_asked_is_told(one: dict[str, Any], considered: Answers) -> None:
    """Each alert names what would silence it, and nothing that was asked."""
    wanted = {**one.get("unless", {}), **one.get("unless_considered", {})}
    fired = _fired(considered[one["name"]])
    for rule in set(fired) & {*one["fires"], *one.get("considered_fires", ())}:
        told = set(fired[rule]["unless"]) - (OF_WOMEN if one["sex"] == "M" else set())
        assert told == set(wanted.get(rule, ())), rule


@_named("undecided")
def test_what_could_not_be_checked_is_told(one: dict[str, Any], considered: Answers) -> None:
    """With the columns that would settle it; `a|b` is either."""
    told = _undecided(considered[one["name"]])
    for rule, columns in one["undecided"].items():
        assert rule in told, rule
        unnamed = [any_ for any_ in columns if not set(any_.split("|")) & set(told[rule])]
        assert not unnamed, (rule, told[rule])


@_named("clear")
def test_what_was_checked_and_is_clear_stays_silent(
    one: dict[str, Any], considered: Answers
) -> None:
    """The near misses: neither an alert nor a question."""
    answer = considered[one["name"]]
    assert not set(one["clear"]) & (set(_fired(answer)) | set(_undecided(answer)))


@_named("considering")
def test_rules_of_an_intervention_speak_when_it_is_considered(
    one: dict[str, Any], considered: Answers
) -> None:
    """Only then, and each at its own intervention."""
    told = [item for item in considered[one["name"]]["considering"]
            if item["intervention"] in one["considering"]]  # fmt: skip
    spoke = {rule for item in told for rule in (*item["rules"], *item["beside"])}
    assert spoke - set(one["fires"]) == set(one.get("considered_fires", ()))
    assert spoke <= set(_fired(considered[one["name"]]))


@_named("verdicts")
def test_an_intervention_is_blocked_withheld_asked_or_clear(
    one: dict[str, Any], considered: Answers
) -> None:
    """The remedy of a danger is never blocked by it; a question is never permission."""
    told = {item["intervention"]: item for item in considered[one["name"]]["considering"]}
    assert {key: told[key]["verdict"] for key in one["verdicts"]} == one["verdicts"]


@_named("beside")
def test_a_caution_stands_beside_an_intervention(one: dict[str, Any], considered: Answers) -> None:
    """Shown with it, not a reason to withhold it."""
    told = {item["intervention"]: item for item in considered[one["name"]]["considering"]}
    for key, rules in one["beside"].items():
        assert set(told[key]["beside"]) == set(rules)


@_named("phenotypes")
def test_a_phenotype_is_yes_no_or_not_assessable(one: dict[str, Any], judged: Answers) -> None:
    """By this panel alone."""
    told = judged[one["name"]]["phenotypes"]
    assert {key: told[key] for key in one["phenotypes"]} == one["phenotypes"]


def test_a_long_file_says_the_same(tmp_path: Path, alerted: Answers) -> None:
    """One row a measurement: the same alerts, word for word."""
    answers = _ask(tmp_path, "alerts", long, MEASURED)
    assert answers == {one["name"]: alerted[one["name"]] for one in MEASURED}


def test_a_file_written_another_way_says_the_same(tmp_path: Path, alerted: Answers) -> None:
    """Comparators apart and answers as 1 and 0; LOINC codes and the hour in the time."""
    assert _ask(tmp_path, "alerts", wide_apart, PEOPLE) == alerted
    answers = _ask(tmp_path, "alerts", long_by_loinc, MEASURED)
    assert answers == {one["name"]: alerted[one["name"]] for one in MEASURED}


def test_a_long_file_has_the_same_phenotypes(tmp_path: Path, judged: Answers) -> None:
    """One row a measurement: the same answers."""
    answers = _ask(tmp_path, "phenotypes", long, MEASURED)
    assert answers == {one["name"]: judged[one["name"]] for one in MEASURED}


def test_uncertain_rules_speak_only_when_asked(tmp_path: Path, alerted: Answers) -> None:
    """Sodium low with potassium high, metanephrines raised."""
    answers = _ask(tmp_path, "alerts", wide, PEOPLE, "--uncertain")
    for one in PEOPLE:
        more = set(_fired(answers[one["name"]])) - set(_fired(alerted[one["name"]]))
        more -= set(one.get("may_fire_uncertain", ()))
        assert more == set(one.get("with_uncertain", ())), one["name"]
