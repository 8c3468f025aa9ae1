"""Whether a safety rule that was changed fires for more panels, or for fewer."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeGuard

from nhml.errors import KnowledgeError
from nhml.knowledge import differences
from nhml.knowledge.differences import RowChange, TableChange
from nhml.knowledge.rules import URGENCIES
from nhml.panels import grammar

_MORE, _FEWER = "more", "fewer"
_WORDS = {
    frozenset({_MORE}): "tighter: it fires for more panels",
    frozenset({_FEWER}): "looser: it fires for fewer panels",
    frozenset({_MORE, _FEWER}): "fires for more panels in one part and for fewer in another",
    None: "whether it fires for more or fewer panels cannot be told from its form",
}
_STRICT: Mapping[tuple[type[ast.cmpop], ...], str] = {
    (ast.Gt, ast.GtE): _MORE,
    (ast.Lt, ast.LtE): _MORE,
    (ast.GtE, ast.Gt): _FEWER,
    (ast.LtE, ast.Lt): _FEWER,
}
_RANKED = tuple(one for one in URGENCIES if one != "hard_block")  # which is another thing
_EQUAL = (ast.Eq, ast.NotEq)
Directions = frozenset[str] | None


def compare(old: Path | str) -> tuple[TableChange, ...]:
    """Compare as `nhml.knowledge.differences.compare` does, and say what becomes of rules.

    Parameters
    ----------
    old : path

    Returns
    -------
    tuple of TableChange
        Rows of ``safety_rules`` carry words.
    """
    return tuple(
        replace(one, rows=tuple(replace(row, words=tuple(_said(row))) for row in one.rows))
        if one.name == "safety_rules"
        else one
        for one in differences.compare(old)
    )


def direction(old: str, new: str) -> str:
    """Say whether a condition became easier or harder to meet.

    Parameters
    ----------
    old, new : str
        In the grammar of the rules; an older condition may no longer be.
    """
    try:
        found = _directions(grammar.parse(old), grammar.parse(new))
    except KnowledgeError:
        found = None
    return _WORDS[found] if found != frozenset() else "says the same"


def _said(row: RowChange) -> Iterator[str]:
    if row.kind != "changed":
        yield "a new rule: more is asked" if row.kind == "added" else "looser: no longer asked"
        return
    if "condition" in row.cells:
        yield direction(*row.cells["condition"])
    if "urgency" in row.cells:
        yield _of_urgency(*row.cells["urgency"])
    if "suppresses" in row.cells:
        before, now = (one or "no model" for one in row.cells["suppresses"])
        yield f"silences {now}, where it silenced {before}"
    if "confidence" in row.cells and "uncertain" in row.cells["confidence"]:
        now = row.cells["confidence"][1]
        yield (
            "looser: asked only with --uncertain"
            if now == "uncertain"
            else ("tighter: asked without --uncertain too")
        )


def _of_urgency(old: str, new: str) -> str:
    if old not in _RANKED or new not in _RANKED:
        return f"{new or 'nothing'} in place of {old or 'nothing'}"
    sooner = _RANKED.index(new) < _RANKED.index(old)
    return "tighter: more urgent" if sooner else "looser: less urgent"


def _directions(old: ast.expr, new: ast.expr) -> Directions:
    """Tell the ways in which a condition moved; None where its form does not tell."""
    if ast.dump(old) == ast.dump(new):
        return frozenset()
    if _is_not(old) and _is_not(new):
        return _turned(_directions(old.operand, new.operand))
    if isinstance(old, ast.Compare) and isinstance(new, ast.Compare):
        return _of_limits(old, new)
    if _is_count(old) and _is_count(new):
        return _of_counts(old, new)
    for kind in (ast.Or, ast.And):
        if any(isinstance(one, ast.BoolOp) and isinstance(one.op, kind) for one in (old, new)):
            return _of_parts(_parts(old, kind), _parts(new, kind), kind)
    return None


def _of_parts(old: list[ast.expr], new: list[ast.expr], kind: type[ast.boolop]) -> Directions:
    """Compare the sides of an ``or`` or ``and``: some came, some went, or some moved."""
    before, now = {ast.dump(one) for one in old}, {ast.dump(one) for one in new}
    went = [one for one in old if ast.dump(one) not in now]
    came = [one for one in new if ast.dump(one) not in before]
    if len(went) == len(came):
        return _joined([_directions(*pair) for pair in zip(went, came, strict=True)])
    if went and came:
        return None
    wider = bool(came) == (kind is ast.Or)
    return frozenset({_MORE if wider else _FEWER})


def _of_limits(old: ast.Compare, new: ast.Compare) -> Directions:
    """Compare ``a > 3`` with ``a > 4``, or ``a > 3`` with ``a >= 3``."""
    if len(old.ops) != 1 or len(new.ops) != 1 or ast.dump(old.left) != ast.dump(new.left):
        return None
    kinds, sides = (type(old.ops[0]), type(new.ops[0])), (old.comparators[0], new.comparators[0])
    if ast.dump(sides[0]) == ast.dump(sides[1]):
        moved = _STRICT.get(kinds)
        return frozenset({moved}) if moved else None
    before, now = (_number(one) for one in sides)
    if kinds[0] is not kinds[1] or before is None or now is None or kinds[0] in _EQUAL:
        return None
    higher = now > before
    return frozenset({_MORE if higher == (kinds[0] in (ast.Lt, ast.LtE)) else _FEWER})


def _of_counts(old: Any, new: Any) -> Directions:
    """Compare ``at_least(2, a, b)`` with ``at_least(3, a, b)`` or with ``at_least(2, a, b, c)``."""
    wanted = [one.args[0].value for one in (old, new)]
    before, now = (Counter(map(ast.dump, one.args[1:])) for one in (old, new))
    if wanted[0] != wanted[1]:
        return frozenset({_FEWER if wanted[1] > wanted[0] else _MORE}) if before == now else None
    if len(old.args) == len(new.args):
        pairs = zip(old.args[1:], new.args[1:], strict=True)
        return _joined([_directions(*pair) for pair in pairs])
    if before <= now or now <= before:
        return frozenset({_MORE if before <= now else _FEWER})
    return None


def _joined(parts: list[Directions]) -> Directions:
    told = [one for one in parts if one is not None]
    return frozenset().union(*told) if len(told) == len(parts) else None


def _turned(found: Directions) -> Directions:
    turn = {_MORE: _FEWER, _FEWER: _MORE}
    return None if found is None else frozenset(turn[one] for one in found)


def _parts(node: ast.expr, kind: type[ast.boolop]) -> list[ast.expr]:
    return node.values if isinstance(node, ast.BoolOp) and isinstance(node.op, kind) else [node]


def _number(node: ast.expr) -> float | None:
    sign = -1.0 if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) else 1.0
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    value = getattr(inner, "value", None)
    return sign * value if isinstance(value, int | float) else None


def _is_not(node: ast.expr) -> TypeGuard[ast.UnaryOp]:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


def _is_count(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "at_least"
