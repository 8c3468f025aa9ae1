"""One model, as whoever has to answer for it reads it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from nhml.features.build import Feature
from nhml.knowledge import tables
from nhml.knowledge.entries import Outcome
from nhml.modelling import base_rates, probes
from nhml.modelling.applicability import ABSTAIN, Applicability
from nhml.modelling.base_rates import BaseRate
from nhml.modelling.evaluation import Row
from nhml.modelling.ranges import Ranges
from nhml.modelling.risk_model import RiskModel
from nhml.panels import expressions
from nhml.reporting import document, html, labels, performance, told, wording
from nhml.reporting.card_declared import declared, found, golden
from nhml.reporting.card_groups import apart, calibration, stability
from nhml.reporting.performance import cell as _cell
from nhml.reporting.sections import Section, Table, markdown

LICENCES = (
    "This material contains content from LOINC (loinc.org). LOINC is copyright © Regenstrief "
    "Institute, Inc. and the Logical Observation Identifiers Names and Codes (LOINC) Committee "
    "and is available at no cost under the license at loinc.org/license. LOINC® is a registered "
    "United States trademark of Regenstrief Institute, Inc.",
)
LIMITS = (
    "Decision support, never a diagnosis. Cleared by nobody for clinical use.",
    "Judge it on your own people before you lean on it: nhml evaluate.",
    "The interval of a risk is a stability interval: how far the risk moves with the people the "
    "model happened to learn from. It does not promise to hold the truth.",
    "Contributions are how the model behaves, never causes.",
)
_FIGURES = (
    ("auroc", "AUROC", 3),
    ("average_precision", "Average precision", 3),
    ("log_loss", "Log loss", 3),
    ("brier", "Brier score", 3),
    ("scaled_brier", "Scaled Brier score", 3),
    ("o_e", "Observed : expected", 2),
    ("calibration_slope", "Calibration slope", 2),
    ("calibration_intercept", "Calibration intercept", 2),
    ("ici", "Integrated calibration index", 3),
    ("e_max", "Largest calibration error", 3),
)


@dataclass(frozen=True, repr=False)
class ModelCard:
    """What is read about one model: of whom, from what, how good, and where it ends.

    Attributes
    ----------
    model : RiskModel
    sections : tuple of Section
    """

    model: RiskModel
    sections: tuple[Section, ...]
    kind: ClassVar[str] = "Model card"

    def __repr__(self) -> str:
        return f"<ModelCard of {self.model.label}: {len(self.sections)} sections>"

    def html(self) -> str:
        """Write the page: whole, without a script, fetching nothing."""
        return html.page("card.html", card=self)

    def markdown(self) -> str:
        """Write it as Markdown; the figure stands as its table."""
        return markdown(self.model.label, self.model.outcome.label, self.sections)

    def json(self) -> str:
        """Write it as plain data."""
        return document.as_json(self.model, {"sections": document.plain(self.sections)})

    def _repr_html_(self) -> str:
        return html.framed(self.html())


def card(model: RiskModel) -> ModelCard:
    """Collect what is to be known of a model.

    Parameters
    ----------
    model : RiskModel
    """
    parts = (
        _outcome, declared, _limits, _people, _judged, found, apart, calibration, stability,
        _pathway, golden, _features, _made,
    )  # fmt: skip
    return ModelCard(model, tuple(made for part in parts if (made := part(model)) is not None))


def _outcome(model: RiskModel) -> Section:
    one = model.outcome
    rows = (
        ("Outcome", f"{one.label} ({one.key})"),
        ("When", wording.horizon(one.horizon)),
        ("In whom", wording.population(one.population)),
        ("Event", one.event),
        ("Eligible", one.eligible or "everybody"),
        ("Read in", _units(one)),
        ("Defined by, and never read", "; ".join(one.defining)),
        ("Caution", one.caution or "none stated"),
        ("Source", f"{'; '.join(map(_cited, one.source))} ({one.confidence})"),
    )
    return Section("What it is about", table=Table(("", ""), rows))


def _cited(key: str) -> str:
    """Give the title of a source; an outcome of one's own cites what no table holds."""
    return tables.sources().get(key, {}).get("title", key)


def _units(outcome: Outcome) -> str:
    """Say the units of the analytes that the expressions name."""
    named = expressions.names(outcome.event) | expressions.names(outcome.eligible or "1")
    known = tables.analytes()
    said = (f"{key} in {wording.unit(known[key].unit)}" for key in sorted(named) if key in known)
    return "; ".join(said) or "no analyte"


def _people(model: RiskModel) -> Section:
    facts = model.training
    words = [
        f"{facts['cohort']}: {facts['people']:,} people were learnt from, {facts['events']:,} of "
        "whom had the outcome.",
        *(f"{people:,} {words}." for words, people in facts.get("flow", ())),
        *map(wording.sentence, facts.get("notes", ())),
    ]
    rates = tuple(_rate(one) for one in base_rates.read(facts))
    head = ("Of whom", "People, to the nearest five", "Share with the outcome (95 % interval)")
    return Section("Whom it learnt from", tuple(words), Table(head, rates) if rates else None)


def _rate(one: BaseRate) -> tuple[str, ...]:
    within = f"{wording.percent(one.low)} to {wording.percent(one.high)}"
    said = f"{wording.percent(one.share)} ({within})"
    return wording.people(one.sex, one.first, one.last), f"{one.people:,}", said


def _pathway(model: RiskModel) -> Section:
    title = "Predictors tied to the outcome by physiology"
    if not model.pathway:
        tied = wording.listed([labels.of(name) for name in model.outcome.pathway])
        return Section(title, (f"None is read. Left out: {tied}." if tied else "None is known.",))
    rows = tuple((labels.of(name), reason) for name, reason in model.pathway.items())
    words = "Let in by name and reason: the figures rest on them too."
    return Section(title, (words,), Table(("Predictor", "Reason"), rows))


def _features(model: RiskModel) -> Section:
    known = model.applicability
    needed = {*known.required, *expressions.names(known.eligible or "1")}
    rows = tuple(_feature(one, needed, known.ranges) for one in model.features)
    words = (
        f"It abstains where more than {known.max_missing:.0%} of the "
        f"{len(known.inputs)} columns that it reads are missing."
    )
    head = ("Feature", "Key", "Group", "Unit", "May be missing", "Seen in training")
    return Section("What it reads", (words, *_marks(known)), Table(head, rows))


def _marks(known: Applicability) -> Iterator[str]:
    """Say what is done with what the model has hardly seen."""
    if known.ranges is not None and known.ranges.limits:
        does = "shows no risk" if known.beyond_training == ABSTAIN else "marks the risk"
        yield f"Where a value lies beyond what it saw in training, it {does}."
    if known.detector is not None:
        far = f"none from {known.largest_distance:g} times as far on"
        silent = f", and shows {far}" if known.outlying == ABSTAIN else ""
        yield (
            f"Where the {len(known.detector.names)} measurements, taken together, lie further out "
            "than those of one in two hundred people of the training whom it had not seen, it "
            f"marks the risk{silent}."
        )


def _feature(one: Feature, needed: set[str], ranges: Ranges | None) -> tuple[str, ...]:
    group, unit = labels.GROUPS.get(one.group, one.group), wording.unit(one.unit)
    pair = ranges.limits.get(one.name) if ranges is not None else None
    seen = wording.interval(*pair, "") if pair else ""
    missing = "no" if one.name in needed else "yes"
    return labels.of(one.name), one.name, group, unit, missing, seen


def _judged(model: RiskModel) -> Section:
    title = "How good it was on people it had not seen"
    if model.held_out is None:
        return Section(title, (performance.line(model),))
    found = model.held_out.evaluation
    rows = tuple(
        (words, *(_cell(found, name, digits) for name in _columns(metric)))
        for metric, words, digits in _FIGURES
        if found.row(metric) is not None
    )
    shares = (("scored_share", "Scored share"), ("prevalence", "Share with the outcome"))
    rows += tuple((words, _cell(found, name, 3), "", "", "") for name, words in shares)
    rows += tuple((*_ground(row), "", "", "") for row in found.rows if _on_a_ground(row))
    head = ("", "Scored", "All eligible", "Weighted for the survey", "Logistic baseline")
    weighted = any(row[3] for row in rows)
    kept = [0, 1, 2, *([3] if weighted else []), 4]
    table = Table(
        tuple(head[at] for at in kept), tuple(tuple(row[at] for at in kept) for row in rows)
    )
    how = wording.sentence(f"How: {told.judged(model)}")
    return Section(title, (performance.against_baseline(model), how), table)


def _on_a_ground(row: Row) -> bool:
    return row.group == "all" and row.metric.startswith(("abstained_", "marked_"))


def _ground(row: Row) -> tuple[str, str]:
    """Name a ground on which people were left without a risk, or their risk was marked."""
    what, _, code = row.metric.partition("_")
    words = "No risk shown" if what == "abstained" else "Risk shown with a mark"
    return f"{words}: {code}", performance.written(row, 3)


def _columns(metric: str) -> tuple[str, ...]:
    return metric, f"{metric}_all_eligible", f"weighted_{metric}", f"baseline_{metric}"


def _limits(model: RiskModel) -> Section:
    return Section("Limits", (*LIMITS, *([model.outcome.caution] if model.outcome.caution else [])))


def _made(model: RiskModel) -> Section:
    facts = model.training
    return Section(
        "What it was made of",
        LICENCES,
        Table(("", ""), tuple(_identity(model, facts))),
    )


def _identity(model: RiskModel, facts: Any) -> Iterator[tuple[str, str]]:
    yield "Model sha256", model.identity or "none: not saved"
    yield "Estimator", str(facts.get("estimator", "unknown"))
    for part, settings in facts.get("settings", {}).items():
        said = ", ".join(f"{key} {value}" for key, value in settings.items())
        yield f"Settings of {part}", said or "presets"
    for one in facts.get("updates", ()):
        yield (
            "Updated afterwards",
            f"by {one['method']}, from {one['from'][:12] or 'an unsaved model'}, on "
            f"{one['people']:,} people of {one['cohort']}, {one['events']:,} with the outcome",
        )
    yield "Seed", str(facts.get("seed", "unknown"))
    yield "People, as sha256", str(facts.get("fingerprint", "unknown"))
    for name, digest in probes.digests(model).items():
        yield f"Rows of tables/{name}.csv, as sha256", digest
