"""Two models on the same people, as whoever has to choose one reads it."""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import NamedTuple

from markupsafe import Markup

from nhml.modelling.comparison import ALIKE, FIRST, SECOND, Comparison, Difference, Reclassified
from nhml.reporting import drawing, html
from nhml.reporting.sections import Section, Table

_LABELS: Mapping[str, str] = {
    "auroc": "AUROC",
    "average_precision": "Average precision",
    "log_loss": "Log loss",
    "brier": "Brier score",
    "scaled_brier": "Scaled Brier score",
    "o_e": "Observed : expected",
    "calibration_slope": "Calibration slope",
    "calibration_intercept": "Calibration intercept",
    "ici": "Integrated calibration index",
    "e_max": "E-max",
    "net_benefit": "Net benefit at",
    "interventions_avoided": "Interventions avoided per 100 at",
    "sensitivity": "Sensitivity at",
    "specificity": "Specificity at",
    "ppv": "Positive predictive value at",
    "npv": "Negative predictive value at",
}
_BEFORE, _AFTER = "weighted_", "_all_eligible"
_APART = ("auroc", "log_loss", "o_e", "calibration_slope")
_HEAD = ("", "first", "second", "first less second, 95 % interval", "better")
_READING = (
    "Both models were judged on the same people and in the same bootstrap resamples: an interval "
    "is that of the difference, and says more than two intervals side by side.",
    "Which is better is said where the whole interval says so, and of each figure by itself: of "
    "twenty figures of two models that are alike, one is expected to differ by chance. A slope, "
    "an intercept and a ratio are better nearer to 1, 0 and 1. What a threshold trades, such as "
    "sensitivity for specificity, makes no model better; net benefit weighs the two, and the "
    "interventions avoided are that benefit told otherwise.",
    "Numbers of one to nine people are withheld, and whatever would tell them.",
)
_WITHHELD = "withheld"


class About(NamedTuple):
    """What is compared: two models, of one outcome, on whom."""

    first: str
    second: str
    outcome: str
    source: str
    warnings: tuple[str, ...]


def label(metric: str) -> str:
    """Name a figure of a comparison, without whom it is of."""
    name = metric.removeprefix(_BEFORE).removesuffix(_AFTER)
    start, _, threshold = name.rpartition("_")
    if name in _LABELS:
        return _LABELS[name]
    return f"{_LABELS[start]} {float(threshold):g}" if start in _LABELS else name


def verdicts(comparison: Comparison, about: About) -> tuple[str, ...]:
    """Say which model is better on what, among those whom both score.

    Parameters
    ----------
    comparison : Comparison
    about : About
    """
    found = {
        verdict: [label(one.metric) for one in plain(comparison.rows) if one.better == verdict]
        for verdict in (FIRST, SECOND, ALIKE)
    }
    names = {FIRST: f"{about.first} is better on", SECOND: f"{about.second} is better on"}
    said = [f"{names[way]}: {', '.join(found[way])}." for way in names if found[way]]
    if not any(found.values()):
        return ("Too few people are scored by both to compare the models.",)
    if not said:
        return ("These people cannot tell the two models apart, on any figure.",)
    alike = f"They cannot be told apart on: {', '.join(found[ALIKE])}."
    return (*said, alike) if found[ALIKE] else tuple(said)


def plain(rows: Sequence[Difference], before: str = "", after: str = "") -> list[Difference]:
    """Take the figures of everybody under one prefix and one suffix."""
    return [
        one
        for one in rows
        if one.group == "all"
        and one.metric.startswith(_BEFORE) == bool(before)
        and one.metric.endswith(_AFTER) == bool(after)
    ]


def cells(row: Difference) -> tuple[str, ...]:
    """Write one difference: its label, both figures, the difference, which is better."""
    digits = 1 if "interventions_avoided" in row.metric else 4
    first, second, by = (
        f"{one:z.{digits}f}" if isfinite(one) else "not known"
        for one in (row.first, row.second, row.difference)
    )
    if isfinite(row.low):
        by += f" ({row.low:z.{digits}f} to {row.high:z.{digits}f})"
    better = row.better if row.better in (FIRST, SECOND) else "" if not row.better else "neither"
    return label(row.metric), first, second, by, better


def page(comparison: Comparison, about: About) -> str:
    """Write the page of a comparison.

    Parameters
    ----------
    comparison : Comparison
    about : About
    """
    sections = tuple(_sections(comparison, about))
    return html.page("compare.html", about=about, sections=sections, comparison=comparison)


def _sections(comparison: Comparison, about: About) -> Iterator[Section]:
    yield Section("What the comparison says", (*about.warnings, *verdicts(comparison, about)))
    yield Section("Who is scored by which", (), coverage(comparison))
    for before, after, title in (
        ("", "", "Among those whom both score"),
        (_BEFORE, "", "Among those whom both score, weighted for the survey"),
        ("", _AFTER, "Over everybody, shown a risk or not"),
        (_BEFORE, _AFTER, "Over everybody, weighted for the survey"),
    ):
        rows = plain(comparison.rows, before, after)
        if rows:
            words = (f"{rows[0].n:,} people.",)
            yield Section(title, words, Table(_HEAD, tuple(cells(one) for one in rows)))
    if comparison.net_benefit is not None:
        words = (
            "True positives per 100 people that the first gains over the second, less the false "
            "ones at the threshold's odds; the grey band is the paired 95 % interval.",
        )
        figure = _curve(comparison)
        yield Section("Net benefit, first less second", words, None, figure)
    if comparison.reclassified:
        yield Section("Whom they would act upon", (), moved(comparison.reclassified))
    apart = [one for one in comparison.rows if one.group != "all" and one.metric in _APART]
    if apart:
        rows_ = tuple((f"{one.group}: {cells(one)[0]}", *cells(one)[1:]) for one in apart)
        yield Section("Subgroups, among those whom both score", (), Table(_HEAD, rows_))
    yield Section("How to read it", _READING)


def coverage(comparison: Comparison) -> Table:
    """Tell who is scored by both, by one alone, by neither."""
    words = {
        "both": "both",
        "first": "the first alone",
        "second": "the second alone",
        "neither": "neither",
    }
    rows = tuple(
        (words[key], _WITHHELD if count is None else f"{count:,}")
        for key, count in comparison.scored.items()
    )
    return Table(("scored by", f"people, of {comparison.people:,}"), rows)


def moved(rows: Sequence[Reclassified]) -> Table:
    """Tell whom both, one or neither would act upon at each threshold."""
    head = ("", "both", "the first alone", "the second alone", "neither")
    return Table(
        head,
        tuple(
            (
                f"at {one.threshold:g}, {'with' if one.outcome else 'without'} the outcome",
                *(_WITHHELD if count is None else f"{count:,}" for count in one[2:]),
            )
            for one in rows
        ),
    )


def _curve(comparison: Comparison) -> Markup:
    """Draw the difference of net benefit with its band, in true positives per 100 people."""
    band = comparison.net_benefit
    assert band is not None
    points = [
        (at, 100 * value, 100 * low, 100 * high)
        for at, value, low, high in zip(*band, strict=True)
        if isfinite(low)
    ]
    if not points:
        return Markup("")
    most = max(0.01, *(max(abs(low), abs(high)) for _, _, low, high in points))
    left, right = points[0][0], points[-1][0]

    def place(at: float, value: float) -> str:
        across = (at - left) / max(right - left, 1e-9)
        return f"{60 + 500 * across:.1f},{110 - 90 * value / most:.1f}"

    edge = [place(at, high) for at, _, _, high in points]
    edge += [place(at, low) for at, _, low, _ in reversed(points)]
    middle = " ".join(place(at, value) for at, value, _, _ in points)
    parts = [
        drawing.element("polygon", points=" ".join(edge), fill=drawing.PALE),
        drawing.line(60, 110, 560, 110, drawing.GREY),
        drawing.element(
            "polyline", points=middle, fill="none", stroke=drawing.BLUE, stroke_width=2.0
        ),
    ]
    for value, y in ((most, 24.0), (0.0, 114.0), (-most, 204.0)):
        parts.append(drawing.text(54, y, f"{value:+.2g}" if value else "0", 12, "end"))
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        at = left + share * (right - left)
        parts.append(drawing.text(60 + 500 * share, 222, f"{at:.2f}", 12))
    parts.append(drawing.text(310, 240, "risk above which one would act", 12))
    parts.append(drawing.text(66, 16, "the first is better", 12, "start"))
    parts.append(drawing.text(66, 202, "the second is better", 12, "start"))
    words = "Difference of net benefit, first less second, over the threshold, with its band"
    return drawing.drawn(580, 246, words, parts, "calibration")
