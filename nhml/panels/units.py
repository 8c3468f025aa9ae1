"""Any laboratory's panel frame into canonical units."""

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.errors import PanelError
from nhml.knowledge import tables
from nhml.knowledge.entries import Conversion
from nhml.panels import numbers
from nhml.panels.items import read_items
from nhml.panels.panel import Floats, Panels, Problem

Objects = npt.NDArray[np.object_]


@cache
def conversion(analyte: str, unit: str) -> Conversion | None:
    """Give the conversion of one unit, as laboratories write it, to the canonical one.

    Parameters
    ----------
    analyte : str
        Key of ``analytes.csv``.
    unit : str
        UCUM, or an alias of ``unit_aliases.csv``.

    Returns
    -------
    Conversion or None
        None where the unit does not belong to the analyte.
    """
    entry = tables.analytes()[analyte]
    text = unit.strip()
    return entry.conversion(text) or entry.conversion(tables.unit_aliases().get(text, text))


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
    read = [numbers.read(frame[key].to_numpy()) for key in keys]
    sent = _stack([one.values for one in read], len(frame))
    censored = _stack([one.censored for one in read], len(frame)).astype(np.int8)
    wrong = _stack([one.problem for one in read], len(frame), dtype=object)
    scale, offset, unit_wrong = _factors(_unit_block(frame, keys, units or {}), sent, keys)
    items, item_problems = read_items(frame)
    return Panels(
        panel_id=_ids(frame, "panel_id", np.arange(1, len(frame) + 1)),
        subject_id=_ids(frame, "subject_id", _ids(frame, "panel_id", np.arange(1, len(frame) + 1))),
        keys=keys,
        values=numbers.rounded(sent * scale + offset),
        censored=_with_comparators(frame, keys, censored),
        items=items,
        problems=(*_problems(wrong, keys), *_problems(unit_wrong, keys, "_unit"), *item_problems),
    )


def _refuse_what_is_no_panel_frame(frame: pd.DataFrame) -> None:
    twice = sorted({str(name) for name in frame.columns[frame.columns.duplicated()]})
    if twice:
        raise PanelError(f"columns stand twice: {', '.join(twice)}; keep one of each")
    known = {"age", "sex", *tables.analytes(), *tables.symptoms()}
    if not known.intersection(frame.columns):
        raise PanelError(
            "no column is one of the panel frame (age, sex, tsh, tsh_unit, …); "
            "rename the columns as docs/reference/panel-frame.md says"
        )


def _stack(columns: Sequence[npt.NDArray[np.generic]], rows: int, dtype: type = float) -> Objects:
    if not columns:
        return np.empty((rows, 0), dtype=dtype)
    return np.column_stack(columns).astype(dtype)


def _ids(frame: pd.DataFrame, name: str, otherwise: npt.NDArray[np.generic]) -> Objects:
    """Read ids as text; a missing one becomes the row's place, so that no row is lost."""
    fallback = otherwise.astype(str).astype(object)
    if name not in frame.columns:
        return fallback
    column = frame[name]
    return np.where(column.isna(), fallback, column.astype(str).to_numpy(object))


def _unit_block(frame: pd.DataFrame, keys: tuple[str, ...], stated: Mapping[str, str]) -> Objects:
    """Give the unit of every value as text, None where none was sent, shape (n, k)."""
    block = np.full((len(frame), len(keys)), None, dtype=object)
    for at, key in enumerate(keys):
        if f"{key}_unit" in frame.columns:
            block[:, at] = frame[f"{key}_unit"].to_numpy(object)
        elif key in stated:
            block[:, at] = stated[key]
    return block


def _factors(
    block: Objects, sent: Floats, keys: tuple[str, ...]
) -> tuple[Floats, Floats, Objects]:
    """Look every (analyte, unit) pair up once; give scale, offset and problem codes."""
    places, texts = pd.factorize(block.ravel(), use_na_sentinel=True)
    places = places.reshape(block.shape)
    found = np.full((len(keys), len(texts) + 1, 2), np.nan)  # the last place: no unit
    for pair in np.unique(places + np.arange(len(keys)) * (len(texts) + 1)):
        at, place = divmod(int(pair), len(texts) + 1)
        if place < len(texts):
            found[at, place] = conversion(keys[at], str(texts[place])) or (np.nan, np.nan)
    chosen = found[np.arange(len(keys)), places]
    problem = np.full(block.shape, None, dtype=object)
    problem[~np.isnan(sent) & np.isnan(chosen[..., 0])] = "unit_unknown"
    problem[~np.isnan(sent) & _blank(block)] = "unit_missing"
    return chosen[..., 0], chosen[..., 1], problem


def _blank(block: Objects) -> npt.NDArray[np.bool_]:
    return np.asarray(pd.isna(block) | (block == ""), dtype=bool)


def _with_comparators(
    frame: pd.DataFrame, keys: tuple[str, ...], censored: npt.NDArray[np.int8]
) -> npt.NDArray[np.int8]:
    signs = censored.copy()
    for at, key in enumerate(keys):
        name = f"{key}_comparator"
        if name in frame.columns and not frame[name].isna().all():
            column = frame[name].to_numpy(object)
            signs[column == "<", at] = -1
            signs[column == ">", at] = 1
    return signs


def _problems(codes: Objects, keys: tuple[str, ...], suffix: str = "") -> list[Problem]:
    return [
        Problem(int(row), str(codes[row, at]), f"{keys[at]}{suffix}")
        for row, at in np.argwhere(np.not_equal(codes, None))
    ]
