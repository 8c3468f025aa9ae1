"""The grammar of conditions: what may stand in one, and which columns it reads.

``and``, ``or``, ``not``, comparisons, ``+``, ``-``, numbers, text, names of columns,
``is_set(name)``, ``limit(analyte, low)`` for a laboratory's own limit and
``at_least(2, …, …, …)``. A condition is read once into a tree of these and nothing
else; text is never executed.
"""

import ast
from collections.abc import Mapping
from functools import cache

from nhml.errors import KnowledgeError
from nhml.knowledge import tables
from nhml.panels.frame import columns

FUNCTIONS = ("is_set", "limit", "at_least")
SIDES = ("low", "high")
_COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
_LONGEST, _DEEPEST, _LARGEST = 4000, 50, 1e300


@cache
def parse(condition: str) -> ast.expr:
    """Read a condition into its tree.

    Parameters
    ----------
    condition : str
        Such as ``"sex == 'M' and age >= 20 and not on_testosterone"``.

    Raises
    ------
    KnowledgeError
        If it is not in the grammar, longer or deeper than anybody would write, or does
        with text what only numbers can do.
    """
    if len(condition) > _LONGEST:
        raise KnowledgeError(f"a condition has {len(condition)} signs; at most {_LONGEST}")
    try:
        tree = ast.parse(condition.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise KnowledgeError(f"cannot read the condition {condition!r}") from None
    _refuse_depth(tree, condition)
    for node in ast.walk(tree):
        if not _allowed(node):
            raise KnowledgeError(f"{type(node).__name__} may not stand in {condition!r}")
    _refuse_what_cannot_be_compared(tree, condition)
    _refuse_text_as_number(tree, condition)
    _refuse_limits_of_what_is_no_analyte(tree, condition)
    return tree


def _refuse_depth(tree: ast.expr, condition: str) -> None:
    """Walk level by level, so that depth costs no stack."""
    level: list[ast.AST] = [tree]
    for _ in range(_DEEPEST):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    if level:
        raise KnowledgeError(f"more than {_DEEPEST} levels deep: {condition!r}")


def _allowed(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return _allowed_constant(node.value)
    if isinstance(node, ast.Call):
        return _allowed_call(node)
    plain = (ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.Compare, ast.Name)
    return isinstance(node, (*plain, ast.BinOp, ast.Add, ast.Sub, ast.Load, *_COMPARISONS))


def _allowed_constant(value: object) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str) or (number and value <= _LARGEST)  # type: ignore[operator]


def _allowed_call(node: ast.Call) -> bool:
    if node.keywords or not isinstance(node.func, ast.Name):
        return False
    if node.func.id == "at_least":
        return len(node.args) > 1 and type(getattr(node.args[0], "value", None)) is int
    given = [getattr(argument, "id", None) for argument in node.args]
    if None in given:
        return False
    if node.func.id == "limit":
        return len(given) == 2 and given[1] in SIDES
    return node.func.id == "is_set" and len(given) == 1


def _refuse_what_cannot_be_compared(tree: ast.expr, condition: str) -> None:
    """Allow text only beside ``==`` and ``!=``, and a function's name only before its call."""
    right: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            right.add(id(node.func))
        if isinstance(node, ast.Compare) and all(
            isinstance(o, ast.Eq | ast.NotEq) for o in node.ops
        ):
            right.update(id(side) for side in (node.left, *node.comparators))
    for node in ast.walk(tree):
        text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        function = isinstance(node, ast.Name) and node.id in FUNCTIONS
        if (text or function) and id(node) not in right:
            raise KnowledgeError(f"a text or a function cannot be used so in {condition!r}")


@cache
def _kinds() -> Mapping[str, str]:
    """Tell the columns that hold text from those that hold numbers."""
    text = ("text", "time", "code")
    return {one.name: "text" if one.kind in text else "number" for one in columns()}


def _kind(node: ast.expr) -> str:
    """Give ``text`` or ``number``; nothing for a name that no table knows."""
    if isinstance(node, ast.Name):
        return _kinds().get(node.id, "")
    text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return "text" if text else "number"


def _refuse_text_as_number(tree: ast.expr, condition: str) -> None:
    if _kind(tree) == "text" or any(_treats_text_as_number(node) for node in ast.walk(tree)):
        raise KnowledgeError(f"{condition!r} treats text as a number")


def _treats_text_as_number(node: ast.AST) -> bool:
    if isinstance(node, ast.Compare):
        kinds = [_kind(side) for side in (node.left, *node.comparators)]
        pairs = zip(node.ops, kinds, kinds[1:], strict=False)
        return any(
            {left, right} == {"text", "number"}
            or ("text" in (left, right) and not isinstance(operator, ast.Eq | ast.NotEq))
            for operator, left, right in pairs
        )
    if isinstance(node, ast.BoolOp | ast.BinOp | ast.UnaryOp):
        sides = (side for side in ast.iter_child_nodes(node) if isinstance(side, ast.expr))
        return "text" in map(_kind, sides)
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "at_least":
        return "text" in map(_kind, node.args)
    return False


def _refuse_limits_of_what_is_no_analyte(tree: ast.expr, condition: str) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "limit":
            name = getattr(node.args[0], "id", "")
            if name not in tables.analytes():
                raise KnowledgeError(f"{name} is not an analyte: it has no limit in {condition!r}")


def names(condition: str) -> frozenset[str]:
    """List the columns that a condition reads; an empty one reads none."""
    if not condition:
        return frozenset()
    found = {node.id for node in ast.walk(parse(condition)) if isinstance(node, ast.Name)}
    return frozenset(found - set(FUNCTIONS) - set(SIDES))
