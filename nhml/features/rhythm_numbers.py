"""The numbers of one day of a series, each with what was wanting for it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from nhml.features import rhythm_bands
from nhml.features.rhythm import Floats, auc_ground, auc_increase, log_slope, mean_increase
from nhml.features.rhythm_cosinor import Cosinor, cosinor
from nhml.knowledge import tables
from nhml.panels.panel import BELOW_LIMIT
from nhml.panels.series import Person

READ, DOUBT, NOT_ASSESSABLE = "read", "doubtful", "not_assessable"
_RESPONSE = (15.0, 30.0, 45.0)  # minutes after awakening
_EDGE = 1e-6  # minutes and hours that rounding may add
_SHOWN = 0.05


class Number(NamedTuple):
    """One number of a day.

    Attributes
    ----------
    value : float
        NaN where it cannot be told.
    unit : str
        UCUM.
    low, high : float
        Confidence limits (95 %), NaN where there are none. Those of an hour may stand
        across midnight: from 23 to 1.
    status : str
        `READ`, `DOUBT` or `NOT_ASSESSABLE`.
    said : tuple of str
        Why: keys of `nhml.panels.series_codes.SERIES`.
    reading : str
        What there is beside the number, in words.
    """

    value: float
    unit: str
    low: float = math.nan
    high: float = math.nan
    status: str = READ
    said: tuple[str, ...] = ()
    reading: str = ""


@dataclass(frozen=True)
class Course:
    """One day of a series: the samples that have a value, in the order of their times.

    Attributes
    ----------
    times, clock, since, values : ndarray, shape (n,)
        As in `nhml.panels.series.Series`; a value below detection is its limit over the
        root of two.
    censored : ndarray of int8, shape (n,)
    missing : int
        Samples of the day that have no value.
    weekday : int
    analyte : str
    person : Person
    """

    times: Floats
    clock: Floats
    since: Floats
    values: Floats
    censored: npt.NDArray[np.int8]
    missing: int
    weekday: int
    analyte: str
    person: Person

    @property
    def unit(self) -> str:
        """Give the canonical unit."""
        return tables.analytes()[self.analyte].unit

    def doubts(self, rows: Sequence[int] | None = None) -> tuple[str, ...]:
        """Say what is to be known of the values of some samples, or of all of them."""
        signs = self.censored if rows is None else self.censored[list(rows)]
        return tuple(
            code
            for code, holds in (
                ("sample_missing", rows is None and self.missing > 0),
                ("below_detection", bool((signs < 0).any())),
                ("above_limit", bool((signs > 0).any())),
            )
            if holds
        )


def filled(values: Floats, censored: npt.NDArray[np.int8]) -> Floats:
    """Put the limit of detection over the root of two where a value lies below it."""
    return np.where(censored < 0, values * BELOW_LIMIT, values)


def numbers(course: Course) -> dict[str, Number]:
    """Give every number of ``rhythms.csv`` that is known for the analyte of a day."""
    found = {**_areas(course), **_response(course), **_slope(course), **_late(course)}
    found |= around(course)
    return {key: found[key] for key, one in tables.rhythms().items() if one.of(course.analyte)}


def _none(unit: str, *said: str) -> Number:
    return Number(math.nan, unit, status=NOT_ASSESSABLE, said=said)


def _told(value: float, unit: str, said: Iterable[str], notes: Iterable[str] = ()) -> Number:
    doubts = tuple(dict.fromkeys(said))
    return Number(value, unit, status=DOUBT if doubts else READ, said=(*doubts, *notes))


def _few(size: int, least: float) -> str:
    """Say that there are too few samples, if there are."""
    if size >= least:
        return ""
    return "single_sample" if size == 1 else "too_few"


def _distinct(times: Floats) -> int:
    return len(set(times.tolist()))


def _areas(course: Course) -> dict[str, Number]:
    above, per, below = course.unit.partition("/")
    unit = f"{above}.h{per}{below}"
    few = _few(_distinct(course.times), tables.rhythm_limits()["area_samples"])
    if few:
        return dict.fromkeys(("auc_g", "auc_i"), _none(unit, few))
    notes = _equal(course.values)
    return {
        name: _told(area(course.times, course.values), unit, course.doubts(), notes)
        for name, area in (("auc_g", auc_ground), ("auc_i", auc_increase))
    }


def _equal(values: Floats) -> tuple[str, ...]:
    return ("all_equal",) if len(values) > 1 and (values == values[0]).all() else ()


def _response(course: Course) -> dict[str, Number]:
    """Read the awakening response, if samples were taken when they should be."""
    unit, limits = course.unit, tables.rhythm_limits()
    names = ("car_delta30", "car_mninc")
    if np.isnan(course.since).all():
        return dict.fromkeys(names, _none(unit, "awakening_unknown"))
    minutes = 60.0 * course.since
    first = _nearest(minutes, 0.0, 0.0, limits["awakening_within"])
    if first is None:
        return dict.fromkeys(names, _none(unit, "first_sample_late"))
    within = limits["response_within"]
    later = [_nearest(minutes, at, within, within, after=first) for at in _RESPONSE]
    lacks = [
        code
        for code, at in (("sample_30_missing", later[1]), ("sample_45_missing", later[2]))
        if at is None
    ]
    return {
        "car_delta30": _rise(
            course, first, later[1:2], lacks, needed=lacks[:1] if later[1] is None else []
        ),
        "car_mninc": _rise(course, first, later, lacks, needed=lacks),
    }


def _rise(
    course: Course, first: int, later: Sequence[int | None], lacks: list[str], needed: list[str]
) -> Number:
    if needed:
        return _none(course.unit, *needed)
    rows = [at for at in later if at is not None]
    rise = mean_increase(course.values[first], course.values[rows])
    weekend = ["weekend"] if course.weekday >= 5 else []
    return _told(rise, course.unit, [*lacks, *course.doubts([first, *rows]), *weekend])


def _nearest(
    minutes: Floats, at: float, before: float, after_it: float, after: int | None = None
) -> int | None:
    """Find the sample nearest to a minute, within so many before and after it."""
    away = minutes - at
    fits = (away >= -before - _EDGE) & (away <= after_it + _EDGE)
    if after is not None:
        fits[: after + 1] = False
    return int(np.argmin(np.where(fits, np.abs(away), np.inf))) if fits.any() else None


def _slope(course: Course) -> dict[str, Number]:
    limits, unit = tables.rhythm_limits(), tables.rhythms()["diurnal_slope"].unit
    since, doubts = course.since, list(course.doubts())
    if np.isnan(since).all():
        since, doubts = course.times - course.times[:1].sum(), [*doubts, "awakening_assumed"]
    minutes = 60.0 * since
    response = minutes > limits["awakening_within"] + _EDGE
    response &= minutes <= _RESPONSE[-1] + limits["response_within"] + _EDGE
    zero = course.values <= 0
    doubts += ["zero_in_log"] if (zero & ~response).any() else []
    kept = ~(response | zero)
    at, of = since[kept], course.values[kept]
    few = _few(_distinct(at), limits["slope_samples"])
    if few:
        lost = ["zero_in_log"] if "zero_in_log" in doubts else []
        return {"diurnal_slope": _none(unit, few, *lost)}
    if np.ptp(at) < limits["slope_hours"] - _EDGE:
        return {"diurnal_slope": _none(unit, "too_short")}
    slope = log_slope(at, of)
    change = f"{'falls' if slope < 0 else 'rises'} by {abs(math.expm1(slope)):.1%} an hour"
    made = _told(slope, unit, doubts, _equal(of))
    return {"diurnal_slope": made._replace(reading=change.replace("%", " %") if slope else "")}


def _late(course: Course) -> dict[str, Number]:
    """Read the value of late in the evening, beside its interval where one holds."""
    unit, one = course.unit, rhythm_bands.late_night(course.analyte)
    if one is None or one.hours is None:
        return {"late_night": _none(unit, "no_late_hours")}
    if np.isnan(course.clock).all():
        return {"late_night": _none(unit, "clock_unknown")}
    at = tables.rhythm_limits()["late_night_at"]
    within = (course.clock >= one.hours[0] - _EDGE) & (course.clock <= one.hours[1] + _EDGE)
    if not within.any():
        return {"late_night": _none(unit, "no_late_sample")}
    row = int(np.argmin(np.where(within, np.abs(course.clock - at), np.inf)))
    made = _told(float(course.values[row]), unit, course.doubts([row]))
    if one not in rhythm_bands.holding(course.analyte, course.person):
        return {"late_night": made._replace(said=(*made.said, "no_interval"))}
    sign = int(course.censored[row])
    limit = float(course.values[row]) / (BELOW_LIMIT if sign < 0 else 1.0)
    notes = () if not math.isnan(course.person.age) else ("age_unknown",)
    words = _placed(rhythm_bands.place(limit, sign, one), f"{one.high:g} {unit} ({one.method})")
    if sign < 0:
        words = f"less than {limit:.3g} {unit}; {words}"
    return {"late_night": made._replace(said=(*made.said, *notes), reading=words)}


def _placed(place: str, limit: str) -> str:
    if not place:
        return f"on which side of the limit of {limit} cannot be told"
    return f"{place} the limit of {limit}"


def around(course: Course) -> dict[str, Number]:
    """Read the cosinor, if samples go around the clock."""
    clock = not np.isnan(course.clock).any()
    at = course.clock if clock else course.times
    why, unit = _not_around(at), course.unit
    names = {"cosinor_mesor": unit, "cosinor_amplitude": unit, "cosinor_peak_h": "h"}
    if why:
        return {name: _none(of, why) for name, of in names.items()}
    found, doubts = cosinor(at, course.values), course.doubts()
    shown = "p < 0.001" if found.p < 0.001 else f"p = {found.p:.2g}"
    reading = f"zero-amplitude test: {shown}; {found.explained:.0%} of the variance explained"
    weak = (*doubts, *(("no_rhythm_shown",) if found.p >= _SHOWN else ()))
    made = {
        "cosinor_mesor": _with(_told(found.mesor, unit, doubts), found.mesor_interval),
        "cosinor_amplitude": _with(_told(found.amplitude, unit, weak), found.amplitude_interval),
        "cosinor_peak_h": _peak(found, weak, clock),
    }
    equal = _equal(course.values)
    return {
        name: one._replace(reading=reading.replace("%", " %"), said=(*one.said, *equal))
        for name, one in made.items()
    }


def _with(one: Number, limits: tuple[float, float]) -> Number:
    return one._replace(low=limits[0], high=limits[1])


def _peak(found: Cosinor, doubts: tuple[str, ...], clock: bool) -> Number:
    if not clock:
        return _none("h", "clock_unknown")
    if math.isnan(found.peak):
        return _none("h", *doubts)
    low, high = (one % 24.0 for one in found.peak_interval)
    return _with(_told(found.peak, "h", doubts), (low, high))


def _not_around(hours: Floats) -> str:
    """Say why samples do not go around the clock, if they do not."""
    limits = tables.rhythm_limits()
    at = np.unique(hours % 24.0)
    few = _few(len(at), limits["cosinor_samples"])
    if few or not len(at):
        return few
    longest = float(np.diff(at, append=at[0] + 24.0).max())
    return "gap_too_long" if longest > limits["cosinor_gap"] + _EDGE else ""
