"""The parts of a card that are drawn or tell groups apart: calibration, stability, subgroups."""

from nhml.modelling.evaluation import Evaluation
from nhml.modelling.risk_model import RiskModel
from nhml.reporting import drawing, figures_stability, performance, wording
from nhml.reporting.sections import Section, Table

_APART = (
    ("auroc", "AUROC", 2),
    ("log_loss", "Log loss", 2),
    ("o_e", "Observed : expected", 2),
    ("calibration_slope", "Calibration slope", 2),
)


def apart(model: RiskModel) -> Section | None:
    """Give the figures of each subgroup; none where no group is told apart."""
    if model.held_out is None:
        return None
    found = model.held_out.evaluation
    groups = [one for one in dict.fromkeys(row.group for row in found.rows) if one != "all"]
    if not groups:
        return None
    rows = tuple(_group(found, group) for group in groups)
    head = ("Group", "People", "Scored", *(words for _, words, _ in _APART))
    words = "Groups of few people are left out. 95 % intervals."
    return Section("By subgroup", (words,), Table(head, rows))


def _group(found: Evaluation, group: str) -> tuple[str, ...]:
    people = found.row("scored_share", group)
    cells = (
        performance.cell(found, metric, digits, group) or "too few people"
        for metric, _, digits in _APART
    )
    name = group.replace("=", ": ").replace("_", " ")
    if people is None:
        return name, "", "", *cells
    return name, f"{people.n:,}", wording.percent(people.value), *cells


def calibration(model: RiskModel) -> Section | None:
    """Give the share with the outcome in each tenth by risk, as a table and drawn."""
    if model.held_out is None or not model.held_out.calibration:
        return None
    tenths = model.held_out.calibration
    rows = tuple(
        (wording.percent(one.risk), wording.percent(one.share), _within(one.low, one.high))
        for one in tenths
    )
    head = ("Mean risk of a tenth of people", "Had the outcome", "95 % interval")
    words = "Calibration: the share with the outcome in each tenth of held-out people, by risk"
    figure = drawing.calibration(tenths, words)
    return Section("Calibration", ("On the diagonal, risks are right.",), Table(head, rows), figure)


def _within(low: float, high: float) -> str:
    return f"{wording.percent(low)} to {wording.percent(high)}"


def stability(model: RiskModel) -> Section | None:
    """Give how far risks moved over the refits; none where it was not refitted."""
    told = model.instability
    if told is None:
        return None
    rows = tuple(
        (
            *(wording.percent(share) for share in (one.risk, one.refits[2])),
            *(_within(*ends) for ends in (one.refits[1:4:2], one.refits[::4])),
        )
        for one in told.slices
    )
    head = (
        "Mean risk of a group of people", "Median of the refits' risks", "Half of them",
        "Nine tenths of them",
    )  # fmt: skip
    title = "How much its risks depend on who was learnt from"
    if not rows:
        return Section(title, wording.instability(told))
    figure = figures_stability.instability(told, wording.INSTABILITY)
    return Section(title, wording.instability(told), Table(head, rows), figure)
