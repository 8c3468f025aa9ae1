"""Urine: dilution, the collection of a day, turnover, and a screen for catecholamines.

What is read here is shown to a person and drives nothing: no suggestion, no rule and no
model asks for it.
"""

import ast
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nhml.features import indices
from nhml.features.exposure import SPOT_URINE
from nhml.features.intervals import usual
from nhml.features.molar import in_unit
from nhml.knowledge import tables
from nhml.knowledge.urine import UrineTest
from nhml.panels import expressions
from nhml.panels.panel import Floats, Panels

Dilution = Literal["within", "too dilute", "too concentrated", "not known"]
Answer = Literal["yes", "no", "incomplete", "not measured"]
_SCREEN = "PHEO"  # the rule whose limits the screen asks


@dataclass(frozen=True)
class Value:
    """One number: what it is, its unit, and what is to be known of it.

    Attributes
    ----------
    value : float or None
        None where it is not to be computed; `words` then say why.
    """

    key: str
    label: str
    value: float | None
    unit: str
    words: str


@dataclass(frozen=True)
class Reading:
    """A screen, a marker or a panel.

    Attributes
    ----------
    raised : str
        Of a screen, ``yes``, ``no``, ``incomplete`` (one of its two was not measured and
        the other is not raised) or ``not measured``; empty otherwise.
    above : tuple of str
        Analytes above the upper limit of their reference interval.
    conditions : tuple of str
        How it is to be drawn.
    takes, unasked : tuple of str
        Therapies that change it: taken, and not asked for.
    words : str
        What it is validated for, or that it is not.
    """

    key: str
    label: str
    values: tuple[Value, ...]
    raised: Answer | Literal[""]
    above: tuple[str, ...]
    conditions: tuple[str, ...]
    takes: tuple[str, ...]
    unasked: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Urine:
    """What the urine of one panel says.

    Attributes
    ----------
    dilution : str
        Where creatinine lies in the window of spot urine.
    by_creatinine : tuple of Value
        Concentrations over creatinine; None outside the window.
    by_day : tuple of Value
        Excretion in a day, where its volume was sent.
    complete : str
        ``yes``, ``no`` or empty: whether creatinine is credible for the urine of a day.
    turnover : tuple of Value
    tests : tuple of Reading
    """

    dilution: Dilution
    by_creatinine: tuple[Value, ...]
    by_day: tuple[Value, ...]
    complete: Literal["yes", "no", ""]
    turnover: tuple[Value, ...]
    tests: tuple[Reading, ...]


def by_day(concentration: Floats, volume: Floats) -> Floats:
    """Give what a day's urine holds [ug/(24.h)]: concentration [ng/mL] times volume [mL]."""
    return concentration * volume / 1000.0


def creatinine_by_weight(creatinine: Floats, volume: Floats, weight: Floats) -> Floats:
    """Give the creatinine of a day by weight [umol/kg/(24.h)] (Forni Ogna 2015).

    Parameters
    ----------
    creatinine : ndarray
        [mg/dL]
    volume : ndarray
        [mL]
    weight : ndarray
        [kg]
    """
    return in_unit("creatinine_urine", creatinine, "umol/L") * volume / 1000.0 / weight


def turnover(key: str, panels: Panels) -> Floats:
    """Divide a metabolite by its parent, mole by mole, shape (n,); creatinine cancels out."""
    parts = [
        in_unit(name, panels.number(name), "umol/mol{creat}")
        for name in tables.urine()[key].analytes
    ]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = parts[0] / parts[1]
    return np.where(np.isfinite(ratio), ratio, np.nan)


def read(panels: Panels) -> tuple[Urine | None, ...]:
    """Read the urine of panels, rejected ones among them.

    Parameters
    ----------
    panels : Panels
        Checked, in canonical units.

    Returns
    -------
    tuple of Urine or None
        One for every panel, in order; None where nothing of the kind was measured.
    """
    of_interest = {*SPOT_URINE, "creatinine_urine"}.union(
        *(one.analytes for one in tables.urine().values())
    )
    measured = np.zeros(len(panels), dtype=bool)
    for name in of_interest.intersection(panels.keys):
        measured |= ~np.isnan(panels.number(name))
    rows = np.flatnonzero(measured).tolist()
    parts = zip(rows, panels.apart([[row] for row in rows]), strict=True)
    found = {row: _of(panel) for row, panel in parts}
    return tuple(found.get(row) for row in range(len(panels)))


def _of(panel: Panels) -> Urine:
    """Read the urine of a single panel."""
    dilution = _dilution(panel)
    tests = [one for one in tables.urine().values() if one.kind in ("screen", "marker", "panel")]
    return Urine(
        dilution=dilution,
        by_creatinine=tuple(_normalised(panel, dilution)),
        by_day=tuple(_excreted(panel)),
        complete=_complete(panel),
        turnover=tuple(
            Value(one.key, one.label, ratio, "1", one.words)
            for one in tables.urine().values()
            if one.kind == "turnover" and (ratio := _one(turnover(one.key, panel))) is not None
        ),
        tests=tuple(
            _test(one, panel) for one in tests if one.kind == "screen" or _measured(one, panel)
        ),
    )


def _dilution(panel: Panels) -> Dilution:
    creatinine = _one(panel.number("creatinine_urine"))
    window = next(one for one in tables.reference_intervals()["creatinine_urine"] if one.default)
    if creatinine is None:
        return "not known"
    if creatinine < _limit(window.low):
        return "too dilute"
    return "too concentrated" if creatinine > _limit(window.high) else "within"


def _normalised(panel: Panels, dilution: Dilution) -> list[Value]:
    why = {
        "within": "",
        "not known": "creatinine was not measured in this urine: not normalised",
    }.get(dilution, f"this urine is {dilution}: not normalised; repeat it")
    return [
        Value(name, tables.analytes()[name].label, _one(value), "ug/g{creat}", why)
        for name in SPOT_URINE
        if _one(panel.number(name)) is not None
        and tables.indices()[f"creat_norm_{name}"].confidence != "uncertain"
        for value in (indices.compute(f"creat_norm_{name}", panel),)
    ]


def _excreted(panel: Panels) -> list[Value]:
    volume = panel.number("urine_volume_24h")
    found = []
    for name in SPOT_URINE:
        value = _one(by_day(panel.number(name), volume))
        if value is not None:
            found.append(Value(name, tables.analytes()[name].label, value, "ug/(24.h)", ""))
    return found


def _complete(panel: Panels) -> Literal["yes", "no", ""]:
    """Say whether creatinine is credible for the urine of a day; nothing where it is not known."""
    row = tables.urine().get(f"creatinine_24h_{panel.column('sex')[0]}")
    told = (panel.number(one) for one in ("creatinine_urine", "urine_volume_24h", "weight"))
    value = _one(creatinine_by_weight(*told))
    if row is None or value is None:
        return ""
    return "yes" if _limit(row.low) <= value <= _limit(row.high) else "no"


def _test(row: UrineTest, panel: Panels) -> Reading:
    known = [(name, _one(panel.number(name))) for name in row.analytes]
    entries, context = tables.analytes(), tables.context()
    highest = {name: usual(name, panel).high[0] for name in row.analytes}
    said = {name: panel.number(name)[0] for name in row.asks}
    sampling = dict.fromkeys(entries[name].sampling for name, value in known if value is not None)
    return Reading(
        key=row.key,
        label=row.label,
        values=tuple(
            Value(name, entries[name].label, value, entries[name].unit, "")
            for name, value in known
            if value is not None
        ),
        raised=_raised(row, panel) if row.kind == "screen" else "",
        above=tuple(
            entries[name].label
            for name, value in known
            if value is not None and value > highest[name]
        ),
        conditions=tuple(filter(None, sampling)),
        takes=tuple(context[name].label for name, flag in said.items() if flag == 1.0),
        unasked=tuple(context[name].label for name, flag in said.items() if np.isnan(flag)),
        words=row.words,
    )


def _raised(row: UrineTest, panel: Panels) -> Answer:
    """Ask the limits of the safety rule, each analyte by itself."""
    if not _measured(row, panel):
        return "not measured"
    told = [expressions.evaluate(one, panel)[0] for one in _parts(row.analytes)]
    if 1.0 in told:
        return "yes"
    return "incomplete" if np.isnan(told).any() else "no"


def _parts(analytes: tuple[str, ...]) -> list[str]:
    """Give the alternatives of the rule that read these analytes."""
    tree = expressions.parse(tables.safety_rules()[_SCREEN].condition)
    parts = tree.values if isinstance(tree, ast.BoolOp) else [tree]
    written = [ast.unparse(one) for one in parts]
    return [one for one in written if expressions.names(one).intersection(analytes)]


def _measured(row: UrineTest, panel: Panels) -> bool:
    return any(_one(panel.number(name)) is not None for name in row.analytes)


def _one(values: Floats) -> float | None:
    return None if np.isnan(values[0]) else float(values[0])


def _limit(value: float | None) -> float:
    return np.nan if value is None else value
