"""How a change, a date that is due and a response are said: after, never because of."""

import math
from collections.abc import Sequence
from datetime import date

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


def changed(row: pd.Series) -> str:
    """Say what one row of `nhml.features.change.changes` says."""
    if row["verdict"] == change.UNKNOWN:
        return f"not assessable: {reasons(row['reasons'])}"
    against = _AGAINST[row["against"]].format(row["results"])
    within = f"noise is {signed(row['limit_down'])} to {signed(row['limit_up'])} %"
    percent = row["change_percent"]
    if math.isnan(percent):
        how = f"{row['direction']}, by more than that" if row["direction"] else "how far is not known"
    else:
        how = f"{signed(percent)} %"
    return f"{row['verdict']}: {how} {against} ({within})"


def felt(row: pd.Series) -> str:
    """Say what one row of `nhml.features.symptom_change.symptom_changes` says."""
    if row["verdict"] == symptom_change.UNKNOWN:
        why = symptom_change.REASONS[row["reasons"]]
        return f"not assessable: {why} ({signed(row['change'])} points)"
    against = _AGAINST[row["against"]]
    matters = f"the smallest change that matters is {wording.number(row['mcid'])}"
    return f"{row['verdict']}: {signed(row['change'])} points {against} ({matters})"


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
    between = f"{one.earliest} to {one.latest}" if one.earliest != one.latest else str(one.latest)
    if one.status == OVERDUE:
        return f"overdue by {ago(one.overdue_days)}: it was due {between}"
    return f"{one.status}: {between}"


def ago(days: int) -> str:
    """Say days as people do."""
    if days < 14:
        return f"{days} day{'s' if days != 1 else ''}"
    if days < 120:
        return f"{days // 7} weeks"
    return f"{round(days / 30.44)} months" if days < 730 else f"{days / 365.25:.1f} years"


def answered(one: Response) -> str:
    """Say whether a response can be called, and which half is missing."""
    after = f"after {one.taken.course.label.lower()} began or was changed"
    if one.called:
        return f"A response can be called: both halves are met {after}. That is no proof of what brought it about."
    missing = [
        f"the {name} half is {half.verdict}"
        for name, half in (("hormone", one.hormone), ("symptom", one.symptoms))
        if half.verdict != response.MET
    ]
    return f"No response can be called: {' and '.join(missing)}."


def hormone_half(one: Response) -> str:
    """Say what the hormones show, and what they were held against."""
    target = one.taken.course.target_words
    wanted = f" Target: {target}." if target else ""
    found = "; ".join(f"{labels.of(row['analyte'])} {changed(row)}" for row in one.hormone.changes)
    return f"{_why(one.hormone, one.due)}.{wanted}{f' {found}.' if found else ''}"


def symptom_half(one: Response) -> str:
    """Say what the questionnaires show."""
    found = "; ".join(f"{labels.of(row['instrument'])} {felt(row)}" for row in one.symptoms.changes)
    return f"{_why(one.symptoms, one.due)}.{f' {found}.' if found else ''}"


def _why(half: Half, due: date) -> str:
    words = response.REASONS[half.why]
    if half.why == "too_soon":
        words = f"{words} ({due})"
    return wording.sentence(f"{half.verdict}: {words}").rstrip(".")


def trend(values: Sequence[float]) -> str:
    """Say how values run, as numbers: whether any step is noise is said beside each."""
    steps = [after - before for before, after in zip(values, values[1:], strict=False)]
    if len(steps) < 2:
        return ""
    if all(step > 0 for step in steps):
        return f"higher at each of {len(steps)} draws after the first"
    if all(step < 0 for step in steps):
        return f"lower at each of {len(steps)} draws after the first"
    return "up and down"
