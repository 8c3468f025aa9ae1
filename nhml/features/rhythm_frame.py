"""Rhythms as a frame and as plain data."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from nhml.features import rhythm_person
from nhml.features.rhythm_numbers import NOT_ASSESSABLE, READ, Number
from nhml.features.rhythm_person import Day, OverDays, Rhythm
from nhml.knowledge import tables
from nhml.panels import numbers, series
from nhml.panels.panel import BELOW_LIMIT
from nhml.panels.series import SampleProblem, Series
from nhml.panels.series_codes import code

COLUMNS = (
    "subject_id", "analyte", "day", "feature", "value", "unit", "low", "high", "interval",
    "status", "reasons", "reading",
)  # fmt: skip
_SIGNS = {-1: "<", 0: "", 1: ">"}
_SAMPLE = ("hour", "minutes_since_awakening", "value", "unit", "comparator")
SAMPLES, ALL = "samples", "all"  # a feature, and a day, that are none of their kind


def rhythm(
    frame: pd.DataFrame, units: Mapping[str, str] | None = None, *, analyte: str | None = None
) -> pd.DataFrame:
    """Read timed series: areas, awakening response, slope, late-night value, cosinor.

    Parameters
    ----------
    frame : DataFrame
        In long form, a row a sample: ``subject_id`` (or ``panel_id``), ``analyte`` (or
        ``loinc``), ``value``, ``unit``, ``time`` (``2024-05-31T07:30``, ``07:30``, or
        minutes since awakening), and if known ``comparator``, ``woke_at``, ``day``,
        ``age``, ``sex``, ``pregnant``. Or a panel frame with ``subject_id`` and
        ``drawn_at`` or ``sample_hour``.
    units : mapping of str to str, optional
        Units stated once for analytes.
    analyte : str, optional
        Only this one; else all that have a course.

    Returns
    -------
    DataFrame
        A row a person, day and feature of ``rhythms.csv``: ``value`` [``unit``], ``low``
        and ``high`` with what they are in ``interval``, ``status`` (``read``,
        ``doubtful``, ``not_assessable``), ``reasons`` (words with codes), ``reading``. A
        row ``samples`` a day counts what was read and says what is wrong with samples;
        where there are several days, the day ``all`` holds means with the lowest and
        the highest day.

    Raises
    ------
    PanelError
        If the frame cannot be read as series.

    Examples
    --------
    >>> times = ["07:00", "07:30", "07:45", "12:00", "18:00", "23:00"]
    >>> found = rhythm(pd.DataFrame({
    ...     "subject_id": "a", "analyte": "cortisol_saliva", "time": times, "woke_at": "07:00",
    ...     "value": [12.0, 22.0, 19.0, 7.0, 4.5, 2.0], "unit": "nmol/L",
    ... }))
    >>> float(found.set_index("feature").loc["diurnal_slope", "value"].round(4))
    -0.1073
    """
    return table(read(series.series(frame, units, analyte)))


def read(found: Iterable[Series]) -> list[Rhythm]:
    """Read several series."""
    return [rhythm_person.read(one) for one in found]


def table(rhythms: Iterable[Rhythm]) -> pd.DataFrame:
    """Write rhythms as a frame, as `rhythm` gives it."""
    rows = [row for one in rhythms for row in _rows(one)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(one: Rhythm) -> Iterator[tuple[object, ...]]:
    who = (one.series.subject, one.series.analyte)
    for day in one.days:
        status = NOT_ASSESSABLE if not len(day.course.times) else _status(day)
        said = "; ".join(written(problem) for problem in day.said)
        counted = (len(day.course.times), "", math.nan, math.nan, "", status, said, "")
        yield (*who, day.day, SAMPLES, *counted)
        for key, number in day.numbers.items():
            yield (*who, day.day, key, *_cells(number))
    if len(one.days) > 1:
        for key, over in one.over_days.items():
            yield (*who, ALL, key, *_over_cells(over))


def _status(day: Day) -> str:
    return "doubtful" if day.course.missing else READ


def _cells(one: Number) -> tuple[object, ...]:
    interval = "" if math.isnan(one.low) else "95 %"
    limits = (_digits(one.low), _digits(one.high), interval)
    return (_digits(one.value), one.unit, *limits, one.status, _reasons(one.said), one.reading)


def _over_cells(one: OverDays) -> tuple[object, ...]:
    days = f"lowest and highest of {one.days} days" if one.days > 1 else ""
    days = "95 %" if one.pooled else days
    low, high = (_digits(one.low), _digits(one.high)) if one.days > 1 else (math.nan, math.nan)
    spread = "" if math.isnan(one.sd) else f"SD {one.sd:.4g}"
    words = "; ".join(text for text in (spread, one.reading) if text)
    reasons = _reasons(one.said)
    return (_digits(one.mean), one.unit, low, high, days, one.status, reasons, words)


def _reasons(said: Sequence[str]) -> str:
    return "; ".join(f"{code(one).words} [{one}]" for one in said)


def written(one: SampleProblem) -> str:
    """Write what is said of a sample: its row, its column, words and code."""
    where = f"row {one.row}, {one.column}: " if one.row else ""
    return f"{where}{code(one.code).words} [{one.code}]"


def plain(one: Rhythm) -> dict[str, Any]:
    """Write a rhythm as plain data: what JSON holds; what is not known is None."""
    return {
        "subject_id": one.series.subject,
        "analyte": one.series.analyte,
        "days": [
            {
                "day": day.day,
                "samples": [dict(zip(_SAMPLE, row, strict=True)) for row in samples(day)],
                "features": {key: _plain_number(number) for key, number in day.numbers.items()},
                "said": [
                    {"row": said.row or None, "column": said.column, "code": said.code,
                     "words": code(said.code).words, "cure": code(said.code).cure}
                    for said in day.said
                ],
            }
            for day in one.days
        ],
        "over_days": {key: _plain_over(over) for key, over in one.over_days.items()},
        "about": {key: tables.rhythms()[key].reading for key in one.over_days},
    }  # fmt: skip


def samples(day: Day) -> list[tuple[float | None, float | None, float, str, str]]:
    """List the samples of a day that have a value.

    Parameters
    ----------
    day : Day

    Returns
    -------
    list of tuple
        Hour of the clock, past 24 after midnight [h]; time since awakening [min]; value
        as it was sent, in the canonical unit; that unit; ``<`` or ``>`` before it.
    """
    course = day.course
    sent = np.where(course.censored < 0, course.values / BELOW_LIMIT, course.values)
    return [
        (_known(hour), _known(60.0 * since), value, course.unit, _SIGNS[sign])
        for hour, since, value, sign in zip(
            course.clock.tolist(), course.since.tolist(), numbers.rounded(sent).tolist(),
            course.censored.tolist(), strict=True,
        )
    ]  # fmt: skip


def _plain_number(one: Number) -> dict[str, Any]:
    return {
        "value": _known(one.value),
        "unit": one.unit,
        "low": _known(one.low),
        "high": _known(one.high),
        "status": one.status,
        "said": _plain_said(one.said),
        "reading": one.reading,
    }


def _plain_over(one: OverDays) -> dict[str, Any]:
    return {
        "mean": _known(one.mean),
        "sd": _known(one.sd),
        "lowest": _known(one.low),
        "highest": _known(one.high),
        "days": one.days,
        "pooled": one.pooled,
        "unit": one.unit,
        "status": one.status,
        "said": _plain_said(one.said),
        "reading": one.reading,
    }


def _plain_said(said: Sequence[str]) -> list[dict[str, str]]:
    return [{"code": one, "words": code(one).words} for one in said]


def _known(value: float) -> float | None:
    return _digits(value) if math.isfinite(value) else None


def _digits(value: float) -> float:
    """Keep the digits that mean something: eight, as values of panels have."""
    return float(f"{value:.8g}")
