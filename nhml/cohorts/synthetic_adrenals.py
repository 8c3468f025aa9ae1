"""The adrenals of simulated people: cortisol by the hour, and DHEA sulfate by age."""

import numpy as np

from nhml.cohorts.synthetic_parameters import parameters, stream, usual
from nhml.cohorts.synthetic_people import People
from nhml.panels.panel import Floats

_PEAK, _MORNING, _EVENING = 8.0, 8.0, 18.0  # h: the middles of the intervals by the hour


def adrenals(people: People, seed: int) -> dict[str, Floats]:
    """Draw corticotropin, cortisol and DHEA sulfate, lower on a glucocorticoid.

    Parameters
    ----------
    people : People
    seed : int

    Returns
    -------
    dict of str to ndarray
        ``acth`` [pg/mL], ``cortisol`` [ug/dL], ``dheas`` [ug/dL].
    """
    known, drawn = parameters(), stream(seed, "adrenals")
    first, second = drawn.standard_normal((2, len(people)))
    tie = known["acth_cortisol"]
    day = _of_the_day(people.hour)
    middle, spread = usual("cortisol", hour=_MORNING)
    acth_middle, acth_spread = usual("acth", hour=_MORNING)
    both = tie * first + np.sqrt(1.0 - tie**2) * second
    left = np.where(people.glucocorticoid, known["glucocorticoid_left"], 1.0)
    return {
        "acth": np.exp(acth_middle + day + acth_spread * both) * left,
        "cortisol": np.exp(middle + day + spread * first) * left,
        "dheas": np.exp(_dheas(people, drawn)) * left,
    }


def _of_the_day(hour: Floats) -> Floats:
    """Give the log change since morning of a cosine that meets both intervals by the hour."""
    fall = usual("cortisol", hour=_MORNING)[0] - usual("cortisol", hour=_EVENING)[0]
    depth = 1.0 - np.cos(2.0 * np.pi * (_EVENING - _PEAK) / 24.0)
    change: Floats = -fall / depth * (1.0 - np.cos(2.0 * np.pi * (hour - _PEAK) / 24.0))
    return change


def _dheas(people: People, drawn: np.random.Generator) -> Floats:
    """Draw a line through the logs of the young and the old, by sex."""
    known, noise = parameters(), drawn.standard_normal(len(people))
    ages = known["dheas_young_age"], known["dheas_old_age"]
    share = (people.age - ages[0]) / (ages[1] - ages[0])
    lines = {sex: [usual("dheas", sex=sex, age=age) for age in ages] for sex in ("F", "M")}
    logs = {
        sex: young[0] + (old[0] - young[0]) * share + (young[1] + old[1]) / 2.0 * noise
        for sex, (young, old) in lines.items()
    }
    return np.where(people.female, logs["F"], logs["M"])
