"""A laboratory's own limits, in place of the generic ones of conditions.

One file says them once::

    laboratory = "Labor Nord"

    [ft4]
    unit = "pmol/L"
    low = 12
    high = 22

A number of a condition is replaced only where ``generic_limits.csv`` calls it a limit; a
threshold of a guideline, such as TSH over 10, is nobody's limit and never moves.
"""

import ast
import copy
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from nhml.errors import PanelError, listing
from nhml.knowledge import tables
from nhml.panels import expressions, strict_toml
from nhml.panels.checks import fitting_units
from nhml.panels.logic import Limits
from nhml.panels.numbers import rounded
from nhml.panels.panel import Panels
from nhml.panels.units import conversion

SIDES = ("critical_low", "low", "high", "critical_high")  # the smallest first
_NAME = "laboratory"
_LONGEST = 80  # signs of its name
BROUGHT = {"low": "lln", "high": "uln"}  # how columns of the panel frame call them


@dataclass(frozen=True)
class LaboratoryLimits:
    """The limits of one laboratory.

    Attributes
    ----------
    laboratory : str
    limits : tuple of ((analyte, side), float)
        Side is one of `SIDES` [canonical unit].
    """

    laboratory: str
    limits: tuple[tuple[tuple[str, str], float], ...]

    @cached_property
    def canonical(self) -> Limits:
        """Give the limits by analyte and side."""
        return dict(self.limits)

    @cached_property
    def _context(self) -> Mapping[str, float]:
        named = {(key, side): f"{key}_{BROUGHT.get(side)}" for key, side in self.canonical}
        known = tables.context()
        return {name: self.canonical[at] for at, name in named.items() if name in known}

    @property
    def idle(self) -> tuple[str, ...]:
        """Name the analytes none of whose limits any table asks for."""
        asked = {(one.analyte, one.side) for one in tables.generic_limits().values()}
        used = {key for key, side in self.canonical if (key, side) in asked}
        used |= {name.rpartition("_")[0] for name in self._context}
        return tuple(sorted({key for key, _ in self.canonical} - used))

    def tree(self, condition: str) -> ast.expr:
        """Read a condition into its tree, this laboratory's limits in it.

        Parameters
        ----------
        condition : str
            In the grammar of `nhml.panels.expressions`.
        """
        return _tree(condition, self)

    def fill(self, panels: Panels) -> Panels:
        """Give panels the limits that they could have brought and did not."""
        if not self._context:
            return panels
        columns = {
            name: np.where(np.isnan(sent := panels.number(name)), limit, sent)
            for name, limit in self._context.items()
        }
        return replace(panels, items={**panels.items, **columns})

    def words(self) -> str:
        """Say whose limits are used, and which of them nothing asks for."""
        named = ", ".join(sorted({key for key, _ in self.canonical}))
        idle = f"; nothing asks for those of {', '.join(self.idle)}" if self.idle else ""
        return f"limits of {self.laboratory}: {named}{idle}; generic ones elsewhere"


LimitsOrPath = LaboratoryLimits | Path | str


def limits_of(given: LimitsOrPath | None) -> LaboratoryLimits | None:
    """Give limits, read from their file where that was given."""
    return read(given) if isinstance(given, Path | str) else given


def read(path: Path | str) -> LaboratoryLimits:
    """Read a file of limits.

    Parameters
    ----------
    path : path
        TOML, as the module shows it: ``laboratory``, and a section an analyte with its
        ``unit`` and one or more of `SIDES`.

    Raises
    ------
    PanelError
        Naming everything that is wrong in it, all at once.
    """
    try:
        content = strict_toml.read(path)
    except tomllib.TOMLDecodeError as error:
        raise PanelError(f"{path}: is not TOML: {error}") from None
    except (OSError, ValueError, RecursionError) as error:
        raise PanelError(f"{path}: {strict_toml.why(error)}") from None
    name = content.pop(_NAME, None)
    found: dict[tuple[str, str], float] = {}
    mistakes = [] if _is_name(name) else [_NO_NAME]
    mistakes += [] if content else ["no analyte; wanted a section such as [ft4]"]
    for key, cells in content.items():
        wrong = _shape(key, cells)
        if not wrong:
            own = _canonical(key, cells)
            wrong = _order(key, own) + _beyond(key, cells["unit"], own)
            found |= {(key, side): value for side, value in own.items()}
        mistakes += wrong
    if mistakes:
        raise PanelError(listing(f"{path} cannot be used", mistakes))
    return LaboratoryLimits(str(name).strip(), tuple(sorted(found.items())))


_NO_NAME = (
    f"{_NAME}: wanted the name of the laboratory, on one line and up to {_LONGEST} signs, "
    f'such as {_NAME} = "Labor Nord"'
)


def _is_name(name: object) -> bool:
    """Tell whether it can stand on a page: seen in every sign, and not too long."""
    return isinstance(name, str) and 0 < len(name.strip()) <= _LONGEST and name.isprintable()


def _shape(key: str, cells: Any) -> list[str]:
    """Find what is wrong with a section as such."""
    entry = tables.analytes().get(key)
    if entry is None:
        near = get_close_matches(key, tables.analytes(), 3)
        return [f"{key} is not an analyte" + (f"; near {', '.join(near)}" if near else "")]
    if not isinstance(cells, dict):
        return [f"{key}: wanted a section [{key}] with unit, low, high"]
    mistakes = [f"{key}.{name} is unknown" for name in cells if name not in ("unit", *SIDES)]
    unit = cells.get("unit")
    if not isinstance(unit, str) or conversion(key, unit) is None:
        mistakes.append(f"{key}.unit: wanted one of {', '.join(entry.units)}")
    given = [side for side in SIDES if side in cells]
    mistakes += [f"{key}.{side}: wanted a number" for side in given if not _number(cells[side])]
    return mistakes + ([] if given else [f"{key}: wanted one or more of {', '.join(SIDES)}"])


def _number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer of hundreds of digits
        return False


def _canonical(key: str, cells: Mapping[str, Any]) -> dict[str, float]:
    """Convert as values are converted, so that a limit and a value at it are equal."""
    own = conversion(key, cells["unit"])
    assert own is not None  # _shape has asked
    sides = [side for side in SIDES if side in cells]
    values = np.array([cells[side] for side in sides], dtype=np.float64)
    return dict(zip(sides, rounded(values * own.scale + own.offset).tolist(), strict=True))


def _order(key: str, own: Mapping[str, float]) -> list[str]:
    sides = list(own)
    return [
        f"{key}: {lower} has to lie below {upper}"
        for lower, upper in pairwise(sides)
        if not own[lower] < own[upper]
    ]


def _beyond(key: str, unit: str, own: Mapping[str, float]) -> list[str]:
    """Find limits that no laboratory could have in this unit."""
    entry = tables.analytes()[key]
    least = entry.possible[0] if entry.confirm[0] is None else entry.confirm[0]
    most = entry.possible[1] if entry.confirm[1] is None else entry.confirm[1]
    odd = [side for side, value in own.items() if not least <= value <= most]
    if not odd:
        return []
    stated = conversion(key, unit)
    assert stated is not None  # _shape has asked
    fits = fitting_units(key, (own[odd[0]] - stated.offset) / stated.scale)
    hint = f"; would be usual in {' or '.join(fits)}" if fits else ""
    return [f"{key}: {' and '.join(odd)} cannot be so in {unit}{hint}: correct the unit"]


@lru_cache(maxsize=4096)  # bounded, for a service may see many laboratories
def _tree(condition: str, limits: LaboratoryLimits) -> ast.expr:
    own = {
        (one.column, one.value): limits.canonical[one.analyte, one.side]
        for one in tables.generic_limits().values()
        if (one.analyte, one.side) in limits.canonical
    }
    tree = expressions.parse(condition)
    moved: ast.expr = _Moved(own).visit(copy.deepcopy(tree))
    return moved


class _Moved(ast.NodeTransformer):
    """Replace a constant where it is compared with the column whose limit it is."""

    def __init__(self, own: Mapping[tuple[str, float], float]) -> None:
        self._own = own

    def visit_Compare(self, node: ast.Compare) -> ast.Compare:
        """Look at the two sides of every comparison of a chain."""
        sides = [node.left, *node.comparators]
        pairs = pairwise(sides)
        for name, constant in (one for pair in pairs for one in (pair, pair[::-1])):
            if isinstance(name, ast.Name) and isinstance(constant, ast.Constant):
                value: Any = constant.value
                constant.value = self._own.get((name.id, value), value)
        return node
