"""Changes that a question to a model may make, and those that it may not."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from nhml.errors import ConfigError, listing
from nhml.features.catalogue import known
from nhml.knowledge import tables
from nhml.panels.units import conversion

_STATED = re.compile(r"\s*([+-]?)(\d+(?:\.\d+)?)\s*(\S*)\s*")
_SAMPLE = ("biotin_mg_day", "fasting_h", "sample_hour")


class Change(NamedTuple):
    """One change of one input.

    Attributes
    ----------
    key : str
        Row of ``modifiable.csv``.
    how : str
        ``by`` an amount, by a ``share`` of the value [%], or ``to`` a value.
    amount : float
        [canonical unit; % of a share]
    stated : str
        As it was asked for.
    """

    key: str
    how: str
    amount: float
    stated: str


def read(stated: Mapping[str, str]) -> tuple[Change, ...]:
    """Read changes as they are asked for.

    Parameters
    ----------
    stated : mapping of str to str
        By input, such as ``{"weight": "-10 kg"}``. With a sign it is a change, without one
        the value that results; ``-10 %`` is a share of the value. A unit is always stated
        where the input has one.

    Raises
    ------
    ConfigError
        Naming every change that cannot be made, and why.
    """
    found, mistakes = [], []
    for key, text in stated.items():
        try:
            found.append(_read(key, str(text)))
        except ValueError as error:
            mistakes.append(f"{key}: {error}")
    if not stated:
        mistakes.append(f"nothing is changed; {_allowed()}")
    if mistakes:
        raise ConfigError(listing("this cannot be asked of a model", mistakes))
    return tuple(found)


def _read(key: str, text: str) -> Change:
    if key not in tables.modifiable():
        raise ValueError(f"{_why_not(key)}; {_allowed()}")
    matched = _STATED.fullmatch(text.replace("\N{MINUS SIGN}", "-"))
    if matched is None:
        raise ValueError(f"{text!r} is no change; wanted such as {_example(key)}")
    sign, digits, unit = matched.groups()
    amount = float(f"{sign}{digits}")
    if unit == "%":
        if tables.modifiable()[key].change_in != "%" or not sign:
            raise ValueError(f"{text!r} is no change; wanted such as {_example(key)}")
        return Change(key, "share", amount, text)
    return Change(key, "by" if sign else "to", amount * _scale(key, unit), text)


def _scale(key: str, unit: str) -> float:
    """Give what a stated unit is in the canonical one."""
    if key in tables.analytes():
        found = conversion(key, unit) if unit else None
        if found is not None:
            return found.scale
    elif unit == unit_of(key):
        return 1.0
    said = f"the unit {unit!r} is not one of it" if unit else "no unit is stated"
    raise ValueError(f"{said}; wanted such as {_example(key)}")


def unit_of(column: str) -> str:
    """Give the unit of an analyte, symptom or context column; empty of a flag.

    Parameters
    ----------
    column : str
    """
    analyte = tables.analytes().get(column)
    if analyte:
        return analyte.unit
    return {**tables.context(), **tables.symptoms()}[column].unit


def _example(key: str) -> str:
    one = tables.modifiable()[key]
    least = f"{one.change[0]:g} {one.change_in}".strip()
    unit = unit_of(key)
    return f"{least!r}" + (f" or '-1 {unit}'" if unit and one.change_in != unit else "")


def _why_not(key: str) -> str:
    """Say why an input is not one that a person can be asked to have otherwise."""
    drivers = {one.moved: one.moves for one in tables.couplings().values()}
    asked = {**tables.context(), **tables.symptoms()}
    grounds = {
        f"follows from {drivers.get(key)}: change that": key in drivers,
        "belongs to how a sample is taken: it moves what is measured, not the person": (
            key in _SAMPLE
        ),
        "is a measurement, not something one sets": key in tables.analytes(),
        "is a therapy: no risk model is asked what follows from one": key.startswith("on_"),
        "cannot be changed": key in asked,
        "is computed from other columns: change one of those": key in known(),
    }
    return next((words for words, holds in grounds.items() if holds), "is no column that is read")


def _allowed() -> str:
    return f"what can be changed: {', '.join(tables.modifiable())}"
