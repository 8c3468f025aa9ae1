"""The figures of a run."""

import pandas as pd

from nhml.cohorts.cohort import Cohort
from nhml.features.build import build
from nhml.modelling.evaluation import Evaluation
from nhml.modelling.risk_model import RiskModel
from nhml.reporting import figures


def draw(
    model: RiskModel, cohort: Cohort, people: pd.DataFrame, evaluation: Evaluation
) -> dict[str, str]:
    """Draw calibration, decision curve, risk distribution, contributions, and the tuning.

    Where nobody was scored, the first three are left out: there is nothing to draw.

    Parameters
    ----------
    model : RiskModel
    cohort : Cohort
        Whose panels the contributions are shown of.
    people : DataFrame
        As `nhml.workflows.people.judged` gives them.
    evaluation : Evaluation

    Returns
    -------
    dict of str to str
        SVG by name.
    """
    scored = people[people["status"] == "scored"]
    outcome, risk = scored["outcome"].to_numpy(), scored["risk"].to_numpy()
    both = {model.name: risk, "logistic baseline": scored["baseline_risk"].to_numpy()}
    X = build(cohort.panels, model.features)
    names = [one.name for one in model.features]
    drawn = {"contributions": figures.contributions(names, X, model.contributions(X)[:, :-1])}
    if len(scored):
        drawn["calibration"] = figures.calibration(outcome, risk)
        drawn["decision_curve"] = figures.decision_curve(outcome, both)
        drawn["risk_distribution"] = figures.risk_distribution(outcome, risk)
    tuned = getattr(model.classifier, "tuned_", {})  # only a model just fitted has it
    if tuned:
        drawn["tuning"] = figures.tuning({part: one.losses for part, one in tuned.items()})
    return {name: figures.svg(figure) for name, figure in drawn.items()}
