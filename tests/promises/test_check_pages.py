"""Every code of a finding has a page, every page a code, and both say the same."""

import re

import pytest

from nhml.cohorts import enough
from nhml.cohorts.finding import CHECKS, page
from nhml.cohorts.outcomes import GOLDEN
from nhml.modelling import conditions
from nhml.workflows import promote
from tests.study import REPOSITORY

FOLDER = REPOSITORY / "docs" / "reference" / "checks"
OTHERS = {"README", "panel-problems"}
PARTS = ("What it is.", "Why it matters.", "How nhml measures it.", "What to do.", "Example.")


def read(code: str) -> str:
    """Give the page of a code."""
    return (FOLDER / f"{code}.md").read_text("utf-8")


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    """And the path that is printed leads there."""
    assert {path.stem for path in FOLDER.glob("*.md")} - OTHERS == set(CHECKS)
    assert [code for code in CHECKS if not (REPOSITORY / page(code)).is_file()] == []


@pytest.mark.parametrize("code", CHECKS)
def test_a_page_says_what_why_how_what_to_do_and_shows_it(code: str) -> None:
    """In this order, with the code in the example."""
    text = read(code)
    assert text.startswith(f"# {code}\n")
    places = [text.index(f"**{part}**") for part in PARTS]
    assert places == sorted(places)
    assert f"[{code}]" in text.partition("```text\n")[2]


@pytest.mark.parametrize(
    ("code", "figures"),
    [
        ("golden_feature", [GOLDEN]),
        ("too_few_events", [conditions.FEWEST_OF_A_CLASS, enough.FEWEST_EVENTS]),
        ("miscalibrated", [*conditions.OBSERVED_OVER_EXPECTED, *conditions.SLOPE]),
        ("group_miscalibrated", [*conditions.OBSERVED_OVER_EXPECTED]),
        ("too_many_abstained", [f"{conditions.FEWEST_SCORED:.0%}".replace("%", " %")]),
        ("drift", [*conditions.OBSERVED_OVER_EXPECTED]),
        ("not_judged", [promote.FEWEST_RESAMPLES]),
    ],
)
def test_a_page_names_the_limits_that_the_code_asks(code: str, figures: list[object]) -> None:
    """A limit that moves takes its page with it."""
    told = read(code).partition("**Example.**")[0]
    assert [one for one in figures if f"{one}" not in told] == []


def test_every_code_is_raised_somewhere() -> None:
    """A page about what nobody finds would be a promise that is not kept."""
    code = "\n".join(
        path.read_text("utf-8")
        for path in sorted((REPOSITORY / "nhml").rglob("*.py"))
        if path.name != "finding.py"
    )
    assert [one for one in CHECKS if f'"{one}"' not in code] == []


def test_every_code_that_a_condition_or_finding_is_made_with_is_known() -> None:
    """A code that is a slip of the pen has no page."""
    made = ("Finding(", "found(", "Condition(")
    source = "\n".join(
        (REPOSITORY / "nhml" / name).read_text("utf-8")
        for name in ("modelling/conditions.py", "modelling/checks.py", "workflows/promote.py")
    )
    assert all(one in source for one in made[1:])
    words = set(re.findall(r'"([a-z]+(?:_[a-z]+)+)"', source))
    figures = {"calibration_slope", "scored_share", "rule_known_share", "age_band", "o_e"}
    figures |= {"log_loss_minus_baseline", "_minus_baseline", "_minus_rule", "_minus_all"}
    assert words - figures <= set(CHECKS)
