"""Values and totals of one person over time, each as a line of its page."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from nhml.features import change, symptom_change, variation
from nhml.features.draws import Draws
from nhml.features.intervals import usual
from nhml.knowledge import tables
from nhml.panels import totals
from nhml.panels.panel import Panels
from nhml.reporting import followed_words, labels, lines, wording
from nhml.reporting.following import Change, Line, Point
from nhml.reporting.sent import Sent, measured

_KINDS = {
    change.REAL: "real", change.NOISE: "noise", change.UNKNOWN: "unknown",
    symptom_change.BETTER: "real", symptom_change.WORSE: "real", symptom_change.LESS: "noise",
}  # fmt: skip
_ORDER = ("real", "noise", "unknown", "first")


@dataclass(frozen=True)
class Person:
    """The panels of one person, and what is said of their changes.

    Attributes
    ----------
    cells : DataFrame
        The rows of the panel frame as sent.
    panels : Panels
        The same rows, in canonical units.
    when : Draws
    rows : tuple of int
        Usable panels: dated ones in order, then those without a time.
    changes, felt : DataFrame
        Of these panels, as `nhml.features.change` and `symptom_change` give them.
    units : mapping of str to str
        Units stated once for whole columns.
    """

    cells: pd.DataFrame
    panels: Panels
    when: Draws
    rows: tuple[int, ...]
    changes: pd.DataFrame
    felt: pd.DataFrame
    units: Mapping[str, str]

    def written(self, row: int) -> str:
        """Write when a panel was drawn; nothing where it is not known."""
        if np.isnat(self.when.when[row]):
            return ""
        stated = self.when.when if self.when.timed[row] else self.when.day
        return str(stated[row])[:16]

    def at(self, row: int) -> datetime | None:
        """Give when a panel was drawn."""
        found: datetime | None = self.when.when[row].astype(object)
        return found

    def id(self, row: int) -> str:
        """Give the id of a panel."""
        return wording.tidy(self.panels.panel_id[row], 60)


def values(person: Person) -> tuple[Line, ...]:
    """Give a line for every analyte that was measured, what really changed first."""
    sent = {
        row: measured(person.cells.iloc[row], person.panels.take([row]), person.units)
        for row in person.rows
    }
    said = _by_row(person.changes, "analyte")
    found = []
    for key in person.panels.keys:
        known = [row for row in person.rows if key in sent[row] and _read(sent[row][key])]
        if known:
            shown = {row: sent[row][key] for row in known}
            found.append(_of_values(person, key, shown, said.get(key, {})))
    return tuple(sorted(found, key=_weight))


def symptoms(person: Person) -> tuple[Line, ...]:
    """Give a line for every questionnaire whose total is known."""
    said = _by_row(person.felt, "instrument")
    found = []
    for key, one in tables.instruments().items():
        if not {*one.items, one.sent} & {*person.panels.items}:
            continue
        told = totals.total(key, person.panels)
        known = [row for row in person.rows if not math.isnan(told[row])]
        if known:
            found.append(
                _of_totals(person, key, {row: told[row] for row in known}, said.get(key, {}))
            )
    return tuple(found)


def _read(one: Sent) -> bool:
    return not math.isnan(one.canonical)


def _weight(line: Line) -> int:
    kinds = [_KINDS[one.verdict] for point in line.points for one in point.changes]
    return min((_ORDER.index(kind) for kind in kinds), default=len(_ORDER))


_Said = Mapping[int, list[pd.Series]]


def _by_row(frame: pd.DataFrame, name: str) -> dict[str, dict[int, list[pd.Series]]]:
    found: dict[str, dict[int, list[pd.Series]]] = {}
    for _, row in frame.iterrows():
        found.setdefault(row[name], {}).setdefault(int(row["row"]), []).append(row)
    return found


def _of_values(person: Person, key: str, sent: Mapping[int, Sent], said: _Said) -> Line:
    last = max(sent, key=person.rows.index)
    latest = sent[last]
    entry, factor = tables.analytes()[key], latest.factor

    def shown(canonical: float) -> float:
        return (canonical - factor.offset) / factor.scale

    low, high, interval, whose = _interval(key, person.panels.take([last]), latest, shown)
    points = tuple(
        Point(
            person.id(row), person.written(row), shown(one.canonical), one.sign, one.written,
            wording.place(shown(one.canonical), low, high, one.sign) if interval else "",
            tuple(_change(each) for each in said.get(row, ())),
        )
        for row, one in sent.items()
    )  # fmt: skip
    rows = variation.rows(key)
    label = labels.of(key)
    marks = _marks(person, {row: shown(one.canonical) for row, one in sent.items()},
                   {row: one.sign for row, one in sent.items()}, said, shown)  # fmt: skip
    words = _read_out(label, latest.unit, points, interval)
    return Line(
        key=key, label=label, unit=latest.unit, interval=interval, whose=whose, points=points,
        trend=followed_words.trend([one.value for one in points if one.drawn_at]),
        noise=_noise_words(said),
        note=f"Variation measured in: {rows[0].conditions}." if rows else "",
        source=tables.titles(rows[0].source) if rows else "",
        svg=lines.over_time(marks, low, high, log=entry.log, words=words),
    )  # fmt: skip


def _noise_words(said: _Said) -> str:
    told = (followed_words.noise(each[0]) for each in said.values())
    return next((words for words in told if words), "")


def _interval(
    key: str, panel: Panels, latest: Sent, shown: Callable[[float], float]
) -> tuple[float, float, str, str]:
    found = usual(key, panel)
    one = found.interval[0]
    if one is None or one.low is one.high is None:
        return math.nan, math.nan, "", ""
    low, high = shown(float(found.low[0])), shown(float(found.high[0]))
    digits = 3 if latest.converted else 4
    return low, high, wording.interval(low, high, latest.unit, digits), labels.whose(one)


def _of_totals(person: Person, key: str, told: Mapping[int, float], said: _Said) -> Line:
    one = tables.instruments()[key]
    points = tuple(
        Point(
            person.id(row), person.written(row), value, 0, wording.number(value), "",
            tuple(_felt(each) for each in said.get(row, ())),
        )
        for row, value in told.items()
    )  # fmt: skip
    known = "not known" if one.mcid is None else f"{wording.number(one.mcid)} points"
    marks = _marks(person, told, dict.fromkeys(told, 0), said, float)
    return Line(
        key=key, label=wording.tidy(one.label), unit="points", interval="", whose="", points=points,
        trend=followed_words.trend([one.value for one in points if one.drawn_at]),
        noise=f"the smallest change that matters: {known}",
        note=f"{wording.sentence(one.better)[:-1]} is better.", source=tables.titles(one.source),
        svg=lines.over_time(marks, math.nan, math.nan, log=False,
                            words=_read_out(one.label, "points", points, "")),
    )  # fmt: skip


def _marks(
    person: Person,
    known: Mapping[int, float],
    signs: Mapping[int, int],
    said: _Said,
    shown: Callable[[float], float],
) -> list[lines.Mark]:
    dated = [(row, when) for row in known if (when := person.at(row)) is not None]
    marks = []
    for row, when in dated:
        before = said.get(row, [])[:1]
        kind = _KINDS[before[0]["verdict"]] if before else "first"
        low, high = _noise(before[0], shown) if before else (math.nan, math.nan)
        marks.append(lines.Mark(when, known[row], signs[row], kind, low, high))
    if not marks:  # nobody knows when: they are drawn in no order, the last alone
        row = list(known)[-1]
        marks.append(
            lines.Mark(datetime.min, known[row], signs[row], "unknown", math.nan, math.nan)
        )
    return marks


def _noise(row: pd.Series, shown: Callable[[float], float]) -> tuple[float, float]:
    """Give between what a value would still be within noise of the one before it."""
    if row["verdict"] in (change.UNKNOWN, symptom_change.UNKNOWN):
        return math.nan, math.nan
    if "mcid" in row.index:
        return row["reference"] - row["mcid"], row["reference"] + row["mcid"]
    if math.isnan(row["change_percent"]):  # of a limit of the measurement nothing is drawn
        return math.nan, math.nan
    low, high = (
        row["reference"] * (1.0 + row[name] / 100.0) for name in ("limit_down", "limit_up")
    )
    return shown(low), shown(high)


def _change(row: pd.Series) -> Change:
    return Change(
        against=row["against"], verdict=row["verdict"], direction=row["direction"],
        brief=followed_words.briefly(row), words=followed_words.changed(row),
        change=row["change_percent"], low=row["limit_down"], high=row["limit_up"],
        reasons=_codes(row["reasons"]), assumed=_codes(row["assumed"]),
        therapy=followed_words.between(row["therapy"]),
    )  # fmt: skip


def _felt(row: pd.Series) -> Change:
    return Change(
        against=row["against"], verdict=row["verdict"], direction="",
        brief=followed_words.felt_briefly(row), words=followed_words.felt(row),
        change=row["change"], low=-row["mcid"], high=row["mcid"],
        reasons=_codes(row["reasons"]), assumed=(), therapy="",
    )  # fmt: skip


def _codes(text: str) -> tuple[str, ...]:
    return tuple(code for code in text.split(", ") if code)


def _read_out(label: str, unit: str, points: Sequence[Point], interval: str) -> str:
    told = "; ".join(
        f"{one.drawn_at or 'at a time not known'} {one.written}"
        + (f", {one.changes[0].verdict}" if one.changes else "")
        for one in points
    )
    band = f"; reference interval {interval}" if interval else ""
    return f"{label} over time: {told}{band}"
