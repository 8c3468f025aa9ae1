"""Why a risk is what it is: log-odds by feature, exact in their sum."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from nhml.features.build import Feature

if TYPE_CHECKING:
    import shap

Floats = npt.NDArray[np.float64]

COLUMNS = ("panel_id", "feature", "group", "value", "contribution")


def fold(parts: Floats, reference: Sequence[int], width: int) -> Floats:
    """Add what a z-score contributes to the feature that it was made from.

    A hormone and the same hormone read against age and sex are one measurement; a
    reader is told once what it did.

    Parameters
    ----------
    parts : ndarray, shape (n, width + len(reference) + 1)
        Log-odds by feature, by z-score, and the base.
    reference : sequence of int
        The feature of each z-score.
    width : int
        Number of features.

    Returns
    -------
    ndarray, shape (n, width + 1)
        The last column is the base.
    """
    folded = np.column_stack([parts[:, :width], parts[:, -1]])
    for at, feature in enumerate(reference):
        folded[:, feature] += parts[:, width + at]
    return folded


def frame(
    panel_id: npt.NDArray[np.object_], features: Sequence[Feature], X: Floats, parts: Floats
) -> pd.DataFrame:
    """Write contributions as the explanation frame.

    Parameters
    ----------
    panel_id : ndarray, shape (n,)
    features : sequence of Feature, length p
    X : ndarray, shape (n, p)
        Feature values, NaN missing.
    parts : ndarray, shape (n, p + 1)
        Log-odds by feature, then the base.

    Returns
    -------
    DataFrame
        `COLUMNS`, p + 1 rows a panel, the base last; their sum is logit(risk).
    """
    names = [*(one.name for one in features), "base"]
    groups = [*(one.group for one in features), "base"]
    return pd.DataFrame(
        {
            "panel_id": np.repeat(panel_id, len(names)),
            "feature": np.tile(np.array(names, dtype=object), len(X)),
            "group": np.tile(np.array(groups, dtype=object), len(X)),
            "value": np.column_stack([X, np.full(len(X), np.nan)]).ravel(),
            "contribution": parts.ravel(),
        }
    )


def top(explained: pd.DataFrame, number: int) -> pd.DataFrame:
    """Keep the largest contributions of each panel, by size, largest first.

    Parameters
    ----------
    explained : DataFrame
        As `frame` gives it; a panel is a run of rows that ends with its base.
    number : int
    """
    base = (explained["feature"] == "base").to_numpy()
    panel: npt.NDArray[np.intp] = np.cumsum(base) - base
    size = explained["contribution"].abs().where(~base, -1.0).to_numpy()
    order = np.lexsort((-size, panel))
    width = int(base.argmax()) + 1 if len(base) else 1
    kept = order.reshape(-1, width)[:, : min(number, width - 1)].ravel()
    return explained.iloc[kept].reset_index(drop=True)


def to_shap(explained: pd.DataFrame) -> "shap.Explanation":
    """Give contributions as shap's own object, for its plots.

    Parameters
    ----------
    explained : DataFrame
        The explanation frame of one model, whole panels.

    Returns
    -------
    shap.Explanation
        A row a panel, in log-odds: ``shap.plots.waterfall(to_shap(model.explain(panels))[0])``.
    """
    import shap  # takes seconds to load

    base = (explained["feature"] == "base").to_numpy()
    width = int(base.argmax()) if base.any() else 0
    blocks = {
        name: explained[name].to_numpy(np.float64).reshape(-1, width + 1)
        for name in ("contribution", "value")
    }
    return shap.Explanation(
        values=blocks["contribution"][:, :-1],
        base_values=blocks["contribution"][:, -1],
        data=blocks["value"][:, :-1],
        feature_names=explained["feature"].iloc[:width].tolist(),
    )
