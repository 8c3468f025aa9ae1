"""How good a model was on people it had not seen, in words."""

from nhml.modelling.evaluation import Evaluation, Row
from nhml.modelling.risk_model import RiskModel

_NOWHERE = (
    "Its figures on people held out do not stand in the model; "
    "see evaluation.json in the folder of its training."
)


def line(model: RiskModel) -> str:
    """Say the figures that a reader of one page wants.

    Parameters
    ----------
    model : RiskModel
    """
    if model.held_out is None:
        return _NOWHERE
    found = {name: model.held_out.evaluation.row(name) for name in ("auroc", "calibration_slope")}
    if not (found["auroc"] and found["calibration_slope"]):
        return _NOWHERE
    ranks, slope = (written(row) for row in found.values() if row)
    return (
        f"On {found['auroc'].n:,} people held out: it ranks a person with the outcome above one "
        f"without in {ranks} of pairs (AUROC; 0.5 is chance), and its calibration slope is {slope} "
        f"(1 is right). {against_baseline(model)}"
    )


def written(row: Row, digits: int = 2) -> str:
    """Write a figure with its interval: ``0.89 (0.87 to 0.90)``; what is not known is said."""
    return row.written(digits)


def cell(found: Evaluation, metric: str, digits: int, group: str = "all") -> str:
    """Write one figure of an evaluation; empty where there is none."""
    row = found.row(metric, group)
    return written(row, digits) if row is not None else ""


def against_baseline(model: RiskModel) -> str:
    """Say whether it lost less than plain logistic regression on the same people."""
    return against(model.held_out.evaluation if model.held_out else Evaluation(()))


def against(found: Evaluation) -> str:
    """Say what an evaluation shows of a model beside plain logistic regression.

    Parameters
    ----------
    found : Evaluation
    """
    row = found.row("log_loss_minus_baseline")
    if row is None:
        return "It was not compared with plain logistic regression."
    if row.low == row.value == row.high == 0.0:
        return "It is plain logistic regression."
    if row.high < 0.0:
        return "It was better than plain logistic regression (log loss)."
    if row.low > 0.0:
        return "It was WORSE than plain logistic regression (log loss)."
    return "It is not shown to be better than plain logistic regression (log loss)."
