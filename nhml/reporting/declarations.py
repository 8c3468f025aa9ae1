"""What a model's makers declared of it, and what nobody did."""

from collections.abc import Mapping

from nhml.modelling.risk_model import RiskModel

NOT_DONE = "not done"
BLANK = "blank: a person must fill this"
OLD = "not declared: the model was trained before its config could say so"
TITLES: Mapping[str, str] = {
    "developer": "Developer and contact",
    "funding": "Funding",
    "conflicts": "Interests",
    "intended_use": "Intended use",
    "population": "Intended population",
    "users": "Intended users",
    "role": "Role in a decision",
    "context": "Care it stands in",
    "inequalities": "Known inequalities of health",
    "cautions": "Not meant for",
    "limitations": "Known risks and limits",
    "setting": "Setting and dates",
    "assessment": "Assessment of outcome and predictors",
    "relevance": "Why those people are like those it is meant for",
    "fairness": "Approach to fairness",
    "bias": "What was done against bias",
    "external_data": "External data",
    "external_tester": "External tester",
    "external_representation": "External people",
    "external_process": "External process",
    "external_validity": "External validity",
    "external_fairness": "External fairness",
    "outcome_studies": "Studies of its use",
    "local_validity": "Validity in local data",
    "local_fairness": "Fairness in local data",
    "monitoring": "Monitoring",
    "fairness_monitoring": "Monitoring of groups",
    "updating": "Updating",
    "correcting": "Correcting",
    "ethics": "Ethical review",
    "protocol": "Protocol",
    "registration": "Registration",
    "data_access": "Access to data",
    "code_access": "Access to code",
    "involvement": "Patients and the public",
    "interpretation": "Interpretation",
    "next_steps": "Next steps",
}


def of(model: RiskModel) -> Mapping[str, str]:
    """Give what was declared, by key of ``[card]``."""
    told = model.training.get("declared", {})
    return {key: str(told[key]) for key in TITLES if told.get(key)}


def said(model: RiskModel, key: str) -> str:
    """Give one declaration; ``not done`` where it was left out, and so for older models."""
    found = of(model).get(key)
    if found:
        return found
    return NOT_DONE if "declared" in model.training else OLD
