"""Panels made out of a condition: those that just fulfil it, and those that just do not.

A condition is written as the ways in which it can hold: each way a list of comparisons, all of
which have to. What refutes it is the same of its contrary. A panel is one way with every number
as near as can be to one limit: on it where it belongs to the way, else a ten-thousandth off.
"""

import ast
from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

from nhml.knowledge import tables
from tests.domains import TEXTS

Panel = dict[str, float | str]
STEP = 1e-4
_FLIPPED = {
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip
_USUAL: Mapping[str, float] = {"ft4_lln": 0.8, "ft4_uln": 1.8}  # where only asked to be there
_OTHER = {"sex": "F", "cycle_phase": "luteal", "method_testosterone": "LC-MS/MS"}


class Literal(NamedTuple):
    """One comparison of a column, or whether it is there: its sign and its limit."""

    name: str
    sign: type[ast.AST]
    limit: float | str


def ways(node: ast.expr, wanted: bool) -> list[tuple[Literal, ...]]:
    """List the ways in which a condition comes out as wanted."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return ways(node.operand, not wanted)
    if isinstance(node, ast.BoolOp):
        parts = [ways(one, wanted) for one in node.values]
        if isinstance(node.op, ast.Or) == wanted:
            return [way for part in parts for way in part]
        return [tuple(dict.fromkeys(sum(chosen, ()))) for chosen in product(*parts)]
    return [(_literal(node, wanted),)]


def _literal(node: ast.expr, wanted: bool) -> Literal:
    if isinstance(node, ast.Name):
        return Literal(node.id, ast.Eq, float(wanted))
    if isinstance(node, ast.Call):
        return Literal(node.args[0].id, ast.Is if wanted else ast.IsNot, "")
    [sign], [limit] = node.ops, node.comparators
    kind = type(sign) if wanted else _FLIPPED[type(sign)]
    name = node.left.left.id if isinstance(node.left, ast.BinOp) else node.left.id
    if isinstance(limit, ast.Name):
        return Literal(name, kind, _USUAL[limit.id])
    return Literal(name, kind, ast.literal_eval(limit))  # a rise is one over a baseline of 0


def panels(way: tuple[Literal, ...]) -> Iterator[Panel]:
    """Make the panels of one way, one for every comparison that its values can be near to."""
    by_name: dict[str, list[Literal]] = {}
    for one in way:
        by_name.setdefault(one.name, []).append(one)
    choices = {name: _values(name, several) for name, several in by_name.items()}
    if not all(choices.values()):
        return  # no value fulfils all that the way asks of a column
    first = {name: values[0] for name, values in choices.items()}
    made = [first, *({**first, name: one} for name in choices for one in choices[name][1:])]
    for one in made:
        yield _sent({name: value for name, value in one.items() if value is not None})


def _values(name: str, asked: list[Literal]) -> list[float | str | None]:
    """Give values that fulfil every comparison, each as near as can be to one of them."""
    if any(one.sign is ast.IsNot for one in asked):
        return [None] if len(asked) == 1 else []
    compared = [one for one in asked if one.sign is not ast.Is]
    if not compared:
        return [_usual(name)]
    near = [value for one in compared for value in _near(name, one)]
    return [one for one in dict.fromkeys(near) if _possible(name, one) and _all(one, compared)]


def _near(name: str, one: Literal) -> list[float | str]:
    if name in TEXTS:
        return [one.limit, _OTHER[name], "M"] if name == "sex" else [one.limit, _OTHER[name]]
    step = abs(one.limit) * STEP or STEP
    near = {ast.Lt: -step, ast.Gt: step, ast.NotEq: step}.get(one.sign, 0.0)
    return [float(f"{one.limit + near:.8g}")]


def _all(value: float | str, asked: list[Literal]) -> bool:
    checks = {
        ast.Lt: value.__lt__, ast.LtE: value.__le__, ast.Gt: value.__gt__,
        ast.GtE: value.__ge__, ast.Eq: value.__eq__, ast.NotEq: value.__ne__,
    }  # fmt: skip
    return all(checks[one.sign](one.limit) is True for one in asked)


def _possible(name: str, value: float | str) -> bool:
    if name == "sex":
        return value in ("F", "M")
    low, high = tables.analytes()[name].possible if name in tables.analytes() else (0.0, 1e9)
    return isinstance(value, str) or low <= value <= high


def _usual(name: str) -> float:
    if name in tables.analytes():
        low, high = tables.analytes()[name].possible
        return float(f"{max(low, high / 1000) * 1.5:.6g}")
    return _USUAL.get(name, 0.0)


def _sent(panel: Panel) -> Panel:
    """Put in place of an index inputs of which it is made."""
    sent = dict(panel)
    if "corrected_calcium" in sent:
        sent["albumin"], corrected = 4.0, sent.pop("corrected_calcium")
        sent["calcium"] = sent.get("calcium", corrected)
        sent["albumin"] = 4.0 + round((sent["calcium"] - corrected) / 0.8, 6)
    if "arr" in sent:
        ratio = sent.pop("arr")
        sent["aldosterone"] = sent.get("aldosterone", 15.0)
        sent["renin_activity"] = sent["aldosterone"] / ratio
    if "egfr_ckdepi_2021" in sent:
        sent |= {"age": 50.0, "sex": "M", "creatinine": _creatinine(sent.pop("egfr_ckdepi_2021"))}
    return sent


def _creatinine(rate: float) -> float:
    """The creatinine of a man of fifty at hardly more than this rate."""
    return 0.9 * (rate * (1 + 1e-6) / (142 * 0.9938**50)) ** (-1 / 1.2)
