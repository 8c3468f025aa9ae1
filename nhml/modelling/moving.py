"""Panels with a change made, where it may be asked, and what moves with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nhml.knowledge import tables
from nhml.knowledge.questions import Coupling
from nhml.modelling.changes import Change
from nhml.modelling.joint import Joint
from nhml.panels import expressions
from nhml.panels.changed import changed
from nhml.panels.panel import Floats, Panels

REFUSED = {
    "value_unknown": "what is to be changed is not known",
    "beyond_bounds": "the change is larger than may be asked",
    "result_beyond_bounds": "what results lies outside of what may be asked",
    "result_unknown": "cannot tell whether what results may be asked",
    "beyond_training": "what results lies beyond the people the model learnt from",
}
_NEAR = 1e-9
_METRE = 100.0  # cm


class Moved(NamedTuple):
    """Panels with a change made.

    Attributes
    ----------
    panels : Panels
        As they were where the change may not be asked.
    columns : mapping of str to ndarray, shape (n,)
        New values by column; NaN where a value stays, or was not known.
    refused : ndarray of str, shape (n,)
        Column and code of `REFUSED`; empty where the change may be asked.
    """

    panels: Panels
    columns: Mapping[str, Floats]
    refused: npt.NDArray[np.object_]


def couplings(key: str) -> Iterator[Coupling]:
    """List what moves with an input."""
    return (one for one in tables.couplings().values() if one.moves == key)


def move(panels: Panels, asked: Sequence[Change], joint: Joint | None = None) -> Moved:
    """Make changes where they may be asked, and move what goes with them.

    Parameters
    ----------
    panels : Panels
        Checked, in canonical units.
    asked : sequence of Change
    joint : Joint, optional
        Of the people beyond whom nothing is asked.
    """
    refused = np.full(len(panels), "", dtype=object)
    columns: dict[str, Floats] = {}
    for one in asked:
        before, after, share = _steps(panels, one)
        mine = {one.key: np.where(np.isnan(panels.number(one.key)), np.nan, after)}
        for other in couplings(one.key):
            mine[other.moved] = panels.number(other.moved) * (1.0 + other.share * share)
        unknown = np.all([np.isnan(column) for column in mine.values()], axis=0)
        _refuse(refused, one.key, "value_unknown", unknown)
        entry = tables.modifiable()[one.key]
        step = 100.0 * share if entry.change_in == "%" else after - before
        _refuse(refused, one.key, "beyond_bounds", _outside(step, *entry.change), allowed(one.key))
        wrong = _outside(after, *entry.result)
        _refuse(refused, one.key, "result_beyond_bounds", wrong, allowed(one.key))
        columns |= mine
    _refuse_results(panels, asked, columns, refused)
    for name, column in columns.items():
        limits = joint.range(name) if joint else None
        if limits:
            was = np.nan_to_num(panels.number(name))
            further = np.abs(column - np.clip(column, *limits)) > np.abs(
                was - np.clip(was, *limits)
            )
            _refuse(refused, name, "beyond_training", further)
    open_ = refused == ""
    columns = {name: np.where(open_, column, np.nan) for name, column in columns.items()}
    return Moved(changed(panels, columns), columns, refused)


def _steps(panels: Panels, one: Change) -> tuple[Floats, Floats, Floats]:
    """Give the value before and after, and the share that it changes by."""
    before = panels.number(one.key)
    if one.key == "weight":
        before = np.where(np.isnan(before), _weight(panels), before)
    if one.how == "share":
        share = np.full(len(panels), one.amount / 100.0)
        return before, before * (1.0 + share), share
    after = (
        before + one.amount if one.how == "by" else np.where(np.isnan(before), np.nan, one.amount)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        return before, after, after / before - 1.0


def _weight(panels: Panels) -> Floats:
    return np.asarray(panels.number("bmi") * (panels.number("height") / _METRE) ** 2)


def _refuse_results(
    panels: Panels,
    asked: Iterable[Change],
    columns: Mapping[str, Floats],
    refused: npt.NDArray[np.object_],
) -> None:
    """Refuse where the changed panel is not one that may be asked about."""
    with np.errstate(divide="ignore", invalid="ignore"):
        bmi = panels.number("weight") / (panels.number("height") / _METRE) ** 2
    known = np.where(np.isnan(panels.number("bmi")), bmi, np.nan)
    whole = changed(changed(panels, {"bmi": known}), columns)
    if "weight" in columns:  # BMI that was not sent moves with the weight that was
        moved = whole.number("weight") / (panels.number("height") / _METRE) ** 2
        whole = changed(whole, {"bmi": np.where(np.isnan(known), np.nan, moved)})
    for one in asked:
        condition = tables.modifiable()[one.key].allowed_when
        holds = expressions.evaluate(condition, whole)
        _refuse(refused, one.key, "result_unknown", np.isnan(holds))
        _refuse(refused, one.key, "result_beyond_bounds", holds == 0.0, allowed(one.key))


def _outside(values: Floats, low: float | None, high: float | None) -> npt.NDArray[np.bool_]:
    below = values < (-np.inf if low is None else low) - _NEAR
    return np.asarray(below | (values > (np.inf if high is None else high) + _NEAR))


def allowed(key: str) -> str:
    """Say how far an input may be changed: ``-15 to 10 %, bmi >= 18.5``.

    Parameters
    ----------
    key : str
        Row of ``modifiable.csv``.
    """
    entry = tables.modifiable()[key]
    low, high = entry.change
    words = [f"{low:g} to {high:g} {entry.change_in}".strip()]
    if None not in entry.result:
        words.append("result {:g} to {:g}".format(*entry.result))
    return ", ".join([*words, *filter(None, [entry.allowed_when])])


def _refuse(
    refused: npt.NDArray[np.object_],
    key: str,
    code: str,
    where: npt.NDArray[np.bool_],
    bounds: str = "",
) -> None:
    """Say why at these places, where nothing was said before."""
    more = f" ({bounds})" if bounds else ""
    refused[where & (refused == "")] = f"{key}: {REFUSED[code]}{more} [{code}]"
