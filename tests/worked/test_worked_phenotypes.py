"""Case definitions as their sources state them: a row a case, in the units of laboratories."""

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from nhml.knowledge import tables
from nhml.knowledge.phenotypes import phenotypes as known
from nhml.safety.phenotypes import phenotypes

CASES = tuple(csv.DictReader((Path(__file__).parent / "phenotypes.csv").read_text().splitlines()))


def panel(text: str) -> dict[str, str]:
    """Read ``tsh=12 mIU/L; age=45`` into the cells of a panel as sent."""
    cells = {}
    for one in filter(None, (part.strip() for part in text.split(";"))):
        name, _, value = one.partition("=")
        if name in tables.analytes():
            cells[name], cells[f"{name}_unit"] = value.split(" ", 1)
        else:
            cells[name] = value
    return cells


@cache
def answered() -> pd.Series:
    """Answer all cases as one file, so that what stands beside a panel is seen to be nothing."""
    sent = pd.DataFrame([panel(case["panel"]) for case in CASES])
    sent.insert(0, "panel_id", [str(at) for at in range(len(CASES))])
    return phenotypes(sent).set_index(["panel_id", "phenotype"])["answer"]


@pytest.mark.parametrize(
    "at", range(len(CASES)), ids=[f"{one['phenotype']}: {one['case']}" for one in CASES]
)
def test_a_case_is_answered_as_its_source_defines_it(at: int) -> None:
    """Each beside all others, in mixed units."""
    assert answered()[str(at), CASES[at]["phenotype"]] == CASES[at]["answer"]


def test_every_phenotype_has_cases_of_every_answer() -> None:
    """Each with a source; those that no panel decides have one of its own."""
    found = defaultdict(set)
    for case in CASES:
        assert case["source"] in tables.sources()
        found[case["phenotype"]].add(case["answer"])
    assert set(found) == set(known())
    for key, one in known().items():
        wanted = {"yes", "no", "not_assessable"} if one.condition else {"not_assessable"}
        assert found[key] == wanted, key
