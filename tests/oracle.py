"""The rules decided a second way: one panel, one rule, one comparison at a time, and slowly.

Nothing of `nhml.panels.logic` or of the indices is used here, so that a mistake would have to
be made twice. A cell is a number, a text, an interval or None; a truth is True, False or None.
"""

import ast
import operator
from collections.abc import Mapping
from itertools import pairwise, product
from typing import NamedTuple


class Between(NamedTuple):
    """A number that is known only to lie between two others, neither of them itself."""

    low: float
    high: float


Cell = float | str | Between | None
Panel = Mapping[str, Cell]

INPUTS = {
    "corrected_calcium": ("calcium", "albumin"),
    "arr": ("aldosterone", "renin_activity"),
    "egfr_ckdepi_2021": ("creatinine", "age", "sex"),
}
_SIGNS = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip


class Answer(NamedTuple):
    """What a rule says of a panel, and the columns that it waits for or fires unless."""

    verdict: str
    waits: frozenset[str]


def answer(condition: str, panel: Panel) -> Answer:
    """Ask one rule of one panel."""
    tree = ast.parse(condition.strip(), mode="eval").body
    plain = holds(tree, panel)
    if plain is not None:
        return Answer("FIRES" if plain else "CLEAR", frozenset())
    open_ = _open(tree, panel, False)
    if granted(tree, panel):
        return Answer("UNLESS", _named([one for one in open_ if one[1]], panel))
    return Answer("UNDECIDED", _named(open_, panel))


def holds(node: ast.expr, panel: Panel) -> bool | None:
    """Decide by Kleene's tables."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = holds(node.operand, panel)
        return None if inner is None else not inner
    if isinstance(node, ast.BoolOp):
        found = [holds(one, panel) for one in node.values]
        decides = isinstance(node.op, ast.Or)
        if decides in found:
            return decides
        return None if None in found else not decides
    if isinstance(node, ast.Compare):
        [sign], [right] = node.ops, node.comparators
        return _compare(_SIGNS[type(sign)], cell(node.left, panel), cell(right, panel))
    if isinstance(node, ast.Call):
        assert node.func.id == "is_set"
        return cell(node.args[0], panel) is not None
    return _compare(operator.ne, cell(node, panel), 0.0)


def granted(node: ast.expr, panel: Panel) -> bool:
    """Decide as if every exclusion that is unknown were absent."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return holds(node.operand, panel) is not True
    if isinstance(node, ast.BoolOp):
        every = all if isinstance(node.op, ast.And) else any
        return every(granted(one, panel) for one in node.values)
    return holds(node, panel) is True


def _compare(sign, left: Cell, right: Cell) -> bool | None:
    """Try every order in which the two can stand; undecided where they disagree."""
    if left is None or right is None:
        return None
    if isinstance(left, str):
        return sign(left, right)
    found = {sign(a, b) for a, b in product(_tries(left, right), _tries(right, left))}
    return found.pop() if len(found) == 1 else None


def _tries(one: Cell, other: Cell) -> list[float]:
    """Give numbers of an interval that stand in every way to the ends of another."""
    if not isinstance(one, Between):
        return [one]
    low, high = max(one.low, -1e12), min(one.high, 1e12)
    ends = [low, high, *(other if isinstance(other, Between) else (other,))]
    inside = sorted({end for end in ends if low <= end <= high})
    middles = [(a + b) / 2 for a, b in pairwise(inside)]
    return [end for end in inside if low < end < high] + middles


def cell(node: ast.expr, panel: Panel) -> Cell:
    """Give what stands beside a sign of comparison."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return _index(node.id, panel) if node.id in INPUTS else panel.get(node.id)
    assert isinstance(node, ast.BinOp)
    assert isinstance(node.op, ast.Sub)
    left, right = cell(node.left, panel), cell(node.right, panel)
    if left is None or right is None:
        return None
    ends = [a - b for a, b in product(_ends(left), _ends(right))]
    return _spread(ends)


def _ends(one: Cell) -> tuple[float, ...]:
    return tuple(one) if isinstance(one, Between) else (one,)


def _spread(ends: list[float]) -> Cell:
    return ends[0] if min(ends) == max(ends) else Between(min(ends), max(ends))


def _index(key: str, panel: Panel) -> Cell:
    cells = [panel.get(name) for name in INPUTS[key]]
    if None in cells or not _allowed(key, panel):
        return None
    return _spread([_FORMULAS[key](*ends) for ends in product(*map(_ends, cells))])


def _allowed(key: str, panel: Panel) -> bool:
    if key == "corrected_calcium":
        return _compare(operator.ge, panel["albumin"], 2.0) is True
    if key == "arr":
        return not any(panel.get(f"on_{one}") for one in ("mra", "spironolactone"))
    return panel["age"] >= 18


def _egfr(creatinine: float, age: float, sex: str) -> float:
    kappa, alpha, factor = (0.7, -0.241, 1.012) if sex == "F" else (0.9, -0.302, 1.0)
    ratio = creatinine / kappa
    if ratio == 0.0:
        return float("inf")
    return 142 * min(ratio, 1) ** alpha * max(ratio, 1) ** -1.2 * 0.9938**age * factor


_FORMULAS = {
    "corrected_calcium": lambda calcium, albumin: calcium + 0.8 * (4.0 - albumin),
    "arr": lambda aldosterone, renin: aldosterone / max(renin, 0.2),
    "egfr_ckdepi_2021": _egfr,
}


def _open(node: ast.expr, panel: Panel, negated: bool) -> list[tuple[ast.expr, bool]]:
    """Find the comparisons that are undecided, each with whether it is an exclusion."""
    if holds(node, panel) is not None:
        return []
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return _open(node.operand, panel, True)
    if isinstance(node, ast.BoolOp):
        return [one for part in node.values for one in _open(part, panel, negated)]
    return [(node, negated)]


def _named(leaves: list[tuple[ast.expr, bool]], panel: Panel) -> frozenset[str]:
    """Name the columns that are not known exactly; an index by what it lacks."""
    names = {one.id for leaf, _ in leaves for one in ast.walk(leaf) if isinstance(one, ast.Name)}
    found: set[str] = set()
    for name in names:
        if isinstance(_index(name, panel) if name in INPUTS else panel.get(name), float | str):
            continue
        lacks = {one for one in INPUTS.get(name, ()) if not isinstance(panel.get(one), float | str)}
        found |= lacks or {name}
    return frozenset(found)
