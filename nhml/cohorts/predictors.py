"""What single features do before anything is learnt: gaps, spread, what each tells alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from nhml.cohorts.outcomes import auroc_alone
from nhml.features.build import Feature
from nhml.panels.panel import Floats

_CURVED = 10  # distinct values from which a feature is met by a curve
_TERMS = 3  # of a restricted cubic spline on four knots
_GAPS = 0.05  # share missing from which being missing has a weight of its own
_TOGETHER = 0.99  # rank correlation of two features that are one
_COMMON = 50  # people who must have both


@dataclass(frozen=True)
class Predictor:
    """One feature, alone.

    Attributes
    ----------
    name, group : str
    missing : float
        Share of the people who lack it.
    usual : float
        Share of those who have it that has its most frequent value; NaN where nobody has it.
    auroc : float
        Of its values alone, in the better direction.
    auroc_missing : float
        Of its being missing, in the better direction.
    risk_known, risk_missing : float
        Share with the outcome among those who have it and who lack it; NaN of nobody.
    p_missing : float
        Of Fisher's exact test between the two.
    parameters : int
        Weights that a regression on splines of four knots learns for it.
    """

    name: str
    group: str
    missing: float
    usual: float
    auroc: float
    auroc_missing: float
    risk_known: float
    risk_missing: float
    p_missing: float
    parameters: int


def describe(X: Floats, event: Floats, features: Sequence[Feature]) -> tuple[Predictor, ...]:
    """Describe every feature alone.

    Parameters
    ----------
    X : ndarray, shape (n, p)
        NaN missing.
    event : ndarray, shape (n,)
        0 or 1.
    features : sequence of Feature, length p
    """
    return tuple(_described(X[:, at], event, one) for at, one in enumerate(features))


def alike(X: Floats, features: Sequence[Feature]) -> tuple[tuple[str, str], ...]:
    """Find pairs of features that rank people all but alike: one of each pair is enough.

    Parameters
    ----------
    X : ndarray, shape (n, p)
    features : sequence of Feature, length p
    """
    ranked = pd.DataFrame(X).corr(method="spearman", min_periods=_COMMON).abs().to_numpy()
    found = np.argwhere(np.triu(ranked > _TOGETHER, k=1)).tolist()
    return tuple((features[one].name, features[other].name) for one, other in found)


def _described(values: Floats, event: Floats, feature: Feature) -> Predictor:
    missing = np.isnan(values)
    known = values[~missing]
    _, counts = np.unique(known, return_counts=True)
    curved = len(counts) >= _CURVED
    return Predictor(
        name=feature.name,
        group=feature.group,
        missing=float(missing.mean()),
        usual=float(counts.max() / known.size) if known.size else np.nan,
        auroc=auroc_alone(known, event[~missing]),
        auroc_missing=auroc_alone(missing.astype(np.float64), event),
        risk_known=_share(event[~missing]),
        risk_missing=_share(event[missing]),
        p_missing=_p_value(missing, event),
        parameters=(_TERMS if curved else 1) + int(missing.mean() >= _GAPS),
    )


def _share(event: Floats) -> float:
    return float(event.mean()) if event.size else np.nan


def _p_value(missing: npt.NDArray[np.bool_], event: Floats) -> float:
    cells = [[int((event[rows] == had).sum()) for had in (1, 0)] for rows in (missing, ~missing)]
    return float(stats.fisher_exact(cells).pvalue)
