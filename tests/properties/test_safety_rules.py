"""What holds of every condition in three-valued logic: knowing more refines, and no more."""

import ast
import itertools
import re

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from nhml.knowledge import tables
from nhml.panels import expressions
from nhml.panels.logic import Reading
from nhml.safety.alerts import alerts
from nhml.safety.rules import Verdict, decide, exclusions, triggers
from tests.domains import TEXTS, domain

Cells = dict[str, float | str | None]

QUIET = settings(max_examples=200, deadline=None)
ATOMS = ["pregnant", "age > 40", "age < 20", "tsh > 4", "is_set(tsh)", "sex == 'F'"]
FLAGS = ["lactating", "acute_illness", "afib", "pregnant"]


def condition() -> st.SearchStrategy[str]:
    """A rule of the table, or any other condition whose exclusions are plain flags."""
    leaf = st.sampled_from(ATOMS) | st.sampled_from(FLAGS).map("not {}".format)
    joined = st.recursive(
        leaf,
        lambda part: st.builds("({} {} {})".format, part, st.sampled_from(["and", "or"]), part),
        max_leaves=6,
    )
    rules = [rule.condition for rule in tables.safety_rules().values()]
    return st.sampled_from(rules) | joined


@st.composite
def situation(draw: st.DrawFn) -> tuple[str, Cells]:
    """A condition and a panel, at most three columns of which are unknown."""
    asked = draw(condition())
    names = sorted(expressions.names(asked))
    cells: Cells = {name: draw(st.sampled_from(domain(asked, name))) for name in names}
    gaps = draw(st.lists(st.sampled_from(names), max_size=3))
    return asked, {**cells, **dict.fromkeys(gaps)}


def verdict(asked: str, cells: Cells) -> Verdict:
    """What nhml says."""
    columns = {name: _column(name, cell) for name, cell in cells.items()}
    truth = Reading(columns.__getitem__).truth(expressions.parse(asked))
    return Verdict(int(decide(truth, 1)[0]))


def _column(name: str, cell: float | str | None) -> np.ndarray:
    return np.array([cell], dtype=object if name in TEXTS else np.float64)


def completions(asked: str, cells: Cells, absent: frozenset[str] = frozenset()) -> set[bool]:
    """Whether the condition holds, over all that the unknown columns could be: by Python."""
    known = {name for name, cell in cells.items() if cell is not None}
    choices = [
        [cells[name]] if name in known else [0.0] if name in absent else domain(asked, name)
        for name in cells
    ]
    code = compile(re.sub(r"is_set\((\w+)\)", r"is_set('\1')", asked), "condition", "eval")
    return {
        bool(eval(code, {"is_set": known.__contains__}, dict(zip(cells, chosen, strict=True))))
        for chosen in itertools.product(*choices)
    }


def reference(asked: str, cells: Cells) -> Verdict:
    """The same by trying everything; slow, and without any three-valued logic."""
    outcomes = completions(asked, cells)
    if len(outcomes) == 1:
        return Verdict.FIRES if outcomes == {True} else Verdict.CLEAR
    absent = exclusions(asked) - triggers(asked)
    granted = completions(asked, cells, absent)
    return Verdict.UNLESS if granted == {True} else Verdict.UNDECIDED


def repeated(asked: str, cells: Cells) -> bool:
    """Tell whether an unknown column stands in a condition more than once, or in a sum."""
    nodes = list(ast.walk(expressions.parse(asked)))
    stand = [node.id for node in nodes if isinstance(node, ast.Name)]
    return any(isinstance(node, ast.BinOp) for node in nodes) or any(
        stand.count(name) > 1 for name, cell in cells.items() if cell is None
    )


@given(situation())
@QUIET
def test_what_is_decided_is_so_whatever_the_unknown_columns_are(given_: tuple[str, Cells]) -> None:
    """Trying everything says the same; a column that stands twice may be left undecided."""
    found, wanted = verdict(*given_), reference(*given_)
    if found in (Verdict.FIRES, Verdict.CLEAR) or not repeated(*given_):
        assert found == wanted
    asked, cells = given_
    both = exclusions(asked) & triggers(asked) & {name for name in cells if cells[name] is None}
    if found == Verdict.UNLESS and not both:
        assert wanted in (Verdict.UNLESS, Verdict.FIRES)


@given(situation(), st.data())
@QUIET
def test_knowing_more_refines_a_verdict(given_: tuple[str, Cells], data: st.DataObject) -> None:
    """Fires and clear stay; fires unless stays or fires while no exclusion is settled.

    What a rule asks for by ``is_set`` is left as it is: that it was not measured is known.
    """
    asked, cells = given_
    kept = set(re.findall(r"is_set\((\w+)\)", asked))
    gaps = [name for name, cell in cells.items() if cell is None and name not in kept]
    settled: Cells = {
        name: data.draw(st.sampled_from(domain(asked, name)))
        for name in gaps
        if data.draw(st.booleans())
    }
    before, after = verdict(asked, cells), verdict(asked, {**cells, **settled})
    if before in (Verdict.FIRES, Verdict.CLEAR):
        assert after == before
    if before == Verdict.UNLESS and not exclusions(asked) & set(settled):
        assert after in (Verdict.UNLESS, Verdict.FIRES)


@given(situation())
@QUIET
def test_knowing_all_that_is_named_settles_a_verdict(given_: tuple[str, Cells]) -> None:
    """Whatever the named columns turn out to be, the others are not waited for."""
    asked, cells = given_
    reading = Reading({name: _column(name, cell) for name, cell in cells.items()}.__getitem__)
    tree = expressions.parse(asked)
    truth = reading.truth(tree)
    where = np.broadcast_to(~truth.true & ~truth.false, 1)
    named = {name for name, open_ in reading.unsettled(tree, where).items() if open_.any()}
    assert bool(named) == bool(where[0])
    kept = set(re.findall(r"is_set\((\w+)\)", asked))  # asking for them changes the question
    if named & kept:
        return
    for chosen in itertools.product(*(domain(asked, name) for name in sorted(named))):
        told = {**cells, **dict(zip(sorted(named), chosen, strict=True))}
        assert verdict(asked, told) in (Verdict.FIRES, Verdict.CLEAR)


def _sent(n: int) -> pd.DataFrame:
    drawn = np.random.default_rng(0)
    cells = {"panel_id": [f"p{at}" for at in range(n)], "sex": drawn.choice(["F", "M"], n)}
    for name, values in (
        ("age", [15, 45, 70]), ("pregnant", [0, 1, np.nan]), ("on_levothyroxine", [0, 1, np.nan]),
        ("tsh", [0.05, 2.0, 15.0, np.nan]), ("ft4", [0.5, 1.2, 2.5, np.nan]),
        ("sodium", [117, 140, 99_999]), ("testosterone", [20, 200, 500, np.nan]),
    ):  # fmt: skip
        cells[name] = drawn.choice(values, n)
    units = {key: tables.analytes()[key].unit for key in cells if key in tables.analytes()}
    return pd.DataFrame(cells).assign(**{f"{key}_unit": unit for key, unit in units.items()})


SENT = _sent(40)


@given(order=st.permutations(range(40)))
@settings(max_examples=20, deadline=None)
def test_the_order_of_panels_changes_no_alert(order: list[int]) -> None:
    """Each is answered as if alone, in the order sent."""
    mixed = alerts(SENT.iloc[order])
    by_panel = dict(list(alerts(SENT).groupby("panel_id", sort=False)))
    wanted = pd.concat([by_panel[f"p{at}"] for at in order], ignore_index=True)
    pd.testing.assert_frame_equal(mixed.astype(object), wanted.astype(object))
