"""Values on either side of every limit of a condition."""

import ast

from nhml.panels import expressions
from nhml.panels.frame import columns

TEXTS = {one.name for one in columns() if one.kind in ("text", "time", "code")}


def domain(condition: str, name: str) -> list[float | str]:
    """Give the values by which a column can matter to a condition."""
    compared = [
        node
        for node in ast.walk(expressions.parse(condition))
        if isinstance(node, ast.Compare) and name in _inside(node, ast.Name, "id")
    ]
    limits = {limit for node in compared for limit in _inside(node, ast.Constant, "value")}
    if name in TEXTS:
        return [*sorted(limits), "other"]
    if not compared:
        return [0.0, 1.0]  # a flag
    return sorted({0.0, 1e4, *(limit + step for limit in limits for step in (-0.01, 0.0, 0.01))})


def _inside(node: ast.AST, kind: type[ast.AST], attribute: str) -> set:
    return {getattr(part, attribute) for part in ast.walk(node) if isinstance(part, kind)}
