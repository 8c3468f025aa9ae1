"""Numbers as text: arrays that would be millions of JSON numbers, little end first."""

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt


def pack(values: npt.ArrayLike, kind: str) -> str:
    """Write an array as base64.

    Parameters
    ----------
    values : array_like
    kind : str
        As NumPy names it, with its order of bytes: ``<f4``.
    """
    return base64.b64encode(np.ascontiguousarray(values, dtype=kind).tobytes()).decode()


def unpack(text: str, kind: str, shape: Sequence[int]) -> npt.NDArray[Any]:
    """Read what `pack` wrote.

    Raises
    ------
    ValueError
        If it is no base64, not as many numbers as wanted, or one of them is none.
    """
    values = np.frombuffer(base64.b64decode(text, validate=True), dtype=kind).reshape(shape)
    if not np.isfinite(values).all():
        raise ValueError("a number that is none")
    return values
