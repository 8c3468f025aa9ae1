"""The hormonal axes of one panel as a page tells them."""

import math
from typing import NamedTuple

import numpy as np
from markupsafe import Markup

from nhml.knowledge import tables
from nhml.knowledge.axes import Loop, Pair
from nhml.knowledge.entries import Conversion
from nhml.panels.codes import CODES
from nhml.panels.panel import Panels
from nhml.panels.units import conversion
from nhml.reporting import drawing, html, labels, planes, wording
from nhml.reporting.planes import Side
from nhml.safety.evidence import Evidence
from nhml.safety.loop import LoopReading

_READINGS = {"in_keeping": "in keeping", "not_assessable": "not assessable"}
_BOX = "Box: reference intervals. "
_ONE_SIDED = "Box: reference intervals, one of them open: no ellipse. Log scales."


class AxisRow(NamedTuple):
    """What is told of one loop.

    Attributes
    ----------
    label, feedback : str
        What the loop is called, and how it works.
    reading : str
        ``primary, under (compensated)``.
    words : str
        The reading in a line.
    figure : Markup or None
    caption : str
        What the figure shows, and what it cannot.
    evidence : tuple of str
        Value as sent and canonical, beside the interval that holds.
    unless, missing : str
        Names of columns, in words.
    caution, settles, source : str
    sent : bool
        Whether anything of the loop was sent.
    """

    label: str
    feedback: str
    reading: str
    words: str
    figure: Markup | None
    caption: str
    evidence: tuple[str, ...]
    unless: str
    missing: str
    caution: str
    settles: str
    source: str
    sent: bool


def rows(readings: list[LoopReading], row: int) -> tuple[AxisRow, ...]:
    """Tell the loops of one panel, those that something was sent of first.

    Parameters
    ----------
    readings : list of LoopReading
    row : int
        Position of the panel.
    """
    told = [_row(one, row) for one in readings if one.applies[row]]
    return tuple(sorted(told, key=lambda one: not one.sent))


def page(readings: list[LoopReading], panels: Panels) -> str:
    """Write the axes of panels as one page.

    Parameters
    ----------
    readings : list of LoopReading
    panels : Panels
        The panels that were read.
    """
    people = [
        (
            str(panel_id),
            wording.person(panels.column("sex")[row], panels.number("age")[row]),
            rows(readings, row),
        )
        for row, panel_id in enumerate(panels.panel_id)
    ]
    return html.page("axes.html", people=people)


def _row(one: LoopReading, row: int) -> AxisRow:
    told = one.told(row)
    direction = f", {told['direction']}" if told["direction"] else ""
    stage = f" ({told['stage']})" if told["stage"] else ""
    figure, caption = _figure(one, row)
    return AxisRow(
        label=one.loop.label,
        feedback=one.loop.feedback,
        reading=_READINGS.get(told["reading"], told["reading"]) + direction + stage,
        words=told["words"],
        figure=figure,
        caption=caption,
        evidence=tuple(_proof(part, row) for part in one.evidence if _measured(part, row)),
        unless=wording.listed([labels.of(name) for name in told["unless"]]),
        missing=wording.listed([labels.of(name) for name in told["missing"]]),
        caution="; ".join(map(_problem, told["caution"])),
        settles=told["settles"],
        source=told["source"],
        sent=any(_measured(part, row) for part in _partners(one)),
    )


def _problem(caution: str) -> str:
    """Put a code of the checks into words; any other caution is in words already."""
    column, _, code = caution.partition(": ")
    return f"{labels.of(column)}: {CODES[code].words}" if code in CODES else caution


def _partners(one: LoopReading) -> list[Evidence]:
    return [part for part in one.evidence if part.key in (*one.loop.driver, one.loop.target)]


def _measured(part: Evidence, row: int) -> bool:
    return not np.isnan(part.values[row])


def _proof(part: Evidence, row: int) -> str:
    """Write a value as sent, the canonical one, and where it stands."""
    side, sign = _side(part, row), {-1: "< ", 0: "", 1: "> "}[int(part.sign[row])]
    written = f"{side.label} {sign}{wording.number(side.value)} {side.unit}".strip()
    if side.beside:
        canonical = wording.number(float(part.values[row]), 3)
        written += f" (= {canonical} {wording.unit(part.unit)})"
    if math.isnan(side.low) and math.isnan(side.high):
        known = part.key in tables.reference_intervals()
        return f"{written}: no interval is known to hold" if known else written
    where = wording.place(side.value, side.low, side.high, side.sign)
    z = f", z(log) {part.zlog[row]:+.1f}".replace("-", "−") if not np.isnan(part.zlog[row]) else ""
    return f"{written}: {where} {wording.interval(side.low, side.high, side.unit, 3)}{z}"


def _side(part: Evidence, row: int) -> Side:
    """Give a value and its interval in the unit as sent."""
    value, unit = part.as_sent(row)
    entry = tables.analytes().get(part.key)
    by = (conversion(part.key, unit) if entry else None) or Conversion(1.0)
    low, high = ((float(one[row]) - by.offset) / by.scale for one in (part.low, part.high))
    own, shown = wording.unit(part.unit), wording.unit(unit)
    canonical = wording.interval(float(part.low[row]), float(part.high[row]), own, 3)
    same = by == Conversion(1.0)
    return Side(
        label=_short(part.key),
        unit=shown,
        value=value,
        sign=int(part.sign[row]),
        low=low,
        high=high,
        beside="" if same else canonical,
    )


def _short(key: str) -> str:
    """Call an analyte by its abbreviation where its label has one."""
    label = labels.of(key)
    return key.upper() if key in _ABBREVIATED else label


_ABBREVIATED = frozenset({"tsh", "ft4", "ft3", "acth", "lh", "fsh", "shbg", "pth", "gh", "amh"})


def _figure(one: LoopReading, row: int) -> tuple[Markup | None, str]:
    known = {part.key: _side(part, row) for part in _partners(one) if _measured(part, row)}
    drawn = {key: side for key, side in known.items() if planes.drawable(side)}
    across = drawn.get(one.loop.target)
    driver = next((key for key in one.loop.driver if key in drawn), None)
    if across and driver:
        return _plane(one.loop, driver, across, drawn[driver])
    if not drawn:
        return None, ""
    side = next(iter(drawn.values()))
    words = f"{side.label} {wording.number(side.value)} {side.unit}"
    bar = drawing.interval_bar(
        side.value, side.low, side.high, log=True, words=words, sign=side.sign, digits=3
    )
    lone = "; its partner was not measured, or no interval holds" if one.loop.driver else ""
    return bar, f"{side.label} [{side.unit}] in its reference interval{lone}."


def _plane(loop: Loop, driver: str, across: Side, up: Side) -> tuple[Markup, str]:
    wanted, pairs = (driver, loop.target), tables.axes_pairs().values()
    pair = next((one for one in pairs if (one.driver, one.target) == wanted), None)
    corners = (loop.up_left, loop.down_left, loop.up_right, loop.down_right)
    drawn = planes.plane(across, up, corners, pair.correlation if pair else 0.0)
    whole = not any(math.isnan(one) for one in (across.low, across.high, up.low, up.high))
    return drawn, (_BOX + _ellipse(pair)) if whole else _ONE_SIDED


def _ellipse(pair: Pair | None) -> str:
    if pair is None:
        return "Ellipse: 95 % of reference people, if unrelated (not known). Log scales."
    told = f"{pair.correlation:.2f}".replace("-", "−")
    whom = f"{pair.people:,} people, {pair.whom.split(',')[0]}"
    return f"Ellipse: 95 % of reference people, r {told} ({whom}). Log scales."
