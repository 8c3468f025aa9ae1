"""What is to be learnt from which columns of the feature matrix."""

from collections.abc import Mapping
from typing import NamedTuple

from nhml.knowledge import tables

NOBODY = -1  # a column that nobody has


class Marker(NamedTuple):
    """A column, or one over another (its own place: none); sign -1: low values bear the risk."""

    column: int
    over: int
    sign: int


class Wanted(NamedTuple):
    """One row of ``learnt.csv`` among the features of a model; -1 is a column nobody has."""

    kind: str
    column: int
    other: int
    age: int
    sex: int
    markers: tuple[Marker, ...] = ()
    least: int = 0


def wanted(key: str, names: list[str]) -> Wanted:
    """Find the columns of a row of ``learnt.csv`` among the features of a model.

    Parameters
    ----------
    key : str
    names : list of str
        Names of the features, in order.
    """
    entry = tables.learnt()[key]
    at = {name: place for place, name in enumerate(names)}
    return Wanted(
        entry.kind,
        at[key],
        at.get(entry.inputs[1], NOBODY),
        at["age"],
        at["sex"],
        tuple(_marker(text, at) for text in entry.markers),
        entry.least,
    )


def _marker(text: str, at: Mapping[str, int]) -> Marker:
    """Read ``hba1c``, ``-hdl`` or ``chol_total/hdl``."""
    name, _, over = text.removeprefix("-").partition("/")
    places = at.get(name, NOBODY), at.get(over or name, NOBODY)
    known = NOBODY not in places
    sign = -1 if text.startswith("-") else 1
    return Marker(*(places if known else (NOBODY, NOBODY)), sign)
