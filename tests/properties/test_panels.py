"""What holds of every panel: units, order, junk, and the grammar of conditions."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nhml.errors import KnowledgeError, NhmlError, listing
from nhml.features.build import GROUPS, build, features
from nhml.knowledge import tables
from nhml.panels.checks import check
from nhml.panels.codes import CODES
from nhml.panels.expressions import evaluate, parse
from nhml.panels.units import harmonise

QUICK = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
SOME = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
KEYS = ("tsh", "glucose", "insulin", "hdl", "chol_total", "testosterone", "creatinine")
WANTED = features(GROUPS)
CANARY = "7731.4242"


def _pairs():
    return [(entry, unit) for entry in tables.analytes().values() for unit in entry.units]


def _prepared(frame):
    """Go the way of a panel: harmonise, check, build."""
    panels = check(harmonise(frame))
    return panels, build(panels, WANTED)


def _known(entry, unit, share):
    """Draw a canonical value of at most eight digits, and the same value in `unit`."""
    low, high = entry.possible
    value = float(f"{low + share * (high - low):.8g}")
    scale, offset = entry.conversion(unit)
    return value, (value - offset) / scale


@pytest.mark.parametrize(
    ("entry", "unit"), _pairs(), ids=[f"{entry.key}-{unit}" for entry, unit in _pairs()]
)
@QUICK
@given(share=st.floats(0.001, 0.999))
def test_any_listed_unit_gives_the_same_canonical_value(entry, unit, share):
    """To a part in 1e9, and to the bit where nothing lies half way between two roundings."""
    value, sent = _known(entry, unit, share)
    frame = pd.DataFrame({entry.key: [value, sent], f"{entry.key}_unit": [entry.unit, unit]})
    panels = check(harmonise(frame))
    canonical, other = panels.values[:, 0]
    assert canonical == pytest.approx(value, rel=1e-9)
    assert other == pytest.approx(canonical, rel=1e-9)
    assert not panels.rejected().any()


CELLS = st.one_of(
    st.none(),
    st.floats(1, 400).map(lambda number: float(f"{number:.6g}")),
    st.sampled_from(["<2", "> 300", "ND", "1,200", "junk", "", "12,5", -1.0, 1e9]),
)
ROWS = st.fixed_dictionaries(
    {
        "panel_id": st.integers(0, 10**6).map(str),
        "age": st.one_of(st.none(), st.integers(18, 90), st.just("old")),
        "sex": st.sampled_from(["F", "m", None, "?"]),
        "fasting_h": st.one_of(st.none(), st.floats(0, 20)),
        **dict.fromkeys(KEYS, CELLS),
        **{
            f"{key}_unit": st.sampled_from([*tables.analytes()[key].units, None, "x"])
            for key in KEYS
        },
    }
)


def _frame(rows):
    return pd.DataFrame(rows).astype(object)


def _by_row(panels):
    found = [[] for _ in range(len(panels))]
    for problem in panels.problems:
        found[problem.row].append((problem.code, problem.column))
    return found


@SOME
@given(rows=st.lists(ROWS, min_size=1, max_size=12), seed=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, seed):
    """Each panel keeps its features and its problems."""
    order = list(range(len(rows)))
    seed.shuffle(order)
    panels, matrix = _prepared(_frame(rows))
    shuffled, shuffled_matrix = _prepared(_frame([rows[at] for at in order]))
    np.testing.assert_array_equal(shuffled_matrix, matrix[order])
    assert _by_row(shuffled) == [_by_row(panels)[at] for at in order]


@SOME
@given(rows=st.lists(ROWS, min_size=2, max_size=12), data=st.data())
def test_a_file_in_pieces_is_the_file(rows, data):
    """Whatever the types that pandas guesses for a piece."""
    cut = data.draw(st.integers(1, len(rows) - 1))
    panels, matrix = _prepared(_frame(rows))
    pieces = [_prepared(pd.DataFrame(piece)) for piece in (rows[:cut], rows[cut:])]
    np.testing.assert_array_equal(np.vstack([piece[1] for piece in pieces]), matrix)
    assert _by_row(pieces[0][0]) + _by_row(pieces[1][0]) == _by_row(panels)


@SOME
@given(rows=st.lists(ROWS, min_size=1, max_size=6))
def test_many_rows_are_read_as_few(rows):
    """The quick ways for long columns change nothing; nor do rows that stand twice."""
    panels, matrix = _prepared(_frame(rows))
    many, many_matrix = _prepared(_frame(rows * 70))
    np.testing.assert_array_equal(many_matrix, np.vstack([matrix] * 70))
    assert _by_row(many) == _by_row(panels) * 70


JUNK = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.binary(max_size=6),
    st.booleans(),
    st.floats(),
    st.integers(-(10**400), 10**400),
    st.complex_numbers(),
    st.dates(),
    st.datetimes(),
    st.decimals(allow_nan=True),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
    st.sampled_from(
        ["🩸", "1_000", "0x1F", "1e999", "∞", "NaN", "-inf", "٣٫٥", "½", "=2+3", "2-Sep", "\ud800",
         "<", "≥≥5", "5 mg", "1,2,3", "--5", "5-", "\x00", "1 2", pd.NA, pd.NaT, np.inf]
    ),
)  # fmt: skip


def _is_number(cell):
    """Tell the cells that are allowed to be numbers, by their own plain grammar."""
    if isinstance(cell, bool | complex):
        return False
    if not isinstance(cell, str):
        try:
            return math.isfinite(float(cell)) if not isinstance(cell, bytes | list) else False
        except (TypeError, ValueError, OverflowError):
            return False
    text = cell.strip().lstrip("<>≤≥=+- ").replace(",", ".")
    return text.isascii() and text[:1].isdigit() and set(text) <= set("0123456789.eE+-")


def _column(cells):
    column = np.empty(len(cells), dtype=object)
    for at, cell in enumerate(cells):
        column[at] = cell
    return pd.Series(column, dtype=object)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(cells=st.lists(JUNK, min_size=1, max_size=5), size=st.sampled_from([1, 30]))
def test_junk_never_raises_and_never_becomes_a_number(cells, size):
    """Rows in are rows out, and what is no number is none."""
    column = _column(cells * size)
    frame = pd.DataFrame({"tsh": column, "tsh_unit": "mIU/L", "age": column, "panel_id": column})
    panels, matrix = _prepared(frame)
    assert len(panels) == len(matrix) == len(column)
    for at, cell in enumerate(cells):
        if not _is_number(cell):
            assert math.isnan(panels.values[at, 0])
            assert math.isnan(panels.number("age")[at])
    assert np.isfinite(matrix[~np.isnan(matrix)]).all()
    assert len(panels.frame()) == len(column)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(cells=st.lists(JUNK, min_size=1, max_size=5), size=st.sampled_from([1, 30]))
def test_junk_in_any_other_column_never_raises(cells, size):
    """Units, comparators, codes, flags, texts and times."""
    column = _column(cells * size)
    names = ("tsh_unit", "tsh_comparator", "sex", "pregnant", "site", "drawn_at", "subject_id")
    frame = pd.DataFrame({"tsh": [2.0] * len(column), **dict.fromkeys(names, column)})
    panels, matrix = _prepared(frame)
    assert len(panels) == len(matrix) == len(column)
    assert len(panels.frame()) == len(column)
    assert set(panels.items["sex"]) <= {"F", "M", None}
    assert set(panels.items["pregnant"][~np.isnan(panels.items["pregnant"])]) <= {0.0, 1.0}


@pytest.mark.parametrize("cell", [CANARY, f"{CANARY} nmol/L", f"-{CANARY}", f"x{CANARY}", [CANARY]])
@pytest.mark.parametrize(
    "column", ["tsh", "tsh_unit", "tsh_comparator", "age", "sex", "pregnant", "panel_id"]
)
def test_no_problem_quotes_a_cell(column, cell):
    """Code, column and words go out; the value does not."""
    frame = pd.DataFrame({"tsh": ["2"], "tsh_unit": ["mIU/L"]}).astype(object)
    frame[column] = _column([cell])
    problems = check(harmonise(frame)).problems
    said = listing("a", [f"{one.column}: {CODES[one.code].words}" for one in problems])
    assert CANARY not in said + repr(problems)


@settings(max_examples=300, deadline=None)
@given(
    condition=st.text(st.sampled_from("agesx'M 123.<>=!()+-*/[]{}:,\n\t\\nodrt\x00é"), max_size=40)
)
def test_any_text_is_a_condition_or_an_error_of_nhml(condition):
    """Nothing else comes out, and nothing is run."""
    panels = harmonise(pd.DataFrame({"age": [50, None], "sex": ["F", None]}))
    try:
        found = evaluate(condition, panels)
    except NhmlError:
        return
    assert found.shape == (2,)


@pytest.mark.parametrize("size", [10, 100, 1_000, 10_000, 100_000])
@pytest.mark.parametrize(
    ("opening", "closing"), [("(", ")"), ("not ", ""), ("-", ""), ("1 + ", ""), ("-(", ")")]
)
def test_depth_costs_no_stack(size, opening, closing):
    """A deep condition is read or refused; it never ends the process."""
    try:
        parse(opening * size + "1" + closing * size)
    except KnowledgeError:
        assert size > 10
