"""The score frame: a risk and its interval stand only where they may be shown."""

from typing import Literal, get_args

import numpy as np
import pandas as pd
from scipy.special import expit

from nhml.errors import ModelError
from nhml.modelling import updating
from nhml.modelling.classifier import MarginCalibratedClassifier
from nhml.modelling.preparation import Prepared, told
from nhml.modelling.refits import Refits
from nhml.modelling.uncertainty import Stability
from nhml.panels.panel import Floats

COLUMNS = ("panel_id", "status", "risk", "risk_low", "risk_high", "reasons", "alerts", "model")
Kind = Literal["fast", "refits"]


def frame(
    ready: Prepared,
    margin: Floats,
    label: str,
    classifier: MarginCalibratedClassifier,
    within: Stability | Refits | None,
) -> pd.DataFrame:
    """Write the score frame.

    Parameters
    ----------
    ready : Prepared
    margin : ndarray, shape (n,)
        Calibrated log-odds.
    label : str
        Who says it.
    classifier : MarginCalibratedClassifier
        Where it was updated, the interval moves along.
    within : Stability, Refits or None
        What tells the interval.
    """
    scored = ready.status == "scored"
    low, high = np.full((2, len(margin)), np.nan)
    if within is not None and scored.any():
        low[scored], high[scored] = updating.interval(
            classifier, within, ready.X[scored], margin[scored]
        )
    cells = {
        "panel_id": ready.panels.panel_id,
        "status": ready.status,
        "risk": np.where(scored, expit(margin), np.nan),
        "risk_low": low,
        "risk_high": high,
        "reasons": np.array(told(ready), dtype=object),
        "alerts": ready.alerts,
        "model": np.full(len(margin), label, dtype=object),
    }
    return pd.DataFrame(cells)


def judged(ready: Prepared, shown: pd.DataFrame, margin: Floats, plain: Floats) -> pd.DataFrame:
    """Write what an evaluation needs of every panel, shown or not.

    Parameters
    ----------
    ready : Prepared
    shown : DataFrame
        The score frame.
    margin, plain : ndarray, shape (n,)
        Calibrated log-odds of the model and of its logistic baseline.
    """
    return pd.DataFrame(
        {
            "id": ready.panels.panel_id,
            "subject_id": ready.panels.subject_id,
            "status": shown["status"],
            "reasons": shown["reasons"],
            "risk": shown["risk"],
            "margin": margin,
            "eligible_risk": expit(margin),
            "baseline_risk": expit(plain),
        }
    )


def told_by(
    kind: Kind, stability: Stability | None, refits: Refits | None, label: str
) -> Stability | Refits | None:
    """Give what tells the kind of interval that is asked for.

    Raises
    ------
    ModelError
        If there is no such kind, or the model keeps no refits.
    """
    if kind not in get_args(Kind):
        raise ModelError(f"interval: found {kind!r}, wanted one of {', '.join(get_args(Kind))}")
    if kind == "fast":
        return stability
    if refits is None:
        raise ModelError(
            f"{label}: keeps no refits, which this interval is told by; ask for the fast one, or "
            "train again with model.refits of 50 at least"
        )
    return refits
