"""The figures of a run."""

from collections.abc import Sequence

from nhml.cohorts.cohort import Cohort
from nhml.features.build import build
from nhml.modelling.curves import Curves
from nhml.modelling.evaluation import Evaluation
from nhml.modelling.risk_model import RiskModel
from nhml.reporting import (
    figures_calibration,
    figures_groups,
    figures_model,
    figures_risk,
    figures_use,
    labels,
)
from nhml.reporting.figures import svg
from nhml.reporting.figures_groups import Group

_HIGH = {"sex": " (high is female)"}


def draw(
    model: RiskModel,
    cohort: Cohort,
    evaluation: Evaluation,
    curves: Curves,
    groups: Sequence[Group],
) -> dict[str, str]:
    """Draw what there is to draw; where few people were scored, only how the model behaves.

    Parameters
    ----------
    model : RiskModel
    cohort : Cohort
        Whose panels the contributions are shown of.
    evaluation : Evaluation
        What may be shown.
    curves : Curves
    groups : sequence of Group

    Returns
    -------
    dict of str to str
        Plain SVG by name.
    """
    X = build(cohort.panels, model.features)
    names = [f"{labels.of(one.name)}{_HIGH.get(one.name, '')}" for one in model.features]
    parts = model.contributions(X)[:, :-1]
    drawn = {"contributions": figures_model.contributions(names, X, parts)}
    if curves.tenths:
        drawn["calibration"] = figures_calibration.calibration(curves, evaluation)
    if figures_calibration.seen(curves):
        drawn["risk_distribution"] = figures_risk.distribution(curves)
    if curves.net_benefit:
        drawn["decision_curve"] = figures_use.decision_curve(curves)
        drawn["interventions_avoided"] = figures_use.avoided(curves)
    if curves.roc is not None:
        drawn["roc"] = figures_risk.roc(curves, evaluation)
    if groups and evaluation.row("auroc"):
        drawn["subgroups"] = figures_groups.forest(evaluation, groups)
    tuned = getattr(model.classifier, "tuned_", {})  # only a model just fitted has it
    if losses := {part: one.losses for part, one in tuned.items() if len(one.losses)}:
        drawn["tuning"] = figures_model.tuning(losses)
    return {name: svg(figure) for name, figure in drawn.items()}
