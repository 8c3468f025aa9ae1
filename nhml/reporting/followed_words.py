"""How a change, a date that is due and a response are said: after, never because of."""

import math
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pandas as pd

from nhml.features import change, comparable, response, symptom_change
from nhml.features.courses import Taken
from nhml.features.monitoring import NOTHING, OVERDUE, Due
from nhml.features.response import Half, Response
from nhml.reporting import labels, wording

_AGAINST = {
    "previous": "against the one before",
    "first": "against the first",
    "mean": "against the mean of {} earlier ones",
}


def changed(row: pd.Series, against: str = "") -> str:
    """Say what one row of `nhml.features.change.changes` says.

    Parameters
    ----------
    row : Series
    against : str, optional
        What it was held against, in words.
    """
    if row["verdict"] == change.UNKNOWN:
        return f"not assessable: {reasons(row['reasons'])}"
    against = against or _AGAINST[row["against"]].format(row["results"])
    within = f"noise is {signed(row['limit_down'])} to {signed(row['limit_up'])} %"
    return f"{briefly(row)} {against} ({within})"


def briefly(row: pd.Series) -> str:
    """Say the verdict on a change, and how large it is."""
    if row["verdict"] == change.UNKNOWN:
        return f"not assessable: {reasons(row['reasons'])}"
    percent = row["change_percent"]
    if not math.isnan(percent):
        return f"{row['verdict']}: {signed(percent)} %"
    way = f"{row['direction']}, beyond a limit of the measurement"
    return f"{row['verdict']}: {way if row['direction'] else 'beyond a limit of the measurement'}"


def between(flags: str) -> str:
    """Say which therapies began or ended between two draws; nothing for none."""
    told = [labels.of(name) for name in flags.split(", ") if name]
    return f"began or ended in between: {wording.listed(told)}" if told else ""


def noise(row: pd.Series) -> str:
    """Say what is noise between two draws."""
    limits = f"{signed(row['limit_down'])} to {signed(row['limit_up'])} %"
    return "" if math.isnan(row["limit_up"]) else f"{limits} between two draws is noise"


def felt(row: pd.Series, against: str = "") -> str:
    """Say what one row of `nhml.features.symptom_change.symptom_changes` says."""
    if row["verdict"] == symptom_change.UNKNOWN:
        why = symptom_change.REASONS[row["reasons"]]
        return f"not assessable: {why} ({signed(row['change'])} points)"
    against = against or _AGAINST[row["against"]]
    matters = f"the smallest change that matters is {wording.number(row['mcid'])}"
    return f"{felt_briefly(row)} {against} ({matters})"


def felt_briefly(row: pd.Series) -> str:
    """Say the verdict on a total, and how far it moved."""
    if row["verdict"] == symptom_change.UNKNOWN:
        return felt(row)
    return f"{row['verdict']}: {signed(row['change'])} points"


def reasons(codes: str) -> str:
    """Say codes of reasons in words."""
    known = comparable.reasons()
    return "; ".join(known[code] for code in codes.split(", ") if code)


def signed(value: float) -> str:
    """Write a change with its sign: to a whole number from ten on, else to a tenth."""
    if not math.isfinite(value):
        return "not known"
    digits = 0 if abs(value) >= 9.95 else 1
    text = f"{abs(value):.{digits}f}"
    text = text.removesuffix(".0")
    return text if float(text) == 0 else f"{'−' if value < 0 else '+'}{text}"


def took(one: Taken) -> str:
    """Say since when somebody took something, as far as panels tell."""
    if one.stated:
        begun = f"started or last changed on {one.started}, as stated"
    elif one.after is not None:
        begun = f"started between {one.after} and {one.started}"
    else:
        begun = f"started on {one.started} at the latest: the first draw that tells of it"
    return f"{begun}; stopped by {one.stopped}" if one.stopped else begun


def owed(one: Due) -> str:
    """Say what is due and when."""
    if one.status == NOTHING:
        return "measured as asked; the table asks for no more"
    return f"overdue by {ago(one.overdue_days)}" if one.status == OVERDUE else one.status


def ago(days: int) -> str:
    """Say days as people do."""
    if days < 14:
        return f"{days} day{'s' if days != 1 else ''}"
    if days < 120:
        return f"{days // 7} weeks"
    return f"{round(days / 30.44)} months" if days < 730 else f"{days / 365.25:.1f} years"


def answered(one: Response) -> str:
    """Say whether a response can be called, and which half is missing."""
    if one.called:
        return "A response can be called: hormone and symptoms both changed as the table asks."
    missing = [
        f"the {name} half is {half.verdict}"
        for name, half in (("hormone", one.hormone), ("symptom", one.symptoms))
        if half.verdict != response.MET
    ]
    return f"No response can be called: {' and '.join(missing)}."


def hormone_half(one: Response, days: str) -> str:
    """Say what the hormones show, and what they were held against.

    Parameters
    ----------
    one : Response
    days : str
        Of the two draws: ``from 2024-01-08 to 2024-06-17``.
    """
    target = one.taken.course.target_words
    wanted = f" Target: {target}." if target else ""
    rows = one.hormone.changes
    found = "; ".join(f"{labels.of(row['analyte'])}: {changed(row, days)}" for row in rows)
    flags = [name for name in rows[0]["therapy"].split(", ") if name] if rows else []
    others = between(", ".join(name for name in flags if name not in one.taken.course.taken))
    also = f" Another therapy {others}." if others else ""
    later = " Later draws cannot be judged." if one.skipped else ""
    return f"{_why(one.hormone, one.due)}.{wanted}{f' {found}.' if found else ''}{later}{also}"


def symptom_half(one: Response, days: str) -> str:
    """Say what the questionnaires show."""
    rows = one.symptoms.changes
    found = "; ".join(f"{labels.of(row['instrument'])}: {felt(row, days)}" for row in rows)
    return f"{_why(one.symptoms, one.due)}.{f' {found}.' if found else ''}"


def _why(half: Half, due: date) -> str:
    words = response.REASONS[half.why]
    if half.why == "too_soon":
        words = f"{words} ({due})"
    return f"{half.verdict}: {words}"


def trend(values: Sequence[float]) -> str:
    """Say how values run, as numbers: whether any step is noise is said beside each."""
    steps = [after - before for before, after in pairwise(values)]
    if len(steps) < 2:
        return ""
    if all(step > 0 for step in steps):
        return f"higher at each of {len(steps)} draws after the first"
    if all(step < 0 for step in steps):
        return f"lower at each of {len(steps)} draws after the first"
    return "up and down"
