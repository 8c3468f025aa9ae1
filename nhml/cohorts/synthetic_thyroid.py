"""The thyroid of simulated people: a feedback loop with a set point and a gland of one's own.

The pituitary answers free thyroxine log-linearly about a person's set point; the gland
answers TSH with saturation (the structure of SPINA). Where the two curves meet are TSH
and free thyroxine. Antibodies wear the gland out, so TSH rises before thyroxine falls.
"""

from typing import NamedTuple

import numpy as np

from nhml.cohorts.synthetic_parameters import Bools, logistic, parameters, stream, usual
from nhml.cohorts.synthetic_people import People
from nhml.knowledge import tables
from nhml.panels.panel import Floats

_HALVINGS = 60  # of the interval from e^-9 to e^9 m[IU]/L


class Thyroid(NamedTuple):
    """The thyroid of every person, shape (n,) each.

    Attributes
    ----------
    tsh, ft4, ft3, tpo_ab : ndarray
        As they are in the blood [m[IU]/L], [ng/dL], [pg/mL], [[IU]/mL].
    treated : ndarray of bool
        Takes levothyroxine.
    set_point : ndarray
        Log TSH at no thyroxine at all: never measured.
    damage : ndarray
        Loss of the gland's log capacity: never measured.
    """

    tsh: Floats
    ft4: Floats
    ft3: Floats
    tpo_ab: Floats
    treated: Bools
    set_point: Floats
    damage: Floats


def thyroid(people: People, seed: int) -> Thyroid:
    """Draw the thyroid of people; who was ill enough takes levothyroxine.

    Parameters
    ----------
    people : People
    seed : int
    """
    drawn = stream(seed, "thyroid")
    positive, tpo_ab = _antibodies(people, drawn)
    damage = _damage(positive, tpo_ab, drawn)
    set_point, capacity = _loop(people, drawn)
    tsh, ft4 = equilibrium(set_point, capacity * np.exp(-damage))
    treated, tsh, ft4 = _treat(tsh, ft4, set_point, drawn)
    ng = tables.analytes()["ft4"].units["pmol/L"].scale
    ft3 = _ft3(people, ft4 * ng, treated, drawn)
    return Thyroid(tsh, ft4 * ng, ft3, tpo_ab, treated, set_point, damage)


def equilibrium(set_point: Floats, capacity: Floats) -> tuple[Floats, Floats]:
    """Find where the curves of pituitary and gland meet.

    ``ln TSH = set_point - slope FT4`` and ``FT4 = capacity TSH / (half + TSH)``; the
    difference of both sides rises with TSH, so that halving finds the one root.

    Parameters
    ----------
    set_point : ndarray
        Log TSH [m[IU]/L] at no thyroxine.
    capacity : ndarray
        Free thyroxine at endless TSH [pmol/L].

    Returns
    -------
    tsh, ft4 : ndarray
        [m[IU]/L], [pmol/L]
    """
    known = parameters()
    slope, half = known["tsh_slope"], known["gland_half"]
    low, high = np.full(len(set_point), -9.0), np.full(len(set_point), 9.0)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        given = capacity / (1.0 + half * np.exp(-middle))
        above = middle > set_point - slope * given
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    tsh = np.exp((low + high) / 2.0)
    return tsh, capacity * tsh / (half + tsh)


def _antibodies(people: People, drawn: np.random.Generator) -> tuple[Bools, Floats]:
    known = parameters()
    level = np.where(people.female, known["antibodies_F"], known["antibodies_M"])
    shift = known["antibodies_age"] * people.decades + known["antibodies_family"] * people.family
    positive = drawn.random(len(people)) < logistic(level + shift)
    noise, cut = drawn.standard_normal(len(people)), np.log(_cut())
    above = known["tpo_ab_log_positive"] + known["tpo_ab_spread_positive"] * noise
    below = known["tpo_ab_log_negative"] + known["tpo_ab_spread_negative"] * noise
    # what falls on the wrong side of the cut is mirrored at it
    logs = cut + np.where(positive, np.abs(above - cut), -np.abs(below - cut))
    return positive, np.exp(logs)


def _cut() -> float:
    return next(
        one.high for one in tables.reference_intervals()["tpo_ab"] if one.preferred and one.high
    )


def _damage(positive: Bools, tpo_ab: Floats, drawn: np.random.Generator) -> Floats:
    known = parameters()
    logs = (
        np.log(known["damage_median"])
        + known["damage_antibodies"] * (np.log(tpo_ab) - known["tpo_ab_log_positive"])
        + known["damage_spread"] * drawn.standard_normal(len(tpo_ab))
    )
    return np.where(positive, np.exp(logs), 0.0)


def _loop(people: People, drawn: np.random.Generator) -> tuple[Floats, Floats]:
    """Draw set points and glands that give the usual TSH and free thyroxine in the middle."""
    known = parameters()
    log_tsh, _ = usual("tsh")
    ft4 = np.exp(usual("ft4")[0]) / tables.analytes()["ft4"].units["pmol/L"].scale
    half, tie = known["gland_half"], known["gland_set_point"]
    first, second = drawn.standard_normal((2, len(people)))
    older = known["tsh_age"] * people.decades
    set_point = log_tsh + known["tsh_slope"] * ft4 + known["set_point_spread"] * first + older
    worn = half / (half + np.exp(log_tsh)) * older  # keeps free thyroxine where it is
    gland = known["gland_spread"] * (tie * first + np.sqrt(1.0 - tie**2) * second) - worn
    return set_point, ft4 * (1.0 + half * np.exp(-log_tsh)) * np.exp(gland)


def _treat(
    tsh: Floats, ft4: Floats, set_point: Floats, drawn: np.random.Generator
) -> tuple[Bools, Floats, Floats]:
    """Give levothyroxine for a high TSH; free thyroxine is then what brings TSH where it is.

    It adds to what the gland gives: a TSH that lies lower already stays where it was.
    """
    known = parameters()
    margin = known["levothyroxine_steep"] * np.log(tsh / known["levothyroxine_tsh"])
    treated = drawn.random(len(tsh)) < logistic(margin)
    noise = known["levothyroxine_spread"] * drawn.standard_normal(len(tsh))
    aimed = np.log(known["levothyroxine_target"]) + noise
    reached = np.where(treated, np.minimum(aimed, np.log(tsh)), np.log(tsh))
    return (
        treated,
        np.exp(reached),
        np.where(treated, (set_point - reached) / known["tsh_slope"], ft4),
    )


def _ft3(people: People, ft4: Floats, treated: Bools, drawn: np.random.Generator) -> Floats:
    known = parameters()
    follows = known["ft3_ft4"] * (np.log(ft4) - usual("ft4")[0])
    noise = known["ft3_spread"] * drawn.standard_normal(len(ft4))
    logs = usual("ft3")[0] + follows + known["ft3_age"] * people.decades + noise
    return np.exp(logs) * np.where(treated, known["ft3_levothyroxine"], 1.0)
