"""Whether a response to a therapy can be called: hormone and symptoms, both or none.

What changed after a therapy began need not have changed because of it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from nhml.features import change, symptom_change
from nhml.features.courses import Taken, baseline
from nhml.features.draws import Draws
from nhml.features.monitoring import later
from nhml.knowledge import tables
from nhml.knowledge.following import Course
from nhml.panels import expressions, totals
from nhml.panels.panel import Panels

MET, NOT_MET, UNKNOWN = "met", "not met", "not assessable"


class Half(NamedTuple):
    """One half of a response.

    Attributes
    ----------
    verdict : str
        ``met``, ``not met`` or ``not assessable``.
    why : str
        Code of `REASONS`.
    changes : tuple of Series
        Rows of `nhml.features.change.changes` or `symptom_changes` that it rests on.
    """

    verdict: str
    why: str
    changes: tuple["pd.Series", ...] = ()


class Response(NamedTuple):
    """What can be said of the response to one therapy.

    Attributes
    ----------
    taken : Taken
    called : bool
        True only where both halves are met.
    first, last : int or None
        Positions of the draw before the start, and of the latest on therapy whose hormones
        can be judged; where none can, of the latest.
    due : date
        Before this day no response is judged.
    skipped : int
        How many later draws on therapy were passed over.
    hormone, symptoms : Half
    """

    taken: Taken
    called: bool
    first: int | None
    last: int | None
    due: date
    skipped: int
    hormone: Half
    symptoms: Half


REASONS = {
    "reached": "really changed, and the target is met",
    "no_target": "the table states no target as a number",
    "no_before": "no draw before the start",
    "too_soon": "no draw on therapy from the day on which it is judged",
    "not_measured": "not measured before and on therapy",
    "outside": "the target says nothing in this person",
    "target_unknown": "whether the target is met cannot be told",
    "met_before": "the target was met before the start",
    "target_missed": "the target is not met",
    "noise": "the change is within noise",
    "change_unknown": "whether the change is more than noise cannot be told",
    "improved": "improved by at least the smallest change that matters",
    "worse": "worse by at least the smallest change that matters",
    "less": "changed by less than the smallest that matters",
    "no_total": "no questionnaire total before and on therapy",
    "mcid_unknown": "the smallest change that matters is not known",
}

_VERDICTS = {"reached": MET, "target_missed": NOT_MET, "met_before": NOT_MET, "noise": NOT_MET}


def responses(
    panels: Panels,
    when: Draws,
    taken: Sequence[Taken],
    as_of: date,
    analytical: Mapping[str, float] | None = None,
) -> tuple[Response, ...]:
    """Judge the response of one person to each therapy that is taken.

    A response is called only where the hormone change is real and reaches the target of
    ``courses.csv``, and a symptom change reaches the smallest that matters.

    Parameters
    ----------
    panels : Panels
        Of one person.
    when : Draws
        Of these panels.
    taken : sequence of Taken
    as_of : date
        Draws after this day are not looked at.
    analytical : mapping of str to float, optional
        The laboratory's own coefficients of variation [%].
    """
    return tuple(
        _response(panels, when, one, as_of, analytical) for one in taken if one.stopped is None
    )


def _response(
    panels: Panels,
    when: Draws,
    one: Taken,
    as_of: date,
    analytical: Mapping[str, float] | None,
) -> Response:
    due = later(one.started, one.course.earliest)
    first = baseline(one, panels, when)
    rows = np.array(one.rows, dtype=np.intp)
    ripe = rows[(when.day[rows] >= np.datetime64(due)) & (when.day[rows] <= np.datetime64(as_of))]
    if first is None or not len(ripe):
        half = Half(UNKNOWN, "no_before" if first is None else "too_soon")
        hormone = half if one.course.target else Half(UNKNOWN, "no_target")
        return Response(one, False, first, None, due, 0, hormone, half)
    judged = [(row, _hormone(panels, one, first, row, analytical)) for row in ripe[::-1].tolist()]
    told = [(row, half) for row, half in judged if half.verdict != UNKNOWN]
    last, hormone = (told or judged)[0]  # the latest draw that says anything
    symptoms = _symptoms(panels, one, first, last)
    called = hormone.verdict == symptoms.verdict == MET
    skipped = int(np.flatnonzero(ripe[::-1] == last)[0])
    return Response(one, called, first, last, due, skipped, hormone, symptoms)


def _hormone(
    panels: Panels, one: Taken, first: int, last: int, analytical: Mapping[str, float] | None
) -> Half:
    course, pair = one.course, panels.take([first, last])
    if why := _unread(course, pair):
        return Half(UNKNOWN, why)
    found = tuple(change.compare(panels, key, first, last, analytical) for key in course.analytes)
    before, after = expressions.evaluate(course.target, pair)
    verdicts = {row["verdict"] for row in found}
    codes = {
        "target_unknown": np.isnan(before) or np.isnan(after),
        "target_missed": after != 1.0,
        "met_before": before == 1.0,
        "change_unknown": change.UNKNOWN in verdicts,
        "noise": change.NOISE in verdicts,
        "reached": True,
    }
    code = next(code for code, holds in codes.items() if holds)
    return Half(_VERDICTS.get(code, UNKNOWN), code, found)


def _unread(course: Course, pair: Panels) -> str:
    """Say why nothing can be read from the hormones of two draws; empty where it can."""
    if not course.target:
        return "no_target"
    if course.unless and (expressions.evaluate(course.unless, pair) == 1.0).any():
        return "outside"
    unknown = any(np.isnan(pair.number(key)).any() for key in course.analytes)
    return "not_measured" if unknown else ""


def _symptoms(panels: Panels, one: Taken, first: int, last: int) -> Half:
    """Judge by the questionnaires of the table where one can be read, else by any other."""
    pair = panels.take([first, last])
    known = [key for key in tables.instruments() if not np.isnan(totals.total(key, pair)).any()]
    found = {key: symptom_change.compare(panels, key, first, last) for key in known}
    read = {key: row for key, row in found.items() if row["verdict"] != symptom_change.UNKNOWN}
    rows = tuple({key: read[key] for key in one.course.instruments if key in read}.values())
    rows = rows or tuple(read.values())
    if not rows:
        return Half(UNKNOWN, "mcid_unknown" if found else "no_total", tuple(found.values()))
    verdicts = {row["verdict"] for row in rows}
    if symptom_change.WORSE in verdicts:
        return Half(NOT_MET, "worse", rows)
    improved = symptom_change.BETTER in verdicts
    return Half(MET, "improved", rows) if improved else Half(NOT_MET, "less", rows)
