"""Any laboratory's panel frame into canonical units."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.errors import PanelError
from nhml.knowledge import tables
from nhml.knowledge.entries import Conversion
from nhml.panels import numbers
from nhml.panels.frame import names
from nhml.panels.items import read_items
from nhml.panels.panel import Floats, Panels, Problem

Objects = npt.NDArray[np.object_]

_NO_SIGN = 9
_NO_UNIT = Conversion(np.nan, np.nan)
_LITRE = re.compile(r"(?<=[dcmunpf/])l(?=$|[/{])")  # of dl, not of mol
_COMPARATOR = {"<": -1, "<=": -1, "≤": -1, ">": 1, ">=": 1, "≥": 1, "=": 0, "": 0}


@lru_cache(maxsize=4096)  # bounded, for what stands in a unit cell is anybody's
def conversion(analyte: str, unit: str) -> Conversion | None:
    """Give the conversion of one unit, as laboratories write it, to the canonical one.

    Parameters
    ----------
    analyte : str
        Key of ``analytes.csv``.
    unit : str
        UCUM, or an alias of ``unit_aliases.csv``. Blanks, the sign of micro and the
        case of the litre do not matter; no other case is guessed.

    Returns
    -------
    Conversion or None
        None where the unit does not belong to the analyte.
    """
    entry, aliases = tables.analytes()[analyte], tables.unit_aliases()
    for text in (unit.strip(), _tidied(unit)):
        found = entry.conversion(text) or entry.conversion(aliases.get(text, text))
        if found is not None:
            return found
    return None


def _tidied(unit: str) -> str:
    """Write ``" µg / dl"`` as ``"ug/dL"``."""
    text = "".join(unicodedata.normalize("NFKC", unit).split()).replace(
        "\N{GREEK SMALL LETTER MU}", "u"
    )
    return _LITRE.sub("L", re.sub("^mcg", "ug", text))


def harmonise(frame: pd.DataFrame, units: Mapping[str, str] | None = None) -> Panels:
    """Read a panel frame into canonical units; nothing is dropped, nothing assumed.

    Parameters
    ----------
    frame : DataFrame
        The panel frame, one row a panel, in the units it was sent in.
    units : mapping of str to str, optional
        Units stated once for whole columns that have no unit column.

    Returns
    -------
    Panels
        As many panels as rows, in the same order, with their problems.

    Raises
    ------
    PanelError
        If the frame has no column of the panel frame, or a column twice.
    """
    _refuse_what_is_no_panel_frame(frame)
    keys = tuple(key for key in tables.analytes() if key in frame.columns)
    read = [_analyte(frame, key, (units or {}).get(key)) for key in keys]
    items, found = read_items(frame)
    places = np.arange(1, len(frame) + 1).astype(str).astype(object)
    panel_id = _ids(frame, "panel_id", places)
    return Panels(
        panel_id=panel_id,
        subject_id=_ids(frame, "subject_id", panel_id),
        keys=keys,
        values=numbers.rounded(_stack([one.values for one in read], len(frame))),
        censored=_stack([one.censored for one in read], len(frame)).astype(np.int8),
        items=items,
        problems=tuple(sorted({*found, *(problem for one in read for problem in one.problems)})),
    )


def _refuse_what_is_no_panel_frame(frame: pd.DataFrame) -> None:
    """Name only columns of the panel frame: in a file without a header the rest are values."""
    twice = {str(name) for name in frame.columns[frame.columns.duplicated()]}
    if twice:
        known, allowed = sorted(twice & names()), len(twice - names())
        others = [f"{allowed} that nhml does not know"] if allowed else []
        raise PanelError(f"columns stand twice: {', '.join(known + others)}; keep one of each")
    if not {"age", "sex", *tables.analytes(), *tables.symptoms()}.intersection(frame.columns):
        raise PanelError(
            "no column is one of the panel frame (age, sex, tsh, tsh_unit, …); "
            "rename the columns as docs/reference/panel-frame.md says"
        )


def _stack(columns: Sequence[npt.NDArray[np.generic]], rows: int) -> Floats:
    if not columns:
        return np.empty((rows, 0))
    return np.column_stack(columns).astype(np.float64)


def _ids(frame: pd.DataFrame, name: str, otherwise: Objects) -> Objects:
    """Read ids as text; a missing one becomes the row's place, so that no row is lost."""
    if name not in frame.columns:
        return otherwise
    places, cells = numbers.distinct(frame[name].to_numpy())
    texts = np.array([*(_id(cell) for cell in cells), ""], dtype=object)[places]
    return np.where(texts == "", otherwise, texts)


def _id(cell: object) -> str:
    """Write one id; a column of whole numbers with a gap comes as 7.0, which is 7."""
    whole = isinstance(cell, float) and cell.is_integer()
    return f"{cell:.0f}" if whole else numbers.written(cell)


class _Read(NamedTuple):
    values: Floats  # canonical unit, not rounded
    censored: npt.NDArray[np.int8]
    problems: list[Problem]


def _analyte(frame: pd.DataFrame, key: str, stated: str | None) -> _Read:
    """Read one analyte with its unit and comparator; a value with a problem is NaN."""
    parsed = numbers.read(frame[key].to_numpy())
    scale, offset, unit_problem = _factors(frame, key, stated)
    with np.errstate(over="ignore"):
        values = parsed.values * scale + offset
    problems = _problems(parsed.problem, key)
    sent = ~np.isnan(parsed.values)
    if unit_problem is not None:
        problems += _problems(unit_problem, f"{key}_unit", sent)
    if f"{key}_comparator" not in frame.columns:
        return _Read(values, parsed.censored, problems)
    censored, sign_problem = _signs(frame[f"{key}_comparator"].to_numpy(), parsed.censored)
    problems += _problems(sign_problem, f"{key}_comparator", sent)
    values[sign_problem.astype(bool)] = np.nan
    return _Read(values, censored, problems)


def _factors(
    frame: pd.DataFrame, key: str, stated: str | None
) -> tuple[Floats | float, Floats | float, Objects | None]:
    """Look every unit of an analyte up once; give scale, offset and problem codes."""
    if f"{key}_unit" in frame.columns:
        places, cells = numbers.distinct(frame[f"{key}_unit"].to_numpy())
    else:
        places, cells = np.zeros(len(frame), dtype=np.intp), np.array([stated or ""], dtype=object)
    texts = [str(cell) for cell in cells]
    found = [conversion(key, text) for text in texts]
    if len(found) == 1 and found[0] is not None and not places.any():
        return found[0].scale, found[0].offset, None  # one unit for all, as is usual
    table = np.array([*(one or _NO_UNIT for one in found), _NO_UNIT])[places]
    codes = [_unread(text) if one is None else None for one, text in zip(found, texts, strict=True)]
    return table[:, 0], table[:, 1], np.array([*codes, "unit_missing"], dtype=object)[places]


def _unread(unit: str) -> str:
    return "unit_unknown" if unit.strip() else "unit_missing"


def _signs(
    column: npt.NDArray[np.generic], own: npt.NDArray[np.int8]
) -> tuple[npt.NDArray[np.int8], Objects]:
    """Join the signs before the values with those of the comparator column."""
    places, cells = numbers.distinct(column)
    read = [_COMPARATOR.get(str(cell).strip(), _NO_SIGN) for cell in cells]
    signs = np.array([*read, 0], dtype=np.int8)[places]
    wrong = (signs == _NO_SIGN) | ((signs != 0) & (own != 0) & (signs != own))
    problem = np.array([None, "comparator_unknown"], dtype=object)[wrong.astype(np.intp)]
    return np.where(wrong | (own != 0), own, signs).astype(np.int8), problem


def _problems(
    codes: Objects, column: str, where: npt.NDArray[np.bool_] | None = None
) -> list[Problem]:
    wrong = codes.astype(bool)  # None is False
    rows = np.flatnonzero(wrong if where is None else wrong & where)
    return [*map(Problem, rows.tolist(), codes[rows].tolist(), repeat(column))]
