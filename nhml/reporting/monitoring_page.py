"""The page of a monitoring: the verdict and what to do first, then what it rests on."""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import NamedTuple

from markupsafe import Markup
from scipy.special import expit

from nhml.knowledge import tables
from nhml.modelling.drift_checks import RISK
from nhml.modelling.evaluation import Row
from nhml.modelling.monitored import Check, Course, Finding, Measured, Monitored
from nhml.reporting import html, labels, wording
from nhml.reporting.monitoring_drawing import bins, course

_MOST_CODES = 12
_METRICS = {
    "prevalence": "with the outcome", "o_e": "observed over expected",
    "calibration_slope": "calibration slope", "ici": "mean distance of risk and share (ICI)",
    "auroc": "AUROC",
}  # fmt: skip


class Line(NamedTuple):
    """One row of the table of columns."""

    name: str
    key: str
    level: str
    drawing: Markup
    now: str
    then: str
    unit: str
    missing: str
    missing_then: str
    below: str
    psi: str
    chance: str
    ks: str
    wasserstein: str


class Chart(NamedTuple):
    """One figure over time."""

    name: str
    drawing: Markup
    last: str
    then: str
    beyond: int


class Share(NamedTuple):
    """How often a code was heard."""

    code: str
    words: str
    now: str
    then: str
    level: str


def page(found: Monitored) -> str:
    """Write the page.

    Parameters
    ----------
    found : Monitored
    """
    return html.page(
        "monitoring.html",
        found=found,
        verdict=verdict(found),
        worst=[one for one in found.findings if one.level == "past"],
        watched=[one for one in found.findings if one.level == "watch"],
        where=_where,
        periods=found.periods,
        lines=[_line(one, found.checks) for one in _ordered(found)],
        charts=list(_charts(found)),
        units=[one for one in found.columns if one.units or one.units_then],
        told=_told,
        silent=_codes(found.silent, found.checks, "silent"),
        alerts=_codes(found.alerts, found.checks, "alerts"),
        calibration=_calibration(found),
        metric_words=tuple(_METRICS.values()),
        questions=sum(isfinite(one.p) for one in found.checks),
    )


def verdict(found: Monitored) -> str:
    """Say in one sentence what was found."""
    past = sum(one.level == "past" for one in found.findings)
    watch = sum(one.level == "watch" for one in found.findings)
    if past:
        return f"{past} finding{'s are' if past > 1 else ' is'} past the limit"
    if found.people < found.limits.fewest:
        return "Too few people to tell: nothing is past a limit"
    if watch:
        return f"Nothing is past a limit; {watch} to watch"
    return "Nothing is past a limit"


def _where(one: Finding, found: Monitored) -> str:
    """Say at which sites and in which periods it shows by itself."""
    sites = [part.removeprefix("site=") for part in one.parts if part.startswith("site=")]
    times = [name for name in found.periods if name in one.parts]
    said = [f"at {wording.listed(sorted(sites), 8)}"] if sites else []
    if times:
        since = found.periods[found.periods.index(times[0]) :]
        whole = len(times) > 1 and len(times) >= 0.8 * len(since)
        some = f"in {wording.listed(times, 6)}" if len(times) <= 6 else (
            f"in {len(times)} of {len(found.periods)} periods, the first {times[0]}"
        )  # fmt: skip
        said.append(f"since {times[0]}" if whole else some)
    return f"It shows by itself {' and '.join(said)}." if said else ""


def _ordered(found: Monitored) -> list[Measured]:
    """Put the risk first, then what is past a limit, then the rest by name."""
    rank = {"past": 0, "watch": 1, "clear": 2}
    return sorted(
        found.columns,
        key=lambda one: (
            one.name != RISK, rank[_level(one.name, found.checks)], labels.of(one.name).lower()
        ),
    )  # fmt: skip


def _level(name: str, checks: Sequence[Check], kind: str = "") -> str:
    levels = {one.level for one in checks if one.subject == name and kind in ("", one.kind)}
    return next((level for level in ("past", "watch") if level in levels), "clear")


def _line(one: Measured, checks: Sequence[Check]) -> Line:
    risk = one.name == RISK
    words = f"{labels.of(one.name)}: shares by bin now and in training"
    sides = (one.middle, one.middle_then)
    now, then = (_middle(side, risk) for side in sides)
    unit = "" if risk or not one.unit else wording.unit(one.unit)
    return Line(
        name="Risk among the scored" if risk else labels.of(one.name),
        key="" if risk else one.name,
        level=_level(one.name, checks),
        drawing=bins(one.bins, one.bins_then, words) if one.bins else Markup(""),
        now=now,
        then=then,
        unit=unit,
        missing="" if risk else _percent(one.missing),
        missing_then="" if risk else _percent(one.missing_then),
        below=f"{_percent(one.below)} / {_percent(one.below_then)}"
        if max(one.below if isfinite(one.below) else 0, one.below_then) > 0
        else "",
        psi=_figure(one.psi),
        chance=_figure(one.psi_by_chance),
        ks=_figure(one.ks),
        wasserstein=_figure(one.wasserstein_sd),
    )


def _middle(value: float, risk: bool) -> str:
    if not isfinite(value):
        return ""
    return f"{float(expit(value)):.1%}" if risk else f"{value:.3g}"


def _percent(share: float) -> str:
    if not isfinite(share):
        return "–"
    return f"{share:.0%}" if share in (0.0, 1.0) or 0.1 <= share <= 0.99 else f"{share:.1%}"


def _figure(value: float) -> str:
    return f"{value:.2f}" if isfinite(value) else "–"


def _told(units: Mapping[str, float]) -> str:
    """Write the units of a column with their shares, the commonest first."""
    pairs = sorted(units.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{wording.tidy(unit, 30)} {_percent(share)}" for unit, share in pairs) or "–"


def _charts(found: Monitored) -> Iterator[Chart]:
    """Draw what a reader looks at over time; of missing shares only those that moved."""
    for one in found.courses:
        moved = one.kind == "missing" and _level(one.name, found.checks, "missing") == "clear"
        if moved and not _beyond(one):
            continue
        yield _chart(one, found.periods)


def _beyond(told: Course) -> int:
    sides = zip(told.low, told.value, told.high, strict=True)
    return sum(isfinite(value) and not low <= value <= high for low, value, high in sides)


def _chart(told: Course, periods: Sequence[str]) -> Chart:
    shares = told.kind != "middle"
    last = next((one for one in reversed(told.value) if isfinite(one)), float("nan"))
    name = {
        "missing": f"{labels.of(told.name)}, missing",
        "rejected": "Panels rejected",
        "abstained": "Panels abstained on",
    }.get(told.kind, "Risk, median" if told.name == RISK else labels.of(told.name))

    def write(value: float) -> str:
        return _percent(value) if shares else _middle(value, told.name == RISK)

    beyond = _beyond(told)
    words = f"{name} by period: {beyond} of {len(periods)} beyond what chance keeps it within"
    return Chart(name, course(told, periods, words), write(last), write(told.then), beyond)


def _codes(
    shares: Mapping[str, tuple[float, float]], checks: Sequence[Check], kind: str
) -> list[Share]:
    """Give the codes heard most often, those that moved among them."""
    order = sorted(shares, key=lambda code: (-abs(shares[code][0] - shares[code][1]), code))
    return [
        Share(
            code, _meaning(code), _percent(shares[code][0]), _percent(shares[code][1]),
            _level(code, [one for one in checks if one.kind == kind]),
        )
        for code in order[:_MOST_CODES]
    ]  # fmt: skip


def _meaning(code: str) -> str:
    rule = tables.safety_rules().get(code)
    if rule:
        return wording.tidy(rule.message, 160)
    return {
        "needed_missing": "a column that the model needs is not known",
        "too_much_missing": "too much of what the model reads is missing",
        "outside_population": "outside the population that the model knows",
        "population_unknown": "cannot tell whether the model knows such people",
    }.get(code, code.replace("_", " "))


def _calibration(found: Monitored) -> list[tuple[str, list[Row | None]]]:
    """Give the figures by group: of everybody, then by period."""
    groups = dict.fromkeys(one.group for one in found.calibration)
    return [
        (
            "all" if group == "all" else group.removeprefix("period="),
            [
                next((one for one in found.calibration if one[:2] == (group, metric)), None)
                for metric in _METRICS
            ],
        )
        for group in groups
    ]
