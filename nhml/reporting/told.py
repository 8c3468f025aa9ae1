"""Facts of a model in words, for documents that ask the same in their own order."""

from collections.abc import Sequence

from nhml.modelling import base_rates, checks
from nhml.modelling.conditions import conditions
from nhml.modelling.evaluation import Evaluation
from nhml.modelling.risk_model import RiskModel
from nhml.reporting import labels, wording

FIGURES = (
    ("auroc", "AUROC"),
    ("scaled_brier", "scaled Brier score"),
    ("log_loss", "log loss"),
    ("o_e", "observed over expected"),
    ("calibration_slope", "calibration slope"),
    ("ici", "integrated calibration index"),
)
_OF_GROUPS = (("auroc", "AUROC"), ("o_e", "O:E"), ("calibration_slope", "slope"))
_MOST_GROUPS = 8
_BY = {
    "person": "all panels of a person held out together",
    "site": "whole sites held out in turn",
    "time": "later draws held out from what was learnt before them",
}
_DEMOGRAPHIC = {
    "race or ethnicity": ("ethnicity", "race"),
    "language": ("language",),
    "sexual orientation": ("sexual_orientation",),
    "gender identity": ("gender_identity",),
    "sex": ("sex",),
    "date of birth, as age": ("age",),
    "social circumstances": ("education", "income", "employment", "housing"),
}


def evaluation(model: RiskModel) -> Evaluation:
    """Give the figures on people held out; none where the model carries none."""
    return Evaluation(()) if model.held_out is None else model.held_out.evaluation


def data(model: RiskModel) -> str:
    """Say whence the people came."""
    facts = model.training
    notes = " ".join(map(wording.sentence, facts.get("notes", ())))
    return f"{wording.sentence(str(facts['cohort']))} {notes}".strip()


def flow(model: RiskModel) -> str:
    """Say how the people were chosen, with their numbers."""
    steps = [f"{people:,} {words}" for words, people in model.training.get("flow", ())]
    return "; ".join(steps) or "not told by this model"


def people(model: RiskModel) -> str:
    """Say how many people and events there were, learnt from and judged on."""
    facts = model.training
    told = [f"{facts['people']:,} panels were learnt from, {facts['events']:,} with the outcome"]
    judged = evaluation(model).row("prevalence")
    if judged is not None:
        told.append(f"{judged.n:,} were held out in turn and judged")
    return "; ".join(told)


def eligible(model: RiskModel) -> str:
    """Say who is eligible."""
    one = model.outcome
    population = wording.population(one.population)
    return f"{population[:1].upper()}{population[1:]}: {one.eligible or 'everybody'}"


def outcome(model: RiskModel) -> str:
    """Say what the outcome is and what decides it."""
    one = model.outcome
    defined = wording.sentence(one.definition)
    return f"{one.label}: {one.event} ({wording.horizon(one.horizon)}). {defined}"


def predictors(model: RiskModel) -> str:
    """List what is read, with units."""
    return "; ".join(
        f"{labels.of(one.name)} [{unit}]"
        if (unit := wording.unit(one.unit))
        else labels.of(one.name)
        for one in model.features
    )


def left_out(model: RiskModel) -> str:
    """Say what may not predict, and what was let in by name."""
    tied = ", ".join(f"{labels.of(name)} ({why})" for name, why in model.pathway.items())
    defining = ", ".join(model.outcome.defining) or "nothing named"
    return (
        f"Never read, for it writes the outcome: {defining}. "
        f"Let in by name and reason: {tied or 'nothing'}."
    )


def size(model: RiskModel) -> str:
    """Say whether there were enough people, by which rule."""
    one = next(one for one in conditions(model, evaluation(model)) if one.name == "people")
    verdict = "That is enough by these rules" if one.holds else "That is NOT enough by these rules"
    return (
        f"All that were there: {one.words}. {verdict} (Riley 2020; Vittinghoff 2007; Vergouwe "
        "2005); nhml diagnose gives every criterion before a training."
    )


def missing(model: RiskModel) -> str:
    """Say what is done with missing values."""
    known = model.applicability
    needed = ", ".join(labels.of(one) for one in known.required) or "nothing"
    return (
        "Nobody is left out for a missing predictor: trees take gaps as they are, the regression "
        "learns a weight for each gap that is not rare, and a gap that fewer than one in twenty "
        f"had is read as the median of the training. Needed to answer: {needed}; silent where "
        f"more than {known.max_missing:.0%} of {len(known.inputs)} columns are missing."
    )


def judged(model: RiskModel) -> str:
    """Say how people were held out."""
    told = model.training.get("judged")
    if not told:
        return "held out in outer folds; the model does not say how many"
    by, folds = _BY[told["by"]], told["folds"]
    return (
        f"{by}, {folds} outer folds asked for, each repeating all that is learnt; intervals from "
        f"{told['resamples']:,} bootstrap resamples of persons"
    )


def made(model: RiskModel) -> str:
    """Say what kind of model it is and how it was built."""
    facts = model.training
    settings = "; ".join(
        f"{part}: {', '.join(f'{key} {value}' for key, value in one.items()) or 'presets'}"
        for part, one in facts.get("settings", {}).items()
    )
    one = model.classifier.calibration_
    return (
        f"{facts.get('estimator', model.classifier.estimator)} ({settings or 'settings not told'}),"
        " chosen by log loss in inner folds by person, or presets; no feature was chosen by the "
        "outcome; "
        "calibrated on out-of-fold log-odds: slope "
        f"{one.slope:.3f}, intercept {one.intercept:.3f}. Seed {facts.get('seed', 'not told')}."
    )


def figures(model: RiskModel) -> str:
    """Give the main figures of everybody with their intervals."""
    found = evaluation(model)
    rows = [(words, row) for name, words in FIGURES if (row := found.row(name))]
    return "; ".join(f"{words} {row.written(3)}" for words, row in rows)


def figures_of(model: RiskModel, chosen: Sequence[str]) -> str:
    """Give discrimination and calibration of groups, the first of them where there are many."""
    found, told = evaluation(model), []
    for group in chosen[:_MOST_GROUPS]:
        rows = [(words, row) for name, words in _OF_GROUPS if (row := found.row(name, group))]
        said = ", ".join(f"{words} {row.written()}" for words, row in rows)
        told.append(f"{_named(group)}: {said or 'too few people'}")
    more = len(chosen) - _MOST_GROUPS
    return "; ".join([*told, *([f"{more} more groups stand on the card"] if more > 0 else [])])


def _named(group: str) -> str:
    return group.replace("=", " ").replace("_", " ")


def groups(model: RiskModel) -> tuple[str, ...]:
    """List the subgroups of whom there are figures."""
    found = dict.fromkeys(row.group for row in evaluation(model).rows)
    return tuple(one for one in found if one != "all")


def coverage(model: RiskModel) -> str:
    """Say of how many it speaks."""
    share = evaluation(model).row("scored_share")
    return f"scored {share.value:.0%} of the eligible" if share else ""


def against_baseline(model: RiskModel) -> str:
    """Set the model's log loss beside that of its regression."""
    row = evaluation(model).row("log_loss_minus_baseline")
    return f"log loss minus that of plain logistic regression {row.written(4)}" if row else ""


def found(model: RiskModel) -> tuple[str, ...]:
    """List the findings of its own figures, with their codes."""
    if model.held_out is None:
        return ()
    told = checks.findings(model, model.held_out.evaluation)
    return tuple(f"{one.what} [{one.code}]" for one in told)


def demographic(model: RiskModel) -> str:
    """Say which traits of a person are read."""
    read = {name for one in model.features for name in (one.name, *one.inputs)}
    told = {words: read.intersection(names) for words, names in _DEMOGRAPHIC.items()}
    told["assessments of health, such as questionnaires"] = {
        one.name for one in model.features if one.group == "symptoms"
    }
    return "; ".join(f"{words}: {'read' if by else 'not read'}" for words, by in told.items())


def representation(model: RiskModel) -> str:
    """Say of whom it learnt, by sex and age, in numbers to the nearest five."""
    rates = base_rates.read(model.training)
    told = [f"{wording.people(one.sex, one.first, one.last)}: {one.people:,}" for one in rates]
    judged_groups = [
        f"{_named(group)} {row.n:,}"
        for group in groups(model)
        if (row := evaluation(model).row("scored_share", group))
    ]
    learnt = f"Learnt from: {'; '.join(told)}." if told else "Too few to be told apart."
    return f"{learnt} Judged: {'; '.join(judged_groups)}." if judged_groups else learnt
