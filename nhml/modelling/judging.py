"""Every figure of one risk, a few resamples at a time."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nhml.modelling.decisions import decisions
from nhml.modelling.metrics import METRICS, away

Floats = npt.NDArray[np.float64]

_CELLS = 100_000  # weights judged at a time: they stay in the cache, and little memory is needed
FEWEST = 20  # people of either class below which slopes and curves are not worth a figure
_OF_THE_CURVE = ("ici", "e_max")
_NEED_MANY = ("calibration_slope", "calibration_intercept", "o_e", *_OF_THE_CURVE)


def figures(
    y: Floats, risk: Floats, block: Floats, thresholds: Sequence[float]
) -> dict[str, Floats]:
    """Judge one risk by every metric.

    Parameters
    ----------
    y, risk : ndarray, shape (n,)
    block : ndarray, shape (B, n)
    thresholds : sequence of float

    Returns
    -------
    dict of str to ndarray, shape (B,)
        Without what so few people cannot tell; empty where all are of one class.
    """
    fewest = min(y.sum(), (1.0 - y).sum())
    if fewest == 0:
        return {}
    parts = [_judge(y, risk, part, thresholds, fewest >= FEWEST) for part in in_parts(block)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def in_parts(block: Floats) -> list[Floats]:
    """Part the resamples of a block."""
    some = max(32, _CELLS // block.shape[1])
    return [block[at : at + some] for at in range(0, len(block), some)]


def _judge(
    y: Floats, risk: Floats, block: Floats, thresholds: Sequence[float], many: bool
) -> dict[str, Floats]:
    unwanted = _OF_THE_CURVE if many else _NEED_MANY
    alone = {name: of(y, risk, block) for name, of in METRICS.items() if name not in unwanted}
    curve = away(y, risk, block) if many else {}
    return {**alone, **curve, **decisions(y, risk, block, thresholds)}
