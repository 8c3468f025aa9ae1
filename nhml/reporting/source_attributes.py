"""The 31 source attributes of 45 CFR 170.315(b)(11)(iv)(B), as far as a model tells them.

Each is generated from the run's facts, partly so, declared by people in ``[card]``, or said
to be not done. None is left out and none is empty; whether that is enough is not for nhml
to say.
"""

from collections import Counter
from collections.abc import Callable
from typing import Literal, NamedTuple

from nhml.modelling.risk_model import RiskModel
from nhml.reporting import declarations, told
from nhml.reporting.declarations import NOT_DONE
from nhml.reporting.document import Document
from nhml.reporting.sections import Section, Table

Standing = Literal["generated", "partly", "declared", "not done"]


class Attribute(NamedTuple):
    """One attribute: its key, its paragraph, what it asks, what the run and people tell."""

    key: str
    paragraph: str
    asks: str
    declared: str = ""
    known: Callable[[RiskModel], str] | None = None


class Told(NamedTuple):
    """What is known of one attribute."""

    standing: Standing
    words: str


def source_attributes(model: RiskModel) -> Document:
    """Tell the attributes of a model.

    Parameters
    ----------
    model : RiskModel
    """
    found = {one.key: tell(model, one) for one in ATTRIBUTES}
    counts = Counter(one.standing for one in found.values())
    words = (
        f"{len(found)} attributes: {counts['generated']} generated from the run, "
        f"{counts['partly']} partly, {counts['declared']} declared by its makers, "
        f"{counts['not done']} not done.",
        "Figures on people of another source, and those of use, come from nhml validate and nhml "
        "monitor, not from the model: declare here what they found.",
    )
    rows = tuple(
        (one.paragraph, one.asks, found[one.key].standing, found[one.key].words)
        for one in ATTRIBUTES
    )
    head = ("Paragraph", "Attribute", "Standing", "What is known")
    sections = (Section("In short", words), Section("Attributes", table=Table(head, rows)))
    content = {
        "attributes": {
            one.key: {"paragraph": one.paragraph, "asks": one.asks, **found[one.key]._asdict()}
            for one in ATTRIBUTES
        }
    }
    return Document("Source attributes", model, sections, content)


def tell(model: RiskModel, one: Attribute) -> Told:
    """Tell one attribute of a model."""
    known = one.known(model) if one.known is not None else ""
    declared = declarations.of(model).get(one.declared, "")
    if known and not one.declared:
        return Told("generated", known)
    if known:
        words = f"Declared: {declared or declarations.said(model, one.declared)}"
        return Told("partly", f"{known} {words}")
    if declared:
        return Told("declared", declared)
    return Told("not done", declarations.said(model, one.declared) if one.declared else NOT_DONE)


def _output(model: RiskModel) -> str:
    return (
        f"The risk, 0 to 1, of {model.outcome.label.lower()}: {model.outcome.event}; with "
        "reasons, or the reason why there is none."
    )


def _kind(model: RiskModel) -> str:
    return "A prediction: a calibrated risk. No classification, no recommendation."


def _unknown_places(model: RiskModel) -> str:
    return (
        f"It abstains outside: {told.eligible(model)}. {model.outcome.caution} It answers no "
        "question of treatment."
    )


def _limits(model: RiskModel) -> str:
    found = told.found(model)
    if model.held_out is None:
        return "Its figures on people held out do not stand in the model."
    return f"By its own figures: {'; '.join(found) if found else 'nothing was found'}."


def _eligible(model: RiskModel) -> str:
    return f"{told.eligible(model)}. {told.flow(model)}. {told.people(model)}."


def _bias(model: RiskModel) -> str:
    return (
        "Nobody was weighted or drawn again by class; groups are judged apart, discrimination and "
        "calibration, and a model is not promoted where one is shown to be off."
    )


def _valid(model: RiskModel) -> str:
    parts = (told.figures(model), told.coverage(model), told.against_baseline(model))
    said = "; ".join(one for one in parts if one)
    return f"{said}. {told.judged(model)}." if said else ""


def _fair(model: RiskModel) -> str:
    return told.figures_of(model, told.groups(model))


ATTRIBUTES = (
    Attribute("developer", "(1)(i)", "developer and contact", "developer"),
    Attribute("funding", "(1)(ii)", "who paid for making it", "funding"),
    Attribute("output_value", "(1)(iii)", "what value it puts out", known=_output),
    Attribute("output_kind", "(1)(iv)", "what kind of output that is", known=_kind),
    Attribute("intended_use", "(2)(i)", "what it is to be used for", "intended_use"),
    Attribute("intended_population", "(2)(ii)", "in whom", "population"),
    Attribute("intended_users", "(2)(iii)", "by whom", "users"),
    Attribute("decision_role", "(2)(iv)", "its role in a decision", "role"),
    Attribute(
        "cautions", "(3)(i)", "tasks, situations and people it is not for", "cautions",
        _unknown_places,
    ),
    Attribute("limitations", "(3)(ii)", "known risks, wrong uses, limits", "limitations", _limits),
    Attribute(
        "training_criteria", "(4)(i)", "who was taken into the training, who not", known=_eligible
    ),
    Attribute(
        "demographic_inputs", "(4)(ii)", "traits of a person that are read",
        known=told.demographic,
    ),
    Attribute(
        "training_representation", "(4)(iii)", "whom the training stands for",
        known=told.representation,
    ),
    Attribute("training_relevance", "(4)(iv)", "how like the people of its use", "relevance"),
    Attribute("fairness_approach", "(5)(i)", "how its answers were made fair", "fairness"),
    Attribute("bias_approach", "(5)(ii)", "what was done against bias", "bias", _bias),
    Attribute("external_data", "(6)(i)", "where it was judged elsewhere", "external_data"),
    Attribute("external_tester", "(6)(ii)", "who judged it elsewhere", "external_tester"),
    Attribute(
        "external_representation", "(6)(iii)", "whom the external people stand for",
        "external_representation",
    ),
    Attribute("external_process", "(6)(iv)", "how it was judged elsewhere", "external_process"),
    Attribute("validity_same_source", "(7)(i)", "how valid, same source", known=_valid),
    Attribute("fairness_same_source", "(7)(ii)", "how fair, same source", known=_fair),
    Attribute("validity_external", "(7)(iii)", "how valid elsewhere", "external_validity"),
    Attribute("fairness_external", "(7)(iv)", "how fair elsewhere", "external_fairness"),
    Attribute("outcome_studies", "(7)(v)", "studies of what its use did", "outcome_studies"),
    Attribute("validity_monitoring", "(8)(i)", "how validity is watched", "monitoring"),
    Attribute("validity_local", "(8)(ii)", "how valid in local data", "local_validity"),
    Attribute(
        "fairness_monitoring", "(8)(iii)", "how fairness is watched", "fairness_monitoring"
    ),
    Attribute("fairness_local", "(8)(iv)", "how fair in local data", "local_fairness"),
    Attribute("updating", "(9)(i)", "how and how often it is updated", "updating"),
    Attribute("correcting", "(9)(ii)", "how soon it is corrected", "correcting"),
)  # fmt: skip
