"""Two readers of the same rules: the one of nhml, and one that shares nothing with it."""

import numpy as np
import pandas as pd
import pytest

from nhml.knowledge import tables
from nhml.panels import expressions
from nhml.panels.checks import check
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise
from nhml.safety.rules import Verdict, find
from tests.domains import TEXTS, domain
from tests.oracle import INPUTS, Answer, Between, Cell, answer

RULES = tuple(tables.safety_rules().values())
CONDITION = " or ".join(f"({rule.condition})" for rule in RULES)


def columns() -> dict[str, list[float | str]]:
    """Every column that rules read, with values on either side of every limit."""
    values: dict[str, set[float | str]] = {"renin_activity": {0.1, 0.4, 1.0}, "creatinine": {1, 8}}
    for rule in RULES:
        for name in expressions.names(rule.condition):
            for one in INPUTS.get(name, (name,)):
                values.setdefault(one, set()).update(domain(rule.condition, name))
    values["albumin"] |= {1.5, 2.0, 3.0, 4.0}
    return {name: _possible(name, found) for name, found in sorted(values.items())}


def _possible(name: str, found: set[float | str]) -> list[float | str]:
    low, high = tables.analytes()[name].possible if name in tables.analytes() else (0.0, np.inf)
    kept = [one for one in found if isinstance(one, str) or low <= one <= high]
    texts = ["F", "M"] if name == "sex" else kept
    return sorted(texts if name in TEXTS else [one for one in kept if not isinstance(one, str)])


def drawn(n: int, seed: int) -> Panels:
    """Panels of which little or much is known, some of it beyond a limit of detection."""
    random = np.random.default_rng(seed)
    known = random.choice([0.02, 0.1, 0.3, 0.6, 0.95], n)
    sent: dict[str, object] = {}
    for name, values in columns().items():
        cells = random.choice(np.array(values, dtype=object), n)
        if name in tables.analytes():
            signs = random.choice(["<", ">", ""], n, p=[0.08, 0.08, 0.84])
            sent[f"{name}_comparator"] = np.where(cells == 0.0, "", signs)
            sent[f"{name}_unit"] = tables.analytes()[name].unit
        cells[random.random(n) > known] = None
        sent[name] = cells
    return check(harmonise(pd.DataFrame(sent)))


def cells(panels: Panels) -> list[dict[str, Cell]]:
    """What is known of each panel, as the other reader takes it."""
    rows: list[dict[str, Cell]] = [{} for _ in range(len(panels))]
    for name, column in panels.items.items():
        for row, value in zip(rows, column, strict=True):
            row[name] = None if pd.isna(value) else value if name in TEXTS else float(value)
    for at, name in enumerate(panels.keys):
        signs = panels.censored[:, at].tolist()
        for row, value, sign in zip(rows, panels.values[:, at].tolist(), signs, strict=True):
            known = {0: value, -1: Between(0.0, value), 1: Between(value, np.inf)}
            row[name] = None if np.isnan(value) else known[sign]
    return rows


def said(panels: Panels) -> dict[tuple[str, int], Answer]:
    """What nhml says; where it says nothing it is clear."""
    return {
        (one.rule.key, int(row)): Answer(Verdict(verdict).name, frozenset(waits.split(", ")) - {""})
        for one in find(panels, RULES)
        for row, verdict, waits in zip(one.rows, one.verdicts, one.settles, strict=True)
    }


@pytest.mark.parametrize("seed", range(4))
def test_another_reader_of_the_rules_says_the_same(seed: int) -> None:
    """Every verdict of every rule, and every column that it waits for."""
    panels = drawn(500, seed)
    found, clear = said(panels), Answer("CLEAR", frozenset())
    differ = [
        (rule.key, at, found.get((rule.key, at), clear), wanted)
        for at, panel in enumerate(cells(panels))
        for rule in RULES
        if found.get((rule.key, at), clear) != (wanted := answer(rule.condition, panel))
    ]
    assert differ == []
    assert {one.verdict for one in found.values()} == {"UNDECIDED", "UNLESS", "FIRES"}
