"""The tables of the page about an evaluation; a cell of few people is withheld."""

from collections.abc import Iterator, Sequence
from math import isfinite, isnan

from nhml.cohorts.characteristics import Characteristic, Side
from nhml.modelling.evaluation import Evaluation
from nhml.reporting import labels, performance, wording
from nhml.reporting.sections import Table
from nhml.reporting.study import Study

METRICS = (
    ("auroc", "AUROC", 3),
    ("average_precision", "Average precision", 3),
    ("log_loss", "Log loss", 3),
    ("brier", "Brier score", 4),
    ("scaled_brier", "Scaled Brier score", 3),
    ("o_e", "Observed : expected", 2),
    ("calibration_slope", "Calibration slope", 2),
    ("calibration_intercept", "Calibration intercept", 2),
    ("ici", "ICI", 4),
    ("e_max", "E-max", 3),
)
_ACTING = (
    ("sensitivity", "Sensitivity", True),
    ("specificity", "Specificity", True),
    ("ppv", "PPV", True),
    ("npv", "NPV", True),
    ("net_benefit", "Net benefit", False),
    ("interventions_avoided", "Avoided per 100", False),
)
_APART = (
    ("auroc", "AUROC", 2),
    ("o_e", "Observed : expected", 2),
    ("calibration_slope", "Calibration slope", 2),
)
_WITHHELD = "withheld"
_FEW = "too few people"


def overall(study: Study) -> Table:
    """Give every metric: among the scored, over all eligible, of the baseline, weighted."""
    sides = [("Among the scored", "{}"), ("All eligible", "{}_all_eligible")]
    if study.weighted:
        sides.append(("Scored, weighted for the survey", "weighted_{}"))
    if not study.plain:
        sides.append(("Logistic baseline, among the scored", "baseline_{}"))
        if study.weighted:
            sides.append(("Baseline, weighted", "weighted_baseline_{}"))
    found = study.evaluation
    known = [one for one in METRICS if found.row(one[0]) or found.row(f"{one[0]}_all_eligible")]
    rows = [
        (words, *(_cell(found, form.format(name), digits) for _, form in sides))
        for name, words, digits in known
    ]
    if not study.plain:
        rows += list(_differences(study, [form for _, form in sides]))
    return Table(("", *(head for head, _ in sides)), tuple(rows))


def _differences(study: Study, forms: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for name, words, digits in METRICS[:4]:
        metric = f"{name}_minus_baseline"
        if study.evaluation.row(metric):
            cells = (
                "" if "baseline" in form else _cell(study.evaluation, form.format(metric), digits)
                for form in forms
            )
            yield f"{words}, less the baseline's", *cells


def thresholds(study: Study) -> Table | None:
    """Give what acting at each named threshold catches, spares and gains; None without any."""
    found = study.evaluation
    whose = [("the model", ""), ("clinical rule", "rule_")]
    if not study.plain:
        whose.insert(1, ("logistic baseline", "baseline_"))
    rows = []
    for threshold in study.thresholds:
        for words, prefix in whose:
            cells = [
                _acting(found, f"{prefix}{name}_{threshold:g}", share) for name, _, share in _ACTING
            ]
            if any(cells):
                rows.append((f"{_share(threshold)}: {words}", *(one or _WITHHELD for one in cells)))
        everybody = _acting(found, f"net_benefit_all_{threshold:g}", False)
        if everybody:
            blank = [""] * len(_ACTING)
            blank[4] = everybody
            rows.append((f"{_share(threshold)}: act on everybody", *blank))
    kept = [at for at in range(len(_ACTING)) if any(row[at + 1] for row in rows)]
    head = ("Act at and above", *(_ACTING[at][1] for at in kept))
    told = tuple((row[0], *(row[at + 1] for at in kept)) for row in rows)
    return Table(head, told) if told else None


def _acting(found: Evaluation, metric: str, share: bool) -> str:
    row = found.row(metric)
    if row is None:
        return ""
    if not share:
        return performance.written(row, 1 if "avoided" in metric else 4)
    if not isfinite(row.value):
        return "not known"
    within = f" ({100 * row.low:.0f} to {100 * row.high:.0f})" if isfinite(row.low) else ""
    return f"{100 * row.value:.0f} %{within}"


def _share(threshold: float) -> str:
    return f"{100 * threshold:.3g} %"


def subgroups(study: Study) -> Table | None:
    """Give how well risks rank, and whether they are right, in each group; None without any."""
    if not study.groups:
        return None
    found = study.evaluation
    rows = [_group(found, "all", "Everybody")]
    for one in study.groups:
        blank = (one.words, _WITHHELD, *[""] * (1 + len(_APART)))
        rows.append(blank if one.withheld else _group(found, one.key, one.words))
    head = ("Group", "People", "Had the outcome", *(words for _, words, _ in _APART))
    return Table(head, tuple(rows))


def _group(found: Evaluation, key: str, words: str) -> tuple[str, ...]:
    row = found.row("prevalence", key)
    n, share = (row.n, row.value) if row else (0, 0.0)
    cells = (_cell(found, name, digits, key) or _FEW for name, _, digits in _APART)
    return words, f"{n:,}", f"{share * n:,.0f} ({wording.percent(share)})", *cells


def _cell(found: Evaluation, metric: str, digits: int, group: str = "all") -> str:
    row = found.row(metric, group)
    return performance.written(row, digits) if row is not None else ""


def people(study: Study) -> Table:
    """Give what people with and without the outcome are like."""
    rows = tuple(_person(one) for one in study.characteristics)
    events, without = study.events, study.panels - study.events
    sides = (f"Had the outcome ({events:,})", f"Had it not ({without:,})")
    head = ("", sides[0], "Missing", sides[1], "Missing")
    return Table(head, rows)


def _person(one: Characteristic) -> tuple[str, ...]:
    unit = wording.unit(one.unit)
    of = {"F": "Women", "yes": f"{labels.of(one.name)}, yes"}.get(one.share_of)
    words = of or f"{labels.of(one.name)}{f' [{unit}]' if unit else ''}"
    sides = (one.with_outcome, one.without_outcome)
    return words, *(cell for side in sides for cell in _side(one, side))


def _side(one: Characteristic, side: Side) -> tuple[str, str]:
    missing = wording.percent(side.missing) if isfinite(side.missing) else ""
    if side.missing == 1.0:
        return "not measured", missing
    if isnan(side.middle):
        return _WITHHELD, missing
    if one.share_of:
        return wording.percent(side.middle), missing
    ends = f"({wording.number(side.low)} to {wording.number(side.high)})"
    return f"{wording.number(side.middle)} {ends}", missing


def tenths(study: Study) -> Table | None:
    """Give the points of the calibration figure; None where there are none."""
    points = study.curves.tenths
    rows = (
        ("Mean risk, %", *(f"{100 * one.risk:.1f}" for one in points)),
        ("Had the outcome, %", *(f"{100 * one.share:.1f}" for one in points)),
        ("95 % interval", *(f"{100 * one.low:.1f} to {100 * one.high:.1f}" for one in points)),
    )
    head = ("Tenth of people by risk", *(str(at) for at in range(1, len(points) + 1)))
    return Table(head, rows) if points else None
