"""Symptoms and context: age, sex, therapies, questionnaire items."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.knowledge import tables
from nhml.knowledge.entries import Item
from nhml.panels import clock, numbers, spelling
from nhml.panels.panel import Floats, Problem
from nhml.panels.unreadable import SEVERAL

Objects = npt.NDArray[np.object_]

_SEX = {"f": "F", "female": "F", "m": "M", "male": "M"}
UNANSWERED = (7.0, 9.0, 77.0, 99.0)  # refused, not known: codes of surveys such as NHANES
_NOT_KNOWN = ("unknown", "unk", "not known", "not asked", "unclear")
_FLAG = {
    **dict.fromkeys(("0", "no", "n", "false"), 0.0),
    **dict.fromkeys(("1", "yes", "y", "true"), 1.0),
    **dict.fromkeys(_NOT_KNOWN, np.nan),  # an answer, too: nothing is wrong with the panel
}


def read_items(frame: pd.DataFrame) -> tuple[dict[str, Objects | Floats], list[Problem]]:
    """Read every symptom and context column that the frame has.

    Parameters
    ----------
    frame : DataFrame
        The panel frame as sent.

    Returns
    -------
    dict of str to ndarray
        Numbers with NaN where unknown; text with None where unknown.
    list of Problem
    """
    known = {**tables.context(), **tables.symptoms()}
    items: dict[str, Objects | Floats] = {}
    problems: list[Problem] = []
    for name, item in known.items():
        if name in frame.columns:
            items[name], found = _column(frame, name, item)
            problems += found
    for other, name in tables.other_names().items():
        if other in frame.columns:
            values, found = _column(frame, other, known[name])
            own = items.get(name, np.full(len(frame), np.nan))
            differ = pd.notna(own) & pd.notna(values) & (own != values)
            items[name] = np.where(differ, np.nan, np.where(pd.isna(own), values, own))
            problems += [*found, *(Problem(at, "total_twice", other) for at in _places(differ))]
    return items, problems


def _column(frame: pd.DataFrame, name: str, item: Item) -> tuple[Objects | Floats, list[Problem]]:
    values, wrong = read(frame[name].to_numpy(), item)
    problems: list[Problem] = []
    if f"{name}_unit" in frame.columns:
        sent = pd.notna(values) | wrong.astype(bool)
        foreign = sent & _in_another_unit(frame[f"{name}_unit"].to_numpy(), item)
        values[foreign] = None if values.dtype == object else np.nan
        wrong[foreign] = None  # a value in months says nothing of years
        problems += [Problem(at, "unit_unknown", f"{name}_unit") for at in _places(foreign)]
    problems += [Problem(row, str(wrong[row]), name) for row in _places(wrong)]
    return values, problems


def _places(wrong: npt.NDArray[Any]) -> list[int]:
    return np.flatnonzero(wrong.astype(bool)).tolist()  # None is False


def _in_another_unit(units: npt.NDArray[np.generic], item: Item) -> npt.NDArray[np.bool_]:
    """Tell the rows whose unit is not the only one that the item has; a blank says nothing."""
    places, cells = numbers.distinct(units)
    own = [not text.strip() or item.unit in spelling.of_unit(text) for text in map(str, cells)]
    return ~np.array([*own, True], dtype=bool)[places]


def read(column: npt.NDArray[np.generic], item: Item) -> tuple[Objects | Floats, Objects]:
    """Read one column as its kind says.

    Parameters
    ----------
    column : ndarray, shape (n,)
        Cells as sent.
    item : Item

    Returns
    -------
    ndarray, shape (n,)
        Numbers with NaN where unknown; text with None where unknown.
    ndarray of str or None, shape (n,)
        The code of what is wrong with a cell.
    """
    if item.kind == "code":
        return _coded(column, _SEX, "sex_unknown")
    if item.kind in ("text", "time"):
        return _text(column, item.kind == "time")
    if item.kind == "flag":
        values, wrong = _coded(column, _FLAG, "flag_unknown")
        return values.astype(np.float64), wrong
    if item.kind == "grade":
        return _graded(column, item)
    if item.key == "sample_hour":
        return _hour(column, item)
    return _number(column, item)


def _graded(column: npt.NDArray[np.generic], item: Item) -> tuple[Floats, Objects]:
    """Read a grade as a number, or as the least that a yes says."""
    values, wrong = _number(column, item)
    said = _coded(column, _FLAG, "flag_unknown")[0].astype(np.float64)
    worded = np.isnan(values) & ~np.isnan(said)
    wrong[worded] = None
    return np.where(worded, said, values), wrong


def _hour(column: npt.NDArray[np.generic], item: Item) -> tuple[Floats, Objects]:
    """Read an hour of the day, as a number or by the clock: 7.5 or 07:30."""
    values, wrong = _number(column, item)
    places, cells = numbers.distinct(column)
    by_clock = np.array([*(clock.of_clock(str(cell)) for cell in cells), np.nan])[places]
    told = ~np.isnan(by_clock)
    wrong[told] = None
    return np.where(told, by_clock, values), wrong


def _text(column: npt.NDArray[np.generic], time: bool) -> tuple[Objects, Objects]:
    """Read free text, or a time that stays as it was written; a blank is unknown."""
    places, cells = numbers.distinct(column)
    several = [SEVERAL in str(cell) for cell in cells]
    texts = [numbers.written(cell) or None for cell in cells]
    known = [None if twice else text for twice, text in zip(several, texts, strict=True)]
    codes = [
        "sent_twice" if twice else "time_unread" if time and text and not _is_time(text) else None
        for twice, text in zip(several, texts, strict=True)
    ]
    found = (np.array([*one, None], dtype=object)[places] for one in (known, codes))
    return next(found), next(found)


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _coded(
    column: npt.NDArray[np.generic], codes: Mapping[str, float] | Mapping[str, str], problem: str
) -> tuple[Objects, Objects]:
    """Read a closed vocabulary; each distinct text is looked up once."""
    places, cells = numbers.distinct(column)
    keys = [str(cell).strip().lower().removesuffix(".0") for cell in cells]
    known = np.array([*(codes.get(key) for key in keys), None], dtype=object)
    unread = [
        None if key in numbers.ABSENT or key in codes else _unread(key, problem) for key in keys
    ]
    return known[places], np.array([*unread, None], dtype=object)[places]


def _unread(text: str, problem: str) -> str:
    return "sent_twice" if SEVERAL in text else problem


def _number(column: npt.NDArray[np.generic], item: Item) -> tuple[Floats, Objects]:
    """Read a number between the item's limits; "<5" is none, for it has no limit of detection."""
    parsed = numbers.read(column)
    wrong = parsed.problem.copy()
    low = -np.inf if item.low is None else item.low
    high = np.inf if item.high is None else item.high
    beyond = (parsed.values < low) | (parsed.values > high)
    wrong[beyond] = "value_impossible"
    wrong[beyond & numbers.stand_for_missing(parsed.values)] = "missing_code"
    if item.kind == "item":
        wrong[beyond & np.isin(parsed.values, UNANSWERED)] = "not_answered"
    wrong[parsed.censored != 0] = "not_a_number"
    return np.where(beyond | (parsed.censored != 0), np.nan, parsed.values), wrong
