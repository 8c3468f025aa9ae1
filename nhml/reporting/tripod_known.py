"""What a run knows by itself for the items of TRIPOD+AI, by their numbers."""

from collections.abc import Callable, Mapping

from nhml.modelling.risk_model import RiskModel
from nhml.reporting import told

_NOT_JUDGED = "its figures on people held out do not stand in the model"


def stopped(words: str) -> str:
    """End a sentence, unless it has an end."""
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _title(model: RiskModel) -> str:
    kind = model.training.get("estimator", model.classifier.estimator)
    return f"A prediction model ({kind}) of {model.outcome.label.lower()}."


def _aim(model: RiskModel) -> str:
    return "Making a model, and judging it on people held out of the same source."


def _sources(model: RiskModel) -> str:
    return told.data(model)


def _eligible(model: RiskModel) -> str:
    return stopped(told.eligible(model))


def _treatments(model: RiskModel) -> str:
    taken = [one.name for one in model.features if one.name.startswith("on_")]
    listed = ", ".join(taken)
    return f"Read as predictors: {listed}." if taken else "No treatment is read as a predictor."


def _prepared(model: RiskModel) -> str:
    return (
        "Every value in canonical units before anything is computed; impossible values, unknown "
        "units and contradictions reject the panel, by the same rules for everybody and at every "
        "door (docs/reference/checks/panel-problems.md)."
    )


def _outcome(model: RiskModel) -> str:
    return stopped(told.outcome(model))


def _considered(model: RiskModel) -> str:
    return told.left_out(model)


def _predictors(model: RiskModel) -> str:
    return stopped(told.predictors(model))


def _size(model: RiskModel) -> str:
    return told.size(model)


def _missing(model: RiskModel) -> str:
    return told.missing(model)


def _parted(model: RiskModel) -> str:
    return f"All were learnt from; {told.judged(model)}."


def _form(model: RiskModel) -> str:
    logs = sum(one.log for one in model.features)
    return (
        f"{len(model.features)} numbers, {logs} of which the regression reads on the log scale; "
        "the regression by restricted cubic splines, trees as they are; nothing is cut into "
        "categories."
    )


def _building(model: RiskModel) -> str:
    return told.made(model)


def _clusters(model: RiskModel) -> str:
    by = model.training.get("judged", {}).get("by")
    sites = [one for one in told.groups(model) if one.startswith(("site=", "cycle="))]
    if by != "site" and not sites:
        return "Sites were not told apart."
    return f"Held out by {by}; figures of {len(sites)} sites or cycles stand apart."


def _measures(model: RiskModel) -> str:
    return (
        "AUROC, average precision, log loss, Brier score, observed over expected, calibration "
        "slope and intercept, integrated calibration index, calibration by tenths, net benefit at "
        "the config's thresholds, each with a 95 % interval; among the scored and over all "
        "eligible; beside plain logistic regression on the same people."
    )


def _updated(model: RiskModel) -> str:
    updates = model.training.get("updates", ())
    if not updates:
        return "It was not updated after it was judged."
    return " ".join(f"Updated by {one['method']} on {one['people']:,} people." for one in updates)


def _computed(model: RiskModel) -> str:
    return "By the one method that answers at every door, from models that had not seen the person."


def _balance(model: RiskModel) -> str:
    return (
        "Nobody was weighted or drawn again by class: nhml cannot be told to. Risks are those of "
        "the people as they are."
    )


def _fairness(model: RiskModel) -> str:
    looked = model.training.get("judged", {}).get("subgroups", ())
    listed = ", ".join(str(one).replace("_", " ") for one in looked)
    return f"Figures stand apart by {listed}." if looked else "No groups were told apart."


def _output(model: RiskModel) -> str:
    return (
        f"A calibrated risk, 0 to 1, of {model.outcome.label.lower()}, with reasons and, where it "
        "was refitted, an interval of how far it moves with the people learnt from; or the reason "
        "why there is none. It makes no classes."
    )


def _differences(model: RiskModel) -> str:
    return "Those judged on are of the same source, held out in turn."


def _data_access(model: RiskModel) -> str:
    return f"The people's data stay where they are; their sha256 is {_fingerprint(model)}."


def _fingerprint(model: RiskModel) -> str:
    return str(model.training.get("fingerprint", "unknown"))


def _flow(model: RiskModel) -> str:
    return f"{stopped(told.flow(model))} {stopped(told.people(model))}"


def _who(model: RiskModel) -> str:
    return told.representation(model)


def _events(model: RiskModel) -> str:
    return stopped(told.people(model))


def _whole(model: RiskModel) -> str:
    return (
        "The bundle is the whole model as plain data: preprocess.json, coefficients.json or "
        f"trees.json, calibration.json, probes.jsonl; sha256 {model.identity or 'not saved'}."
    )


def _figures(model: RiskModel) -> str:
    if model.held_out is None:
        return ""
    said = (told.figures(model), told.coverage(model), told.against_baseline(model))
    return " ".join(
        stopped(one) for one in (*said, told.figures_of(model, told.groups(model))) if one
    )


def _sites(model: RiskModel) -> str:
    found = [one for one in told.groups(model) if one.startswith(("site=", "cycle="))]
    return stopped(told.figures_of(model, found)) if found else ""


def _limits(model: RiskModel) -> str:
    if model.held_out is None:
        return f"{stopped(_NOT_JUDGED)} {model.outcome.caution}".strip()
    found = told.found(model)
    listed = "; ".join(found) if found else "nothing by its own figures"
    return f"Found: {stopped(listed)} {model.outcome.caution}".strip()


def _inputs(model: RiskModel) -> str:
    known = model.applicability
    return (
        "A panel that cannot be read is rejected and stays in its row with the reason; the model "
        f"is silent where more than {known.max_missing:.0%} is missing, where what is needed is "
        "missing, outside its population, and where a safety rule says so."
    )


KNOWN: Mapping[str, Callable[[RiskModel], str]] = {
    "1": _title, "4": _aim, "5a": _sources, "6b": _eligible, "6c": _treatments, "7": _prepared,
    "8a": _outcome, "9a": _considered, "9b": _predictors, "10": _size, "11": _missing,
    "12a": _parted, "12b": _form, "12c": _building, "12d": _clusters, "12e": _measures,
    "12f": _updated, "12g": _computed, "13": _balance, "14": _fairness, "15": _output,
    "16": _differences, "18e": _data_access, "20a": _flow, "20b": _who, "20c": _differences,
    "21": _events, "22": _whole, "23a": _figures, "23b": _sites, "24": _updated, "26": _limits,
    "27a": _inputs,
}  # fmt: skip
