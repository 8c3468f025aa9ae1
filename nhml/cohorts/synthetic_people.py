"""Who the simulated people are: age, sex, body, cycle, where and when they were drawn."""

from dataclasses import dataclass

import numpy as np

from nhml.cohorts.synthetic_parameters import Bools, Column, by_sex, parameters, stream
from nhml.panels.panel import Floats

SITES = ("north", "south", "east", "west")
_DAYS = 1461  # of the four years 2019 to 2022
_CYCLING, _AFTER = ("follicular", "ovulatory", "luteal"), "postmenopausal"


@dataclass(frozen=True)
class People:
    """Simulated people before anything is measured.

    Attributes
    ----------
    age, bmi, waist, hour, fasting : ndarray, shape (n,)
        [a], [kg/m2], [cm], hour of the draw [h], hours since the last meal [h].
    female, family, contraceptive, glucocorticoid : ndarray of bool
    phase : ndarray of str
        ``follicular``, ``ovulatory``, ``luteal``, ``postmenopausal``; empty for men.
    site, drawn_at : ndarray of str
    """

    age: Floats
    female: Bools
    bmi: Floats
    waist: Floats
    phase: Column
    contraceptive: Bools
    glucocorticoid: Bools
    family: Bools
    site: Column
    hour: Floats
    fasting: Floats
    drawn_at: Column

    def __len__(self) -> int:
        return len(self.age)

    @property
    def decades(self) -> Floats:
        """Age in decades from 50 years on."""
        return (self.age - 50.0) / 10.0

    @property
    def heavier(self) -> Floats:
        """Log body mass index over 27 kg/m2."""
        return np.log(self.bmi / 27.0)


def people(rows: int, seed: int) -> People:
    """Draw people.

    Parameters
    ----------
    rows : int
    seed : int
    """
    known, drawn = parameters(), stream(seed, "people")
    age = np.floor(drawn.uniform(known["age_youngest"], known["age_oldest"] + 1.0, rows))
    female = drawn.random(rows) < known["female_share"]
    bmi, waist = _body(age, female, drawn)
    phase = _phase(age, female, drawn)
    cycling = np.isin(phase, _CYCLING)
    hour, fasting, drawn_at = _draw(rows, drawn)
    return People(
        age=age,
        female=female,
        bmi=bmi,
        waist=waist,
        phase=phase,
        contraceptive=cycling & (drawn.random(rows) < known["ocp_share"]),
        glucocorticoid=drawn.random(rows) < known["glucocorticoid_share"],
        family=drawn.random(rows) < known["family_share"],
        site=np.array(SITES, dtype=object)[drawn.integers(0, len(SITES), rows)],
        hour=hour,
        fasting=fasting,
        drawn_at=drawn_at,
    )


def _body(age: Floats, female: Bools, drawn: np.random.Generator) -> tuple[Floats, Floats]:
    decades = (age - 50.0) / 10.0
    middle = by_sex("bmi_log", female) + by_sex("bmi_age", female) * decades
    bent = by_sex("bmi_bend", female) * decades**2
    spread = by_sex("bmi_spread", female) * drawn.standard_normal(len(age))
    bmi = np.exp(middle + bent + spread).clip(15.0, 65.0)
    waist = (
        by_sex("waist", female)
        + by_sex("waist_bmi", female) * (bmi - 27.0)
        + by_sex("waist_age", female) * decades
        + by_sex("waist_spread", female) * drawn.standard_normal(len(age))
    )
    return bmi, waist.clip(50.0, 200.0)


def _phase(age: Floats, female: Bools, drawn: np.random.Generator) -> Column:
    known = parameters()
    last = known["menopause_age"] + known["menopause_spread"] * drawn.standard_normal(len(age))
    bounds = np.cumsum([known["phase_follicular"], known["phase_ovulatory"]])
    cycle = np.array(_CYCLING, dtype=object)[np.digitize(drawn.random(len(age)), bounds)]
    return np.where(female, np.where(age >= last, _AFTER, cycle), "").astype(object)


def _draw(rows: int, drawn: np.random.Generator) -> tuple[Floats, Floats, Column]:
    """Draw most in the morning, after a fast; minutes are whole."""
    known = parameters()
    morning = drawn.random(rows) < known["morning_share"]
    early = known["morning_hour"] + known["morning_spread"] * drawn.standard_normal(rows)
    minutes = np.rint(60.0 * np.where(morning, early.clip(6.5, 11.5), drawn.uniform(13, 19, rows)))
    fasted = morning & (drawn.random(rows) < known["fasting_share"])
    fasting: Floats = np.where(fasted, drawn.uniform(9, 14, rows), drawn.uniform(0.5, 5, rows))
    day = np.datetime64("2019-01-01") + drawn.integers(0, _DAYS, rows)
    moment = day.astype("datetime64[m]") + minutes.astype("timedelta64[m]")
    hour: Floats = np.round(minutes / 60.0, 2)
    return hour, np.round(fasting, 1), np.datetime_as_string(moment, unit="m").astype(object)
