"""How common the outcome was by sex and age, told so that nobody can be recognised.

What stands beside one person's risk: how many of a hundred people of the same sex and
age had the outcome among those the model learnt from. Only groups of many people are
kept, as shares and rounded numbers.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from nhml.panels.panel import Floats

FEWEST_PEOPLE = 20
FEWEST_EITHER_WAY = 5  # people with the outcome, and people without it
_YEARS = 10
_ROUNDED_TO = 5
_DIGITS = 2
_Z = 1.959964  # normal quantile of 0.975
_ADULT, _OLDEST = 18.0, 200.0

Objects = npt.NDArray[np.object_]
Bools = npt.NDArray[np.bool_]


class BaseRate(NamedTuple):
    """The share with the outcome among people of one sex and some years of age.

    Attributes
    ----------
    sex : str
        ``F`` or ``M``.
    first, last : int, int or None
        First and last completed year of age; None is open.
    people : int
        Rounded to five.
    share, low, high : float
        To two digits, with its 95 % interval (Wilson 1927, doi:10.2307/2276774).
    """

    sex: str
    first: int
    last: int | None
    people: int
    share: float
    low: float
    high: float


def learnt(
    age: Floats, sex: npt.NDArray[np.generic], event: Floats, subjects: Objects
) -> tuple[BaseRate, ...]:
    """Count by sex and decade of age; decades of too few people join their neighbours.

    Parameters
    ----------
    age : ndarray, shape (n,)
        [a]
    sex : ndarray of "F", "M" or None, shape (n,)
    event : ndarray, shape (n,)
        0 or 1.
    subjects : ndarray, shape (n,)
        A group is large by its persons, not by their panels.

    Returns
    -------
    tuple of BaseRate
        Of groups of 20 persons at least, five of them with the outcome and five without.
    """
    found = []
    for code in ("F", "M"):
        own = np.asarray(sex == code) & ~np.isnan(age)
        for first, last in _bands(age, own, event, subjects):
            inside = own & (age >= first) & (age < last)
            found.append(_rate(code, first, last, inside, event, subjects))
    return tuple(found)


def _bands(
    age: Floats, own: Bools, event: Floats, subjects: Objects
) -> Iterator[tuple[float, float]]:
    """Give runs of decades that are each large enough; what is left over joins the last."""
    if not _enough(own, event, subjects):
        return
    decade = float(np.floor(age[own].min() / _YEARS) * _YEARS)
    adults_only = decade < _ADULT <= age[own].min()  # of whom no rate says a word of a child
    starts = [_ADULT if adults_only else decade]
    for cut in np.arange(decade + _YEARS, age[own].max() + _YEARS, _YEARS):
        before = own & (age >= starts[-1]) & (age < cut)
        after = own & (age >= cut)
        if _enough(before, event, subjects) and _enough(after, event, subjects):
            starts.append(float(cut))
    yield from zip(starts, [*starts[1:], _OLDEST], strict=True)


def _enough(inside: Bools, event: Floats, subjects: Objects) -> bool:
    persons = len(set(subjects[inside]))
    with_it, without = (len(set(subjects[inside & (event == way)])) for way in (1.0, 0.0))
    return persons >= FEWEST_PEOPLE and min(with_it, without) >= FEWEST_EITHER_WAY


def _rate(
    sex: str, first: float, last: float, inside: Bools, event: Floats, subjects: Objects
) -> BaseRate:
    persons, share = len(set(subjects[inside])), float(event[inside].mean())
    told = (float(f"{one:.{_DIGITS}g}") for one in (share, *wilson(share, persons)))
    rounded = _ROUNDED_TO * round(persons / _ROUNDED_TO)
    oldest = None if last == _OLDEST else int(last) - 1
    return BaseRate(sex, int(first), oldest, rounded, *told)


def wilson(share: float, people: int) -> tuple[float, float]:
    """Give the 95 % interval of a share (Wilson 1927, doi:10.2307/2276774)."""
    middle = (share + _Z**2 / (2 * people)) / (1 + _Z**2 / people)
    spread = math.sqrt(share * (1 - share) / people + (_Z / people / 2) ** 2)
    half = _Z / (1 + _Z**2 / people) * spread
    return middle - half, middle + half


def plain(rates: Iterable[BaseRate]) -> list[dict[str, Any]]:
    """Give rates as plain data."""
    return [one._asdict() for one in rates]


def read(training: Mapping[str, Any]) -> tuple[BaseRate, ...]:
    """Read the rates among the facts of a training; a ValueError where they are none."""
    rates = tuple(BaseRate(**one) for one in training.get("base_rates", ()))
    for one in rates:
        whole = (one.first, one.people, 0 if one.last is None else one.last)
        within = all(0.0 <= share <= 1.0 for share in (one.share, one.low, one.high))
        if one.sex not in ("F", "M") or not all(type(n) is int for n in whole) or not within:
            raise ValueError("a base rate is none")
    return rates


def of(training: Mapping[str, Any], age: float, sex: str | None) -> BaseRate | None:
    """Find the rate that a model learnt for one age and sex.

    Parameters
    ----------
    training : mapping of str to object
        Facts of a model's training.
    age : float
        [a]; NaN where unknown.
    sex : str or None

    Returns
    -------
    BaseRate or None
        None where age or sex is unknown, or too few such people were learnt from.
    """
    for rate in read(training):
        oldest = _OLDEST if rate.last is None else rate.last + 1
        if rate.sex == sex and rate.first <= age < oldest:
            return rate
    return None
