"""The page of timed series: each day drawn, its numbers, and how much they say."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from nhml.features.rhythm_frame import samples
from nhml.features.rhythm_numbers import NOT_ASSESSABLE, Number
from nhml.features.rhythm_person import PEAK, Day, OverDays, Rhythm
from nhml.knowledge import tables
from nhml.knowledge.intervals import ReferenceInterval
from nhml.panels.series import SampleProblem
from nhml.panels.series_codes import code
from nhml.reporting import html, rhythm_drawing, wording

_UNKNOWN = "not assessable"
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Cell:
    """A number in a table: what it is, what stands beside it, and letters of notes."""

    value: str
    beside: tuple[str, ...]
    notes: str


@dataclass(frozen=True)
class Line:
    """One number over the days: a row of the table."""

    label: str
    unit: str
    days: tuple[Cell, ...]
    over: Cell | None


@dataclass(frozen=True)
class Sampled:
    """One day: its name, its line, its samples, and what is to be known of them."""

    name: str
    key: Markup
    samples: tuple[tuple[str, str, str], ...]
    said: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """Everything that a page shows of one series.

    Attributes
    ----------
    subject, label, unit : str
    drawing : Markup
        Empty where no sample has a value and a time.
    bands : tuple of str
        The intervals drawn, in words; else why there is none.
    days : tuple of Sampled
    lines : tuple of Line
    notes : tuple of (str, str)
        Letters, and what they stand for.
    lost : bool
        Whether a sample has a time and no value, which the drawing marks.
    about : tuple of (str, str)
        Labels of numbers, and how much these say.
    """

    subject: str
    label: str
    unit: str
    drawing: Markup
    bands: tuple[str, ...]
    days: tuple[Sampled, ...]
    lines: tuple[Line, ...]
    notes: tuple[tuple[str, str], ...]
    lost: bool
    about: tuple[tuple[str, str], ...]


def page(rhythms: Sequence[Rhythm]) -> str:
    """Write the page: whole, without a script, fetching nothing."""
    return html.page("rhythms.html", parts=[part(one) for one in rhythms])


def part(one: Rhythm) -> Part:
    """Collect what a page shows of a series.

    Parameters
    ----------
    one : Rhythm
    """
    series, entry = one.series, tables.analytes()[one.series.analyte]
    drawn = any(rhythm_drawing.points(day, rhythm_drawing.by_clock(one)) for day in one.days)
    unit, letters = wording.unit(entry.unit), _letters(one)
    return Part(
        subject=series.subject,
        label=entry.label,
        unit=unit,
        drawing=rhythm_drawing.course(one, unit) if drawn else Markup(""),
        bands=_bands(one, unit),
        days=tuple(_sampled(day, number) for number, day in enumerate(one.days)),
        lines=tuple(_line(one, key, letters) for key in one.over_days),
        notes=tuple((at, wording.sentence(code(each).words)) for each, at in letters.items()),
        lost=bool(rhythm_drawing.lost(one)),
        about=tuple(_about(one)),
    )


def _about(one: Rhythm) -> list[tuple[str, str]]:
    """Say how much the numbers say; what several share is said once."""
    found: dict[str, list[str]] = {}
    for key in one.over_days:
        row = tables.rhythms()[key]
        found.setdefault(row.reading, []).append(row.label)
    return [("; ".join(labels), words) for words, labels in found.items()]


def _bands(one: Rhythm, unit: str) -> tuple[str, ...]:
    if not rhythm_drawing.by_clock(one):
        return ("No interval is drawn: only the time since awakening is known.",)
    shown = rhythm_drawing.bands(one)
    if not shown:
        return ("No interval is drawn: none of these hours is known to hold for this person.",)
    known = not math.isnan(one.series.person.age)
    said = [] if known else ["Age is not stated: the intervals are those of adults."]
    if any(day.course.since.size for day in one.days):
        said.append("They go by the clock: no interval by time since awakening is known.")
    return (*(_band(band, unit) for band in shown), *said)


def _band(one: ReferenceInterval, unit: str) -> str:
    start, end = one.hours or (0.0, 24.0)
    limits = wording.interval(_limit(one.low), _limit(one.high), unit, 3)
    who = ", ".join(text for text in (one.method, one.population) if text)
    source = tables.titles(one.source)
    return f"{_hour(start)} to {_hour(end)}: {limits} ({who}; {source})."


def _limit(limit: float | None) -> float:
    return math.nan if limit is None else limit


def _hour(hour: float) -> str:
    """Write an hour as the clock shows it."""
    minutes = round(hour * 60.0) % 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _sampled(day: Day, number: int) -> Sampled:
    rows = []
    for hour, minutes, value, _, sign in samples(day):
        since = "" if minutes is None else f"{minutes:+.0f} min"
        clock = "" if hour is None else _hour(hour) + (" (next day)" if hour >= 24 else "")
        rows.append((clock or since, since if clock else "", f"{sign}{wording.number(value, 3)}"))
    name = day.day if day.weekday < 0 else f"{_WEEKDAYS[day.weekday]} {day.day}"
    return Sampled(
        name=name if name != "1" else "The day",
        key=rhythm_drawing.key(number),
        samples=tuple(rows),
        said=tuple(_words(one) for one in day.said),
    )


def _letters(one: Rhythm) -> dict[str, str]:
    """Give a letter to everything that is said of numbers, in the order of the table."""
    codes: list[str] = []
    for key, over in one.over_days.items():
        codes += [each for day in one.days for each in day.numbers[key].said]
        codes += over.said if len(one.days) > 1 else ()
    return {one: wording.letters(at) for at, one in enumerate(dict.fromkeys(codes), start=1)}


def _words(one: SampleProblem) -> str:
    where = f"row {one.row} of the file, {one.column}: " if one.row else ""
    return wording.sentence(where + code(one.code).words)


def _line(one: Rhythm, key: str, letters: Mapping[str, str]) -> Line:
    row, over = tables.rhythms()[key], one.over_days[key]
    return Line(
        label=row.label,
        unit="" if key == PEAK else wording.unit(over.unit).replace(".h", "·h"),
        days=tuple(_cell(key, day.numbers[key], letters) for day in one.days),
        over=_over(key, over, letters) if len(one.days) > 1 else None,
    )


def _cell(key: str, one: Number, letters: Mapping[str, str]) -> Cell:
    notes = " ".join(letters[each] for each in one.said)
    if one.status == NOT_ASSESSABLE:
        return Cell(_UNKNOWN, (), notes)
    told = _hour if key == PEAK else _three
    within = [] if math.isnan(one.low) else [f"{told(one.low)} to {told(one.high)} (95 %)"]
    reading = one.reading.replace(one.unit, wording.unit(one.unit))
    read = [wording.sentence(reading)] if reading else []
    return Cell(told(one.value), (*within, *read), notes)


def _over(key: str, one: OverDays, letters: Mapping[str, str]) -> Cell:
    if one.status == NOT_ASSESSABLE:
        return Cell(_UNKNOWN, (), "")
    notes = " ".join(letters[each] for each in one.said)
    told = _hour if key == PEAK else _three
    if one.days == 1:
        return Cell(told(one.mean), ("of one day",), notes)
    if one.pooled:
        return _cell(key, Number(one.mean, one.unit, one.low, one.high, one.status, one.said,
                                 one.reading), letters)  # fmt: skip
    spread = f"{told(one.low)} to {told(one.high)} over {one.days} days"
    deviation = "" if key == PEAK else f", SD {_three(one.sd)}"
    read = [wording.sentence(one.reading)] if one.reading else []
    return Cell(told(one.mean), (spread + deviation, *read), notes)


def _three(value: float) -> str:
    return wording.number(value, 3).replace("-", "−")
