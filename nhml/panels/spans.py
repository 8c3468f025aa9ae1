"""Comparisons of values of which only an interval is known: those beyond detection."""

import ast
from typing import Any

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]
Column = npt.NDArray[Any]
Ends = tuple[Column, Column]


def compared(operator: type[ast.cmpop], left: Ends, right: Ends) -> tuple[Bools, Bools]:
    """Tell where a comparison holds wherever two values lie, and where it holds nowhere.

    Parameters
    ----------
    operator : type of ast.cmpop
    left, right : pair of ndarray
        Lowest and highest that each value could be, themselves left out, or both the value.
    """
    if operator in _OPPOSITE:
        true, false = compared(_OPPOSITE[operator], left, right)
        return false, true
    if operator is ast.Eq:
        return _same(left, right)
    return _under(left, right, equal=operator is ast.LtE)


_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Gt: ast.LtE, ast.GtE: ast.Lt, ast.NotEq: ast.Eq,
}  # fmt: skip


def _under(left: Ends, right: Ends, equal: bool) -> tuple[Bools, Bools]:
    """Tell where an interval lies under another, and where not; their ends are left out."""
    exact = (left[0] == left[1]) & (right[0] == right[1])
    meets = equal | ~exact  # what only approaches a limit is under it as well
    true = (left[1] < right[0]) | (meets & (left[1] == right[0]))
    misses = ~(exact & equal)
    return true, (left[0] > right[1]) | (misses & (left[0] == right[1]))


def _same(left: Ends, right: Ends) -> tuple[Bools, Bools]:
    exact = (left[0] == left[1]) & (right[0] == right[1])
    apart = (left[1] < right[0]) | (right[1] < left[0])
    touching = (left[1] == right[0]) | (right[1] == left[0])
    return exact & (left[0] == right[0]), apart | (touching & ~exact)
