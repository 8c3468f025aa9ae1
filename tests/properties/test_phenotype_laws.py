"""What holds of every case definition: knowing less makes no case, and the rest is plain logic."""

import re
from functools import cache

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from nhml.knowledge import tables
from nhml.knowledge.phenotypes import phenotypes
from nhml.panels import expressions, grammar
from nhml.panels.checks import check
from nhml.panels.panel import Panels
from nhml.panels.units import harmonise
from nhml.safety.assessment import Answer, Assessment
from nhml.safety.phenotypes import assess
from tests.domains import TEXTS, domain

QUIET = settings(max_examples=15, deadline=None)
NO, YES, OPEN = (int(one) for one in Answer)
CHOOSE = {
    "ft4_lln",  # whose limit holds
    "ft4_uln",
    "tpo_platform",
    "hx_diabetes",  # what a drug is for
    "albumin",  # that of most people stands for one not measured
}
UNITS = {key: entry.unit for key, entry in tables.analytes().items()}


@cache
def columns() -> dict[str, list[float | str]]:
    """Values on either side of every limit of every definition, by column."""
    found: dict[str, set[float | str]] = {"sex": {"F", "M"}, "age": {17.0, 30.0, 45.0, 60.0, 75.0}}
    for one in phenotypes().values():
        marks = [condition for _, condition in (*one.unread, *one.doubtful)]
        for text in filter(None, (one.condition, one.assessable_when, *marks)):
            for name in grammar.names(text) - set(phenotypes()) - {"phq9"}:
                inputs = tables.indices()[name].inputs if name in tables.indices() else (name,)
                for column in inputs:
                    own = domain(text, name) if column == name else []
                    found.setdefault(column, set()).update([*own, *_usual(column)])
    found |= {
        "sx_phq9": {9.0, 10.0},
        "fasting_h": {2.0, 10.0},
        "sample_hour": {8.0, 16.0, 23.0},
        "ft4_lln": {0.6, 0.9},
    }
    return {name: sorted(cells, key=str) for name, cells in found.items()}


def _usual(column: str) -> list[float]:
    """The limits of its reference intervals, and a step beyond them."""
    known = tables.reference_intervals().get(column, ())
    limits = {one.low for one in known if one.low} | {one.high for one in known if one.high}
    return [limit * by for limit in limits for by in (0.9, 1.0, 1.1)]


def drawn(seed: int, n: int = 150, *, unknown: float = 0.4) -> pd.DataFrame:
    """Panels, a share of whose cells is unknown; most of age and sex is."""
    random = np.random.default_rng(seed)
    cells = {"panel_id": [f"p{at}" for at in range(n)]}
    for name, values in columns().items():
        column = random.choice(np.array(values, dtype=object), n)
        some = random.random(n) < (unknown / 4 if name in ("age", "sex") else unknown)
        flag = name.startswith(("on_", "hx_")) or name in ("pregnant", "acute_illness")
        column[(random.random(n) < 0.95) & flag] = 0.0
        column[some] = None
        cells[name] = column if name in TEXTS else column.astype(np.float64)
    cells["pregnant"][cells["sex"] == "M"] = 0.0  # nobody has an interval for a pregnant man
    return pd.DataFrame(cells)


def read(sent: pd.DataFrame) -> Panels:
    """Take panels as sent in canonical units."""
    return check(harmonise(sent, {name: UNITS[name] for name in sent if name in UNITS}))


def answers(sent: pd.DataFrame) -> dict[str, np.ndarray]:
    """The answers to every definition that a panel can decide."""
    made = Assessment(read(sent))
    return {key: made.judged(key).answers for key, one in phenotypes().items() if one.condition}


@given(seed=st.integers(0, 10**6), of=st.integers(0, 10**6))
@QUIET
def test_forgetting_a_value_turns_no_answer_of_no_into_yes(seed: int, of: int) -> None:
    """Nor the other way round, unless an alternative that nobody knows is then passed over."""
    sent = drawn(seed)
    random = np.random.default_rng(of)
    less = sent.copy()
    for name in sorted(set(columns()) - CHOOSE):
        less.loc[random.random(len(sent)) < 0.3, name] = None if name in TEXTS else np.nan
    before, after = answers(sent), answers(less)
    wrong = [key for key in before if ((before[key] == NO) & (after[key] == YES)).any()]
    assert wrong == []


@given(seed=st.integers(0, 10**6))
@QUIET
def test_yes_is_said_exactly_where_plain_logic_says_it(seed: int) -> None:
    """In three values, of those who can be assessed; no is said wherever it is false there."""
    made = Assessment(read(drawn(seed)))
    for key, one in phenotypes().items():
        if not one.condition:
            continue
        judged = made.judged(key)
        plain = judged.reading.truth(expressions.parse(one.condition))
        able = np.full(len(judged.answers), True)
        for _, truth in judged.asked:
            able = able & truth.granted
        for fires in judged.rules.values():
            able = able & ~fires
        assert ((judged.answers == YES) <= plain.true).all(), key
        assert (able & plain.true <= (judged.answers == YES)).all(), key
        assert not (plain.true & (judged.answers == NO)).any(), key


@given(seed=st.integers(0, 10**6))
@QUIET
def test_of_whom_everything_is_known_python_says_the_same(seed: int) -> None:
    """A reader of its own, one panel at a time, without any third value."""
    sent = drawn(seed, 30, unknown=0.0)
    sent["sx_mfg"] = 8.0
    panels = read(sent)
    made = Assessment(panels)
    plainly = [key for key, one in phenotypes().items() if one.condition and not one.doubtful]
    for key in plainly:
        one = phenotypes()[key]
        text = re.sub(r"is_set\((\w+)\)", r"is_set('\1')", one.condition)
        text = re.sub(r"limit\((\w+), (\w+)\)", r"limit('\1', '\2')", text)
        code = compile(text, "condition", "eval")
        judged = made.judged(key)
        for row in np.flatnonzero(judged.answers != OPEN):
            cells = {name: judged.reading.column(name) for name in grammar.names(one.condition)}
            if not all(np.broadcast_to(cell.known, len(sent))[row] for cell in cells.values()):
                continue
            named = {name: cell.values[row] for name, cell in cells.items()}
            said = eval(code, {**named, **_functions(judged, row, len(sent))})
            assert bool(said) == (judged.answers[row] == YES), key


def _functions(judged, row: int, n: int) -> dict[str, object]:
    def limit(analyte: str, side: str) -> float:
        found = judged.reading.cells(expressions.parse(f"limit({analyte}, {side})")).values
        return float(np.broadcast_to(found, n)[row])

    def at_least(wanted: int, *held: object) -> bool:
        return sum(map(bool, held)) >= wanted

    return {"limit": limit, "at_least": at_least, "is_set": lambda name: True}


@given(order=st.permutations(range(40)))
@QUIET
def test_the_order_of_panels_changes_no_answer(order: list[int]) -> None:
    """Each is answered as if alone, in the order sent."""
    sent = drawn(1, 40)
    whole = assess(read(sent)).frame().set_index(["panel_id", "phenotype"]).astype(str)
    mixed = assess(read(sent.iloc[order])).frame()
    assert mixed["panel_id"].drop_duplicates().tolist() == [f"p{at}" for at in order]
    mixed = mixed.set_index(["panel_id", "phenotype"]).astype(str)
    pd.testing.assert_frame_equal(mixed.loc[whole.index], whole)


def test_the_panels_drawn_are_answered_in_every_way() -> None:
    """So that the laws above are about something."""
    found = answers(drawn(0, 6000, unknown=0.3))
    for key, given_ in found.items():
        assert set(np.unique(given_)) == {NO, YES, OPEN}, key
