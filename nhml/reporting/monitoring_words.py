"""What monitoring found, in words: what is not as it was, and the way out."""

from collections.abc import Iterator, Mapping, Sequence
from math import isnan

from scipy.special import expit

from nhml.knowledge import tables
from nhml.modelling import foreign_units
from nhml.modelling.drift_checks import RISK
from nhml.modelling.monitored import Check, Finding, Level, Measured
from nhml.panels.units import conversion
from nhml.reporting import labels, wording

_ORDER: tuple[Level, ...] = ("past", "watch", "clear")
_KINDS = (
    "units", "missing", "shift", "psi", "ks", "wasserstein", "below", "rejected",
    "observed_over_expected", "slope", "silent", "alerts",
)  # fmt: skip
_UNIT = (
    "Check the laboratory's unit of {}: the column that says it, or --units. Until then no risk "
    "that reads it is to be trusted"
)
_METHOD = (
    "Ask the laboratory what changed: method, calibrator or reagent lot, tube, unit. If the new "
    "values are right, judge the model on them (nhml validate) and update it (nhml recalibrate)"
)
_PEOPLE = (
    "Other people than in training are tested now. Validate the model on them before its risks "
    "are relied on; nhml recalibrate where they are off"
)

By = Mapping[str, Measured]


def findings(
    checks: Sequence[Check], columns: Sequence[Measured], mistakes: Sequence[str] = ()
) -> tuple[Finding, ...]:
    """Say what is past a limit or on the way to it, the worst first.

    Parameters
    ----------
    checks : sequence of Check
    columns : sequence of Measured
    mistakes : sequence of str
        What is wrong with whole columns of the file, as `nhml.panels.intake.judge` says it.
    """
    known = {one.name: one for one in columns}
    found = [_of_file(words) for words in mistakes]
    seen = {one.subject for one in found}
    for subject in dict.fromkeys(one.subject for one in checks):
        told = [one for one in checks if one.subject == subject and one.level != "clear"]
        found += [] if subject in seen else _of_subject(subject, told, known)
    found += [one for column in columns for one in _new_units(column)]
    rank = {level: at for at, level in enumerate(_ORDER)}
    return tuple(sorted(found, key=lambda one: rank[one.level]))


def _of_file(words: str) -> Finding:
    name = words.split(maxsplit=1)[0]
    told, _, way_out = words.partition(": ")
    return Finding(
        "past", name, f"{labels.of(name)}: {_capital(told)}",
        f"{_capital(way_out)}. Until then no risk of these panels is to be trusted",
    )  # fmt: skip


def _of_subject(subject: str, told: Sequence[Check], known: By) -> Iterator[Finding]:
    """Say the first of what is past a limit; what follows from it is not said again."""
    for level in ("past", "watch"):
        own = sorted(
            (one for one in told if one.level == level),
            key=lambda one: (
                _KINDS.index(one.kind),
                not _another_unit(one),
                bool(one.part),
                -one.people,
            ),
        )
        if own:
            parts = tuple(dict.fromkeys(one.part for one in own if one.part))
            yield _finding(own[0], known.get(subject), parts)
            if own[0].kind in ("units", "missing", "shift", "psi", "ks", "wasserstein"):
                yield from (
                    _finding(one, known.get(subject), parts)
                    for one in own
                    if one.kind in ("observed_over_expected", "slope") and not one.part
                )
            return


def _finding(one: Check, column: Measured | None, parts: tuple[str, ...]) -> Finding:
    words, way_out = _SAID[one.kind](one, column)
    where = "" if not one.part else f", {_place(one.part)}"
    return Finding(one.level, one.subject, f"{_name(one)}{where}: {words}", way_out, parts)


def _name(one: Check) -> str:
    if one.kind == "alerts":
        return f"Safety rule {one.subject}"
    if one.kind == "silent":
        return f"Abstentions for {one.subject}"
    return {RISK: "Risk", "panels": "Panels"}.get(one.subject) or labels.of(one.subject)


def _place(part: str) -> str:
    return f"site {part.removeprefix('site=')}" if part.startswith("site=") else f"in {part}"


def _missing(one: Check, column: Measured | None) -> tuple[str, str]:
    if one.now == 1.0:
        return (
            f"no longer measured; in training {1.0 - one.then:.0%} had it",
            "Ask whether it is no longer ordered, or lost on the way: a renamed column, a "
            "changed mapping. A model that was learnt with it needs another training without it",
        )
    more = "more" if one.value > 0 else "less"
    return (
        f"missing in {one.now:.0%} of the panels, in training in {one.then:.0%}",
        f"Ask why it is {more} often missing; whoever is tested now may be chosen otherwise",
    )


def _shift(one: Check, column: Measured | None) -> tuple[str, str]:
    if one.subject == RISK:
        now, then = float(expit(one.now)), float(expit(one.then))
        return (
            f"median {now:.1%}, in training {then:.1%}: {_by(one)}",
            "Look first at the columns that moved. If these are other people, compare the "
            "outcomes with the risks (--outcomes) before the risks are relied on",
        )
    unit = f" {wording.unit(column.unit)}" if column and column.unit else ""
    numbers = f"{_short(one.now)}{unit}, in training {_short(one.then)}"
    if one.subject not in tables.analytes():
        return f"mean {numbers}: {_by(one)}", _PEOPLE
    if fits := _another_unit(one):
        return (
            f"values look as if sent in another unit: median {numbers}, as if {fits}",
            _UNIT.format(one.subject),
        )
    change = one.now / one.then - 1.0 if one.then else float("nan")
    percent = "" if isnan(change) else f" ({change:+.0%})"
    return f"median {numbers}{percent}: {_by(one)}", _METHOD


def _by(one: Check) -> str:
    return f"moved by {abs(one.value):.2f} standard deviations, limit {one.limit:g}"


def _another_unit(one: Check) -> str:
    """Say which mix-up of units would bring the values back, if one does."""
    if one.kind not in ("shift", "units") or one.subject not in tables.analytes():
        return ""
    factor = one.then if one.kind == "units" else one.now / one.then if one.then else 0.0
    pair = foreign_units.words(one.subject, factor)
    if pair is None:
        return ""
    said, meant = (wording.unit(name) for name in pair)
    return f"{meant} stood in a column that says {said}"


def _units(one: Check, column: Measured | None) -> tuple[str, str]:
    return (
        f"{one.now:.0%} of the values look as if sent in another unit, as if {_another_unit(one)}",
        _UNIT.format(one.subject),
    )


def _psi(one: Check, column: Measured | None) -> tuple[str, str]:
    words = (
        f"other values than in training: stability index {one.value:.2f}, limit {one.limit:g} "
        f"(chance alone reaches {one.then:.2f} at {one.people:,} people)"
        if one.level == "past"
        else f"values begin to differ: stability index {one.value:.2f}; {one.limit:g} is the limit"
    )
    analyte = one.subject in tables.analytes()
    return words, _METHOD if analyte else _PEOPLE


def _distance(one: Check, column: Measured | None) -> tuple[str, str]:
    name = "Kolmogorov-Smirnov" if one.kind == "ks" else "Wasserstein"
    words = f"{name} distance {one.value:.2f}, limit {one.limit:g}"
    return words, _METHOD if one.subject in tables.analytes() else _PEOPLE


def _below(one: Check, column: Measured | None) -> tuple[str, str]:
    return (
        f"below the limit of detection in {one.now:.0%}, in training in {one.then:.0%}",
        "Ask the laboratory whether its limit of detection changed",
    )


def _rejected(one: Check, column: Measured | None) -> tuple[str, str]:
    return (
        f"{one.now:.1%} rejected, in training {one.then:.1%}",
        "nhml check says row by row what is wrong; the columns are listed below",
    )


def _silent(one: Check, column: Measured | None) -> tuple[str, str]:
    return (
        f"{one.now:.1%} of the panels, in training {one.then:.1%}",
        "The model speaks of another share of the people now; look at what the reason asks for",
    )


def _alerts(one: Check, column: Measured | None) -> tuple[str, str]:
    rule = tables.safety_rules().get(one.subject)
    said = f" ({wording.tidy(rule.message)})" if rule else ""
    return (
        f"fires for {one.now:.1%} of the panels, in training for {one.then:.1%}{said}",
        "Other people, or values in another unit; nhml alerts lists the panels",
    )


def _observed(one: Check, column: Measured | None) -> tuple[str, str]:
    often = "more" if one.value > 1 else "less"
    return (
        f"the outcome came {often} often than it said: {one.now:.1%} observed, {one.then:.1%} "
        f"expected, ratio {one.value:.2f}",
        "Do not rely on the risks as they stand. Recalibrate the model on people of today, and "
        "look whether the outcome is still recorded as it was in training",
    )


def _slope(one: Check, column: Measured | None) -> tuple[str, str]:
    way = "too far apart" if one.value < 1 else "too close together"
    return (
        f"calibration slope {one.value:.2f}: high and low risks lie {way}",
        "Recalibrate the model on people of today, or train it again with them",
    )


_SAID = {
    "units": _units,
    "missing": _missing, "shift": _shift, "psi": _psi, "ks": _distance,
    "wasserstein": _distance, "below": _below, "rejected": _rejected, "silent": _silent,
    "alerts": _alerts, "observed_over_expected": _observed, "slope": _slope,
}  # fmt: skip


def _new_units(column: Measured) -> Iterator[Finding]:
    known = {_canonical(column.name, unit) for unit in column.units_then}
    new = [
        unit for unit in column.units
        if column.units_then and _canonical(column.name, unit) not in known
    ]  # fmt: skip
    if new and "others" not in column.units_then:
        shares = ", ".join(f"{wording.tidy(unit, 30)} in {column.units[unit]:.0%}" for unit in new)
        yield Finding(
            "watch", column.name, f"{labels.of(column.name)}: sent in a unit that training did "
            f"not have: {shares}",
            "Ask the laboratory whether it changed its unit; nhml converts those that it knows "
            "and rejects the others",
        )  # fmt: skip


def _canonical(name: str, unit: str) -> object:
    return conversion(name, unit) or unit


def _short(value: float) -> str:
    return f"{value:.3g}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
