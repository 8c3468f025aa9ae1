"""Values on either side of every limit of a condition."""

import ast

import numpy as np

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


def drawn(condition: str, n: int, random: np.random.Generator) -> dict[str, np.ndarray]:
    """Draw columns for a condition: of a row nothing is unknown, a quarter or half."""
    columns, unknown = {}, random.choice([0.0, 0.25, 0.5], n)
    for name in sorted(expressions.names(condition)):
        values = random.choice(np.array(domain(condition, name), dtype=object), n)
        values[random.random(n) < unknown] = None
        columns[name] = values if name in TEXTS else values.astype(np.float64)
    return columns
